#pragma once

#include <mltrack/client/environment.hpp>
#include <mltrack/connect.hpp>
#include <mltrack/fluent/background/impl/outage_notice.hpp>
#include <mltrack/fluent/fork/impl/forkable_mutex.hpp>
#include <mltrack/fluent/impl/environment.hpp>
#include <mltrack/fluent/impl/place.hpp>

#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <unistd.h>
#include <utility>
#include <vector>

namespace mltrack::fluent {

/// The tracking URI in use and what was connected to. Lives as long as the program, so that what runs at its end can
/// still use it.
class connections
{
public:
    static connections& instance()
    {
        static auto& all = *new connections;
        return all;
    }

    void use(std::string uri)
    {
        const std::lock_guard lock(mutex_);
        leave_to_parent();
        given_.reset();
        is_given_to_parent_ = false;
        meanings_.erase(uri);
        uri_ = std::move(uri);
    }

    void use(tracking::any_tracking_api api)
    {
        const std::lock_guard lock(mutex_);
        leave_to_parent();
        given_ = std::move(api);
        is_given_to_parent_ = false;
    }

    bool is_set() const
    {
        const std::lock_guard lock(mutex_);
        return is_given() || !chosen_uri().empty();
    }

    std::string uri() const
    {
        const std::lock_guard lock(mutex_);
        return is_given() ? std::string() : current_uri();
    }

    /// The tracking API in use; connects when it is the first call for the URI.
    tracking::any_tracking_api api() { return here().api; }

    /// As above, with the URI.
    place here()
    {
        const std::lock_guard lock(mutex_);
        leave_to_parent();
        if (given_)
            return {{}, *given_};
        check_not_of_parent();
        const auto given = current_uri();
        // A relative file stays the one that it was at first, also for connections that are made later.
        const auto known = meanings_.find(given);
        const auto uri = known != meanings_.end() ? known->second : absolute_tracking_uri(given);
        if (const auto found = connected_->find(uri); found != connected_->end())
            return {uri, found->second};
        connect_options how{.client = client_options_from_environment()};
        tell_of_outages(how.client, uri);
        auto made = try_connect(uri, std::move(how));
        if (made.has_error())
            throw exception(error{made.error().code, made.error().message + origin_of_uri()});
        meanings_.emplace(given, uri);
        return {uri, connected_->emplace(uri, *made).first->second};
    }

    /// Lets go of what was connected to. Runs that are open keep theirs.
    void close()
    {
        const std::lock_guard lock(mutex_);
        leave_to_parent();
        connected_->clear();
    }

private:
    /// In a forked child the connections' threads are not there: it makes connections of its own. Those of the parent
    /// cannot even be closed there.
    void leave_to_parent()
    {
        const auto before = std::exchange(process_, ::getpid());
        if (before == process_)
            return;
        connected_ = new std::map<std::string, tracking::any_tracking_api>;
        if (given_) {
            of_parent_.push_back(std::move(*given_));
            given_.reset();
            is_given_to_parent_ = true;
        }
    }

    bool is_given() const { return given_ || is_given_to_parent_; }

    void check_not_of_parent() const
    {
        if (is_given_to_parent_)
            throw exception(error{errc::invalid_state,
                                  "The tracking API of set_tracking_api belongs to the process that forked this one, "
                                  "and its threads are not here: call set_tracking_api or set_tracking_uri in the "
                                  "child first"});
    }

    std::string chosen_uri() const { return uri_.empty() ? variable("MLFLOW_TRACKING_URI") : uri_; }

    std::string current_uri() const
    {
        auto chosen = chosen_uri();
        return chosen.empty() ? default_uri() : chosen;
    }

    static bool holds_experiments(const std::filesystem::path& folder)
    {
        std::error_code failure;
        for (std::filesystem::directory_iterator each(folder, failure);
             !failure && each != std::filesystem::directory_iterator(); each.increment(failure)) {
            const auto name = each->path().filename().string();
            const bool is_number = name.find_first_not_of("0123456789") == name.npos;
            std::error_code ignored;
            if (is_number && std::filesystem::exists(each->path() / "meta.yaml", ignored))
                return true;
        }
        return false;
    }

    static std::string default_uri()
    {
        std::error_code failure;
        const auto here = std::filesystem::current_path(failure);
        if (failure)
            throw exception(error{errc::invalid_state, "The working folder, where runs are recorded by default, is "
                                                       "gone (" +
                                                           failure.message() +
                                                           "): set MLFLOW_TRACKING_URI or call set_tracking_uri"});
        return holds_experiments(here / "mlruns") ? "file://" + (here / "mlruns").string()
                                                  : "sqlite:///" + (here / "mlflow.db").string();
    }

    std::string origin_of_uri() const
    {
        if (!uri_.empty())
            return {};
        return variable("MLFLOW_TRACKING_URI").empty()
                   ? " (nothing else was set, so it is the working folder's: set MLFLOW_TRACKING_URI or call "
                     "set_tracking_uri)"
                   : " (it stands in MLFLOW_TRACKING_URI)";
    }

    mutable forkable_mutex mutex_;
    std::string uri_;
    std::optional<tracking::any_tracking_api> given_;
    bool is_given_to_parent_ = false;                   ///< Of a forked child: the program's API was set before it.
    std::vector<tracking::any_tracking_api> of_parent_; ///< Never destroyed.
    std::map<std::string, std::string> meanings_;       ///< Of URIs that were connected to: their absolute ones.
    std::map<std::string, tracking::any_tracking_api>* connected_ =
        new std::map<std::string, tracking::any_tracking_api>;
    ::pid_t process_ = ::getpid(); ///< The one that connected.
};

} // namespace mltrack::fluent
