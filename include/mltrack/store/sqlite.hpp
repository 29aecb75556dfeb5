#pragma once

#include <mltrack/config.hpp>
#include <mltrack/store/any_store.hpp>
#include <mltrack/store/sqlite/options.hpp>

#include <memory>

namespace mltrack::store {

/// A tracking store in an SQLite file that MLflow can open too, at the same time. One mltrack server at a time serves
/// it. Thread safety and errors: as `store::sql`.
class sqlite : public any_store
{
public:
    /// Opens the database; a new or empty one gets MLflow's schema.
    /// Errors: `invalid_parameter_value` when the path is none of a file in a folder that is there, or `:memory:`, or
    /// there is no database and it is only to be read;
    /// `invalid_state` when it holds another revision of the schema or something else altogether.
    MLTRACK_DECL static result<std::shared_ptr<sqlite>> open(sqlite_options options);
};

} // namespace mltrack::store

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/store/impl/sqlite.ipp>
#endif
