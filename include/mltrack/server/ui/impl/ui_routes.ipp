#pragma once

#include <mltrack/server/ui/ui_routes.hpp>

namespace mltrack::serving {

MLTRACK_DECL std::span<const route> ui_routes()
{
    using schema::verb;
    using schema::prefix::root;
    static const route routes[] = {
        {verb::get, root, "", "ui_page",
         [](const site& site, const codec::request_parts&, const download_conditions& conditions) {
             return site.ui->answer("index.html", conditions);
         }},
        {verb::get, root, "static-files/{path...}", "ui_file",
         [](const site& site, const codec::request_parts& parts, const download_conditions& conditions) {
             return site.ui->answer(parts.path_arguments.back().second, conditions);
         }},
    };
    return routes;
}

} // namespace mltrack::serving
