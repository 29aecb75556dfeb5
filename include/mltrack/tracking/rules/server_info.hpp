#pragma once

#include <mltrack/schema/endpoint/server_info.hpp>
#include <mltrack/tracking/context.hpp>

namespace mltrack::tracking {

inline result<schema::get_server_info::response> rule(context&, const schema::get_server_info::request&)
{
    return schema::get_server_info::response();
}

} // namespace mltrack::tracking
