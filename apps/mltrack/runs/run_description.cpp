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

void write_optional(writer& json, std::string_view name, const auto& text)
{
    json.key(name);
    if (text)
        json.string(text->value);
    else
        json.null();
}

void write_dataset(writer& json, const schema::dataset& dataset)
{
    json.member("name", dataset.name.value);
    json.member("digest", dataset.digest.value);
    json.member("source_type", dataset.source_type);
    json.member("source", dataset.source.value);
    write_optional(json, "schema", dataset.schema);
    write_optional(json, "profile", dataset.profile);
}

void write_inputs(writer& json, const schema::run_inputs& inputs)
{
    json.key("model_inputs");
    json.array([&] {
        for (const auto& input : inputs.model_inputs)
            json.object([&] { json.member("model_id", input.model_id.value); });
    });
    json.key("dataset_inputs");
    json.array([&] {
        for (const auto& input : inputs.dataset_inputs)
            json.object([&] {
                json.key("dataset");
                json.object([&] { write_dataset(json, input.dataset); });
                json.key("tags");
                json.object([&] {
                    for (const auto& tag : input.tags)
                        json.member(tag.key.value, tag.value.value);
                });
            });
    });
}

void write_outputs(writer& json, const schema::run_outputs& outputs)
{
    json.key("model_outputs");
    json.array([&] {
        for (const auto& output : outputs.model_outputs)
            json.object([&] {
                json.member("model_id", output.model_id.value);
                json.key("step");
                json.integer(output.step);
            });
    });
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
            json.key("inputs");
            json.object([&] { write_inputs(json, run.inputs); });
            json.key("outputs");
            json.object([&] { write_outputs(json, run.outputs.value_or(schema::run_outputs())); });
        },
        4);
}

} // namespace mltrack::program
