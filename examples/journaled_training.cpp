/// A training program that loses no point, whatever becomes of it or of its server: what it logs goes to a journal
/// first. Usage: journaled_training TRACKING_URI RUN_ID JOURNALS, or journaled_training offline EXPERIMENT JOURNALS
/// without a server. What is left in the folder JOURNALS when it ends, `mltrack sync JOURNALS` brings to the server.

#include <mltrack/logging/logger.hpp>

#include <cmath>
#include <exception>
#include <iostream>
#include <string>

namespace {

void train(mltrack::logger& log)
{
    log.param("learning_rate", "0.1");
    const auto loss = log.series("loss");
    constexpr int steps = 2'000;
    for (int step = 0; step != steps; ++step)
        log.metric(loss, std::exp(-0.01 * step), step);
    log.tag("phase", "trained");
}

} // namespace

int main(int argc, char** argv)
{
    if (argc != 4 && argc != 5) {
        std::cerr << "usage: journaled_training TRACKING_URI RUN_ID JOURNALS [SECONDS]\n"
                     "       journaled_training offline EXPERIMENT JOURNALS\n";
        return 2;
    }
    try {
        mltrack::logger_options options;
        options.journal = argv[3];
        if (argc == 5)
            options.close_timeout = std::chrono::seconds(std::stoi(argv[4]));
        if (std::string(argv[1]) == "offline") {
            mltrack::logger log(mltrack::offline_run{.experiment_name = argv[2], .run_name = "journaled"}, options);
            train(log);
            log.end_run(mltrack::schema::run_status::FINISHED);
        } else {
            mltrack::logger log(argv[1], argv[2], options);
            train(log);
        }
    } catch (const std::exception& wrong) {
        std::cerr << wrong.what() << '\n';
        return 1;
    }
}
