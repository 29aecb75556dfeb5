#pragma once

#include <mltrack/artifact/any_repository.hpp>
#include <mltrack/artifact/registry.hpp>
#include <mltrack/schema/error.hpp>
#include <mltrack/tracking/any_tracking_api.hpp>

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace mltrack::program {

/// Removes the artifacts of runs and models, wherever they are.
class artifact_removal
{
public:
    /// `mlflow-artifacts:` locations lead through the proxy of the server at `tracking_uri` if that is `http:`, else
    /// right to the folder `destination` that the server keeps them in; one that is empty is not given.
    artifact_removal(std::string tracking_uri, std::string destination)
        : server_(std::move(tracking_uri)), destination_(std::move(destination))
    {
        if (const auto scheme = artifact::scheme_of(server_); scheme != "http" && scheme != "https")
            server_.clear();
    }

    /// Whether locations of this kind can be removed as things are, asked before the first one is.
    /// Errors: `invalid_parameter_value` for `mlflow-artifacts:` when neither way is given or the folder is not there.
    result<void> check(std::string_view location) const;

    /// Removes all below a location, and itself. What is not there is removed already.
    /// Errors: what the server or the file system says, and `invalid_parameter_value` for places that mltrack does not
    /// reach.
    result<void> remove(const std::string& location);

private:
    result<void> remove_proxied(const std::string& location);
    result<void> remove_local(const std::string& location);
    result<tracking::any_tracking_api*> server_at(const std::string& uri);

    std::string server_; ///< Empty: none.
    std::string destination_;
    std::map<std::string, tracking::any_tracking_api> servers_; ///< By their URIs.
    std::optional<artifact::any_repository> folder_;            ///< At the destination.
};

} // namespace mltrack::program
