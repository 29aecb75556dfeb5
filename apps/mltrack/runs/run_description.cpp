#include "runs/run_description.hpp"

#include "console/json.hpp"

namespace mltrack::program {
namespace {

using codec::json::writer;

void write_info(writer& json, const schema::run_info& info)
{
    json.member("artifact_uri", info.artifact_uri);
    if (info.end_time) {
        json.key("end_time");
        json.integer(info.end_time->value);
    }
    json.member("experiment_id", info.experiment_id.value);
    json.member("lifecycle_stage", reflect::enum_name(info.lifecycle_stage));
    json.member("run_id", info.run_id.value);
    json.member("run_name", info.run_name);
    json.key("start_time");
    json.integer(info.start_time.value);
    json.member("status", reflect::enum_name(info.status));
    json.member("user_id", info.user_id);
}

template <class Items>
void write_texts(writer& json, const Items& items)
{
    json.object([&] {
        for (const auto& item : items)
            json.member(item.key->value, item.value);
    });
}

void write_data(writer& json, const schema::run_data& data)
{
    json.key("metrics");
    json.object([&] {
        for (const auto& metric : data.metrics) {
            json.key(metric.key->value);
            json.number(*metric.value);
        }
    });
    json.key("params");
    write_texts(json, data.params);
    json.key("tags");
    write_texts(json, data.tags);
}

} // namespace

std::string describe_run(const schema::run& run)
{
    return to_json_object(
        [&](writer& json) {
            json.key("info");
            json.object([&] { write_info(json, run.info); });
            json.key("data");
            json.object([&] { write_data(json, run.data); });
        },
        4);
}

} // namespace mltrack::program
