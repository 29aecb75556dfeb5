#include "gc/artifact_removal.hpp"

#include "verb.hpp"
#include <mltrack/artifact/local.hpp>
#include <mltrack/artifact/relative_path.hpp>

#include <filesystem>
#include <system_error>

namespace mltrack::program {
namespace {

namespace fs = std::filesystem;

bool is_proxied(std::string_view location)
{
    return artifact::scheme_of(location) == "mlflow-artifacts";
}

/// The two parts of `mlflow-artifacts://HOST/PATH`; no host in `mlflow-artifacts:/PATH`.
struct proxied_place
{
    std::string host;
    artifact::relative_path path;

    static result<proxied_place> of(std::string_view uri)
    {
        auto rest = uri.substr(uri.find(':') + 1);
        std::string host;
        if (rest.starts_with("//")) {
            rest.remove_prefix(2);
            host = rest.substr(0, rest.find('/'));
            rest.remove_prefix(host.size());
        }
        rest.remove_prefix(std::min(rest.size(), rest.find_first_not_of('/')));
        MLTRACK_TRY(auto path, artifact::relative_path::parse(rest));
        if (path.is_root())
            return error{errc::invalid_parameter_value,
                         "'" + std::string(uri) + "' is the root of all artifacts, which is never removed"};
        return proxied_place{std::move(host), std::move(path)};
    }
};

} // namespace

result<void> artifact_removal::check(std::string_view location) const
{
    if (!is_proxied(location) || !server_.empty())
        return {};
    const auto refuse = [](const std::string& why) { return error{errc::invalid_parameter_value, why}; };
    if (destination_.empty())
        return refuse("Artifacts at '" + std::string(location) +
                      "' are kept by the server: give its folder with --artifacts-destination, or the server itself "
                      "with --tracking-uri http://HOST:PORT; nothing was removed");
    MLTRACK_TRY(const auto folder, artifact::local_path_of(destination_));
    if (std::error_code failure; !fs::is_directory(folder, failure))
        return refuse("--artifacts-destination: there is no folder '" + folder +
                      "' that artifacts could be removed from: give the one that the server has; nothing was removed");
    return {};
}

result<void> artifact_removal::remove(const std::string& location)
{
    if (location.empty()) // Nobody noted a place.
        return {};
    return is_proxied(location) ? remove_proxied(location) : remove_local(location);
}

result<tracking::any_tracking_api*> artifact_removal::server_at(const std::string& uri)
{
    auto known = servers_.find(uri);
    if (known == servers_.end()) {
        verb_options options;
        options.tracking_uri = uri;
        known = servers_.emplace(uri, open(options)).first;
    }
    return &known->second;
}

result<void> artifact_removal::remove_proxied(const std::string& location)
{
    MLTRACK_TRY(const auto place, proxied_place::of(location));
    if (server_.empty()) {
        if (!folder_) {
            MLTRACK_TRY(folder_, artifact::registry().open(destination_));
        }
        return folder_->remove(place.path);
    }
    const auto uri = place.host.empty() ? server_ : artifact::scheme_of(server_) + "://" + place.host;
    MLTRACK_TRY(auto* server, server_at(uri));
    MLTRACK_CHECK(server->try_call<schema::delete_artifact>({.artifact_path = place.path.text()}));
    return {};
}

result<void> artifact_removal::remove_local(const std::string& location)
{
    if (const auto scheme = artifact::scheme_of(location); !scheme.empty() && scheme != "file")
        return error{errc::invalid_parameter_value, "'" + location +
                                                        "' is a place that mltrack does not reach: use mlflow gc, "
                                                        "which works on the same database"};
    MLTRACK_TRY(const auto text, artifact::local_path_of(location));
    std::error_code failure;
    auto folder = fs::absolute(text, failure).lexically_normal();
    if (!failure && !folder.has_filename()) // It ends with a slash.
        folder = folder.parent_path();
    if (failure || !folder.has_filename())
        return error{errc::invalid_parameter_value, "'" + location + "' is no folder that may be removed"};
    // What was never written has no folder it stands in either.
    if (!fs::exists(folder.parent_path(), failure) && !failure)
        return {};
    try {
        MLTRACK_TRY(const auto name, artifact::relative_path::literal(folder.filename().string()));
        return artifact::local(folder.parent_path()).remove(name);
    } catch (const exception& refused) {
        return refused.error();
    }
}

} // namespace mltrack::program
