#pragma once

#include <mltrack/config.hpp>
#include <mltrack/schema/error.hpp>

#include <functional>
#include <memory>

namespace mltrack::serving {

/// The thread on which a server runs once, and a way to stop it that may outlive it.
class background
{
public:
    MLTRACK_DECL explicit background(std::function<void()> stop);

    /// Stops the server and waits for its thread.
    MLTRACK_DECL ~background();

    background(const background&) = delete;
    background& operator=(const background&) = delete;

    /// Calls `run` and then `done` with the outcome, on the thread. False when there was a start before: then nothing
    /// is called.
    MLTRACK_DECL bool start(std::function<void()> run, std::function<void(result<void>)> done);

    /// Stops the server; does nothing once this object is gone. Thread safety: any thread.
    MLTRACK_DECL std::function<void()> stopper() const;

private:
    class link;
    struct parts;
    std::unique_ptr<parts> parts_;
};

} // namespace mltrack::serving

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/server/impl/background.ipp>
#endif
