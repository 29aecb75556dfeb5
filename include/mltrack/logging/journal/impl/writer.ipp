#pragma once

#include <mltrack/codec/json.hpp>
#include <mltrack/logging/journal/name.hpp>
#include <mltrack/logging/journal/reader.hpp>
#include <mltrack/logging/journal/writer.hpp>
#include <mltrack/store/random_id.hpp>

#include <bit>
#include <system_error>
#include <unistd.h>

namespace mltrack::logging {
namespace detail {

inline constexpr int most_journals_of_a_run = 1000;

inline void append_text(std::string& out, std::string_view text)
{
    append_number(out, static_cast<std::uint32_t>(text.size()));
    out += text;
}

} // namespace detail

MLTRACK_DECL result<std::unique_ptr<journal_writer>> journal_writer::open(const std::filesystem::path& folder,
                                                                          journal_header header)
{
    std::error_code failure;
    // The file is removed by its name, wherever the program works by then.
    const auto place = std::filesystem::absolute(folder, failure);
    if (!failure)
        std::filesystem::create_directories(place, failure);
    if (failure)
        return error{errc::internal_error,
                     "cannot make the folder '" + folder.string() + "' for journals: " + failure.message()};
    // A run that is not made has no id yet; its journal's stands for it.
    if (header.run_id.empty() && header.journal_id.empty())
        header.journal_id = store::random_id();
    const auto& name = header.run_id.empty() ? header.journal_id : header.run_id.value;
    for (int number = 0; number != detail::most_journals_of_a_run; ++number) {
        auto file = journal_file::open(place / journal_name(name, number), journal_access::create);
        if (file)
            return go_on(std::move(*file), std::move(header));
        if (file.error().code != errc::resource_conflict)
            return file.error();
    }
    return error{errc::resource_conflict, "all journals of the run '" + name + "' in '" + folder.string() +
                                              "' are in use: give this process another folder"};
}

MLTRACK_DECL result<std::unique_ptr<journal_writer>> journal_writer::go_on(journal_file file, journal_header header)
{
    MLTRACK_TRY(const auto old, summarize(file));
    MLTRACK_CHECK(file.truncate(old.size));
    if (header.journal_id.empty())
        header.journal_id = old.header.journal_id.empty() ? store::random_id() : old.header.journal_id;
    header.process_id = ::getpid();
    std::unique_ptr<journal_writer> writer(
        new journal_writer(std::move(file), std::move(header), old.size, old.last_number));
    writer->append_header();
    MLTRACK_CHECK(writer->write());
    return writer;
}

MLTRACK_DECL result<void> journal_writer::append(std::span<const record> records)
{
    if (records.empty())
        return write();
    std::string payload;
    append_number(payload, next_number_);
    for (const record& each : records)
        append_record(payload, each);
    next_number_ += records.size();
    appended_number_.store(next_number_ - 1, std::memory_order_release);
    append_frame(unwritten_, frame_type::records, payload);
    return write();
}

MLTRACK_DECL result<void> journal_writer::append(const journal_end& end)
{
    append_frame(unwritten_, frame_type::end, codec::json::encode(end));
    return write();
}

MLTRACK_DECL result<void> journal_writer::write()
{
    if (unwritten_.empty())
        return {};
    const auto size = this->size();
    MLTRACK_CHECK(file_.write(size, unwritten_));
    {
        const std::lock_guard lock(part_mutex_);
        written_ = {size + unwritten_.size(), next_number_ - 1};
    }
    unwritten_.clear();
    return {};
}

MLTRACK_DECL result<bool> journal_writer::restart()
{
    if (!unwritten_.empty())
        return false;
    // Whoever waited for a slow disk here would keep others from writing meanwhile.
    const std::unique_lock flushing(flushing_, std::try_to_lock);
    if (!flushing)
        return false;
    MLTRACK_CHECK(file_.truncate(0));
    {
        const std::lock_guard lock(part_mutex_);
        written_.size = 0;
        flushed_.size = 0;
    }
    append_header();
    // A header that cannot be written is so with what comes next, whose error is given then.
    [[maybe_unused]] const auto written = write();
    return true;
}

MLTRACK_DECL result<void> journal_writer::flush()
{
    const std::lock_guard flushing(flushing_);
    if (flush_fault_) // Only changed under both mutexes.
        return *flush_fault_;
    const auto written = this->written(); // What comes meanwhile the disk may have or not.
    const auto done = file_.flush();
    const std::lock_guard lock(part_mutex_);
    if (done)
        flushed_ = written;
    else
        flush_fault_ = done.error();
    return done;
}

MLTRACK_DECL bool journal_writer::needs_flush() const
{
    const std::lock_guard lock(part_mutex_);
    return !flush_fault_ && flushed_.size != written_.size;
}

MLTRACK_DECL journal_writer::part journal_writer::safe_part() const
{
    const std::lock_guard lock(part_mutex_);
    return flush_fault_ ? written_ : flushed_;
}

MLTRACK_DECL journal_writer::part journal_writer::written() const
{
    const std::lock_guard lock(part_mutex_);
    return written_;
}

MLTRACK_DECL void journal_writer::append_header()
{
    header_.next_number = static_cast<std::int64_t>(next_number_);
    defined_.clear();
    append_frame(unwritten_, frame_type::header, codec::json::encode(header_));
}

MLTRACK_DECL void journal_writer::define(const series_entry& series)
{
    if (series.number >= defined_.size())
        defined_.resize(series.number + 1);
    if (defined_[series.number])
        return;
    defined_[series.number] = true;
    std::string payload;
    append_number(payload, series.number);
    append_frame(unwritten_, frame_type::series, payload + series.key);
}

MLTRACK_DECL void journal_writer::append_record(std::string& out, const record& record)
{
    out += static_cast<char>(record.kind);
    if (record.kind != record_kind::metric) {
        detail::append_text(out, record.words->key);
        detail::append_text(out, record.words->value);
        return;
    }
    define(*record.series);
    append_number(out, record.series->number);
    append_number(out, std::bit_cast<std::uint64_t>(record.value));
    append_number(out, record.step);
    append_number(out, record.timestamp);
}

} // namespace mltrack::logging
