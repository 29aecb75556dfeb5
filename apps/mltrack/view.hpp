#pragma once

#include <mltrack/schema/entity/lifecycle_stage.hpp>

#include <CLI/App.hpp>
#include <CLI/Validators.hpp>

#include <map>
#include <string>

namespace mltrack::program {

/// Adds `-v, --view`: which stages a list shows.
inline void add_view_option(CLI::App& command, schema::view_type& view)
{
    const std::map<std::string, schema::view_type> views{{"active_only", schema::view_type::ACTIVE_ONLY},
                                                         {"deleted_only", schema::view_type::DELETED_ONLY},
                                                         {"all", schema::view_type::ALL}};
    command.add_option("-v,--view", view, "Which to show: active_only, deleted_only or all.")
        ->transform(CLI::Transformer(views, CLI::ignore_case).description("VIEW"))
        ->default_str("active_only");
}

} // namespace mltrack::program
