#pragma once

#include <mltrack/server/core.hpp>
#include <mltrack/server/dispatcher.hpp>
#include <mltrack/tracking/answer.hpp>
#include <mltrack/transport/load.hpp>

#include <utility>

namespace mltrack::serving {

struct core::parts
{
    store::server_lock lock;
    std::shared_ptr<tracking::context> context;
    transport::load load;
    serving::dispatcher dispatcher;

    parts(std::shared_ptr<store::any_store> store, artifact::any_repository artifacts, const server_options& options)
        : lock(options.read_only ? store::server_lock() : store->lock_for_server().value()),
          context(new tracking::context{std::move(store), std::move(artifacts), options.service}),
          dispatcher(*context, load, options)
    {
        if (!options.read_only)
            tracking::prepare(*context).value();
    }
};

MLTRACK_DECL core::core(std::shared_ptr<store::any_store> store, artifact::any_repository artifacts,
                        const server_options& options)
    : parts_(std::make_unique<parts>(std::move(store), std::move(artifacts), options))
{
}

MLTRACK_DECL core::~core() = default;

MLTRACK_DECL const std::shared_ptr<tracking::context>& core::context() const noexcept
{
    return parts_->context;
}

MLTRACK_DECL transport::handler& core::handler() noexcept
{
    return parts_->dispatcher;
}

MLTRACK_DECL transport::load& core::load() noexcept
{
    return parts_->load;
}

} // namespace mltrack::serving
