#include "help/filter_completion.hpp"

#include "verb.hpp"
#include <mltrack/query/diagnosis.hpp>

#include <iostream>
#include <memory>
#include <string>

namespace mltrack::program {
namespace {

struct begun_filter
{
    std::string things;
    std::string text;
};

query::searched searched_things(const begun_filter& begun)
{
    using enum query::searched;
    return begun.things == "runs" ? runs : begun.things == "models" ? models : experiments;
}

/// Prints the filter with each word that may stand at its end, one a line.
void print_completions(const begun_filter& begun)
{
    const auto found = query::complete(begun.text, begun.text.size(), searched_things(begun));
    for (const auto& each : found.suggestions)
        std::cout << begun.text.substr(0, found.offset) << each.text << '\n';
}

} // namespace

void add_filter_completion(CLI::App& completion)
{
    const auto begun = std::make_shared<begun_filter>();
    auto& command = *completion.add_subcommand("filter", "For the others: print what a begun filter may become.")
                         ->group("Commands");
    command.set_help_flag("--help", "Print this help.");
    command.add_option("things", begun->things, "What it searches: runs, experiments or models.")
        ->transform(one_of({"runs", "experiments", "models"}))
        ->required();
    command.add_option("text", begun->text, "The filter so far.");
    command.callback([begun] { print_completions(*begun); });
}

} // namespace mltrack::program
