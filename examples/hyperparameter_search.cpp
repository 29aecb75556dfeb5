// Searches the learning rate and the penalty of a polynomial regression. Each trial is a run below that of the search;
// after some trials at random, each next one lies near the best that the search finds among its own runs. The best is
// logged to the run of the search. `hyperparameter_search [tracking URI] [trials]`
#include <examples/linear_model.hpp>
#include <mltrack/fluent.hpp>
#include <mltrack/frame/csv.hpp>
#include <mltrack/frame/to_structs.hpp>

#include <cmath>
#include <iostream>
#include <numbers>
#include <optional>
#include <random>
#include <sstream>
#include <stdexcept>
#include <string>

namespace schema = mltrack::schema;

namespace examples {

/// What is searched for.
struct hyperparameters
{
    double learning_rate = 0;
    double penalty = 0;
};

/// A trial as a search finds it.
struct trial
{
    std::string run_id;
    double learning_rate = 0;
    double penalty = 0;
    double validation_rmse = 0;
    double test_rmse = 0;
};

} // namespace examples

MLTRACK_REFLECT(examples::hyperparameters, learning_rate, penalty);
MLTRACK_REFLECT(examples::trial, run_id, learning_rate, penalty, validation_rmse, test_rmse);

namespace {

using examples::hyperparameters;
using examples::trial;

constexpr std::size_t degree = 9;
constexpr int epochs = 300;
constexpr int epochs_between_points = 10;
constexpr int random_trials = 6;

struct split_data
{
    examples::data_set train, validation, test;
};

/// A bad choice of hyperparameters, which fails a trial and not the search.
struct diverged : std::runtime_error
{
    using std::runtime_error::runtime_error;
};

/// Points of a noisy wave, with the powers of where they are as features.
examples::data_set make_points(std::size_t count, std::mt19937& random)
{
    std::uniform_real_distribution<double> place(-1, 1);
    std::normal_distribution<double> noise(0, 0.2);
    examples::data_set data;
    for (std::size_t point = 0; point != count; ++point) {
        const double x = place(random);
        auto& powers = data.rows.emplace_back(degree, x);
        for (std::size_t power = 1; power != degree; ++power)
            powers[power] = powers[power - 1] * x;
        data.targets.push_back(std::sin(std::numbers::pi * x) + noise(random));
    }
    return data;
}

/// Trains a model in a run of its own, which fails when the training diverges.
void run_trial(int number, const hyperparameters& chosen, const split_data& data)
{
    const auto run = mltrack::start_run({.nested = true});
    mltrack::log_param("trial", number);
    mltrack::log_params(chosen);
    examples::linear_model model(degree);
    for (int epoch = 1; epoch <= epochs; ++epoch) {
        model.descend(data.train, chosen.learning_rate, chosen.penalty);
        if (epoch % epochs_between_points != 0)
            continue;
        const double validation = model.rmse(data.validation);
        mltrack::log_metrics({{"train_rmse", model.rmse(data.train)}, {"validation_rmse", validation}},
                             {.step = epoch});
        if (!(validation < 1e3))
            throw diverged("the training diverges");
    }
    mltrack::log_metric("test_rmse", model.rmse(data.test), {.step = epochs});
}

std::string trials_of(const schema::id::run& search)
{
    return "tags.mlflow.parentRunId = '" + search.value + "' AND attributes.status = 'FINISHED'";
}

/// The best of the search's trials; nothing before one has finished.
std::optional<trial> best_trial(const schema::id::run& search)
{
    const auto best = mltrack::search_runs(
        {.filter = trials_of(search), .order_by = {"metrics.validation_rmse ASC"}, .max_results = 1});
    const auto found = mltrack::to<trial>(mltrack::to_frame(best));
    return found.empty() ? std::nullopt : std::optional(found.front());
}

/// Anything at first; then near the best trial, the nearer the later.
hyperparameters choose(const schema::id::run& search, int number, std::mt19937& random)
{
    const auto best = number < random_trials ? std::nullopt : best_trial(search);
    if (!best)
        return {.learning_rate = std::pow(10, std::uniform_real_distribution<double>(-3, 2)(random)),
                .penalty = std::pow(10, std::uniform_real_distribution<double>(-5, -1)(random))};
    std::normal_distribution<double> factor(0, 1.0 / (2 + number - random_trials));
    return {.learning_rate = best->learning_rate * std::pow(10, factor(random)),
            .penalty = best->penalty * std::pow(10, factor(random))};
}

/// Logs the best trial to the run of the search, with a table of all that finished.
void log_result(const schema::id::run& search)
{
    const auto best = best_trial(search);
    if (!best)
        throw std::runtime_error("each trial diverged");
    mltrack::set_tag("best_run", best->run_id);
    mltrack::log_params({{"best.learning_rate", best->learning_rate}, {"best.penalty", best->penalty}});
    mltrack::log_metrics({{"validation_rmse", best->validation_rmse}, {"test_rmse", best->test_rmse}});
    std::ostringstream table;
    mltrack::frame::write_csv(table, mltrack::to_frame(mltrack::search_runs({.filter = trials_of(search)}),
                                                       {"run_id", "params.learning_rate", "params.penalty",
                                                        "metrics.validation_rmse", "metrics.test_rmse"}));
    mltrack::log_text(table.str(), "trials.csv");
    std::cout << "best run " << best->run_id << ": learning rate " << best->learning_rate << ", penalty "
              << best->penalty << ", test RMSE " << best->test_rmse << '\n';
}

} // namespace

int main(int argc, char** argv)
try {
    if (argc > 1)
        mltrack::set_tracking_uri(argv[1]);
    const int trials = argc > 2 ? std::stoi(argv[2]) : 16;
    std::mt19937 random(7);
    const auto data = split_data{make_points(60, random), make_points(60, random), make_points(200, random)};

    mltrack::set_experiment("hyperparameter search");
    const auto search = mltrack::start_run({.name = "search"});
    mltrack::log_params({{"trials", trials}, {"random_trials", random_trials}, {"epochs", epochs}, {"degree", degree}});
    int failed = 0;
    for (int number = 0; number != trials; ++number) {
        const auto chosen = choose(search.id(), number, random);
        try {
            run_trial(number, chosen, data);
        } catch (const diverged&) {
            ++failed;
        }
    }
    mltrack::log_metric("failed_trials", failed);
    log_result(search.id());
} catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
}
