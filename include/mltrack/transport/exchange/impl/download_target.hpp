#pragma once

#include <mltrack/transport/exchange.hpp>
#include <mltrack/transport/exchange/impl/content_range.hpp>

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>

namespace mltrack::transport::detail {

/// Where the body of an answer goes that is an artifact: into a new one, or on with one that broke off before. What has
/// come when it is destroyed uncommitted stays in the request's progress, if the server can tell the artifact from
/// another. All functions but the first may block.
class download_target
{
public:
    /// Request and answer outlive it.
    download_target(const outgoing& request, const response& answer) : request_(request), answer_(answer) {}
    download_target(const download_target&) = delete;
    download_target& operator=(const download_target&) = delete;
    ~download_target()
    {
        if (target_ && request_.progress && !version_.empty() && position_ != 0)
            *request_.progress = {std::move(target_), position_, std::move(version_)};
    }

    /// Whether the body is an artifact.
    bool is_wanted() const
    {
        return request_.download && (answer_.status / 100 == 2 || (answer_.status == 416 && is_resumed()));
    }

    /// Errors: those of the request's `download`; `temporarily_unavailable` when the server does not go on where it was
    /// asked to, up to the end of the same artifact: then the next attempt begins anew.
    result<void> open()
    {
        auto before = is_resumed() ? std::exchange(*request_.progress, {}) : download_progress();
        if (answer_.status == 206 || answer_.status == 416) {
            if (!before.target || !goes_on(before))
                return error{errc::temporarily_unavailable, "The server answered " + std::to_string(answer_.status) +
                                                                " with another part of an artifact than was asked for"};
            target_ = std::move(before.target);
            position_ = before.position;
            version_ = std::move(before.version);
            return {};
        }
        MLTRACK_TRY(target_, request_.download());
        version_ = version_of(answer_.headers);
        return {};
    }

    result<void> write(std::span<const char> bytes)
    {
        auto written = target_->write(bytes);
        if (written)
            position_ += bytes.size();
        else
            version_.clear();
        return written;
    }

    /// Errors: those of the writer; `temporarily_unavailable` when the server sent less or more than the part that it
    /// had announced: then the next attempt begins anew.
    result<void> commit()
    {
        version_.clear();
        if (total_ && position_ != *total_)
            return error{errc::temporarily_unavailable, "The server sent " + std::to_string(position_) + " of the " +
                                                            std::to_string(*total_) + " bytes of an artifact"};
        return target_->commit();
    }

private:
    bool is_resumed() const { return request_.progress && request_.progress->target; }

    /// Whether the answer is the rest of what has come before. Not every storage heeds If-Range, so what it sends is
    /// looked at.
    bool goes_on(const download_progress& before)
    {
        if (answer_.status != 206 || version_of(answer_.headers) != before.version)
            return false;
        const auto range = parse_content_range(answer_.headers["Content-Range"]);
        if (!range || range->first != before.position || range->last + 1 != range->total)
            return false;
        total_ = range->total;
        return true;
    }

    /// What If-Range may say (RFC 9110, 13.1.5); empty when the server gives nothing that is good for it.
    static std::string version_of(const headers& answer)
    {
        const auto tag = answer["ETag"];
        return std::string(tag.empty() ? answer["Last-Modified"] : tag.starts_with("W/") ? "" : tag);
    }

    const outgoing& request_;
    const response& answer_;
    std::unique_ptr<artifact::writer> target_;
    std::uint64_t position_ = 0;
    std::optional<std::uint64_t> total_; ///< Known when the download goes on.
    std::string version_;
};

} // namespace mltrack::transport::detail
