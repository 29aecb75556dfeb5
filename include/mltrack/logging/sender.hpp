#pragma once

#include <mltrack/config.hpp>
#include <mltrack/logging/backoff.hpp>
#include <mltrack/logging/channel.hpp>
#include <mltrack/logging/delivery.hpp>

#include <memory>
#include <vector>

namespace mltrack::logging {

/// Sends what comes out of a channel, on a thread of its own, for as long as it takes.
class sender
{
public:
    /// Sends to a run.
    MLTRACK_DECL sender(std::shared_ptr<channel> channel, tracking::any_tracking_api api, schema::id::run run);

    /// Sends until the channel ends; notes this there.
    MLTRACK_DECL void run() noexcept;

private:
    bool ask_number();
    void send_until_end();
    bool send_next();
    bool wait_after(const error& failure);
    error from_server(error failure) const;
    void clean_up();

    std::shared_ptr<channel> channel_;
    delivery delivery_;
    backoff backoff_;
    std::uint64_t known_ = 0; ///< What of the journal the server had at the beginning.
    std::vector<entry> entries_;
    std::size_t sent_ = 0; ///< How many of the first entries are done with.
};

} // namespace mltrack::logging

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/logging/impl/sender.ipp>
#endif
