#pragma once

#include <mltrack/fluent/impl/connections.hpp>
#include <mltrack/fluent/tracking_uri.hpp>

namespace mltrack {

MLTRACK_DECL void set_tracking_uri(std::string_view uri)
{
    fluent::connections::instance().use(std::string(uri));
}

MLTRACK_DECL void set_tracking_api(tracking::any_tracking_api api)
{
    fluent::connections::instance().use(std::move(api));
}

MLTRACK_DECL std::string get_tracking_uri()
{
    return fluent::connections::instance().uri();
}

MLTRACK_DECL bool is_tracking_uri_set()
{
    return fluent::connections::instance().is_set();
}

MLTRACK_DECL tracking::any_tracking_api current_api()
{
    return fluent::connections::instance().api();
}

} // namespace mltrack
