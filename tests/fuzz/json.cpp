#include <mltrack/codec/request.hpp>
#include <mltrack/schema/endpoints.hpp>
#include <tests/fuzz/fuzz_target.hpp>

/// @file
/// Bodies of requests: the first line names the endpoint, the rest is the body. What is read is written and read again
/// without a change.

using namespace mltrack;

namespace {

template <schema::endpoint E>
void check_body(std::string_view body)
{
    const auto read = codec::decode_request<E>({.body = body});
    if (read.has_error())
        return fuzz::check_refusal(read.error());

    const auto written = codec::json::encode(*read);
    fuzz::require(schema::is_utf8(written), "JSON is UTF-8");
    const auto again = codec::json::decode<typename E::request>(written);
    fuzz::require(again.has_value(), "what was written can be read");
    fuzz::require(codec::json::encode(*again) == written, "what was written and read is written alike");

    const auto first = codec::check(*read);
    const auto second = codec::check(*again);
    fuzz::require(first == second, "what was written and read keeps the same constraints");
    if (first.has_error())
        fuzz::check_refusal(first.error());
}

struct entry
{
    std::string_view name;
    void (*check)(std::string_view body);
};

#define MLTRACK_FUZZ_ENTRY(name) {#name, &check_body<schema::name>},
constexpr entry entries[] = {MLTRACK_JSON_ENDPOINTS(MLTRACK_FUZZ_ENTRY)};
#undef MLTRACK_FUZZ_ENTRY

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const fuzz::named_input input(fuzz::text_of(data, size));
    fuzz::entry_of(entries, input.name).check(input.text);
    return 0;
}
