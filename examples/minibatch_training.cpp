// Trains a linear regression by mini-batches and logs every step of it: the hot loop by a logger of the active run, at
// well under a microsecond a value, all else by the fluent API. `minibatch_training [tracking URI] [epochs]`
#include <examples/linear_model.hpp>
#include <mltrack/fluent.hpp>
#include <mltrack/logging/logger.hpp>

#include <chrono>
#include <iostream>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

namespace examples {

struct settings
{
    double learning_rate = 0.02;
    int epochs = 20;
    int batches = 64;
    int batch_rows = 32;
};

} // namespace examples

MLTRACK_REFLECT(examples::settings, learning_rate, epochs, batches, batch_rows);

namespace {

/// Rows of two features, and what a line makes of them with some noise.
examples::data_set measure(int rows, std::mt19937& random)
{
    std::normal_distribution<double> feature, noise(0, 0.1);
    examples::data_set data;
    for (int row = 0; row != rows; ++row) {
        const double first = feature(random), second = feature(random);
        data.rows.push_back({first, second});
        data.targets.push_back(3 * first - 2 * second + 1 + noise(random));
    }
    return data;
}

/// Logs to the active run, which has all points when this returns.
void train(examples::linear_model& model, const examples::settings& settings)
{
    std::mt19937 random(5);
    const auto validation = measure(500, random);
    std::vector<examples::data_set> batches;
    for (int batch = 0; batch != settings.batches; ++batch)
        batches.push_back(measure(settings.batch_rows, random));

    mltrack::logger log(mltrack::get_tracking_uri(), mltrack::active_run()->info.run_id);
    const auto batch_rmse = log.series("batch_rmse"), first_weight = log.series("first_weight");
    std::int64_t step = 0;
    for (int epoch = 0; epoch != settings.epochs; ++epoch) {
        for (const auto& batch : batches) {
            log.metric(batch_rmse, model.rmse(batch), step);
            model.descend(batch, settings.learning_rate, 0);
            log.metric(first_weight, model.weights().front(), step);
            ++step;
        }
        mltrack::log_metric("validation_rmse", model.rmse(validation), {.step = step});
    }
    if (!log.flush(std::chrono::minutes(1)))
        throw std::runtime_error("the server does not have all steps of the training");
}

} // namespace

int main(int argc, char** argv)
try {
    if (argc > 1)
        mltrack::set_tracking_uri(argv[1]);
    examples::settings settings;
    if (argc > 2)
        settings.epochs = std::stoi(argv[2]);

    mltrack::set_experiment("minibatch training");
    const auto run = mltrack::start_run({.name = "minibatches"});
    mltrack::log_params(settings);
    examples::linear_model model(2);
    train(model, settings);
    mltrack::log_dict({{"weights", model.weights()}, {"bias", model.bias()}}, "model.json");
    std::cout << "run " << run.id().value << '\n';
} catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
}
