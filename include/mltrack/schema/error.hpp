#pragma once

#include <mltrack/config.hpp>

#include <boost/system/result.hpp>

#include <array>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace mltrack {

/// The error codes of MLflow's REST interface. Clients branch on them.
enum class errc {
    internal_error,          ///< A fault of the server's own; the message says what it met.
    invalid_parameter_value, ///< A request that is wrong as it stands: repeat it changed, never as it is.
    bad_request,             ///< A constraint of the database or HTTP itself refuses the request.
    resource_already_exists, ///< An experiment of this name exists, deleted ones included.
    resource_does_not_exist, ///< No such run, experiment, tag or artifact.
    endpoint_not_found,      ///< No endpoint has this path.
    method_not_allowed,      ///< The path has no such method; the answer's `Allow` names those it has.
    request_too_large,       ///< The body is larger than the server's limit.
    unsupported_media_type,  ///< The body's encoding is none that the server reads.
    permission_denied,       ///< The caller may not do this.
    unauthenticated,         ///< Credentials are missing or wrong.
    resource_conflict,       ///< The state of the resource forbids it.
    resource_exhausted,      ///< Too many requests: repeat it later.
    invalid_state,           ///< The resource is in a state in which this cannot be done.
    not_implemented,         ///< This store or artifact repository cannot do it.
    temporarily_unavailable, ///< The store or server cannot be reached, or it is stopping: repeat it later.
    cancelled,               ///< The caller gave up; whether the server did what was asked is not known.
};

/// How an error code appears on the wire.
struct error_entry
{
    errc code;
    std::string_view name;        ///< `error_code` in the body.
    int status;                   ///< The HTTP status.
    std::string_view sqlstate;    ///< `sqlstate` in the body; empty = absent.
    std::string_view error_class; ///< `error_class` in the body; empty = absent.
};

/// Every error code, once. Source: mlflow/exceptions.py and the answers of its server. MLflow has no names for 405, 413
/// and 415 (it answers them as HTML): they carry BAD_REQUEST, which its clients know.
inline constexpr auto error_table = std::to_array<error_entry>({
    {errc::internal_error, "INTERNAL_ERROR", 500, "XXM00", "CLIENT_INTERNAL_ERROR"},
    {errc::invalid_parameter_value, "INVALID_PARAMETER_VALUE", 400, "KAM00", "INVALID_PARAMETER_VALUE"},
    {errc::bad_request, "BAD_REQUEST", 400, "KAM00", "INVALID_PARAMETER_VALUE"},
    {errc::resource_already_exists, "RESOURCE_ALREADY_EXISTS", 400, "KAM00", "RESOURCE_ALREADY_EXISTS"},
    {errc::resource_does_not_exist, "RESOURCE_DOES_NOT_EXIST", 404, "KAM00", "RESOURCE_NOT_FOUND"},
    {errc::endpoint_not_found, "ENDPOINT_NOT_FOUND", 404, "KAM00", "RESOURCE_NOT_FOUND"},
    {errc::method_not_allowed, "BAD_REQUEST", 405, "", ""},
    {errc::request_too_large, "BAD_REQUEST", 413, "", ""},
    {errc::unsupported_media_type, "BAD_REQUEST", 415, "", ""},
    {errc::permission_denied, "PERMISSION_DENIED", 403, "KAM00", "PERMISSION_DENIED"},
    {errc::unauthenticated, "UNAUTHENTICATED", 401, "", ""},
    {errc::resource_conflict, "RESOURCE_CONFLICT", 409, "", ""},
    {errc::resource_exhausted, "RESOURCE_EXHAUSTED", 429, "", ""},
    {errc::invalid_state, "INVALID_STATE", 500, "XXM00", "CLIENT_INTERNAL_ERROR"},
    {errc::not_implemented, "NOT_IMPLEMENTED", 501, "", ""},
    {errc::temporarily_unavailable, "TEMPORARILY_UNAVAILABLE", 503, "XXM00", "CLIENT_INTERNAL_ERROR"},
    {errc::cancelled, "CANCELLED", 499, "", ""},
});

/// The table's line of a code.
constexpr const error_entry& describe(errc code)
{
    return error_table[static_cast<std::size_t>(code)];
}

static_assert(
    [] {
        for (std::size_t index = 0; index != error_table.size(); ++index)
            if (static_cast<std::size_t>(error_table[index].code) != index)
                return false;
        return true;
    }(),
    "error_table stands in the order of errc");

/// The code that a server's answer means: by the name in the body, else by the HTTP status. Anything unknown is
/// `bad_request` with a status 4xx and `internal_error` with others.
constexpr errc error_code_of(std::string_view name, int status)
{
    const error_entry* by_status = nullptr;
    for (const auto& entry : error_table) {
        if (entry.name == name && entry.status == status)
            return entry.code;
        if (entry.status == status && by_status == nullptr)
            by_status = &entry;
    }
    for (const auto& entry : error_table)
        if (entry.name == name)
            return entry.code;
    if (by_status != nullptr)
        return by_status->code;
    return status / 100 == 4 ? errc::bad_request : errc::internal_error;
}

/// What went wrong: the code that programs branch on and a sentence for people, which names the parameter, the
/// offending value and what to do.
struct error
{
    errc code = errc::internal_error;
    std::string message;

    friend bool operator==(const error&, const error&) = default;
};

/// A value or the error that stands in its place.
template <class T>
using result = boost::system::result<T, error>;

/// The error as an exception, for those who prefer to catch.
class exception : public std::runtime_error
{
public:
    MLTRACK_DECL explicit exception(mltrack::error error);
    MLTRACK_DECL ~exception() override;

    /// The error itself.
    const mltrack::error& error() const noexcept { return error_; }

    /// The code, for a quick branch.
    errc code() const noexcept { return error_.code; }

private:
    mltrack::error error_;
};

/// What a `catch (...)` has caught, as an `internal_error`.
inline error caught_error()
{
    try {
        throw;
    } catch (const std::exception& fault) {
        return {errc::internal_error, fault.what()};
    } catch (...) {
        return {errc::internal_error, "Something was thrown that is no std::exception."};
    }
}

/// Calls what gives a result; what it throws becomes an `internal_error`.
template <class Function>
std::invoke_result_t<Function&> guarded(Function&& function)
{
    try {
        return function();
    } catch (...) {
        return caught_error();
    }
}

/// What `result<T>::value()` throws when it holds an error.
[[noreturn]] MLTRACK_DECL void throw_exception_from_error(const error& error, const boost::source_location&);

} // namespace mltrack

#define MLTRACK_CONCATENATE_(a, b) a##b
#define MLTRACK_CONCATENATE(a, b) MLTRACK_CONCATENATE_(a, b)
#define MLTRACK_TRY_(outcome, declaration, ...)                                                                        \
    auto outcome = (__VA_ARGS__);                                                                                      \
    if (outcome.has_error())                                                                                           \
        return std::move(outcome).error();                                                                             \
    declaration = std::move(outcome).value()

/// `MLTRACK_TRY(auto run, find_run(id));` — declares `run` from the result's value, or returns its error.
#define MLTRACK_TRY(declaration, ...)                                                                                  \
    MLTRACK_TRY_(MLTRACK_CONCATENATE(mltrack_outcome_, __LINE__), declaration, __VA_ARGS__)

/// `MLTRACK_CHECK(store.append(…));` — goes on, or returns the error.
#define MLTRACK_CHECK(...)                                                                                             \
    if (auto mltrack_outcome = (__VA_ARGS__); mltrack_outcome.has_error())                                             \
    return std::move(mltrack_outcome).error()

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/schema/impl/error.ipp>
#endif
