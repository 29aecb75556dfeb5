#pragma once

#include <mltrack/logging/logger.hpp>
#include <mltrack/store/memory.hpp>
#include <mltrack/tracking/service.hpp>

#include <atomic>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

namespace mltrack::test {

using service = tracking::service<store::memory>;

/// A tracking API whose answers to what a logger asks a test can change, and which counts the points that it gets.
class tampered : public tracking::api_methods<tampered>, public tracking::artifact_methods<tampered>
{
public:
    template <schema::json_endpoint E>
    result<typename E::response> try_call(const typename E::request& request)
    {
        if constexpr (std::is_same_v<E, schema::log_batch>) {
            std::unique_lock lock(mutex);
            batches.push_back(request);
            ++has_begun;
            arrived.notify_all();
            if (on_batch)
                if (auto failure = on_batch(request))
                    return std::move(*failure);
        }
        if constexpr (std::is_same_v<E, schema::get_run>)
            if (is_down)
                return error{errc::temporarily_unavailable, "the server is down"};
        return behind.try_call<E>(request);
    }

    template <schema::json_endpoint E>
    typename E::response call(const typename E::request& request)
    {
        return try_call<E>(request).value();
    }

    result<artifact::run_artifacts> try_artifacts(const schema::id::run& run) { return behind.try_artifacts(run); }
    result<artifact::run_artifacts> try_artifacts_at(std::string_view uri) { return behind.try_artifacts_at(uri); }
    result<artifact::run_artifacts> try_model_artifacts(const schema::id::model& model)
    {
        return behind.try_model_artifacts(model);
    }

    using tracking::api_methods<tampered>::list_artifacts;
    using tracking::artifact_methods<tampered>::list_artifacts;

    /// Waits until so many batches have come.
    void wait_for_batches(std::size_t count)
    {
        std::unique_lock lock(mutex);
        arrived.wait(lock, [&] { return batches.size() >= count; });
    }

    /// Points that came, those of failed batches included.
    std::size_t points()
    {
        const std::lock_guard lock(mutex);
        std::size_t count = 0;
        for (const auto& each : batches)
            count += each.metrics.size();
        return count;
    }

    service behind{store::memory()};
    std::mutex mutex;
    std::condition_variable arrived;
    std::vector<schema::log_batch::request> batches;
    std::atomic<std::size_t> has_begun = 0; ///< How many batches; can be read while one is held back.
    std::atomic<bool> is_down = false;
    /// Called under the mutex.
    std::function<std::optional<error>(const schema::log_batch::request&)> on_batch;
};

/// A run of a tampered API.
struct tracked
{
    std::shared_ptr<tampered> api = std::make_shared<tampered>();
    schema::id::run run = api->create_run({.experiment_id = "0"}).run.info.run_id;

    tracking::any_tracking_api shared() { return tracking::any_tracking_api(api); }

    /// Steps of a metric, in order of the steps.
    std::vector<std::int64_t> steps(const std::string& key)
    {
        std::vector<std::int64_t> found;
        for (const auto& each : api->get_metric_history({.run_id = run, .metric_key = key}).metrics)
            found.push_back(each.step);
        std::sort(found.begin(), found.end());
        return found;
    }

    std::map<std::string, std::string> tags()
    {
        std::map<std::string, std::string> found;
        for (const auto& each : api->get_run({.run_id = run}).run.data.tags)
            if (!each.key->value.starts_with("mlflow."))
                found[each.key->value] = each.value;
        return found;
    }

    std::map<std::string, std::string> params()
    {
        std::map<std::string, std::string> found;
        for (const auto& each : api->get_run({.run_id = run}).run.data.params)
            found[each.key->value] = each.value;
        return found;
    }
};

/// What was told to `logger_options::on_error`.
struct told
{
    std::mutex mutex;
    std::vector<error> errors;

    std::function<void(const error&)> callback()
    {
        return [this](const error& what) {
            const std::lock_guard lock(mutex);
            errors.push_back(what);
        };
    }

    std::size_t count()
    {
        const std::lock_guard lock(mutex);
        return errors.size();
    }

    /// Whether a message has this text.
    bool says(std::string_view text)
    {
        const std::lock_guard lock(mutex);
        return std::any_of(errors.begin(), errors.end(),
                           [&](const error& each) { return each.message.find(text) != std::string::npos; });
    }
};

/// The numbers from 0 on.
inline std::vector<std::int64_t> counted(std::int64_t count)
{
    std::vector<std::int64_t> numbers;
    while (std::ssize(numbers) != count)
        numbers.push_back(std::ssize(numbers));
    return numbers;
}

inline constexpr std::chrono::minutes long_enough{5};

} // namespace mltrack::test
