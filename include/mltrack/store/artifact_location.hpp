#pragma once

#include <mltrack/schema/entity/experiment.hpp>

#include <string>
#include <string_view>

namespace mltrack::store {

/// Where the artifacts of a new experiment go: where it says, else `<artifact_root>/<id>`; the root may end in a slash.
inline std::string artifact_location(const schema::experiment& experiment, const schema::id::experiment& id,
                                     std::string_view artifact_root)
{
    if (!experiment.artifact_location.empty())
        return experiment.artifact_location;
    return std::string(artifact_root) + (artifact_root.ends_with('/') ? "" : "/") + id.value;
}

} // namespace mltrack::store
