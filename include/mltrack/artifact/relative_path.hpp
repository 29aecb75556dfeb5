#pragma once

#include <mltrack/config.hpp>
#include <mltrack/schema/error.hpp>

#include <string>
#include <string_view>
#include <utility>

namespace mltrack::artifact {

/// A path below the root of a repository, in canonical form: decoded, parts joined by slashes, none of them empty, dot
/// or dot-dot, not absolute, no NUL, UTF-8. Empty: the root itself. A repository takes no other paths, so nothing
/// escapes its root.
class relative_path
{
public:
    relative_path() = default;

    /// Reads a path as it came from outside: percent-decoded until nothing changes (at most 10 times), without tabs and
    /// line breaks, which MLflow's clients and server leave out of URLs, then checked.
    /// Errors: `invalid_parameter_value` for `..` parts, absolute paths (POSIX or Windows), `#`, NUL, what is no UTF-8,
    /// and backslashes that would lead out of the root on some system.
    static result<relative_path> parse(std::string_view text);

    /// Reads a path as it stands on the disk, where `%` and `#` mean themselves: not decoded, else checked alike.
    static result<relative_path> literal(std::string_view text);

    const std::string& text() const noexcept { return text_; }
    bool is_root() const noexcept { return text_.empty(); }

    /// The last part.
    std::string_view name() const noexcept { return std::string_view(text_).substr(text_.rfind('/') + 1); }

    /// This path with another below it.
    relative_path operator/(const relative_path& below) const
    {
        return relative_path(is_root() ? below.text_ : below.is_root() ? text_ : text_ + '/' + below.text_);
    }

private:
    explicit relative_path(std::string text) : text_(std::move(text)) {}

    std::string text_;
};

} // namespace mltrack::artifact

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/artifact/impl/relative_path.ipp>
#endif
