#include <mltrack/query/diagnosis.hpp>
#include <mltrack/query/match.hpp>
#include <mltrack/query/model_search.hpp>
#include <mltrack/query/parser.hpp>
#include <mltrack/query/to_text.hpp>
#include <tests/fuzz/fuzz_target.hpp>

#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <vector>

/// @file
/// Filters and orders: the first line names which, the rest is its text. What is parsed can be evaluated, and comes to
/// the same whatever blanks stand around it and however often it is demanded, and when it is written again; what is not
/// says where in the text it went wrong. A diagnosis says the same, and whatever it or a completion names may stand
/// there, in a text of UTF-8.

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
    run.data.tags = {{"mlflow.user", "ada"}, {"note", "don't"}, {"n", "1e-3"}};
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

bool has(std::string_view text, std::string_view part)
{
    return text.find(part) != text.npos;
}

/// Checks that the text which is written of a filter means the same.
template <class Parse>
void check_text(Parse parse, std::string_view text, query::searched things)
{
    const auto filter = parse(text);
    if (filter.has_error())
        return;
    const auto written = query::to_text(*filter, things);
    const bool may_lack_quotes = has(text, "\\") || has(text, "'") + has(text, "\"") + has(text, "`") > 1;
    if (written.has_error())
        return fuzz::require(may_lack_quotes, "where quotes can be had a filter can be written");
    const auto again = parse(*written);
    fuzz::require(again.has_value() && *again == *filter, "a filter that is written means the same");
    fuzz::require(query::to_text(*again, things).value() == *written, "a filter is written in one way");
}

/// Whether all of a text may stand in a filter, which may go on behind it.
bool may_go_on(std::string_view text, query::searched things)
{
    const auto wrong = query::diagnose(text, things);
    return !wrong || wrong->offset == text.size() || has(wrong->message, ": this parenthesis is not closed") ||
           has(wrong->message, " at most ");
}

/// What stands for the free texts that are expected.
std::string example_of(std::string_view expected)
{
    return std::string(expected == "<key>"      ? "k"
                       : expected == "<number>" ? "1"
                       : expected == "<string>" ? "'1'"
                                                : expected);
}

/// Checks that a diagnosis says what the parser does, and that what it expects may stand there.
template <class Parse>
void check_diagnosis(Parse parse, std::string_view text, query::searched things)
{
    const exact_text kept(text);
    const auto wrong = query::diagnose(kept.view(), things);
    const auto filter = parse(text);
    fuzz::require(wrong.has_value() == filter.has_error(), "a diagnosis finds what is wrong");
    if (!wrong)
        return;
    fuzz::require(wrong->message == filter.error().message, "a diagnosis says what a search does");
    fuzz::require(wrong->offset + wrong->length <= text.size(), "a diagnosis marks what stands in the text");
    if (has(wrong->message, " at most ") || !schema::is_utf8(text))
        return;
    const bool at_end = has(wrong->message, ": this parenthesis is not closed");
    const std::string before(text.substr(0, at_end ? text.size() : wrong->offset));
    for (const auto& each : wrong->expected) {
        const auto word = example_of(each);
        fuzz::require(may_go_on(before + word, things) || may_go_on(before + ' ' + word, things),
                      "what is expected may stand there, maybe behind a blank");
    }
}

/// Checks that what may be written before a byte of a text may stand there.
void check_completion(std::string_view text, std::size_t cursor, query::searched things)
{
    const exact_text kept(text);
    const auto found = query::complete(kept.view(), cursor, things);
    fuzz::require(found.offset + found.length == cursor, "a completion takes the place of what ends at the cursor");
    if (!schema::is_utf8(text.substr(0, cursor)))
        return;
    const std::string before(text.substr(0, found.offset));
    for (const auto& each : found.suggestions)
        fuzz::require(may_go_on(before + each.text, things), "what is suggested may stand there");
    if (found.type == query::completed::key)
        fuzz::require(may_go_on(before + query::quote_key("a b", things).value(), things), "a key may stand there");
    if (found.type == query::completed::value)
        fuzz::require(may_go_on(before + (found.is_number ? "7" : query::quote_string("7", things).value()), things),
                      "a value may stand there");
}

void check_completions(std::string_view text, query::searched things)
{
    constexpr std::size_t most = 24;
    for (std::size_t number = 0; number <= std::min(text.size(), most); ++number)
        check_completion(text, text.size() <= most ? number : text.size() * number / most, things);
}

template <class Things, class Parse>
void check_filter(Parse parse, std::string_view text, query::searched language, const Things& things)
{
    check_text(parse, text, language);
    check_diagnosis(parse, text, language);
    check_completions(text, language);
    const auto found = found_by(parse, text, things);
    if (!found || text.empty() || !schema::is_utf8(text)) // Otherwise bytes may belong together that did not.
        return;
    const std::string once(text);
    fuzz::require(found_by(parse, ' ' + once + "\n ", things) == found, "blanks around a filter change nothing");
    // What demands twice as much may be too much, and a quote behind a backslash ends a string when none follows.
    const bool may_be_doubled = !has(text, "\\");
    if (const auto twice = found_by(parse, '(' + once + ") AND (" + once + ')', things); twice && may_be_doubled)
        fuzz::require(*twice == *found, "a filter that is demanded twice finds the same");
    if (const auto opposite = found_by(parse, "NOT (" + once + ')', things))
        for (std::size_t index = 0; index != found->size(); ++index)
            fuzz::require((*opposite)[index] != (*found)[index], "NOT finds all others");
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
    {"runs",
     [](std::string_view text) { check_filter(&query::parse_run_filter, text, query::searched::runs, runs()); }},
    {"experiments",
     [](std::string_view text) {
         check_filter(&query::parse_experiment_filter, text, query::searched::experiments, experiments());
     }},
    {"models",
     [](std::string_view text) { check_filter(&query::parse_model_filter, text, query::searched::models, models()); }},
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
