// Programs that end in many ways while a run is open; `fluent_endings WAY`. Each prints the run's id first.
#include <mltrack/fluent.hpp>

#include <csignal>
#include <cstdlib>
#include <iostream>
#include <map>
#include <pthread.h>
#include <string>
#include <sys/wait.h>
#include <system_error>
#include <thread>
#include <unistd.h>

namespace {

volatile std::sig_atomic_t asked_to_stop = 0;

extern "C" void stop_later(int)
{
    asked_to_stop = 1;
}

void announce()
{
    std::cout << mltrack::active_run()->info.run_id.value << std::endl;
}

void start()
{
    mltrack::start_run({.name = "endings"}).keep_open();
    announce();
}

[[noreturn]] void wait_for_ever()
{
    for (;;)
        ::pause();
}

int leaves_main()
{
    start();
    const auto part = mltrack::start_run({.name = "part", .nested = true});
    announce();
    return 0;
}

int calls_exit()
{
    const auto run = mltrack::start_run();
    announce();
    std::exit(3);
}

int throws_what_nothing_catches()
{
    const auto run = mltrack::start_run();
    announce();
    throw std::runtime_error("diverged");
}

int terminates_on_another_handler()
{
    std::set_terminate([] { std::_Exit(7); });
    start();
    std::terminate();
}

int waits()
{
    start();
    wait_for_ever();
}

int waits_without_us()
{
    mltrack::set_ending_options({.on_signals = false});
    start();
    wait_for_ever();
}

int waits_without_us_later()
{
    start();
    mltrack::set_ending_options({.on_signals = false});
    std::cout << "given back" << std::endl;
    wait_for_ever();
}

int has_a_handler_of_its_own()
{
    std::signal(SIGTERM, stop_later);
    const auto run = mltrack::start_run();
    announce();
    while (asked_to_stop == 0)
        ::usleep(1000);
    mltrack::log_metric("after", 1);
    return 5;
}

/// As above, but the run is left open, and logged to in the background.
void goes_on_after(int number)
{
    mltrack::enable_async_logging();
    std::signal(number, stop_later);
    start();
    while (asked_to_stop == 0)
        ::usleep(1000);
    mltrack::log_metric("after", 1);
}

int logs_after_its_handler()
{
    goes_on_after(SIGTERM);
    return 5;
}

int gets_another_signal()
{
    goes_on_after(SIGINT);
    std::raise(SIGTERM);
    wait_for_ever();
}

/// Logs a value every now and then until the program is asked to stop; how many.
int log_until_asked(const std::string& key, const mltrack::schema::id::run& run)
{
    int count = 0;
    for (; asked_to_stop == 0; ::usleep(50))
        mltrack::log_metric(key, count++, {.run_id = run});
    return count;
}

/// Two threads log while a signal comes, and go on after the program's handler.
int logs_from_threads()
{
    mltrack::enable_async_logging();
    std::signal(SIGTERM, stop_later);
    start();
    const auto run = mltrack::active_run()->info.run_id;
    int others = 0;
    std::thread other([&] { others = log_until_asked("other", run); });
    std::cout << "logging" << std::endl;
    const int own = log_until_asked("own", run);
    other.join();
    std::cout << own << '\n' << others << std::endl;
    return 0;
}

/// As above, until the signal ends the program.
int logs_from_threads_until_killed()
{
    mltrack::enable_async_logging();
    start();
    const auto run = mltrack::active_run()->info.run_id;
    std::string line;
    std::getline(std::cin, line); // The server is away by then.
    std::thread([run] { log_until_asked("other", run); }).detach();
    mltrack::log_metric("own", 1);
    std::cout << "logging" << std::endl;
    log_until_asked("own", run);
    return 1;
}

int exits_on_its_own()
{
    mltrack::set_ending_options({.at_exit = false});
    mltrack::enable_async_logging();
    start();
    mltrack::log_metric("loss", 0.5);
    return 0;
}

int throws_on_its_own()
{
    mltrack::set_ending_options({.on_terminate = false});
    mltrack::enable_async_logging();
    start();
    mltrack::log_metric("loss", 0.5);
    throw std::runtime_error("diverged");
}

int logs_in_the_background()
{
    mltrack::enable_async_logging();
    start();
    std::string line;
    std::getline(std::cin, line); // The server is away by then.
    mltrack::log_metric("loss", 0.5);
    std::cout << "logged" << std::endl;
    wait_for_ever();
}

/// No thread can be made any more: none has room for such a stack.
int has_no_threads()
{
    mltrack::enable_async_logging();
    start();
    mltrack::log_metric("loss", 0.5);
    if (!mltrack::flush_async_logging()) // So that the connections have their threads.
        return 3;
    mltrack::log_metric("last", 1);
    ::pthread_attr_t attributes;
    ::pthread_attr_init(&attributes);
    const bool is_set = ::pthread_attr_setstacksize(&attributes, std::size_t(1) << 46) == 0 &&
                        ::pthread_setattr_default_np(&attributes) == 0;
    try {
        std::thread([] {}).join();
    } catch (const std::system_error&) {
        return is_set ? 0 : 1;
    }
    return 2;
}

int ignores_interrupts()
{
    std::signal(SIGINT, SIG_IGN);
    start();
    std::raise(SIGINT);
    std::cout << "goes on" << std::endl;
    wait_for_ever();
}

/// The children end in their own ways, which is none of the run's business.
int has_children()
{
    start();
    for (int number = 0; number != 2; ++number) {
        const auto child = ::fork();
        if (child == 0) {
            if (number == 0)
                std::exit(0);
            wait_for_ever();
        }
        if (number == 1)
            ::kill(child, SIGTERM);
        int status = 0;
        ::waitpid(child, &status, 0);
        std::cout << (WIFEXITED(status) ? "exited" : "killed by " + std::to_string(WTERMSIG(status))) << std::endl;
    }
    wait_for_ever();
}

/// What the child logs goes to a run of its own, which ends with it.
int has_a_child_that_logs()
{
    start();
    const auto child = ::fork();
    if (child == 0) {
        mltrack::log_metric("child", 1);
        announce();
        wait_for_ever();
    }
    std::cout << child << std::endl;
    int status = 0;
    ::waitpid(child, &status, 0);
    mltrack::log_metric("parent", 1);
    return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

} // namespace

int main(int, char** arguments)
{
    const std::map<std::string, int (*)()> ways = {{"leaves_main", leaves_main},
                                                   {"calls_exit", calls_exit},
                                                   {"throws", throws_what_nothing_catches},
                                                   {"terminates", terminates_on_another_handler},
                                                   {"waits", waits},
                                                   {"waits_without_us", waits_without_us},
                                                   {"waits_without_us_later", waits_without_us_later},
                                                   {"own_handler", has_a_handler_of_its_own},
                                                   {"logs_after_its_handler", logs_after_its_handler},
                                                   {"gets_another_signal", gets_another_signal},
                                                   {"logs_in_the_background", logs_in_the_background},
                                                   {"logs_from_threads", logs_from_threads},
                                                   {"logs_from_threads_until_killed", logs_from_threads_until_killed},
                                                   {"exits_on_its_own", exits_on_its_own},
                                                   {"throws_on_its_own", throws_on_its_own},
                                                   {"has_no_threads", has_no_threads},
                                                   {"ignores_interrupts", ignores_interrupts},
                                                   {"has_children", has_children},
                                                   {"child_logs", has_a_child_that_logs}};
    return ways.at(arguments[1])();
}
