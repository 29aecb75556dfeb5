#include "commands.hpp"
#include "console/json.hpp"
#include "console/progress.hpp"
#include "console/table.hpp"
#include "verb.hpp"
#include <mltrack/artifact/registry.hpp>
#include <mltrack/artifact/relative_path.hpp>
#include <mltrack/tracking/uri/artifact_uri.hpp>

#include <CLI/CLI.hpp>

#include <cstdlib>
#include <filesystem>
#include <iostream>

namespace mltrack::program {
namespace {

namespace fs = std::filesystem;

struct list_options : verb_options
{
    std::string run_id;
    std::string path;
    std::string uri;
};

artifact::run_artifacts artifacts_of(tracking::any_tracking_api& api, const tracking::artifact_place& place)
{
    return place.model.empty() ? api.artifacts(place.run) : api.model_artifacts(place.model);
}

std::string location_of(tracking::any_tracking_api& api, const tracking::artifact_place& place)
{
    return place.model.empty() ? api.get_run({.run_id = place.run}).run.info.artifact_uri
                               : api.get_logged_model({.model_id = place.model}).model.info.artifact_uri;
}

/// Whether a URI leads through the server's proxy.
bool is_proxied(std::string_view uri)
{
    return artifact::scheme_of(uri) == "mlflow-artifacts";
}

bool names_owner(std::string_view uri)
{
    const auto scheme = artifact::scheme_of(uri);
    return scheme == "runs" || scheme == "models";
}

/// What the options name in a run or a logged model; the URI wins, as in MLflow.
template <class Options>
tracking::artifact_place place_of(const Options& options)
{
    if (options.uri.empty())
        return {.run = options.run_id, .path = options.path};
    auto place = tracking::parse_artifact_uri(options.uri);
    if (place.has_error())
        refuse_usage("--artifact-uri: " + place.error().message + '.');
    return std::move(*place);
}

void list(const list_options& options)
{
    if (options.uri.empty() == options.run_id.empty())
        refuse_usage("Give either --run-id or --artifact-uri.");
    if (!options.uri.empty() && !options.path.empty())
        refuse_usage("--artifact-path: write the folder into --artifact-uri.");
    if (!options.uri.empty() && !names_owner(options.uri) && !is_proxied(options.uri))
        refuse_usage("--artifact-uri: give runs:/RUN_ID/PATH, models:/MODEL_ID/PATH or mlflow-artifacts:/PATH; '" +
                     options.uri + "' is none of these.");
    if (is_proxied(options.uri)) {
        auto api = open(options);
        std::cout << to_json(api.artifacts_at(options.uri).list().value()) << '\n';
        return;
    }
    const auto place = place_of(options);
    auto api = open(options);
    std::cout << to_json(artifacts_of(api, place).list(place.path).value()) << '\n';
}

struct log_options : verb_options
{
    std::string run_id;
    std::string local;
    std::string path;
};

void tell_logged(const log_options& options, std::string_view kind)
{
    if (!options.json) {
        std::cout << "Logged artifact from local " << kind << ' ' << printable(options.local)
                  << " to artifact_path=" << (options.path.empty() ? "/" : printable(options.path)) << '\n';
        return;
    }
    std::cout << to_json_object([&](auto& json) {
        json.member("run_id", options.run_id);
        json.member("artifact_path", options.path);
    }) << '\n';
}

/// The bytes of all files below a folder, or of a file.
std::uint64_t size_of(const fs::path& path)
{
    std::error_code failure;
    if (fs::is_regular_file(path, failure))
        return fs::file_size(path, failure);
    std::uint64_t total = 0;
    for (fs::recursive_directory_iterator each(path, failure); !failure && each != fs::end(each);
         each.increment(failure))
        if (std::error_code unreadable; each->is_regular_file(unreadable))
            total += each->file_size(unreadable);
    return total;
}

/// Uploads with a bar that is gone before anything else is printed.
void upload(const log_options& options, result<void> (artifact::run_artifacts::*how)(const fs::path&, std::string_view))
{
    auto api = open(options);
    auto artifacts = api.artifacts(options.run_id);
    progress shown("Uploading", progress::unit::bytes, size_of(options.local));
    artifacts.on_progress([&](std::uint64_t bytes) { shown.advance(bytes); });
    (artifacts.*how)(options.local, options.path).value();
}

void log_file(const log_options& options)
{
    upload(options, &artifact::run_artifacts::upload);
    tell_logged(options, "file");
}

void log_folder(const log_options& options)
{
    upload(options, &artifact::run_artifacts::upload_folder);
    tell_logged(options, "dir");
}

struct download_options : verb_options
{
    std::string run_id;
    std::string path;
    std::string uri;
    std::string destination;
};

fs::path destination_of(const download_options& options)
{
    if (!options.destination.empty())
        return fs::absolute(options.destination);
    auto pattern = (fs::temp_directory_path() / "mltrack-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr)
        throw exception(error{errc::internal_error, "cannot make a folder in " + fs::temp_directory_path().string() +
                                                        ": give one with --dst-path"});
    return pattern;
}

fs::path fetch(artifact::run_artifacts artifacts, const download_options& options)
{
    std::uint64_t total = 0;
    for (const auto& file : artifacts.list_files_below(options.path).value())
        total += static_cast<std::uint64_t>(file.file_size.value_or(0));
    progress shown("Downloading", progress::unit::bytes, total);
    artifacts.on_progress([&](std::uint64_t bytes) { shown.advance(bytes); });
    return artifacts.download_into(options.path, destination_of(options)).value();
}

/// Where the artifact is when it is on this machine and no destination is given: nothing needs to be copied.
fs::path place_on_this_machine(std::string_view uri, std::string_view path, const download_options& options)
{
    const auto scheme = artifact::scheme_of(uri);
    if (!options.destination.empty() || (!scheme.empty() && scheme != "file"))
        return {};
    auto place = fs::path(artifact::local_path_of(uri).value());
    if (const auto below = artifact::relative_path::literal(path).value(); !below.is_root())
        place /= below.text();
    std::error_code failure;
    return fs::exists(place, failure) ? place : fs::path();
}

artifact::run_artifacts artifacts_at(const std::string& uri)
{
    const artifact::registry registry;
    return artifact::run_artifacts(std::make_shared<artifact::repository_transfer>(registry.open(uri).value()));
}

/// Downloads what is at an `mlflow-artifacts:` URI.
fs::path download_proxied(download_options options)
{
    auto api = open(options);
    const auto slash = options.uri.rfind('/');
    if (slash == std::string::npos || slash + 1 == options.uri.size())
        return fetch(api.artifacts_at(options.uri), options);
    options.path = options.uri.substr(slash + 1);
    return fetch(api.artifacts_at(options.uri.substr(0, slash + 1)), options);
}

fs::path download_uri(download_options options)
{
    if (is_proxied(options.uri))
        return download_proxied(std::move(options));
    const auto scheme = artifact::scheme_of(options.uri);
    if (!scheme.empty() && scheme != "file")
        refuse_usage(
            "--artifact-uri: give runs:/RUN_ID/PATH, models:/MODEL_ID/PATH, mlflow-artifacts:/PATH, a file: URI "
            "or a path; '" +
            options.uri + "' is none of these.");
    if (auto place = place_on_this_machine(options.uri, {}, options); !place.empty())
        return place;
    const auto place = fs::path(artifact::local_path_of(options.uri).value());
    options.path = place.filename();
    return fetch(artifacts_at(place.parent_path()), options);
}

/// Downloads from a run or a logged model.
fs::path download_of(const tracking::artifact_place& place, download_options options)
{
    options.path = place.path;
    auto api = open(options);
    if (auto here = place_on_this_machine(location_of(api, place), place.path, options); !here.empty())
        return here;
    try {
        return fetch(artifacts_of(api, place), options);
    } catch (const exception& missing) {
        // A URI may name a model that the run logged.
        if (options.uri.empty() || missing.code() != errc::resource_does_not_exist)
            throw;
        return tracking::download_artifacts(api, options.uri, destination_of(options)).value();
    }
}

void download(const download_options& options)
{
    if (options.uri.empty() && options.run_id.empty())
        refuse_usage("Give --run-id or --artifact-uri.");
    const bool is_owned = options.uri.empty() || names_owner(options.uri);
    const auto place = is_owned ? download_of(place_of(options), options) : download_uri(options);
    if (!options.json) {
        std::cout << place.string() << '\n';
        return;
    }
    std::cout << to_json_object([&](auto& json) { json.member("local_path", place.string()); }) << '\n';
}

void add_log(CLI::App& group, const std::string& name, const std::string& description, const std::string& local,
             void (*run)(const log_options&))
{
    const auto [command, options] = add_verb<log_options>(group, name, description, run);
    command.add_option(local, options.local, "What to upload.")->required();
    command.add_option("-r,--run-id", options.run_id, "The run.")->required();
    command.add_option("-a,--artifact-path", options.path, "The folder of the run's artifacts to put it in.");
}

} // namespace

void add_artifacts_commands(CLI::App& program)
{
    auto& group = add_group(program, "artifacts", "Upload, list and download artifacts.");
    {
        const auto [command, options] =
            add_verb<list_options>(group, "list", "List what is right below a folder, as JSON.", list);
        command.add_option("-r,--run-id", options.run_id, "The run.");
        command.add_option("-a,--artifact-path", options.path, "The folder; the run's root if not given.");
        command.add_option("-u,--artifact-uri", options.uri,
                           "In place of the other two: runs:/RUN_ID/PATH, models:/MODEL_ID/PATH of a logged model, or "
                           "mlflow-artifacts:/PATH of the server.");
    }
    add_log(group, "log-artifact", "Upload a file.", "-l,--local-file", log_file);
    add_log(group, "log-artifacts", "Upload all files below a folder.", "-l,--local-dir", log_folder);
    const auto [command, options] =
        add_verb<download_options>(group, "download", "Download a file or a folder, and print where it is.", download);
    command.add_option("-r,--run-id", options.run_id, "The run.");
    command.add_option("-a,--artifact-path", options.path, "The file or folder; everything if not given.");
    command.add_option("-u,--artifact-uri", options.uri,
                       "What to download, as runs:/RUN_ID/PATH, models:/MODEL_ID/PATH of a logged model, "
                       "mlflow-artifacts:/PATH of the server, or a path; it wins over the other two.");
    command.add_option("-d,--dst-path", options.destination,
                       "The folder to put it in, which is made; a new one in the system's place for temporary files if "
                       "not given, unless the artifact is on this machine already.");
}

} // namespace mltrack::program
