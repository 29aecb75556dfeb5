#pragma once

#include <mltrack/config.hpp>
#include <mltrack/logging/entry.hpp>
#include <mltrack/schema/endpoint/logging.hpp>

#include <optional>

/// @file
/// Entries as requests. What MLflow's servers take in one is the limit: 1000 items, among them 100 params of different
/// keys and 100 tags, and about a megabyte.

namespace mltrack::logging {

/// How many of the first entries one request can hold, beside a tag of the logger's own if there is one; at least one
/// of some.
MLTRACK_DECL std::size_t batch_length(std::span<const entry> entries, std::size_t most, bool has_own_tag = true);

/// The request that logs entries, with a tag of the logger's own if one is given.
MLTRACK_DECL schema::log_batch::request batch_of(const schema::id::run& run, std::span<const entry> entries,
                                                 const std::optional<schema::run_tag>& own_tag);

} // namespace mltrack::logging

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/logging/impl/batch.ipp>
#endif
