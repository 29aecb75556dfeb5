#pragma once

#include <mltrack/artifact/any_repository.hpp>
#include <mltrack/config.hpp>
#include <mltrack/schema/error.hpp>
#include <mltrack/server/options.hpp>
#include <mltrack/store/any_store.hpp>

#include <memory>

namespace mltrack::tracking {
struct context;
}

namespace mltrack::transport {
class handler;
struct load;
} // namespace mltrack::transport

namespace mltrack::serving {

/// What a server is made of but for its listener; compiled once for all stores, repositories and transports.
class core
{
public:
    /// Locks the store for this server and makes it ready to serve, unless it is only read.
    /// Errors: throws `mltrack::exception` as `server` does.
    core(std::shared_ptr<store::any_store> store, artifact::any_repository artifacts, const server_options& options);
    ~core();

    const std::shared_ptr<tracking::context>& context() const noexcept;
    transport::handler& handler() noexcept;
    transport::load& load() noexcept;

private:
    struct parts;
    std::unique_ptr<parts> parts_;
};

} // namespace mltrack::serving

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/server/impl/core.ipp>
#endif
