#pragma once

#include <mltrack/logging/batch.hpp>

#include <algorithm>
#include <set>
#include <string_view>

namespace mltrack::logging {
namespace detail {

inline constexpr std::size_t most_items = 1'000;
inline constexpr std::size_t most_params = 100;
inline constexpr std::size_t most_tags = 100;
inline constexpr std::size_t most_bytes = 900'000; ///< Escapes may make a text six times as long; few texts have any.

/// Says of one entry after the other whether it has a place beside those before it.
class request_room
{
public:
    explicit request_room(bool has_own_tag) : tags_(has_own_tag) {}

    bool take(const entry& entry)
    {
        return std::visit([&](const auto& each) { return take(each); }, entry.what) && bytes_ <= most_bytes;
    }

private:
    bool take(const schema::metric& metric)
    {
        bytes_ += metric.key->value.size() + 100;
        return true;
    }
    bool take(const schema::param& param)
    {
        bytes_ += param.key->value.size() + param.value.size() + 30;
        return params_.insert(param.key->value).second && params_.size() <= most_params;
    }
    bool take(const schema::run_tag& tag)
    {
        bytes_ += tag.key->value.size() + tag.value.size() + 30;
        return ++tags_ <= most_tags;
    }

    std::size_t bytes_ = 0;
    std::set<std::string_view> params_;
    std::size_t tags_; // The logger's own included.
};

} // namespace detail

MLTRACK_DECL std::size_t batch_length(std::span<const entry> entries, std::size_t most, bool has_own_tag)
{
    detail::request_room room(has_own_tag);
    const auto end = std::min({entries.size(), most, detail::most_items - has_own_tag});
    std::size_t length = 0;
    while (length != end && (room.take(entries[length]) || length == 0))
        ++length;
    return length;
}

MLTRACK_DECL schema::log_batch::request batch_of(const schema::id::run& run, std::span<const entry> entries,
                                                 const std::optional<schema::run_tag>& own_tag)
{
    struct sorter
    {
        schema::log_batch::request& request;
        void operator()(const schema::metric& metric) const { request.metrics.push_back(metric); }
        void operator()(const schema::param& param) const { request.params.push_back(param); }
        void operator()(const schema::run_tag& tag) const { request.tags.push_back(tag); }
    };
    schema::log_batch::request request{.run_id = run};
    for (const entry& each : entries)
        std::visit(sorter{request}, each.what);
    if (own_tag)
        request.tags.push_back(*own_tag);
    return request;
}

} // namespace mltrack::logging
