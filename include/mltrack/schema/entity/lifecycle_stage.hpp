#pragma once

#include <mltrack/reflect/enumeration.hpp>

namespace mltrack::schema {

/// Whether an experiment or run is in use or in the trash.
enum class lifecycle_stage { active, deleted };

/// Which of them a search looks at.
enum class view_type { ACTIVE_ONLY = 1, DELETED_ONLY = 2, ALL = 3 };

/// Whether a view shows things of this stage.
constexpr bool shows(view_type view, lifecycle_stage stage)
{
    return view == view_type::ALL || (view == view_type::ACTIVE_ONLY) == (stage == lifecycle_stage::active);
}

} // namespace mltrack::schema

MLTRACK_REFLECT_ENUM(mltrack::schema::lifecycle_stage, active, deleted);
MLTRACK_REFLECT_ENUM(mltrack::schema::view_type, ACTIVE_ONLY, DELETED_ONLY, ALL);
