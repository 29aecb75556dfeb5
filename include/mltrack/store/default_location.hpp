#pragma once

#include <mltrack/schema/field/strong_id.hpp>

#include <string>
#include <string_view>

namespace mltrack::store {

/// Where the artifacts of an experiment go that chose no place: `<artifact_root>/<id>`; the root may end in a slash.
inline std::string default_location(std::string_view artifact_root, const schema::id::experiment& id)
{
    return std::string(artifact_root) + (artifact_root.ends_with('/') ? "" : "/") + id.value;
}

} // namespace mltrack::store
