#include "server_command.hpp"
#include <mltrack/config.hpp>
#include <mltrack/schema/error.hpp>

#include <CLI/CLI.hpp>

#include <exception>
#include <iostream>

int main(int argc, char** argv)
{
    CLI::App program("MLflow Tracking, in modern C++.", "mltrack");
    program.set_help_flag("--help", "Print this help.");
    program.set_version_flag("--version", std::string("mltrack ") + mltrack::version);
    program.require_subcommand(1);
    mltrack::program::add_server_command(program);
    try {
        program.parse(argc, argv);
        return 0;
    } catch (const CLI::ParseError& error) {
        return program.exit(error) == 0 ? 0 : 2;
    } catch (const mltrack::exception& error) {
        std::cerr << "mltrack: " << error.error().message << '\n';
    } catch (const std::exception& error) {
        std::cerr << "mltrack: " << error.what() << '\n';
    }
    return 1;
}
