#include <mltrack/codec/request.hpp>
#include <mltrack/schema/endpoints.hpp>
#include <tests/fuzz/fuzz_target.hpp>

/// @file
/// Query strings: the first line names the endpoint, the rest is the query string. What is read is written and read
/// again without a change.

using namespace mltrack;

namespace {

/// What a query string is made of, whatever it is for.
void check_arguments(std::string_view query)
{
    const auto arguments = codec::parse_query(query);
    fuzz::require(codec::parse_query(codec::format_query(arguments)) == arguments,
                  "arguments are read as they were written");
    fuzz::require(codec::percent_decode(codec::percent_encode(query)) == query, "what is encoded can be decoded");
    fuzz::require(codec::percent_decode(query).size() <= query.size(), "nothing grows by being decoded");
}

template <schema::endpoint E>
void check_query(std::string_view query)
{
    check_arguments(query);
    const auto read = codec::decode_request<E>({.query = query, .read_query = true});
    if (read.has_error())
        return fuzz::check_refusal(read.error());

    const auto written = codec::encode_query(*read);
    const auto again = codec::decode_request<E>({.query = written, .read_query = true});
    if (again.has_error()) // An empty text is not written, even where one is required.
        return fuzz::check_refusal(again.error());
    fuzz::require(codec::encode_query(*again) == written, "what was written and read is written alike");
    fuzz::require(codec::json::encode(*again) == codec::json::encode(*read), "what was written and read is the same");
}

struct entry
{
    std::string_view name;
    void (*check)(std::string_view query);
};

/// Endpoints whose requests come as query strings, one for each kind of members.
constexpr entry entries[] = {
    {"get_experiment", &check_query<schema::get_experiment>},
    {"get_experiment_by_name", &check_query<schema::get_experiment_by_name>},
    {"list_experiments", &check_query<schema::list_experiments>},
    {"get_run", &check_query<schema::get_run>},
    {"get_metric_history", &check_query<schema::get_metric_history>},
    {"get_metric_history_bulk", &check_query<schema::get_metric_history_bulk>},
    {"get_metric_history_bulk_interval", &check_query<schema::get_metric_history_bulk_interval>},
    {"list_artifacts", &check_query<schema::list_artifacts>},
    {"download_run_artifact", &check_query<schema::download_run_artifact>},
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const fuzz::named_input input(fuzz::text_of(data, size));
    fuzz::entry_of(entries, input.name).check(input.text);
    return 0;
}
