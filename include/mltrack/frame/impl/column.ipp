#pragma once

#include <mltrack/frame/column.hpp>
#include <mltrack/schema/field/utf8.hpp>

#include <limits>
#include <utility>

namespace mltrack::frame {
namespace detail {

inline void append_utf8(std::string& out, std::string_view text)
{
    while (!text.empty()) {
        const auto length = schema::utf8_character(text);
        if (length == 0)
            out += "\xEF\xBF\xBD";
        else
            out += text.substr(0, length);
        text.remove_prefix(length == 0 ? 1 : length);
    }
}

} // namespace detail

MLTRACK_DECL column::column(std::string name, column_type type, std::size_t rows) : name_(std::move(name)), type_(type)
{
    if (type == column_type::text)
        integers_.push_back(0);
    while (size_ != rows)
        push_back({});
}

MLTRACK_DECL cell column::operator[](std::size_t row) const
{
    if (is_null(row))
        return {};
    if (type_ == column_type::number)
        return numbers_[row];
    if (type_ == column_type::time)
        return schema::unix_ms(integers_[row]);
    const auto begin = static_cast<std::size_t>(integers_[row]);
    return std::string_view(bytes_).substr(begin, static_cast<std::size_t>(integers_[row + 1]) - begin);
}

MLTRACK_DECL void column::push_back(const cell& value)
{
    if (size_ % 8 == 0)
        valid_.push_back(0);
    if (type_ == column_type::number) {
        const auto* number = std::get_if<double>(&value);
        numbers_.push_back(number != nullptr ? *number : std::numeric_limits<double>::quiet_NaN());
    } else if (type_ == column_type::time) {
        const auto* time = std::get_if<schema::unix_ms>(&value);
        integers_.push_back(time != nullptr ? time->value : 0);
    } else {
        if (const auto* text = std::get_if<std::string_view>(&value))
            detail::append_utf8(bytes_, *text);
        integers_.push_back(static_cast<std::int64_t>(bytes_.size()));
    }
    if (std::holds_alternative<std::monostate>(value))
        ++nulls_;
    else
        valid_.back() = static_cast<std::uint8_t>(valid_.back() | 1 << size_ % 8);
    ++size_;
}

MLTRACK_DECL void column::pop_back()
{
    nulls_ -= is_null(size_ - 1);
    --size_;
    if (size_ % 8 == 0)
        valid_.pop_back();
    else
        valid_.back() = static_cast<std::uint8_t>(valid_.back() & ~(1 << size_ % 8));
    if (type_ == column_type::number)
        return numbers_.pop_back();
    integers_.pop_back();
    if (type_ == column_type::text)
        bytes_.resize(static_cast<std::size_t>(integers_.back()));
}

} // namespace mltrack::frame
