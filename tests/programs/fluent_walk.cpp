// Goes through the fluent API with the tracking URI of the environment and prints the run's id; `fluent_walk FOLDER`.
#include <mltrack/connect.hpp>
#include <mltrack/fluent.hpp>

#include <cmath>
#include <fstream>
#include <iostream>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

struct optimizer
{
    std::string name = "adam";
    double rate = 1e-5;
};
struct configuration
{
    int epochs = 3;
    optimizer solver{};
    bool augment = true;
    std::vector<int> layers = {64, 32};
};
struct answer
{
    std::string inputs;
    double toxicity = 0;
};

} // namespace

MLTRACK_REFLECT(optimizer, name, rate);
MLTRACK_REFLECT(configuration, epochs, solver, augment, layers);
MLTRACK_REFLECT(answer, inputs, toxicity);

namespace {

void check(bool right, const char* what)
{
    if (!right)
        throw std::logic_error(what);
}

void log_values()
{
    mltrack::log_param("seed", 7);
    mltrack::log_params({{"a", 1}, {"b", "text"}});
    mltrack::log_params(configuration());
    for (int epoch = 0; epoch != 3; ++epoch)
        mltrack::log_metric("quality", 2 * epoch, {.step = epoch});
    mltrack::log_metric("timed", 0.1F, {.step = -3, .timestamp = 1700000000123});
    mltrack::log_metrics({{"nan", NAN}, {"accuracy", 0.75}}, {.step = 9});
    mltrack::set_tags({{"team", "vision"}, {"gone", 1}});
    mltrack::delete_tag("gone");
    mltrack::run_values values;
    for (int number = 0; number != 1500; ++number)
        values.metrics.push_back({.key = "many", .value = number, .timestamp = number, .step = number});
    mltrack::log_batch(values);
    mltrack::log_input({.name = "iris", .digest = "1f3a", .source_type = "local", .source = R"({"uri": "iris.csv"})"},
                       {.context = "training"});
}

void log_artifacts(const std::filesystem::path& folder)
{
    std::filesystem::create_directories(folder / "up/sub");
    std::ofstream(folder / "up/a.txt") << "first";
    std::ofstream(folder / "up/sub/b.txt") << "second";
    mltrack::log_artifact(folder / "up/a.txt", "files");
    mltrack::log_artifacts(folder / "up", "folder");
    mltrack::log_text("größer ✓", "notes/hello.txt");
    mltrack::log_dict(configuration(), "config.json");
    mltrack::log_dict({{"k", "v"}}, "config.yml");
    mltrack::log_table(std::vector<answer>{{"What is MLflow?", 0.5}}, "table.json");
    mltrack::log_table({{"inputs", {"What is C++?"}}, {"toxicity", {0.25}}}, "table.json");
    const std::vector<std::uint8_t> bytes(4 * 2 * 3, 200);
    mltrack::log_image({.bytes = bytes, .width = 4, .height = 2}, "image.png");
    mltrack::log_image({.bytes = bytes, .width = 4, .height = 2}, {.key = "dogs", .step = 3});
}

void read_back(const mltrack::schema::id::run& run, const std::filesystem::path& folder)
{
    const auto uri = "runs:/" + run.value;
    check(mltrack::load_text(uri + "/notes/hello.txt") == "größer ✓", "text");
    check(mltrack::download_artifacts(uri + "/folder", folder / "down") == folder / "down/folder", "folder");
    check(std::filesystem::file_size(folder / "down/folder/sub/b.txt") == 6, "file");
    check(mltrack::load_table("table.json").rows.size() == 2, "table");
    check(mltrack::get_artifact_uri("notes").ends_with(run.value + "/artifacts/notes"), "URI");
    check(mltrack::list_artifacts("folder").size() == 2, "list");
    const auto found = mltrack::search_runs({.filter = "params.`solver.name` = 'adam' AND metrics.accuracy > 0.5"});
    check(found.size() == 1 && found.front().info.run_id == run, "search");
    try {
        mltrack::load_text(uri + "/none");
        check(false, "what is not there");
    } catch (const mltrack::exception& refused) {
        check(refused.code() == mltrack::errc::resource_does_not_exist, "code");
    }
}

/// The artifacts of a logged model, as MLflow 3 has them.
void read_model(const mltrack::schema::run& run, const std::filesystem::path& folder)
{
    auto api = mltrack::current_api();
    const auto model =
        api.create_logged_model(
               {.experiment_id = run.info.experiment_id, .name = "net", .source_run_id = run.info.run_id.value})
            .model.info.model_id;
    std::ofstream(folder / "MLmodel") << "flavors: {}";
    api.model_artifacts(model).upload(folder / "MLmodel").value();
    check(mltrack::load_text("models:/" + model.value + "/MLmodel") == "flavors: {}", "model");
    check(mltrack::load_text("runs:/" + run.info.run_id.value + "/net/MLmodel") == "flavors: {}", "model of the run");
    mltrack::log_outputs({{.model_id = model, .step = 1}});
    mltrack::log_metric("auc", 0.9, {.model_id = model});
}

} // namespace

int main(int, char** arguments)
try {
    const std::filesystem::path folder = arguments[1];
    mltrack::set_experiment("C++ walk");
    const auto run = mltrack::start_run({.name = "walk", .description = "through *all* of it"});
    log_values();
    log_artifacts(folder);
    read_back(run.id(), folder);
    read_model(run.run(), folder);
    {
        const auto part = mltrack::start_run({.name = "part", .nested = true});
        mltrack::log_metric("inner", 1);
    }
    std::cout << run.id().value << std::endl;
} catch (const std::exception& fault) {
    std::cerr << fault.what() << '\n';
    return 1;
}
