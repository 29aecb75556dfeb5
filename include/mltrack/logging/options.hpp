#pragma once

#include <mltrack/config.hpp>
#include <mltrack/schema/error.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

namespace mltrack {

/// What a logger without a journal does with a call that finds its ring full when the wait is over.
enum class when_full {
    drop_oldest, ///< The oldest record gives way.
    drop_newest, ///< The record of the call is not taken.
};

/// How a logger behaves. Durations that are longer than ten years, or negative, are brought into that range.
struct logger_options
{
    /// Records that may wait in memory, rounded up to a power of two; at least 2. Each takes 64 bytes.
    std::size_t ring_capacity = std::size_t(1) << 16;

    /// Without a journal: how long a call waits for room in a full ring. 0: not at all.
    std::chrono::milliseconds full_wait = std::chrono::seconds(1);

    /// Without a journal: what gives way after that wait. It is counted.
    when_full overflow = when_full::drop_oldest;

    /// The longest that a record waits for others to be sent with, while the server answers.
    std::chrono::milliseconds batch_interval = std::chrono::milliseconds(500);

    /// Records that are sent without further waiting, and the most of a request: 1 to 1000, MLflow's limit.
    std::size_t batch_size = 1000;

    /// The folder of the journals, which is made when it is not there. Empty: the environment variable
    /// MLTRACK_JOURNAL_DIR; when that is not set either, there is no journal.
    std::filesystem::path journal = {};

    /// The longest that a record is not in the journal's file, and the wait between two syncs (fdatasync), which bring
    /// the file to the disk. At least 1 ms.
    std::chrono::milliseconds journal_interval = std::chrono::milliseconds(100);

    /// From this size on, in bytes, a journal is begun anew whenever the server has all of it.
    std::uint64_t journal_bytes = std::uint64_t(64) << 20;

    /// Where `mltrack sync` finds the run; written into the journal without name and password. A logger that is made
    /// from a tracking URI has that one.
    std::string tracking_uri = {};

    /// Whether a journal stays when the server has all of it; it is removed otherwise.
    bool keep_journal = false;

    /// How long `close` and the destructor wait for the server to take what is left.
    std::chrono::milliseconds close_timeout = std::chrono::seconds(10);

    /// The wait after a failed request; it doubles with each further one up to `backoff_max`. At least 1 ms. A random
    /// part of up to half is added. There is no end to the attempts.
    std::chrono::milliseconds backoff_base = std::chrono::milliseconds(500);
    std::chrono::milliseconds backoff_max = std::chrono::seconds(30);

    /// Told of every failed request, every record that was refused or dropped, and every fault of the journal; messages
    /// begin with the run: `run 0d…: `. Called on threads of the logger's or on those that log; what it throws is
    /// ignored. None begins after the logger's end, but while a disk or a server hangs, one may still be under way
    /// then: what it uses should live longer. By default nobody is told.
    std::function<void(const error&)> on_error = {};

    /// Whether the first such error, and at the end what was not sent, is told by a line on stderr.
    bool use_stderr = true;
};

} // namespace mltrack
