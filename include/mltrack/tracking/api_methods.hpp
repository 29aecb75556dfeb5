#pragma once

#include <mltrack/schema/endpoints.hpp>

namespace mltrack::tracking {

/// A method for each JSON endpoint, by its name: `api.log_metric({.run_id = …, .key = …, .value = …, .timestamp = …})`.
/// `Self` inherits from it and has `template <class E> typename E::response call(const typename E::request&)`, whose
/// errors, thread safety and lifetimes are those of the methods.
template <class Self>
class api_methods
{
public:
#define MLTRACK_API_METHOD(name)                                                                                       \
    typename schema::name::response name(const typename schema::name::request& request)                                \
    {                                                                                                                  \
        return static_cast<Self&>(*this).template call<schema::name>(request);                                         \
    }

    MLTRACK_JSON_ENDPOINTS(MLTRACK_API_METHOD)

#undef MLTRACK_API_METHOD

private:
    friend Self;
    api_methods() = default;
};

} // namespace mltrack::tracking
