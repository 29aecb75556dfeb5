#pragma once

#include <mltrack/logging/batch.hpp>
#include <mltrack/logging/sender.hpp>

#include <algorithm>
#include <span>

namespace mltrack::logging {

MLTRACK_DECL sender::sender(std::shared_ptr<channel> channel, tracking::any_tracking_api api, schema::id::run run)
    : channel_(std::move(channel)),
      delivery_(
          std::move(api), std::move(run),
          channel_->journal() != nullptr ? channel_->journal()->header().journal_id : std::string(),
          [channel = channel_.get()](const entry& refused, const error& why) {
              channel->reporter().report({why.code, "the server refused " + name_of(refused) + ": " + why.message});
          },
          [channel = channel_.get()] { return !channel->is_stopped(); }),
      backoff_(channel_->options())
{
}

MLTRACK_DECL void sender::run() noexcept
{
    try {
        if (ask_number())
            send_until_end();
    } catch (...) {
        channel_->note_failure(caught_error());
    }
    channel_->note_sender_ended();
}

/// Finds out what the server has of a journal from before. False when the channel ended first.
MLTRACK_DECL bool sender::ask_number()
{
    if (channel_->journal() == nullptr || channel_->journal()->old_number() == 0)
        return true;
    for (;;) {
        const auto known = guarded([&] { return delivery_.ask_number(); });
        if (known) {
            // A server may know more than a file that a power failure has shortened; those numbers are given again.
            known_ = std::min(*known, channel_->journal()->old_number());
            channel_->settle(known_, 0, 0);
            backoff_.reset();
            return true;
        }
        if (!wait_after(from_server(known.error())))
            return false;
    }
}

MLTRACK_DECL void sender::send_until_end()
{
    while (channel_->wait_for_entries())
        do {
            if (const auto filled = channel_->refill(entries_, known_); !filled && !wait_after(filled.error()))
                return;
            while (sent_ != entries_.size())
                if (!send_next())
                    return;
            entries_.clear();
            sent_ = 0;
            channel_->settle_taken();
            channel_->shorten_journal();
        } while (channel_->is_pressed());
    clean_up();
}

/// Sends what a request can hold. False when the channel ended before it was taken.
MLTRACK_DECL bool sender::send_next()
{
    const auto waiting = std::span<const entry>(entries_).subspan(sent_);
    const auto batch =
        waiting.first(batch_length(waiting, channel_->options().batch_size, channel_->journal() != nullptr));
    progress done;
    try {
        done = delivery_.send(batch);
    } catch (...) {
        done = {.failure = caught_error()};
    }
    if (done.dealt != 0) {
        channel_->settle(batch[done.dealt - 1].number, done.dealt - done.refused, done.refused);
        sent_ += done.dealt;
        backoff_.reset();
    }
    return !done.failure || wait_after(from_server(*std::move(done.failure)));
}

/// With where the records are meanwhile.
MLTRACK_DECL error sender::from_server(error failure) const
{
    if (const auto* journal = channel_->journal())
        failure.message += "; what is logged is kept in '" + journal->file().path().string() + '\'';
    return failure;
}

MLTRACK_DECL bool sender::wait_after(const error& failure)
{
    if (channel_->is_stopped())
        return false;
    channel_->note_failure(failure);
    return channel_->wait_for_attempt(backoff_.next());
}

/// Removes what nobody needs when the server has all. The file goes first: without it nobody asks for the tag.
MLTRACK_DECL void sender::clean_up()
{
    result<void> removed;
    if (channel_->journal() != nullptr) {
        if (channel_->options().keep_journal || channel_->is_journal_damaged() || channel_->unsettled() != 0)
            return;
        removed = channel_->journal()->file().remove();
    }
    if (removed)
        removed = delivery_.forget_tags();
    if (!removed)
        channel_->reporter().report(removed.error());
}

} // namespace mltrack::logging
