// Starts a run in the experiment NAME at the same time as others do, and prints the experiment's id;
// `fluent_experiments NAME`. Begins when its standard input ends.
#include <mltrack/fluent.hpp>

#include <iostream>
#include <string>

int main(int, char** arguments)
try {
    for (std::string line; std::getline(std::cin, line);)
        continue;
    const auto experiment = mltrack::set_experiment(arguments[1]);
    const auto run = mltrack::start_run();
    std::cout << experiment.experiment_id.value << std::endl;
} catch (const std::exception& fault) {
    std::cerr << fault.what() << '\n';
    return 1;
}
