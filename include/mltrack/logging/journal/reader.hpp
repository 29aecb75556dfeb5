#pragma once

#include <mltrack/config.hpp>
#include <mltrack/logging/entry.hpp>
#include <mltrack/logging/journal/file.hpp>
#include <mltrack/logging/journal/frame.hpp>
#include <mltrack/logging/journal/header.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

namespace mltrack::logging {

/// What was found wrong in a journal so far.
struct journal_damage
{
    std::uint64_t bytes = 0;      ///< Beside whole frames: the file was changed by somebody else or the disk.
    std::uint64_t records = 0;    ///< Of whole frames that make no sense, as their series' key was in damaged ones.
    std::uint64_t torn_bytes = 0; ///< Behind the last whole frame: a write that the end of the process broke off.

    /// Whether something is lost that was written: a write that was broken off was not.
    bool has_loss() const noexcept { return bytes != 0 || records != 0; }
};

/// Reads a journal from its beginning, frame by frame. Damaged parts are passed over and counted.
class journal_reader
{
public:
    /// Reads a file, which outlives the reader.
    explicit journal_reader(const journal_file& file) : file_(&file) {}

    /// Goes on until a frame gave entries, which are appended, or the bytes before `limit` are read. Gives whether
    /// there may be more. Errors: `internal_error` when the file cannot be read.
    result<bool> read(std::uint64_t limit, std::vector<entry>& entries);

    /// The last header so far; none before the first.
    const std::optional<journal_header>& header() const noexcept { return header_; }

    /// The last end so far.
    const std::optional<journal_end>& end() const noexcept { return end_; }

    /// Behind the last frame so far, be it damaged.
    std::uint64_t offset() const noexcept { return offset_; }

    /// The number of the last record so far, 0 before the first.
    std::uint64_t last_number() const noexcept { return last_number_; }

    const journal_damage& damage() const noexcept { return damage_; }

private:
    struct whole_frame
    {
        frame_type type;
        std::string payload;
    };

    result<std::optional<whole_frame>> frame_at(std::uint64_t offset, std::uint64_t limit) const;
    result<std::optional<std::uint64_t>> frame_after(std::uint64_t offset, std::uint64_t limit) const;
    void take(const whole_frame& frame, std::vector<entry>& entries);
    void take_series(std::string_view payload);
    void take_records(std::string_view payload, std::vector<entry>& entries);
    bool take_record(std::string_view& payload, std::vector<entry>& entries);
    bool take_metric(std::string_view& payload, std::vector<entry>& entries);

    const journal_file* file_;
    std::uint64_t offset_ = 0;
    std::uint64_t last_number_ = 0;
    std::map<std::uint32_t, std::string> keys_;
    std::optional<journal_header> header_;
    std::optional<journal_end> end_;
    journal_damage damage_;
};

/// All that a journal says but for its records.
struct journal_summary
{
    journal_header header;
    bool is_header_lost = false; ///< No header can be read: the run is the one that the file is named after.
    std::optional<journal_end> end;
    std::uint64_t records = 0; ///< That can be read.
    std::uint64_t last_number = 0;
    std::uint64_t size = 0; ///< Up to where a write was broken off, or to the end; in bytes.
    journal_damage damage;
};

/// Reads a journal to its end. A file whose first write was broken off, or never came, has an empty header. One whose
/// headers are all damaged has the run's id alone, from its name.
/// Errors: `invalid_parameter_value` for a file that is no journal or of which nothing can be read, or of a newer
/// format; `internal_error` when it cannot be read.
MLTRACK_DECL result<journal_summary> summarize(const journal_file& file);

} // namespace mltrack::logging

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/logging/journal/impl/reader.ipp>
#endif
