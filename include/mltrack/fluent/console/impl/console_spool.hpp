#pragma once

#include <mltrack/fluent/console/console_index.hpp>
#include <mltrack/schema/error.hpp>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <mutex>
#include <string>
#include <string_view>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace mltrack::fluent {

/// The file that goes on after those of an index, still empty.
inline console_file file_after(const console_index& index)
{
    console_file next;
    if (!index.files.empty()) {
        const auto& last = index.files.back();
        next.offset = last.offset + last.bytes;
        next.first_line = last.first_line + last.lines;
    }
    const auto number = std::to_string(index.files.size());
    next.name = std::string(number.size() < 4 ? 4 - number.size() : 0, '0') + number + ".log";
    return next;
}

/// Keeps what was captured in files of this machine until the server has it. Thread safety: all functions may be called
/// at once.
class console_spool
{
public:
    /// What of it the server does not have.
    struct snapshot
    {
        std::vector<console_file> waiting; ///< Files that have grown since they were uploaded.
        console_index index;               ///< All files at this moment.
    };

    /// What could not be kept.
    struct loss
    {
        std::uint64_t bytes = 0;
        std::error_code why; ///< Of the last ones.
    };

    /// Goes on after the files of `before`, in a new folder. Throws `mltrack::exception` when that cannot be made.
    console_spool(std::uint64_t file_bytes, console_index before)
        : limit_(file_bytes), index_(std::move(before)), first_(index_.files.size())
    {
        std::error_code failure;
        auto pattern = (std::filesystem::temp_directory_path(failure) / "mltrack-console-XXXXXX").string();
        if (failure || ::mkdtemp(pattern.data()) == nullptr)
            throw exception(
                error{errc::internal_error, "Cannot make the temporary folder '" + pattern +
                                                "' for the console: set TMPDIR to one that can be written"});
        folder_ = pattern;
    }
    console_spool(const console_spool&) = delete;
    console_spool& operator=(const console_spool&) = delete;
    ~console_spool() { close_file(); }

    const std::filesystem::path& folder() const { return folder_; }

    /// Adds what was written. What the disk does not take is lost.
    void append(std::string_view bytes, schema::unix_ms now) noexcept
    {
        const std::lock_guard lock(mutex_);
        std::error_code failure;
        try {
            while (!bytes.empty() && !failure)
                failure = append_some(bytes, now);
        } catch (const std::exception&) {
            failure = std::make_error_code(std::errc::not_enough_memory); // Nothing else is thrown here.
        }
        if (!failure)
            return;
        lost_.bytes += bytes.size();
        lost_.why = failure;
    }

    /// All of it so far.
    loss lost() const
    {
        const std::lock_guard lock(mutex_);
        return lost_;
    }

    snapshot waiting() const
    {
        const std::lock_guard lock(mutex_);
        snapshot out{{}, index_};
        for (auto each = first_; each != index_.files.size(); ++each)
            if (index_.files[each].bytes > uploaded_[each - first_])
                out.waiting.push_back(index_.files[each]);
        return out;
    }

    /// The content of a file of a snapshot.
    result<std::string> read(const console_file& file) const
    {
        const auto path = folder_ / file.name;
        const int from = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
        std::string content(static_cast<std::size_t>(file.bytes), '\0');
        std::size_t have = 0;
        while (from >= 0 && have != content.size()) {
            const auto count = ::read(from, content.data() + have, content.size() - have);
            if (count == 0 || (count < 0 && errno != EINTR))
                break;
            have += static_cast<std::size_t>(std::max<ssize_t>(count, 0));
        }
        if (from >= 0)
            ::close(from);
        if (have != content.size())
            return error{errc::internal_error, "Cannot read '" + path.string() + "', where output was kept"};
        return content;
    }

    /// Notes that the server has a file of a snapshot. One that does not grow any more is removed.
    void has_arrived(const console_file& file)
    {
        const std::lock_guard lock(mutex_);
        for (auto each = first_; each != index_.files.size(); ++each) {
            if (index_.files[each].name != file.name)
                continue;
            uploaded_[each - first_] = file.bytes;
            const bool grows = file_ >= 0 && each + 1 == index_.files.size();
            if (std::error_code ignored; !grows && index_.files[each].bytes == file.bytes)
                std::filesystem::remove(folder_ / file.name, ignored);
        }
    }

    /// Removes what is kept.
    void discard()
    {
        const std::lock_guard lock(mutex_);
        close_file();
        std::error_code ignored;
        std::filesystem::remove_all(folder_, ignored);
    }

private:
    /// Appends what the present file takes of `bytes`, and removes it from them.
    std::error_code append_some(std::string_view& bytes, schema::unix_ms now)
    {
        if (file_ < 0)
            if (const auto failure = begin_file(now))
                return failure;
        auto& last = index_.files.back();
        const auto [count, is_full] = cut(static_cast<std::uint64_t>(last.bytes), bytes);
        if (const auto failure = write(bytes.substr(0, count)))
            return failure;
        last.bytes += static_cast<std::int64_t>(count);
        last.lines += std::count(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(count), '\n');
        last.last_time = now;
        bytes.remove_prefix(count);
        if (is_full)
            close_file();
        return {};
    }

    /// How much of `bytes` goes into a file that has some, and whether it is full then.
    std::pair<std::size_t, bool> cut(std::uint64_t have, std::string_view bytes) const
    {
        const auto enough = have + 1 < limit_ ? limit_ - have - 1 : 0;
        const auto most = static_cast<std::size_t>(2 * limit_ - have);
        const auto end = enough < bytes.size() ? bytes.find('\n', static_cast<std::size_t>(enough)) : bytes.npos;
        if (end < most)
            return {end + 1, true};
        return {std::min(bytes.size(), most), bytes.size() >= most};
    }

    std::error_code begin_file(schema::unix_ms now)
    {
        auto next = file_after(index_);
        next.first_time = next.last_time = now;
        index_.files.reserve(index_.files.size() + 1);
        uploaded_.reserve(uploaded_.size() + 1);
        file_ = ::open((folder_ / next.name).c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
        if (file_ < 0)
            return std::error_code(errno, std::generic_category());
        index_.files.push_back(std::move(next));
        uploaded_.push_back(0);
        return {};
    }

    /// All or nothing, as the index counts what is there.
    std::error_code write(std::string_view bytes)
    {
        const auto before = index_.files.back().bytes;
        while (!bytes.empty()) {
            const auto count = ::write(file_, bytes.data(), bytes.size());
            if (count < 0 && errno == EINTR)
                continue;
            if (count < 0) {
                const std::error_code failure(errno, std::generic_category());
                if (::ftruncate(file_, before) != 0 || ::lseek(file_, before, SEEK_SET) != before)
                    close_file();
                return failure;
            }
            bytes.remove_prefix(static_cast<std::size_t>(count));
        }
        return {};
    }

    void close_file()
    {
        if (file_ >= 0)
            ::close(std::exchange(file_, -1));
    }

    std::uint64_t limit_;
    std::filesystem::path folder_;
    mutable std::mutex mutex_;
    console_index index_;
    std::size_t first_;                  ///< Of the files that are ours.
    std::vector<std::int64_t> uploaded_; ///< Bytes of them that the server has.
    int file_ = -1;                      ///< The one that is written to; negative: none.
    loss lost_;
};

} // namespace mltrack::fluent
