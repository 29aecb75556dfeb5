#include "verb.hpp"

#include "console/table.hpp"
#include <mltrack/client/environment.hpp>
#include <mltrack/client/variables.hpp>
#include <mltrack/codec/number.hpp>
#include <mltrack/connect.hpp>
#include <mltrack/schema/field/lower_case.hpp>

#include <CLI/Error.hpp>

#include <chrono>
#include <cstdlib>
#include <iostream>
#include <utility>

namespace mltrack::program {

void add_common_options(CLI::App& command, verb_options& options)
{
    command.set_help_flag("--help", "Print this help.");
    command
        .add_option("--tracking-uri", options.tracking_uri,
                    "Where the data is: http://HOST:PORT or https://HOST of a server, sqlite:///FILE, databricks or "
                    "databricks://PROFILE.")
        ->envname("MLFLOW_TRACKING_URI")
        ->capture_default_str();
    command.add_flag("--json", options.json, "Print the answer as JSON.");
}

CLI::App& add_group(CLI::App& program, const std::string& name, const std::string& description)
{
    auto& group = *program.add_subcommand(name, description)->group("Commands");
    group.set_help_flag("--help", "Print this help.");
    group.require_subcommand(1);
    return group;
}

tracking::any_tracking_api open(const verb_options& options, missing_database missing)
{
    connect_options how;
    how.create = missing == missing_database::make;
    how.client = client_options_from_environment();
    if (calling::variable("MLFLOW_HTTP_REQUEST_MAX_RETRIES").empty())
        how.client.max_retries = 3; // A person waits: seconds, not the minutes of a training program.
    how.client.on_retry = [](int attempts, std::chrono::milliseconds wait, const error& why) {
        std::cerr << "mltrack: " << printable(why.message) << "; attempt " << attempts + 1 << " in "
                  << std::chrono::duration_cast<std::chrono::seconds>(wait).count() << " s\n";
    };
    return connect(options.tracking_uri, std::move(how));
}

CLI::Validator at_least_one()
{
    return whole_number(1);
}

CLI::Validator whole_number(std::int64_t least, std::int64_t most)
{
    const auto range = std::to_string(least) + (most == INT64_MAX ? " on" : " to " + std::to_string(most));
    return CLI::Validator(
        [=](const std::string& text) {
            const auto number = codec::parse_integer(text);
            const bool is_good = number && *number >= least && *number <= most;
            return is_good ? std::string() : "'" + text + "' is not a whole number from " + range;
        },
        "");
}

CLI::Validator one_of(std::vector<std::string> words)
{
    return CLI::Validator(
        [words = std::move(words)](std::string& text) {
            std::string known;
            for (const auto& word : words) {
                if (schema::lower_case(word) == schema::lower_case(text)) {
                    text = word;
                    return std::string();
                }
                known += (known.empty() ? "" : ", ") + word;
            }
            return "'" + text + "' is none of " + known;
        },
        "");
}

void refuse_usage(const std::string& why)
{
    throw CLI::ValidationError(why);
}

} // namespace mltrack::program
