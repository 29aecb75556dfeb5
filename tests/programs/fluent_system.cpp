// A run that is measured, as the environment says, until it has three steps of system metrics. Prints its id.
#include <mltrack/fluent.hpp>

#include <iostream>
#include <unistd.h>

namespace {

bool has_three_steps(const mltrack::schema::run& run)
{
    for (const auto& metric : run.data.metrics)
        if (metric.key->value.ends_with("cpu_utilization_percentage"))
            return metric.step >= 2;
    return false;
}

} // namespace

int main()
{
    const auto run = mltrack::start_run();
    std::cout << run.id().value << std::endl;
    while (!has_three_steps(mltrack::get_run(run.id())))
        ::usleep(20'000);
}
