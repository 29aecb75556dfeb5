#pragma once

#include <mltrack/server/telemetry.hpp>

#include <algorithm>
#include <charconv>
#include <utility>

namespace mltrack::serving {

MLTRACK_DECL void telemetry::count(std::string_view endpoint, std::string_view method, int status,
                                   std::chrono::nanoseconds duration)
{
    const double seconds = std::chrono::duration<double>(duration).count();
    const auto bucket = std::lower_bound(buckets.begin(), buckets.end(), seconds) - buckets.begin();
    std::lock_guard lock(mutex_);
    auto& counts = series_[{endpoint, method}];
    ++counts.by_status[status];
    ++counts.by_latency[static_cast<std::size_t>(bucket)];
    counts.total += duration;
}

/// Writes the lines of Prometheus' text format.
class metrics_text
{
public:
    void family(std::string_view name, std::string_view type, std::string_view help)
    {
        text_.append("# HELP ").append(name).append(" ").append(help).append("\n");
        text_.append("# TYPE ").append(name).append(" ").append(type).append("\n");
    }

    void sample(std::string_view name, std::string_view labels, std::string_view value)
    {
        text_.append(name);
        if (!labels.empty())
            text_.append("{").append(labels).append("}");
        text_.append(" ").append(value).append("\n");
    }

    void gauge(std::string_view name, std::string_view help, std::int64_t value)
    {
        family(name, "gauge", help);
        sample(name, {}, std::to_string(value));
    }

    std::string take() { return std::move(text_); }

private:
    std::string text_;
};

inline std::string number_text(double value)
{
    char text[32];
    return std::string(text, std::to_chars(text, text + sizeof text, value).ptr);
}

MLTRACK_DECL std::string telemetry::to_text(const transport::load& load, std::size_t waiting_bytes) const
{
    metrics_text out;
    std::lock_guard lock(mutex_);
    const auto labels_of = [](const name& name) {
        return "endpoint=\"" + std::string(name.first) + "\",method=\"" + std::string(name.second) + '"';
    };
    out.family("mltrack_http_requests_total", "counter", "Answered requests.");
    for (const auto& [name, counts] : series_)
        for (const auto& [status, count] : counts.by_status)
            out.sample("mltrack_http_requests_total", labels_of(name) + ",status=\"" + std::to_string(status) + '"',
                       std::to_string(count));

    out.family("mltrack_http_request_duration_seconds", "histogram", "From the request's header to the answer's.");
    for (const auto& [name, counts] : series_) {
        std::uint64_t sum = 0;
        for (std::size_t bucket = 0; bucket != counts.by_latency.size(); ++bucket) {
            sum += counts.by_latency[bucket];
            const auto bound = bucket == buckets.size() ? "+Inf" : number_text(buckets[bucket]);
            out.sample("mltrack_http_request_duration_seconds_bucket", labels_of(name) + ",le=\"" + bound + '"',
                       std::to_string(sum));
        }
        const double total = std::chrono::duration<double>(counts.total).count();
        out.sample("mltrack_http_request_duration_seconds_sum", labels_of(name), number_text(total));
        out.sample("mltrack_http_request_duration_seconds_count", labels_of(name), std::to_string(sum));
    }

    out.gauge("mltrack_connections", "Open connections.", load.connections);
    out.gauge("mltrack_body_bytes", "Bytes that the bodies of requests take of the memory for them.", load.body_bytes);
    out.gauge("mltrack_waiting_write_bytes", "Bytes of requests that wait to be written to the store.",
              static_cast<std::int64_t>(waiting_bytes));
    out.gauge("mltrack_store_queue", "Requests that wait for a thread of the store's pool.", load.queued);
    out.gauge("mltrack_store_running", "Threads of the store's pool that are at work.", load.running);
    out.family("mltrack_build_info", "gauge", "The version of this server.");
    out.sample("mltrack_build_info",
               std::string("version=\"") + version + "\",mlflow_version=\"" + mlflow_version + '"', "1");
    return out.take();
}

} // namespace mltrack::serving
