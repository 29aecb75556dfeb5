#pragma once

#include <mltrack/config.hpp>
#include <mltrack/server/options.hpp>
#include <mltrack/server/pages.hpp>
#include <mltrack/server/router.hpp>
#include <mltrack/server/security/guard.hpp>
#include <mltrack/server/telemetry.hpp>
#include <mltrack/store/group/group_commit.hpp>
#include <mltrack/transport/handler.hpp>

#include <memory>
#include <optional>
#include <string>

namespace mltrack::serving {

/// Answers HTTP requests as MLflow's server does: finds the route, checks the content type, calls the endpoint, turns
/// errors and exceptions into MLflow's JSON, and counts and logs every answer. Thread safety: as `transport::handler`.
class dispatcher final : public transport::handler
{
public:
    /// Lifetimes: context and load outlive the dispatcher.
    /// Errors: throws `mltrack::exception` (`invalid_parameter_value`) for a malformed `static_prefix`, host or origin,
    /// or a `ui_dir` without UI.
    MLTRACK_DECL dispatcher(tracking::context& context, const transport::load& load, const server_options& options);

    MLTRACK_DECL transport::plan begin(transport::request_head head) override;
    MLTRACK_DECL void turn() noexcept override;
    MLTRACK_DECL void stop() noexcept override;
    MLTRACK_DECL transport::reply refuse(int status, std::string why) override;

    const serving::telemetry& telemetry() const noexcept { return telemetry_; }

private:
    struct call;
    class queued_write;
    using shared_call = std::shared_ptr<const call>;

    std::optional<transport::reply> answer_at_once(const match& found, const call& call);
    transport::plan plan_for(const route& route, shared_call call);
    template <class Answer>
    transport::plan plan_text(shared_call call, Answer answer);
    transport::plan plan_json(json_answer answer, shared_call call);
    transport::plan plan_write(write_answer read, shared_call call);
    transport::plan plan_download(download_answer answer, shared_call call);
    transport::plan plan_file(file_answer answer, shared_call call);
    transport::plan plan_upload(upload_answer answer, shared_call call);
    result<std::string> plain_body(const call& call, std::string body) const;
    transport::reply reply_to(const call& call, result<std::string> json);
    transport::reply finish(const call& call, transport::reply reply, std::string_view error = {});
    transport::reply tell(const call& call, transport::reply reply, std::string_view error);
    transport::reply fail(const call& call, const error& error);
    transport::reply refuse_call(const call& call, int status, const std::string& why);
    transport::refusal refusal_of(shared_call call);

    /// Bodies up to here are read on the thread of the sockets.
    static constexpr std::uint64_t quick_bytes = 256 << 10;

    tracking::context& context_;
    serving::telemetry telemetry_;
    site site_;
    router router_;
    guard guard_;
    std::uint64_t max_request_bytes_;
    bool artifacts_only_;
    bool read_only_;
    access_log log_;
    std::unique_ptr<store::group_commit> writes_; ///< If the store has transactions.
};

} // namespace mltrack::serving

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/server/impl/dispatcher.ipp>
#include <mltrack/server/impl/writes.ipp>
#endif
