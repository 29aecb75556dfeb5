#pragma once

#include <mltrack/fluent.hpp>
#include <mltrack/fluent/impl/active_experiment.hpp>
#include <mltrack/store/memory.hpp>
#include <mltrack/tracking/service.hpp>
#include <tests/temporary_folder.hpp>

#include <map>
#include <memory>
#include <string>

namespace mltrack::test {

/// A store in memory that the fluent functions record to, and no experiment chosen.
class recording : public temporary_folder
{
public:
    using service = tracking::service<store::memory>;

    recording()
        : api(std::make_shared<service>(store::memory(),
                                        tracking::service_options{.artifact_root = (path() / "artifacts").string()}))
    {
        set_tracking_api(api);
        fluent::active_experiment::instance().set({});
    }
    recording(const recording&) = delete;
    recording& operator=(const recording&) = delete;
    ~recording()
    {
        while (active_run())
            end_run();
        set_tracking_uri("");
    }

    schema::run run(const schema::id::run& id) { return api.get_run({.run_id = id}).run; }
    schema::run_status status(const schema::id::run& id) { return run(id).info.status; }

    /// The tags of a run, or one of them; empty when it is not there.
    std::map<std::string, std::string> tags(const schema::id::run& id) { return texts(run(id).data.tags); }
    std::string tag(const schema::id::run& id, const std::string& key) { return tags(id)[key]; }
    std::map<std::string, std::string> params(const schema::id::run& id) { return texts(run(id).data.params); }

    std::map<std::string, double> metrics(const schema::id::run& id)
    {
        std::map<std::string, double> out;
        for (const auto& metric : run(id).data.metrics)
            out.emplace(metric.key->value, *metric.value);
        return out;
    }

    tracking::any_tracking_api api;

private:
    static std::map<std::string, std::string> texts(const auto& entries)
    {
        std::map<std::string, std::string> out;
        for (const auto& each : entries)
            out.emplace(each.key->value, each.value);
        return out;
    }
};

/// For BOOST_CHECK_EXCEPTION: an error of this code whose message holds a text.
inline auto says(errc code, std::string text)
{
    return [code, text](const exception& refused) {
        return refused.code() == code && refused.error().message.find(text) != std::string::npos;
    };
}

} // namespace mltrack::test
