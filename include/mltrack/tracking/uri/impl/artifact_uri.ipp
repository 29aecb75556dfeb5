#pragma once

#include <mltrack/artifact/registry.hpp>
#include <mltrack/tracking/any_tracking_api.hpp>
#include <mltrack/tracking/uri/artifact_uri.hpp>

#include <algorithm>

namespace mltrack::tracking {
namespace detail {

/// The artifacts below a place's root, and the path in them.
struct located_artifacts
{
    artifact::run_artifacts artifacts;
    std::string path;
};

/// What follows the scheme, without the slashes before it.
inline std::string_view rest_of(std::string_view uri, std::string_view scheme)
{
    uri.remove_prefix(scheme.size() + 1);
    uri.remove_prefix(std::min(uri.find_first_not_of('/'), uri.size()));
    return uri;
}

/// The first part of a path and the rest of it.
inline std::pair<std::string_view, std::string_view> split_first(std::string_view path)
{
    const auto slash = std::min(path.find('/'), path.size());
    return {path.substr(0, slash), path.substr(std::min(slash + 1, path.size()))};
}

inline error refused_uri(errc code, std::string_view uri, std::string_view why)
{
    return {code, "The artifact URI '" + std::string(uri) + "' " + std::string(why)};
}

inline result<artifact_place> place_in_run(std::string_view uri)
{
    const auto [run, path] = split_first(rest_of(uri, "runs"));
    if (uri.substr(0, 6) != "runs:/" || uri.substr(0, 7) == "runs://" || run.empty())
        return refused_uri(errc::invalid_parameter_value, uri, "names no run: write runs:/RUN_ID/PATH");
    return artifact_place{.run = std::string(run), .path = std::string(path)};
}

inline result<artifact_place> place_in_model(std::string_view uri)
{
    const auto [model, path] = split_first(rest_of(uri, "models"));
    if (model.empty())
        return refused_uri(errc::invalid_parameter_value, uri, "names no model: write models:/MODEL_ID/PATH");
    if (!model.starts_with("m-"))
        return refused_uri(errc::not_implemented, uri,
                           "names a version of a registered model, which needs a model registry: name the logged model "
                           "itself, models:/m-…");
    return artifact_place{.model = std::string(model), .path = std::string(path)};
}

/// Where the path of a URI begins, behind its scheme and host; 0 for a plain path.
inline std::size_t path_start(std::string_view uri)
{
    const auto scheme = artifact::scheme_of(uri);
    if (scheme.empty())
        return 0;
    const auto behind = scheme.size() + 1;
    return uri.substr(behind).starts_with("//") ? std::min(uri.find('/', behind + 2), uri.size()) : behind;
}

inline artifact_place place_elsewhere(std::string_view uri)
{
    const std::string repository(uri.substr(0, path_start(uri)));
    auto path = uri.substr(repository.size());
    while (path.size() > 1 && path.ends_with('/'))
        path.remove_suffix(1);
    const auto slash = path.rfind('/');
    if (path.empty() || path == "/") // The root of the repository, which has no name of its own.
        return {.root = repository + std::string(path)};
    if (slash == path.npos)
        return {.root = repository.empty() || artifact::scheme_of(uri) == "file" ? repository + '.' : repository,
                .path = std::string(path)};
    return {.root = repository + std::string(path.substr(0, std::max<std::size_t>(slash, 1))),
            .path = std::string(path.substr(slash + 1))};
}

/// The newest model of a name that a run logged; empty when there is none.
inline result<schema::id::model> model_of_run(any_tracking_api& api, const schema::id::run& run, std::string_view name)
{
    if (name.find('\'') != name.npos)
        return schema::id::model();
    MLTRACK_TRY(const auto answer, api.try_call<schema::get_run>({.run_id = run}));
    schema::search_logged_models::request request{.experiment_ids = {answer.run.info.experiment_id},
                                                  .filter = "name = '" + std::string(name) + "'"};
    for (;;) {
        MLTRACK_TRY(const auto page, api.try_call<schema::search_logged_models>(request));
        for (const auto& model : page.models)
            if (model.info.source_run_id == run.value)
                return model.info.model_id;
        if (page.next_page_token.value_or("").empty())
            return schema::id::model();
        request.page_token = *page.next_page_token;
    }
}

inline result<located_artifacts> locate(any_tracking_api& api, const artifact_place& place)
{
    if (!place.run.empty()) {
        MLTRACK_TRY(auto artifacts, api.try_artifacts(place.run));
        return located_artifacts{std::move(artifacts), place.path};
    }
    if (!place.model.empty()) {
        MLTRACK_TRY(auto artifacts, api.try_model_artifacts(place.model));
        return located_artifacts{std::move(artifacts), place.path};
    }
    MLTRACK_TRY(auto artifacts, api.try_artifacts_at(place.root));
    return located_artifacts{std::move(artifacts), place.path};
}

/// Does what `act` does to artifacts at a place, and where a run has none, to those of its model of that name.
template <class Act>
auto act_on(any_tracking_api& api, std::string_view uri, const Act& act)
    -> std::invoke_result_t<Act, located_artifacts&>
{
    MLTRACK_TRY(const auto place, parse_artifact_uri(uri));
    MLTRACK_TRY(auto here, locate(api, place));
    auto outcome = act(here);
    const auto [name, path] = split_first(place.path);
    const bool is_missing = outcome.has_error() && outcome.error().code == errc::resource_does_not_exist;
    if (!is_missing || place.run.empty() || name.empty())
        return outcome;
    MLTRACK_TRY(const auto model, model_of_run(api, place.run, name));
    if (model.empty())
        return outcome;
    MLTRACK_TRY(auto there, locate(api, {.model = model, .path = std::string(path)}));
    return act(there);
}

} // namespace detail

MLTRACK_DECL result<artifact_place> parse_artifact_uri(std::string_view uri)
{
    const auto scheme = artifact::scheme_of(uri);
    if (scheme == "runs")
        return detail::place_in_run(uri);
    if (scheme == "models")
        return detail::place_in_model(uri);
    if (uri.empty())
        return detail::refused_uri(errc::invalid_parameter_value, uri, "is empty: write runs:/RUN_ID/PATH");
    if (uri.starts_with("m-"))
        return detail::refused_uri(errc::invalid_parameter_value, uri,
                                   "has no scheme: write models:/" + std::string(uri));
    return detail::place_elsewhere(uri);
}

MLTRACK_DECL result<std::filesystem::path> download_artifacts(any_tracking_api& api, std::string_view uri,
                                                              const std::filesystem::path& folder)
{
    return detail::act_on(api, uri,
                          [&](detail::located_artifacts& at) { return at.artifacts.download_into(at.path, folder); });
}

MLTRACK_DECL result<std::string> read_artifact(any_tracking_api& api, std::string_view uri)
{
    return detail::act_on(api, uri, [](detail::located_artifacts& at) { return at.artifacts.read(at.path); });
}

} // namespace mltrack::tracking
