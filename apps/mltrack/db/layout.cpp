#include "console/interruption.hpp"
#include "console/progress.hpp"
#include "console/table.hpp"
#include "db/commands.hpp"
#include "db/database.hpp"
#include <mltrack/store/sqlite/layout/conversion.hpp>
#include <mltrack/store/sqlite/layout/shrink.hpp>

#include <CLI/Error.hpp>

#include <iostream>
#include <optional>

namespace mltrack::program {
namespace {

using store::relational::metric_layout;

void tell_layout(const database_options& options)
{
    const auto status = store::read_layout_status({.file = file_of(options)}).value();
    std::cout << "The metrics are in the layout '" << store::name_of(status.layout) << "'.\n";
    if (!status.target)
        return;
    std::cout << "A conversion to '" << store::name_of(*status.target)
              << "' is not complete. To go on: mltrack db layout " << store::name_of(*status.target) << ' '
              << options.uri << "\nTo give it up: mltrack db layout " << store::name_of(status.layout) << ' '
              << options.uri << '\n';
}

/// The bars of a conversion, one a stage.
class conversion_progress
{
public:
    bool reach(store::conversion_stage stage, std::uint64_t done, std::uint64_t total)
    {
        if (stage != stage_) {
            shown_.reset();
            stage_ = stage;
            const bool is_of_metrics = stage == store::conversion_stage::summarizing;
            shown_.emplace(name_of(stage), is_of_metrics ? progress::unit::metrics : progress::unit::rows);
        }
        shown_->reach(done, total);
        return !interrupted_.is_asked();
    }

private:
    static const char* name_of(store::conversion_stage stage)
    {
        switch (stage) {
        case store::conversion_stage::copying:
            return "Copying";
        case store::conversion_stage::verifying:
            return "Comparing";
        case store::conversion_stage::summarizing:
            break;
        }
        return "Summarizing";
    }

    interruption interrupted_;
    std::optional<store::conversion_stage> stage_;
    std::optional<progress> shown_;
};

/// In what state a conversion that failed has left the database; empty when that cannot be read.
std::string state_after_failure(const store::sqlite_options& file, metric_layout target, const std::string& uri)
{
    const auto status = store::read_layout_status(file);
    if (status.has_error())
        return {};
    const auto layout = std::string(store::name_of(status->layout));
    if (status->layout == target)
        return ". The layout is '" + layout + "' as wanted; the same command does what is left to do";
    if (!status->target)
        return ". The layout is '" + layout + "' as before, and nothing of the conversion is left";
    return ". The layout is '" + layout + "' as before, and no value is lost; the same command goes on, 'mltrack db " +
           "layout " + layout + ' ' + uri + "' gives the conversion up and frees its room";
}

store::conversion_report convert(const store::sqlite_options& file, metric_layout target, const std::string& uri)
{
    const auto converted = [&] {
        conversion_progress shown;
        const auto tell = [&](auto stage, auto done, auto total) { return shown.reach(stage, done, total); };
        return store::convert_layout(file, target, {.on_progress = tell});
    }();
    if (converted.has_error())
        throw exception(
            error{converted.error().code, converted.error().message + state_after_failure(file, target, uri)});
    return *converted;
}

void print(const store::conversion_report& report, const store::sqlite_options& file, metric_layout target)
{
    const auto where = "The metrics of '" + printable(file.file.string()) + "' are in the layout '" +
                       std::string(store::name_of(target)) + "' ";
    if (report.was_given_up)
        std::cout << "The conversion that was not complete is given up; its half-made copy was dropped.\n";
    if (report.was_begun)
        std::cout << "The conversion went on where it was.\n";
    if (report.layout_before == target)
        std::cout << where << "already: " << report.rows_after << " values.\n";
    else
        std::cout << where << "now: " << report.rows_before << " values before, " << report.rows_after << " after.\n";
}

/// Makes the file smaller where that is worth it.
void make_smaller(const store::sqlite_options& file)
{
    constexpr std::uint64_t worth = 10; // Of the file one part in so many.
    const auto before = store::read_file_usage(file).value();
    if (before.unused <= before.bytes / worth)
        return;
    std::cout << "Writing the file anew without " << before.unused << " unused bytes (VACUUM) …" << std::endl;
    if (const auto shrunk = store::shrink(file); shrunk.has_error())
        throw exception(error{shrunk.error().code, "the layout is as wanted, but " + shrunk.error().message +
                                                       ", then run the same command again"});
    std::cout << "The file has " << store::read_file_usage(file).value().bytes << " bytes, before " << before.bytes
              << ".\n";
}

void change_layout(const database_options& options, metric_layout target)
{
    const store::sqlite_options file{.file = file_of(options)};
    print(convert(file, target, options.uri), file, target);
    make_smaller(file);
    if (target == metric_layout::compact)
        std::cout << "Before 'mlflow db upgrade' convert back: mltrack db layout mlflow " << options.uri << '\n';
}

void convert_to_compact(const database_options& options)
{
    change_layout(options, metric_layout::compact);
}

void convert_to_mlflow(const database_options& options)
{
    change_layout(options, metric_layout::mlflow);
}

/// Adds a conversion, whose URI may stand before its name too.
void add_target(CLI::App& command, const char* name, const char* description, void (*run)(const database_options&))
{
    auto options = std::make_shared<database_options>();
    auto& target = *command.add_subcommand(name, description)->group("Commands");
    target.set_help_flag("--help", "Print this help.");
    auto* const uri = add_uri(target, *options);
    const auto* const uri_before = command.get_option("URI");
    // The environment is read later, so that a URI that is known here stood before the name.
    target.preparse_callback([=](std::size_t) {
        if (uri_before->count() != 0)
            uri->envname({});
    });
    target.callback([=] {
        const bool is_before = uri->get_envname().empty();
        if (is_before && uri->count() != 0)
            refuse_usage("The database is named twice: write its URI once, before the layout or behind it.");
        run(is_before ? database_options{uri_before->as<std::string>()} : *options);
    });
}

} // namespace

void add_layout_command(CLI::App& group)
{
    auto options = std::make_shared<database_options>();
    auto& command =
        *group.add_subcommand("layout", "Tell how a database keeps metrics, or convert it.")->group("Commands");
    command.set_help_flag("--help", "Print this help.");
    add_uri(command, *options);
    command.callback([options, &command] {
        if (command.get_subcommands().empty())
            tell_layout(*options);
    });
    add_target(command, "compact", "Keep metrics compactly, which MLflow can read and write too.", convert_to_compact);
    add_target(command, "mlflow", "Keep metrics as MLflow does, with nothing of mltrack's own.", convert_to_mlflow);
}

} // namespace mltrack::program
