#include <mltrack/query/match.hpp>
#include <mltrack/query/model_search.hpp>
#include <mltrack/query/parser.hpp>
#include <tests/fuzz/fuzz_target.hpp>

#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <vector>

/// @file
/// Filters and orders: the first line names which, the rest is its text. What is parsed can be evaluated, and comes to
/// the same whatever blanks stand around it and however often it is demanded; what is not says where in the text it
/// went wrong.

using namespace mltrack;

namespace {

schema::run run_with(std::string id, std::string name, double loss, std::string optimizer)
{
    schema::run run;
    run.info.run_id = id;
    run.info.run_uuid = std::move(id);
    run.info.run_name = std::move(name);
    run.info.status = schema::run_status::FINISHED;
    run.info.start_time = schema::unix_ms(static_cast<std::int64_t>(run.info.run_name.size()));
    run.data.metrics = {{"loss", loss, schema::metric_time(1), 2}};
    run.data.params = {{"opt", std::move(optimizer)}, {"a b", "x"}};
    run.data.tags = {{"mlflow.user", "ada"}, {"note", "don't"}};
    run.inputs.dataset_inputs = {{{}, {"cifar", "1f", "local", "{}"}}};
    return run;
}

const std::vector<schema::run>& runs()
{
    static const std::vector<schema::run> all = {
        run_with("0", "first", 0.5, "adam"),
        run_with("1", "", std::numeric_limits<double>::quiet_NaN(), "SGD"),
        run_with("2", "50%_\\", std::numeric_limits<double>::infinity(), ""),
        run_with("3", "\xC3\xA4\xF0\x9F\x98\x80", -1e300, std::string("a\0b", 3)),
        {},
    };
    return all;
}

const std::vector<schema::experiment>& experiments()
{
    static const std::vector<schema::experiment> all = {
        {.experiment_id = "0", .name = "Default", .creation_time = schema::unix_ms(5)},
        {.experiment_id = "10", .name = "\xC3\xA4%", .tags = {{"team", "vision"}, {"a b", ""}}},
        {.experiment_id = "9", .name = ""},
    };
    return all;
}

const std::vector<schema::logged_model>& models()
{
    static const std::vector<schema::logged_model> all = [] {
        std::vector<schema::logged_model> made(2);
        made[0].info.model_id = "m-1";
        made[0].info.name = "net";
        made[0].info.tags = {{"stage", "x"}};
        made[0].data.params = {{"depth", "3"}};
        made[0].data.metrics = {{"loss", 0.5, schema::metric_time(1), 2, "cifar", "1f"},
                                {"loss", std::numeric_limits<double>::quiet_NaN(), schema::metric_time(2)}};
        made[1].info.model_id = "m-2";
        return made;
    }();
    return all;
}

bool holds(const query::filter& filter, const schema::logged_model& model)
{
    return query::matches(filter, {}, model);
}
bool holds(const query::filter& filter, const schema::run& run)
{
    return query::matches(filter, run);
}
bool holds(const query::filter& filter, const schema::experiment& experiment)
{
    return query::matches(filter, experiment);
}

/// A text with nothing behind it that could be read by mistake.
class exact_text
{
public:
    explicit exact_text(std::string_view text) : size_(text.size()), bytes_(new char[size_])
    {
        text.copy(bytes_.get(), size_);
    }

    std::string_view view() const { return {bytes_.get(), size_}; }

private:
    std::size_t size_;
    std::unique_ptr<char[]> bytes_;
};

/// Checks that a refusal tells a place within the text.
void check_place(const error& error, std::string_view text)
{
    if (schema::is_utf8(text))
        fuzz::check_refusal(error);
    constexpr std::string_view before = " at character ";
    if (text.find(before) != text.npos)
        return; // The text is quoted, and no place.
    const auto at = error.message.find(before);
    if (at == error.message.npos)
        return fuzz::require(error.message.find("at most") != error.message.npos,
                             "a refusal that has no place is about a size");
    const auto character = std::stoull(error.message.substr(at + before.size(), 9));
    fuzz::require(character >= 1 && character <= schema::code_points(text) + 1, "the place is within the text");
}

/// Which of the things a filter finds; nothing when it is none.
template <class Things, class Parse>
std::optional<std::vector<bool>> found_by(Parse parse, std::string_view text, const Things& things)
{
    const exact_text kept(text);
    const auto filter = parse(kept.view());
    if (filter.has_error()) {
        check_place(filter.error(), text);
        return std::nullopt;
    }
    std::vector<bool> found;
    for (const auto& thing : things) {
        found.push_back(holds(*filter, thing));
        fuzz::require(found.back() == holds(*filter, thing), "a filter finds the same when it is asked again");
    }
    return found;
}

template <class Things, class Parse>
void check_filter(Parse parse, std::string_view text, const Things& things)
{
    const auto found = found_by(parse, text, things);
    if (!found || text.empty() || !schema::is_utf8(text)) // Otherwise bytes may belong together that did not.
        return;
    const std::string once(text);
    fuzz::require(found_by(parse, ' ' + once + "\n ", things) == found, "blanks around a filter change nothing");
    // What demands twice as much may be too much.
    if (const auto twice = found_by(parse, once + " AND " + once, things))
        fuzz::require(*twice == *found, "a filter that is demanded twice finds the same");
}

/// Checks that clauses bring things into one order.
template <class Things>
void check_order(const result<std::vector<query::order>>& order, std::string_view text, const Things& things)
{
    if (order.has_error())
        return check_place(order.error(), text);
    const auto before = [&](const auto& left, const auto& right) { return query::before(*order, left, right); };
    for (const auto& a : things)
        for (const auto& b : things) {
            fuzz::require(before(a, b) + before(b, a) == (&a != &b), "of any two things one comes first");
            for (const auto& c : things)
                fuzz::require(!before(a, b) || !before(b, c) || before(a, c), "an order has no circles");
        }
}

struct entry
{
    std::string_view name;
    void (*check)(std::string_view text);
};

constexpr entry entries[] = {
    {"runs", [](std::string_view text) { check_filter(&query::parse_run_filter, text, runs()); }},
    {"experiments", [](std::string_view text) { check_filter(&query::parse_experiment_filter, text, experiments()); }},
    {"models", [](std::string_view text) { check_filter(&query::parse_model_filter, text, models()); }},
    {"run_order",
     [](std::string_view text) {
         const std::vector<std::string> clauses = {std::string(text)};
         check_order(query::run_order(clauses), text, runs());
     }},
    {"experiment_order",
     [](std::string_view text) {
         const std::vector<std::string> clauses = {std::string(text)};
         check_order(query::experiment_order(clauses), text, experiments());
     }},
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const fuzz::named_input input(fuzz::text_of(data, size));
    fuzz::entry_of(entries, input.name).check(input.text);
    return 0;
}
