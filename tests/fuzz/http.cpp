#include <mltrack/server/dispatcher.hpp>
#include <mltrack/store/memory.hpp>
#include <mltrack/tracking/answer.hpp>
#include <mltrack/transport/impl/http_session.ipp>
#include <mltrack/transport/load.hpp>
#include <tests/fuzz/outside.hpp>
#include <tests/unit/transport/faulty_stream.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/json/parse.hpp>

#include <chrono>
#include <memory>

/// @file
/// Bytes as they come over a connection: the server's session and all endpoints, with a store in memory. Every request
/// that was understood is answered in the form of HTTP, no answer is a fault of the server's, and nothing leaves the
/// folder of artifacts.

using namespace mltrack;
namespace http = boost::beast::http;

namespace {

constexpr std::string_view known_run = "0123456789abcdef0123456789abcdef";

/// A store with the default experiment and a run.
std::shared_ptr<store::any_store> small_store()
{
    auto made = store::erase(std::make_shared<store::memory>());
    made->create_experiment({.name = "Default"}, "mlflow-artifacts:/").value();
    schema::run run;
    run.info.run_id = run.info.run_uuid = std::string(known_run);
    run.info.experiment_id = "0";
    run.info.artifact_uri = "mlflow-artifacts:/a";
    run.data.metrics = {{"loss", 0.5, schema::metric_time(1), 2}};
    made->create_run(run).value();
    return made;
}

/// A server's dispatcher that notes which methods were asked for. It serves one connection at a time.
class noting_handler final : public transport::handler
{
public:
    noting_handler() : context_{small_store(), guarded.repository(), {}}, dispatcher_(context_, load, options()) {}

    /// What was logged before is gone.
    void begin_anew()
    {
        guarded.restore();
        context_.store = small_store();
        methods.clear();
    }

    transport::plan begin(transport::request_head head) override
    {
        methods.push_back(head.method);
        return dispatcher_.begin(std::move(head));
    }

    transport::reply refuse(int status, std::string why) override { return dispatcher_.refuse(status, std::move(why)); }

    fuzz::guarded_repository guarded;
    transport::load load;
    std::vector<std::string> methods;

private:
    static server_options options()
    {
        server_options made;
        made.max_request_bytes = 100'000;
        return made;
    }

    tracking::context context_;
    serving::dispatcher dispatcher_;
};

/// What a connection that sends these bytes, and then ends, is answered.
std::string answer_to(std::string_view bytes, noting_handler& handler, transport::detail::worker_pool& pool)
{
    using namespace std::chrono_literals;
    using tests::faulty_stream;
    static const transport::listen_options options{.max_header_bytes = 4096};
    transport::load load;
    transport::detail::body_memory bodies(options.max_body_memory, load);
    boost::asio::io_context io;
    boost::beast::test::fail_count failures(SIZE_MAX);
    faulty_stream ours(io, failures);
    faulty_stream::pipe caller(io);
    caller.connect(ours.inside());
    ours.inside().append(bytes);
    caller.close();
    transport::detail::basic_http_session<faulty_stream> session(std::move(ours), handler, pool, bodies, options);
    bool ended = false;
    boost::asio::co_spawn(io, session.run(), [&](std::exception_ptr thrown) {
        ended = true;
        fuzz::require(!thrown, "a session throws nothing");
    });
    io.run_for(60s);
    fuzz::require(ended, "a session ends with its connection");
    return std::string(caller.str());
}

/// Checks that an answer 500 is one that MLflow gives too.
void check_fault(const boost::json::value& body)
{
    const auto& code = body.at("error_code").as_string();
    const std::string_view message = body.at("message").as_string();
    const bool is_known = code == "INVALID_STATE" || message.find("does not fit into 64 bits") != message.npos;
    fuzz::require(is_known, std::string("the server has no faults: ") + std::string(message));
}

void check_answer(const http::response<http::string_body>& answer)
{
    const auto status = answer.result_int();
    fuzz::require(status == 100 || answer.count(http::field::content_length) == 1 || status == 204 || status == 304,
                  "an answer tells its length");
    if (status < 400 || answer[http::field::content_type] != "application/json" || answer.body().empty())
        return;
    boost::system::error_code broken;
    const auto body = boost::json::parse(answer.body(), broken);
    fuzz::require(!broken && body.is_object(), "an error is a JSON object");
    if (status == 500)
        check_fault(body);
}

/// Checks that these bytes are answers, no more of them than were asked for.
void check_answers(std::string_view bytes, const std::vector<std::string>& methods)
{
    std::size_t answered = 0;
    while (!bytes.empty()) {
        http::response_parser<http::string_body> parser;
        parser.eager(true);
        parser.skip(answered < methods.size() && methods[answered] == "HEAD");
        boost::system::error_code fault;
        bytes.remove_prefix(parser.put(boost::asio::buffer(bytes), fault));
        fuzz::require((!fault || fault == http::error::need_more) && parser.is_done(), "what is answered is HTTP");
        answered += parser.get().result_int() != 100;
        check_answer(parser.get());
    }
    fuzz::require(answered <= methods.size() + 1, "there are no more answers than requests, and one that ends it");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static noting_handler handler;
    static transport::detail::worker_pool pool(1, handler.load);
    handler.begin_anew();
    const auto asked = fuzz::text_of(data, size);
    const auto answers = answer_to(asked, handler, pool);
    check_answers(answers, handler.methods);
    // A name that was asked for comes back in the sentence that refuses it.
    if (asked.find(fuzz::secret) == asked.npos)
        fuzz::require(answers.find(fuzz::secret) == answers.npos, "nothing outside of the root is answered");
    handler.guarded.check_outside();
    return 0;
}
