#pragma once

#include <mltrack/schema/error.hpp>

namespace mltrack {

MLTRACK_DECL exception::exception(mltrack::error error)
    : std::runtime_error(std::string(describe(error.code).name) + ": " + error.message), error_(std::move(error))
{
}

MLTRACK_DECL exception::~exception() = default;

MLTRACK_DECL void throw_exception_from_error(const error& error, const boost::source_location&)
{
    throw exception(error);
}

} // namespace mltrack
