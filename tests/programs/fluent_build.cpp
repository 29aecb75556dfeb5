// A run that knows what its program was built with, and what the repository of the working folder has not committed.
// Prints its id.
#include <mltrack/fluent.hpp>

#include <iostream>

int main()
{
    mltrack::add_build_tags(mltrack::this_build);
    const auto run = mltrack::start_run();
    std::cout << run.id().value << std::endl;
    return mltrack::log_git_diff() ? 0 : 3;
}
