// Programs whose console is captured, and that end in many ways; `fluent_console WAY`. Each prints the run's id first.
#include <mltrack/fluent.hpp>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <stdexcept>
#include <string>
#include <unistd.h>

int main(int, char** arguments)
{
    const std::string way = arguments[1];
    mltrack::start_run({.name = "console"}).keep_open();
    const auto console = mltrack::capture_console();
    std::cout << mltrack::active_run()->info.run_id.value << std::endl;
    std::fprintf(stderr, "to stderr\n");
    if (std::system("echo of a child") != 0)
        return 2;
    std::printf("in the buffer\n"); // Of the C library, which does not write lines at once to a pipe.
    if (way == "exits")
        std::exit(0);
    if (way == "exits_on_its_own") {
        mltrack::set_ending_options({.at_exit = false});
        std::exit(0);
    }
    if (way == "throws")
        throw std::runtime_error("diverged");
    if (way == "is_killed") {
        std::raise(SIGTERM);
        for (;;)
            ::pause();
    }
    return 0;
}
