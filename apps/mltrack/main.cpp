#include "commands.hpp"
#include "console/table.hpp"
#include "help/usage_errors.hpp"
#include "help/value_source.hpp"
#include <mltrack/schema/error.hpp>

#include <CLI/CLI.hpp>

#include <csignal>
#include <exception>
#include <iostream>

namespace {

constexpr int failure = 1;
constexpr int wrong_usage = 2;

} // namespace

int main(int argc, char** argv)
{
    using mltrack::program::printable;
    using mltrack::program::with_source;
    // A file that may not grow (ulimit -f) is an error of the write, not the end of the program.
    std::signal(SIGXFSZ, SIG_IGN);
    const auto program = mltrack::program::make_command_line();
    try {
        program->parse(argc, argv);
        std::cout.flush();
        if (std::cout)
            return 0;
        std::cerr << "mltrack: the output could not be written\n";
    } catch (const CLI::Success& wanted) { // Help, or the version.
        return program->exit(wanted);
    } catch (const CLI::ParseError& error) {
        std::cerr << mltrack::program::explain(error, *program, {argv + 1, argv + argc}) << '\n';
        return wrong_usage;
    } catch (const mltrack::exception& error) {
        std::cerr << "mltrack: " << printable(with_source(error.error().message, *program)) << '\n';
    } catch (const std::exception& error) {
        std::cerr << "mltrack: " << printable(error.what()) << '\n';
    }
    return failure;
}
