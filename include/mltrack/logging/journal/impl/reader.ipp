#pragma once

#include <mltrack/codec/json.hpp>
#include <mltrack/logging/journal/name.hpp>
#include <mltrack/logging/journal/reader.hpp>
#include <mltrack/logging/record.hpp>

#include <algorithm>
#include <bit>

namespace mltrack::logging {
namespace detail {

inline constexpr std::int64_t newest_journal_version = 1;

inline std::optional<std::string> take_text(std::string_view& bytes)
{
    const auto length = take_number<std::uint32_t>(bytes);
    if (!length || *length > bytes.size())
        return std::nullopt;
    std::string text(bytes.substr(0, *length));
    bytes.remove_prefix(*length);
    return text;
}

/// Whether a frame begins here that does not go on as far as it says: a write that was broken off, or never came.
inline result<bool> is_begun_frame(const journal_file& file, std::uint64_t offset, std::uint64_t limit)
{
    MLTRACK_TRY(const auto beginning, file.read(offset, std::min<std::uint64_t>(frame_head_bytes, limit - offset)));
    if (beginning.size() < frame_head_bytes)
        return frame_mark.starts_with(std::string_view(beginning).substr(0, frame_mark.size()));
    const auto head = read_frame_head(beginning);
    return head && head->length > limit - offset - frame_head_bytes;
}

/// Whether the last bytes, a sector of them or all there are, are zeros: as a machine that failed leaves the end of a
/// write.
inline result<bool> ends_in_zeros(const journal_file& file, std::uint64_t offset, std::uint64_t limit)
{
    const auto size = std::min<std::uint64_t>(512, limit - offset);
    MLTRACK_TRY(const auto end, file.read(limit - size, size));
    return end.find_first_not_of('\0') == end.npos;
}

} // namespace detail

MLTRACK_DECL result<bool> journal_reader::read(std::uint64_t limit, std::vector<entry>& entries)
{
    const auto before = entries.size();
    damage_.torn_bytes = 0;
    while (offset_ < limit) {
        MLTRACK_TRY(const auto frame, frame_at(offset_, limit));
        if (frame) {
            offset_ += frame_head_bytes + frame->payload.size();
            take(*frame, entries);
            if (entries.size() != before)
                return true;
            continue;
        }
        MLTRACK_TRY(const auto next, frame_after(offset_, limit));
        if (!next) {
            MLTRACK_TRY(const auto is_begun, detail::is_begun_frame(*file_, offset_, limit));
            MLTRACK_TRY(const auto is_lost, detail::ends_in_zeros(*file_, offset_, limit));
            const bool is_torn = is_begun || is_lost;
            (is_torn ? damage_.torn_bytes : damage_.bytes) += limit - offset_;
            if (!is_torn)
                offset_ = limit;
            return false;
        }
        damage_.bytes += *next - offset_;
        keys_.clear(); // A header may have been there, from which on the numbers of series mean others.
        offset_ = *next;
    }
    return false;
}

MLTRACK_DECL result<std::optional<journal_reader::whole_frame>> journal_reader::frame_at(std::uint64_t offset,
                                                                                         std::uint64_t limit) const
{
    using found = std::optional<whole_frame>;
    if (limit - offset < frame_head_bytes)
        return found();
    MLTRACK_TRY(const auto bytes, file_->read(offset, frame_head_bytes));
    const auto head = read_frame_head(bytes);
    if (!head || head->length > limit - offset - frame_head_bytes)
        return found();
    MLTRACK_TRY(auto payload, file_->read(offset + frame_head_bytes, head->length));
    if (payload.size() != head->length || !is_whole(*head, payload))
        return found();
    return found(whole_frame{head->type, std::move(payload)});
}

/// Where the next whole frame behind a damaged place begins.
MLTRACK_DECL result<std::optional<std::uint64_t>> journal_reader::frame_after(std::uint64_t offset,
                                                                              std::uint64_t limit) const
{
    constexpr std::size_t piece = std::size_t(1) << 20;
    for (auto from = offset + 1; from < limit;) {
        MLTRACK_TRY(const auto bytes, file_->read(from, std::min<std::uint64_t>(piece, limit - from)));
        for (auto at = bytes.find(frame_mark); at != bytes.npos; at = bytes.find(frame_mark, at + 1)) {
            MLTRACK_TRY(const auto frame, frame_at(from + at, limit));
            if (frame)
                return std::optional(from + at);
        }
        // The mark may stand across two pieces.
        from += bytes.size() < piece ? piece : piece - frame_mark.size() + 1;
    }
    return std::optional<std::uint64_t>();
}

MLTRACK_DECL void journal_reader::take(const whole_frame& frame, std::vector<entry>& entries)
{
    switch (frame.type) {
    case frame_type::header:
        if (auto header = codec::json::decode<journal_header>(frame.payload)) {
            header_ = std::move(*header);
            last_number_ =
                std::max(last_number_, static_cast<std::uint64_t>(std::max<std::int64_t>(header_->next_number, 1)) - 1);
            keys_.clear();
        }
        break;
    case frame_type::series:
        take_series(frame.payload);
        break;
    case frame_type::records:
        take_records(frame.payload, entries);
        break;
    case frame_type::end:
        if (auto end = codec::json::decode<journal_end>(frame.payload))
            end_ = *end;
        break;
    }
}

MLTRACK_DECL void journal_reader::take_series(std::string_view payload)
{
    if (const auto number = take_number<std::uint32_t>(payload))
        keys_[*number] = payload;
}

MLTRACK_DECL void journal_reader::take_records(std::string_view payload, std::vector<entry>& entries)
{
    const auto first = take_number<std::uint64_t>(payload);
    if (!first)
        return;
    last_number_ = *first - 1;
    while (!payload.empty()) {
        ++last_number_;
        if (!take_record(payload, entries))
            ++damage_.records;
    }
}

/// False when the record cannot be read; of one of an unknown kind the end is not known.
MLTRACK_DECL bool journal_reader::take_record(std::string_view& payload, std::vector<entry>& entries)
{
    const auto kind = static_cast<record_kind>(payload.front());
    payload.remove_prefix(1);
    if (kind == record_kind::metric)
        return take_metric(payload, entries);
    auto key = detail::take_text(payload);
    auto value = detail::take_text(payload);
    if (!key || !value || (kind != record_kind::param && kind != record_kind::tag)) {
        payload = {};
        return false;
    }
    if (kind == record_kind::param)
        entries.push_back({last_number_, schema::param{.key = std::move(*key), .value = std::move(*value)}});
    else
        entries.push_back({last_number_, schema::run_tag{.key = std::move(*key), .value = std::move(*value)}});
    return true;
}

MLTRACK_DECL bool journal_reader::take_metric(std::string_view& payload, std::vector<entry>& entries)
{
    const auto series = take_number<std::uint32_t>(payload);
    const auto value = take_number<std::uint64_t>(payload);
    const auto step = take_number<std::int64_t>(payload);
    const auto timestamp = take_number<std::int64_t>(payload);
    if (!timestamp) {
        payload = {};
        return false;
    }
    const auto key = keys_.find(*series);
    if (key == keys_.end())
        return false;
    entries.push_back({last_number_, schema::metric{.key = key->second,
                                                    .value = std::bit_cast<double>(*value),
                                                    .timestamp = schema::unix_ms(*timestamp),
                                                    .step = *step}});
    return true;
}

MLTRACK_DECL result<journal_summary> summarize(const journal_file& file)
{
    journal_reader reader(file);
    std::vector<entry> entries;
    journal_summary summary;
    MLTRACK_TRY(const auto size, file.size());
    for (bool more = true; more; entries.clear()) {
        MLTRACK_TRY(more, reader.read(size, entries));
        summary.records += entries.size();
    }
    summary.size = reader.offset();
    summary.damage = reader.damage();
    summary.end = reader.end();
    summary.last_number = reader.last_number();
    if (!reader.header() && reader.offset() != reader.damage().bytes) { // Some frame is whole.
        summary.is_header_lost = true;
        summary.header.run_id = run_named_by(file.path());
        return summary;
    }
    if (!reader.header()) {
        MLTRACK_TRY(const auto is_new, detail::is_begun_frame(file, 0, size));
        if (is_new)
            return summary;
        return error{errc::invalid_parameter_value,
                     "'" + file.path().string() + "' is no journal of mltrack's, or all of it is damaged"};
    }
    if (reader.header()->version > detail::newest_journal_version)
        return error{errc::invalid_parameter_value, "the journal '" + file.path().string() +
                                                        "' was written by a newer version of mltrack: use that one"};
    summary.header = *reader.header();
    return summary;
}

} // namespace mltrack::logging
