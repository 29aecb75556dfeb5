#pragma once

#include <mltrack/reflect/reflect.hpp>
#include <mltrack/schema/entity/run.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace mltrack::logging {

/// What a journal says of itself, at its beginning and each time that a process goes on with it; the last counts. As
/// JSON in the file.
struct journal_header
{
    std::int64_t version = 1;      ///< Of the format.
    std::string journal_id{};      ///< Names the journal in the run's tag `mltrack.journal.ID`.
    schema::id::run run_id{};      ///< Empty as long as the run is not made.
    std::string tracking_uri{};    ///< Where the run is, without credentials; empty when not known.
    std::string experiment_name{}; ///< Of a run that is not made: its experiment, made when missing.
    std::string run_name{};        ///< Of a run that is not made; empty: the server invents one.
    schema::unix_ms start_time{};  ///< Of a run that is not made.
    std::int64_t next_number = 1;  ///< Of the first record after it.
    std::int64_t process_id = 0;   ///< Of the process that goes on with it.
};

/// How a run ended, as a journal has it.
struct journal_end
{
    schema::run_status status = schema::run_status::FINISHED;
    schema::unix_ms end_time{};
};

} // namespace mltrack::logging

MLTRACK_REFLECT(mltrack::logging::journal_header, version, journal_id, run_id, tracking_uri, experiment_name, run_name,
                start_time, next_number, process_id);
MLTRACK_REFLECT(mltrack::logging::journal_end, status, end_time);
