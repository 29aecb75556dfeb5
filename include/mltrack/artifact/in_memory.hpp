#pragma once

#include <mltrack/artifact/repository.hpp>

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace mltrack::artifact {

/// Reads bytes that it holds.
class memory_reader final : public reader
{
public:
    explicit memory_reader(std::string bytes) : bytes_(std::move(bytes)) {}

    result<std::size_t> read(std::span<char> into) override
    {
        const auto count = std::min(into.size(), bytes_.size() - position_);
        std::copy_n(bytes_.data() + position_, count, into.data());
        position_ += count;
        return count;
    }

    result<void> seek(std::uint64_t position) override
    {
        position_ = static_cast<std::size_t>(std::min<std::uint64_t>(position, bytes_.size()));
        return {};
    }

    std::uint64_t size() const override { return bytes_.size(); }
    schema::unix_ms modified() const override { return modified_; }

private:
    std::string bytes_;
    std::size_t position_ = 0;
    schema::unix_ms modified_ = schema::unix_ms::now();
};

/// Writes into a string, which has all of it after `commit`.
class memory_writer final : public writer
{
public:
    explicit memory_writer(std::shared_ptr<std::string> into) : into_(std::move(into)) {}

    result<void> write(std::span<const char> bytes) override
    {
        written_.append(bytes.data(), bytes.size());
        return {};
    }

    result<void> commit() override
    {
        *into_ = std::move(written_);
        return {};
    }

private:
    std::shared_ptr<std::string> into_;
    std::string written_;
};

} // namespace mltrack::artifact
