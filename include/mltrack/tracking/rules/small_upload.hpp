#pragma once

#include <mltrack/artifact/repository.hpp>
#include <mltrack/tracking/rules/lookup.hpp>

#include <functional>
#include <memory>
#include <string>
#include <utility>

namespace mltrack::tracking {

/// Takes a file of 1 byte to 10 MiB. Where it goes is opened with the first byte: what is wrong with the data is told
/// before what is wrong with the run, as MLflow does.
class small_upload final : public artifact::writer
{
public:
    static constexpr std::uint64_t most_bytes = 10 << 20;

    using opening = std::function<result<std::unique_ptr<artifact::writer>>()>;

    explicit small_upload(opening open) : open_(std::move(open)) {}

    result<void> write(std::span<const char> bytes) override
    {
        if (bytes.empty())
            return {};
        size_ += bytes.size();
        if (size_ > most_bytes)
            return invalid("the file is larger than the " + std::to_string(most_bytes) +
                           " bytes that are taken here: upload it through mlflow-artifacts/artifacts");
        if (!into_) {
            MLTRACK_TRY(into_, open_());
        }
        return into_->write(bytes);
    }

    result<void> commit() override
    {
        if (!into_)
            return invalid("the request has no body: send the bytes of the file");
        return into_->commit();
    }

private:
    opening open_;
    std::unique_ptr<artifact::writer> into_;
    std::uint64_t size_ = 0;
};

} // namespace mltrack::tracking
