// A workflow of three steps, each a run that reads the artifacts of the one before: measurements are taken, prepared,
// and learnt from. A step that has finished with the same params, at the same commit, is not done again: its run is
// found by a search and used. `multistep_workflow [tracking URI] [measurements] [learning rate]`
#include <examples/linear_model.hpp>
#include <mltrack/fluent.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iostream>
#include <map>
#include <optional>
#include <random>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace schema = mltrack::schema;
using run_id = schema::id::run;
using params = std::map<std::string, std::string>;

namespace {

constexpr std::size_t feature_count = 3;
constexpr int epochs = 200;
constexpr int epochs_between_points = 20;

/// A folder of this machine that is there as long as the object.
class work_folder
{
public:
    work_folder()
    {
        auto name = (std::filesystem::temp_directory_path() / "workflow-XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr)
            throw std::system_error(errno, std::generic_category(), "cannot make the folder " + name);
        path_ = name;
    }
    work_folder(const work_folder&) = delete;
    ~work_folder()
    {
        std::error_code left;
        std::filesystem::remove_all(path_, left);
    }

    const std::filesystem::path& path() const noexcept { return path_; }

private:
    std::filesystem::path path_;
};

void write_rows(std::ostream& out, const examples::data_set& data)
{
    out.precision(17);
    out << "temperature,pressure,flow,energy\n";
    for (std::size_t row = 0; row != data.rows.size(); ++row) {
        for (const double each : data.rows[row])
            out << each << ',';
        out << data.targets[row] << '\n';
    }
}

/// Rows without a measurement that is missing, which is an empty cell; adds up those with one.
examples::data_set read_rows(const std::filesystem::path& file, int& incomplete)
{
    std::ifstream in(file);
    if (!in)
        throw std::runtime_error("cannot read " + file.string());
    examples::data_set data;
    std::string line;
    for (std::getline(in, line); std::getline(in, line);) {
        std::istringstream cells(line);
        examples::features row;
        for (std::string cell; std::getline(cells, cell, ',');)
            if (!cell.empty())
                row.push_back(std::stod(cell));
        if (row.size() != feature_count + 1) {
            ++incomplete;
            continue;
        }
        data.targets.push_back(row.back());
        row.pop_back();
        data.rows.push_back(std::move(row));
    }
    return data;
}

/// The first step: what sensors of a plant say, which sometimes say nothing.
void measure(int count)
{
    std::mt19937 random(11);
    std::normal_distribution<double> temperature(80, 12), pressure(5, 0.7), flow(300, 40), noise(0, 2);
    std::bernoulli_distribution fails(0.05);
    std::ostringstream out;
    out << "temperature,pressure,flow,energy\n";
    for (int row = 0; row != count; ++row) {
        const std::array values{temperature(random), pressure(random), flow(random)};
        const double energy = 40 + 1.5 * values[0] - 6 * values[1] + 0.2 * values[2] + noise(random);
        for (const double each : values)
            out << (fails(random) ? std::string() : std::to_string(each)) << ',';
        out << energy << '\n';
    }
    mltrack::log_text(out.str(), "raw/measurements.csv");
}

/// Brings each feature to mean 0 and deviation 1, so that gradient descent treats them alike.
void standardize(examples::data_set& data)
{
    const auto count = static_cast<double>(data.rows.size());
    for (std::size_t feature = 0; feature != feature_count; ++feature) {
        double sum = 0, squares = 0;
        for (const auto& row : data.rows)
            sum += row[feature];
        const double mean = sum / count;
        for (const auto& row : data.rows)
            squares += std::pow(row[feature] - mean, 2);
        const double deviation = std::sqrt(squares / count);
        for (auto& row : data.rows)
            row[feature] = (row[feature] - mean) / deviation;
    }
}

/// The second step: complete rows, standardized, four of five to train with and the fifth to validate with.
void prepare(const run_id& measured)
{
    const work_folder folder;
    int incomplete = 0;
    auto data = read_rows(mltrack::download_artifacts(measured, "raw/measurements.csv", folder.path()), incomplete);
    if (data.rows.size() < 10)
        throw std::runtime_error("fewer than 10 measurements are complete: take more");
    mltrack::log_metrics({{"complete", data.rows.size()}, {"incomplete", incomplete}});
    standardize(data);
    examples::data_set train, validation;
    for (std::size_t row = 0; row != data.rows.size(); ++row) {
        auto& part = row % 5 == 4 ? validation : train;
        part.rows.push_back(data.rows[row]);
        part.targets.push_back(data.targets[row]);
    }
    std::filesystem::create_directory(folder.path() / "prepared");
    for (const auto& [name, part] : {std::pair("train.csv", &train), {"validation.csv", &validation}}) {
        std::ofstream out(folder.path() / "prepared" / name);
        write_rows(out, *part);
    }
    mltrack::log_artifacts(folder.path() / "prepared", "prepared");
}

/// The third step: a model of the energy.
void train(const run_id& prepared, double learning_rate)
{
    const work_folder folder;
    const auto files = mltrack::download_artifacts(prepared, "prepared", folder.path());
    int incomplete = 0;
    const auto training = read_rows(files / "train.csv", incomplete);
    const auto validation = read_rows(files / "validation.csv", incomplete);
    examples::linear_model model(feature_count);
    for (int epoch = 1; epoch <= epochs; ++epoch) {
        model.descend(training, learning_rate, 0);
        if (epoch % epochs_between_points == 0)
            mltrack::log_metrics({{"train_rmse", model.rmse(training)}, {"validation_rmse", model.rmse(validation)}},
                                 {.step = epoch});
    }
    if (!std::isfinite(model.rmse(training)))
        throw std::runtime_error("the training diverges: take a smaller learning rate");
    std::ostringstream weights;
    weights.precision(17);
    weights << "temperature,pressure,flow,bias\n";
    for (const double each : model.weights())
        weights << each << ',';
    weights << model.bias() << '\n';
    mltrack::log_text(weights.str(), "model/weights.csv");
}

std::optional<std::string> tag_of(const schema::run& run, std::string_view key)
{
    const auto& tags = run.data.tags;
    const auto found =
        std::ranges::find(tags, key, [](const auto& each) -> std::string_view { return each.key->value; });
    return found == tags.end() ? std::nullopt : std::optional(found->value);
}

/// The newest run that has finished a step with these params, by the same version of this program if it is known.
std::optional<run_id> finished_step(const std::string& step, const params& given)
{
    constexpr std::string_view commit_tag = "mlflow.source.git.commit";
    auto filter = "attributes.status = 'FINISHED' AND tags.step = '" + step + "'";
    for (const auto& [key, value] : given)
        filter += " AND params." + key + " = '" + value + "'";
    if (const auto commit = tag_of(*mltrack::active_run(), commit_tag))
        filter += " AND tags.`" + std::string(commit_tag) + "` = '" + *commit + "'";
    const auto found =
        mltrack::search_runs({.filter = filter, .order_by = {"attributes.start_time DESC"}, .max_results = 1});
    return found.empty() ? std::nullopt : std::optional(found.front().info.run_id);
}

/// Does a step in a run below that of the workflow, unless it has been done; the run that did it.
run_id get_or_run(const std::string& step, const params& given, const std::function<void()>& work)
{
    if (const auto finished = finished_step(step, given)) {
        std::cout << step << ": run " << finished->value << " has done it\n";
        mltrack::set_tag("steps." + step, finished->value);
        return *finished;
    }
    run_id done;
    {
        const auto run = mltrack::start_run({.name = step, .nested = true, .tags = {{"step", step}}});
        mltrack::log_params(given);
        work();
        done = run.id();
    }
    std::cout << step << ": run " << done.value << '\n';
    mltrack::set_tag("steps." + step, done.value);
    return done;
}

} // namespace

int main(int argc, char** argv)
try {
    if (argc > 1)
        mltrack::set_tracking_uri(argv[1]);
    const int measurements = argc > 2 ? std::stoi(argv[2]) : 500;
    const double learning_rate = argc > 3 ? std::stod(argv[3]) : 0.05;

    mltrack::set_experiment("multistep workflow");
    const auto workflow = mltrack::start_run({.name = "workflow"});
    const auto measured =
        get_or_run("measure", {{"measurements", std::to_string(measurements)}}, [&] { measure(measurements); });
    const auto prepared = get_or_run("prepare", {{"measured", measured.value}}, [&] { prepare(measured); });
    const auto trained = get_or_run(
        "train", {{"prepared", prepared.value}, {"learning_rate", mltrack::text_value(learning_rate).text()}},
        [&] { train(prepared, learning_rate); });
    for (const auto& metric : mltrack::get_run(trained).data.metrics)
        mltrack::log_metric(metric.key->value, *metric.value);
} catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
}
