#pragma once

#include <mltrack/config.hpp>
#include <mltrack/logging/journal/file.hpp>
#include <mltrack/logging/journal/frame.hpp>
#include <mltrack/logging/journal/header.hpp>
#include <mltrack/logging/record.hpp>

#include <atomic>
#include <filesystem>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace mltrack::logging {

/// Appends to the journal of a run.
///
/// Thread safety: the functions that give sizes and numbers, `flush` and `file` from any thread; the others from one at
/// a time. None of those waits for a `flush` of another thread: what was written outlives the process at once, and the
/// machine when the disk has it.
class journal_writer
{
public:
    /// Goes on with the journal of the header's run in a folder, or begins one. The header's journal id, when it has
    /// none, becomes the one that the file has. What a broken-off write has left at the end is cut off. A journal that
    /// is in use is left alone: the run gets one more.
    /// Errors: what `journal_file::open` and `summarize` say.
    static result<std::unique_ptr<journal_writer>> open(const std::filesystem::path& folder, journal_header header);

    /// Goes on with a journal that is open.
    static result<std::unique_ptr<journal_writer>> go_on(journal_file file, journal_header header);

    /// Appends records, and numbers them. Errors: `internal_error`; the records are kept then, and written with the
    /// next ones or by `write`.
    result<void> append(std::span<const record> records);

    /// Appends how the run ended. As `append`.
    result<void> append(const journal_end& end);

    /// Begins the file anew, without its records; the numbers go on. Whoever reads it begins anew too. False, and
    /// nothing happens, while something is not written or a `flush` is under way. Errors: `internal_error`; the file is
    /// as it was then.
    result<bool> restart();

    /// Writes what could not be written.
    result<void> write();

    /// Waits until the disk has all that was written before. Errors: `internal_error`; all further calls fail with the
    /// first error, as the system forgets what it could not bring to the disk.
    result<void> flush();

    /// Whether a `flush` can do something: not once one has failed.
    bool needs_flush() const;

    /// A beginning of the file.
    struct part
    {
        std::uint64_t size = 0;   ///< In bytes.
        std::uint64_t number = 0; ///< Of its last record.
    };

    /// What of the file may be sent. The server must not have what a power failure could take from the file, or numbers
    /// of records would be given twice: it is what was flushed. Once a flush has failed it is what is written, as
    /// nothing is safe then but what the server has.
    part safe_part() const;

    /// Up to where the file is whole, in bytes.
    std::uint64_t size() const { return written().size; }

    /// The number of the last record that is written.
    std::uint64_t last_number() const { return written().number; }

    /// The number of the last record that was appended, written or not.
    std::uint64_t appended_number() const noexcept { return appended_number_.load(std::memory_order_acquire); }

    /// The number of the last record that was there when it was opened.
    std::uint64_t old_number() const noexcept { return old_number_; }

    /// Gives the file back; the writer may only be destroyed then.
    journal_file release() { return std::move(file_); }

    const journal_header& header() const noexcept { return header_; }
    const journal_file& file() const noexcept { return file_; }

private:
    journal_writer(journal_file file, journal_header header, std::uint64_t size, std::uint64_t last_number)
        : file_(std::move(file)), header_(std::move(header)), old_number_(last_number), next_number_(last_number + 1),
          appended_number_(last_number), written_{size, last_number}
    {
    }

    part written() const;
    void append_header();
    void define(const series_entry& series);
    void append_record(std::string& out, const record& record);

    journal_file file_;
    journal_header header_;
    std::uint64_t old_number_;
    std::uint64_t next_number_;
    std::vector<bool> defined_; ///< By the numbers of series.
    std::string unwritten_;
    std::atomic<std::uint64_t> appended_number_;

    std::mutex flushing_;           ///< Held while the disk is waited for, and while the file begins anew.
    mutable std::mutex part_mutex_; ///< Of what follows.
    part written_;
    part flushed_;
    std::optional<error> flush_fault_;
};

} // namespace mltrack::logging

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/logging/journal/impl/writer.ipp>
#endif
