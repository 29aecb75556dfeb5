#include "commands.hpp"
#include <mltrack/schema/error.hpp>

#include <CLI/CLI.hpp>

#include <exception>
#include <iostream>
#include <string_view>

namespace {

constexpr int failure = 1;
constexpr int wrong_usage = 2;

} // namespace

int main(int argc, char** argv)
{
    const auto program = mltrack::program::make_command_line();
    try {
        program->parse(argc, argv);
        std::cout.flush();
        if (std::cout)
            return 0;
        std::cerr << "mltrack: the output could not be written\n";
    } catch (const CLI::RequiredError& error) {
        if (!std::string_view(error.what()).starts_with("A subcommand")) {
            program->exit(error);
            return wrong_usage;
        }
        std::cerr << mltrack::program::what_is_missing(*program, {argv + 1, argv + argc}) << '\n';
        return wrong_usage;
    } catch (const CLI::ParseError& error) {
        return program->exit(error) == 0 ? 0 : wrong_usage;
    } catch (const mltrack::exception& error) {
        std::cerr << "mltrack: " << error.error().message << '\n';
    } catch (const std::exception& error) {
        std::cerr << "mltrack: " << error.what() << '\n';
    }
    return failure;
}
