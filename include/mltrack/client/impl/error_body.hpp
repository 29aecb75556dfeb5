#pragma once

#include <mltrack/codec/json.hpp>

#include <string>

namespace mltrack::calling::detail {

/// The body of MLflow's errors.
struct error_body
{
    std::string error_code;
    std::string message;
};

} // namespace mltrack::calling::detail

MLTRACK_REFLECT(mltrack::calling::detail::error_body, error_code, message);
