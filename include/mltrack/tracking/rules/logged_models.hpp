#pragma once

#include <mltrack/schema/endpoint/logged_models.hpp>
#include <mltrack/tracking/rules/lookup.hpp>

namespace mltrack::tracking {

inline result<schema::empty> rule(context&, const schema::search_logged_models::request& request)
{
    if (request.experiment_ids.empty())
        return invalid("experiment_ids: missing value for a required parameter");
    return schema::empty();
}

} // namespace mltrack::tracking
