#pragma once

#include <mltrack/connect.hpp>
#include <mltrack/connect_sqlite.hpp>
#include <mltrack/store/sqlite.hpp>
#include <mltrack/store/sqlite/uri.hpp>
#include <mltrack/tracking/service.hpp>

#include <filesystem>
#include <memory>
#include <system_error>

namespace mltrack::detail {

MLTRACK_DECL result<tracking::any_tracking_api> connect_to_sqlite(std::string_view tracking_uri,
                                                                  connect_options options)
{
    MLTRACK_TRY(const auto file, store::sqlite_file(tracking_uri));
    std::error_code failure;
    if (!options.create && !std::filesystem::exists(file, failure) && !failure)
        return error{errc::resource_does_not_exist,
                     "There is no database at '" + file.string() + "': set the tracking URI to where it is"};
    if (options.service.artifact_root.empty()) {
        options.service.artifact_root = std::filesystem::absolute("mlruns", failure).string();
        if (failure)
            return error{errc::internal_error, "The working folder, where new experiments keep their artifacts, is "
                                               "gone: change to another one or set connect_options::service (" +
                                                   failure.message() + ")"};
    }
    MLTRACK_TRY(auto store, store::sqlite::open({.file = file}));
    using service = tracking::service<store::sqlite>;
    return tracking::any_tracking_api(
        std::make_shared<service>(std::move(store), std::move(options.service), std::move(options.artifacts)));
}

} // namespace mltrack::detail
