// Trains a logistic regression on Fisher's irises and tracks it: params, the loss of each epoch, tags, and the weights
// as an artifact. `train_logistic [tracking URI] [iris.csv]`
#include <mltrack/client.hpp>

#include <array>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>
#include <string>
#include <vector>

namespace schema = mltrack::schema;

namespace {

/// Petal length and width in centimetres, a constant, and whether the flower is an Iris virginica.
struct flower
{
    std::array<double, 3> features;
    bool virginica;
};

/// The two species that are hard to tell apart.
std::vector<flower> read_flowers(const std::filesystem::path& file)
{
    std::ifstream in(file);
    if (!in)
        throw std::runtime_error("cannot read " + file.string());
    std::vector<flower> flowers;
    std::string line;
    for (std::getline(in, line); std::getline(in, line);) {
        std::istringstream cells(line);
        std::array<std::string, 5> cell;
        for (auto& each : cell)
            std::getline(cells, each, ',');
        if (cell[4] != "setosa")
            flowers.push_back({{std::stod(cell[2]), std::stod(cell[3]), 1.0}, cell[4] == "virginica"});
    }
    return flowers;
}

double probability(const std::array<double, 3>& weights, const flower& each)
{
    double sum = 0;
    for (std::size_t index = 0; index != weights.size(); ++index)
        sum += weights[index] * each.features[index];
    return 1 / (1 + std::exp(-sum));
}

/// One step of gradient descent over all flowers; the mean loss before it.
double descend(std::array<double, 3>& weights, const std::vector<flower>& flowers, double rate)
{
    double loss = 0;
    std::array<double, 3> gradient{};
    for (const auto& each : flowers) {
        const double p = probability(weights, each);
        loss -= std::log(each.virginica ? p : 1 - p);
        for (std::size_t index = 0; index != gradient.size(); ++index)
            gradient[index] += (p - each.virginica) * each.features[index];
    }
    for (std::size_t index = 0; index != weights.size(); ++index)
        weights[index] -= rate * gradient[index] / static_cast<double>(flowers.size());
    return loss / static_cast<double>(flowers.size());
}

double accuracy(const std::array<double, 3>& weights, const std::vector<flower>& flowers)
{
    int right = 0;
    for (const auto& each : flowers)
        right += (probability(weights, each) > 0.5) == each.virginica;
    return right / static_cast<double>(flowers.size());
}

} // namespace

int main(int argc, char** argv)
try {
    mltrack::client<> client(argc > 1 ? argv[1] : "http://127.0.0.1:5000");
    const auto flowers = read_flowers(argc > 2 ? argv[2] : EXAMPLES_DATA "/iris.csv");
    const double rate = 0.2;
    const int epochs = 500;

    const auto run = client
                         .create_run({.experiment_id = "0",
                                      .run_name = "iris-logistic",
                                      .start_time = schema::unix_ms::now(),
                                      .tags = {{.key = "mlflow.source.name", .value = "train_logistic"}}})
                         .run.info.run_id;
    client.log_batch({.run_id = run,
                      .params = {{.key = "learning_rate", .value = std::to_string(rate)},
                                 {.key = "epochs", .value = std::to_string(epochs)}},
                      .tags = {{.key = "dataset", .value = "iris"}}});

    std::array<double, 3> weights{};
    for (int epoch = 0; epoch != epochs; ++epoch)
        client.log_metric({.run_id = run,
                           .key = "loss",
                           .value = descend(weights, flowers, rate),
                           .timestamp = schema::unix_ms::now(),
                           .step = epoch});
    const double share = accuracy(weights, flowers);
    client.log_metric({.run_id = run, .key = "accuracy", .value = share, .timestamp = schema::unix_ms::now()});

    const auto file = std::filesystem::temp_directory_path() / "weights.csv";
    std::ofstream(file) << "petal_length,petal_width,bias\n"
                        << weights[0] << ',' << weights[1] << ',' << weights[2] << '\n';
    client.log_artifact(run, file, "model");
    std::filesystem::remove(file);

    client.update_run({.run_id = run, .status = schema::run_status::FINISHED, .end_time = schema::unix_ms::now()});
    std::cout << "run " << run.value << ", accuracy " << share << '\n';
} catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
}
