#include <mltrack/server/dispatcher.hpp>
#include <mltrack/store/memory.hpp>
#include <mltrack/tracking/service.hpp>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <boost/test/unit_test.hpp>

#include <map>
#include <stdexcept>

using namespace mltrack;
using transport::plan;
using transport::reply;

namespace {

/// Keeps files in memory; `broken` throws, as a repository of a user's might.
struct files
{
    struct reading : artifact::reader
    {
        explicit reading(std::string text) : text(std::move(text)) {}
        result<std::size_t> read(std::span<char> into) override { return text.copy(into.data(), into.size()); }
        result<void> seek(std::uint64_t) override { return {}; }
        std::uint64_t size() const override { return text.size(); }
        schema::unix_ms modified() const override { return 0; }
        std::string text;
    };

    struct writing : artifact::writer
    {
        explicit writing(std::string& into) : into(into) {}
        result<void> write(std::span<const char> bytes) override
        {
            pending.append(bytes.data(), bytes.size());
            return {};
        }
        result<void> commit() override
        {
            into = pending;
            return {};
        }
        std::string pending;
        std::string& into;
    };

    result<std::vector<schema::file_info>> list(const artifact::relative_path&)
    {
        return std::vector<schema::file_info>();
    }
    result<std::unique_ptr<artifact::reader>> open(const artifact::relative_path& path)
    {
        if (path.text() == "broken")
            throw std::runtime_error("the repository broke");
        const auto found = all->find(path.text());
        if (found == all->end())
            return error{errc::resource_does_not_exist, "no file " + path.text()};
        return std::make_unique<reading>(found->second);
    }
    result<std::unique_ptr<artifact::writer>> create(const artifact::relative_path& path)
    {
        if (path.text() == "broken")
            throw std::runtime_error("the repository broke");
        return std::make_unique<writing>((*all)[path.text()]);
    }
    result<void> remove(const artifact::relative_path&) { return {}; }

    std::shared_ptr<std::map<std::string, std::string>> all = std::make_shared<std::map<std::string, std::string>>();
};

struct fixture
{
    files kept;
    tracking::service<store::memory> service{store::memory(), {}, artifact::any_repository(kept)};
    transport::load load;
    std::vector<std::string> log;
    server_options options{.max_request_bytes = 1000, .access_log = {access_level::all, [this](const access_entry& e) {
                                                                         log.push_back(to_line(e));
                                                                     }}};
    serving::dispatcher dispatcher{service.context(), load, options};

    /// The answer, with the plan carried out as a transport does.
    reply ask(const std::string& method, const std::string& target, std::string body = {},
              transport::headers headers = {{"Content-Type", "application/json"}})
    {
        if (headers["Host"].empty())
            headers.push_back({"Host", "localhost"});
        auto plan = dispatcher.begin({method, target, std::move(headers)});
        if (auto* take = std::get_if<transport::take_body>(&plan))
            return take->answer(std::move(body));
        if (auto* upload = std::get_if<transport::take_upload>(&plan)) {
            auto writer = upload->open();
            if (!writer)
                return upload->finish(writer.error());
            const auto written = (*writer)->write(body);
            return upload->finish(written ? (*writer)->commit() : written);
        }
        return std::get<reply>(std::move(plan));
    }

    static std::string error_code(const reply& answer)
    {
        BOOST_TEST(answer.headers["Content-Type"] == "application/json");
        const auto body = boost::json::parse(answer.body);
        BOOST_TEST(!body.at("message").as_string().empty());
        return std::string(body.at("error_code").as_string());
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(server_dispatcher, fixture)

BOOST_AUTO_TEST_CASE(answers_json_endpoints)
{
    const auto created = ask("POST", "/api/2.0/mlflow/experiments/create", R"({"name": "first"})");
    BOOST_TEST(created.status == 200);
    BOOST_TEST(created.headers["Content-Type"] == "application/json");
    const auto id = std::string(boost::json::parse(created.body).at("experiment_id").as_string());
    const auto found = ask("GET", "/ajax-api/2.0/mlflow/experiments/get?experiment_id=" + id, {}, {});
    BOOST_TEST(boost::json::parse(found.body).at("experiment").at("name") == "first");
    const auto searched = ask("GET", "/api/2.0/preview/mlflow/experiments/search?max_results=1", {}, {});
    BOOST_TEST(boost::json::parse(searched.body).at("experiments").as_array().size() == 1u);
}

BOOST_AUTO_TEST_CASE(puts_security_headers_on_every_answer)
{
    for (const auto& answer :
         {ask("GET", "/health"), ask("GET", "/nothing"), ask("DELETE", "/health"),
          ask("POST", "/api/2.0/mlflow/experiments/create", "{}"), dispatcher.refuse(413, "too long")})
        for (const auto& [name, value] : {std::pair("X-Content-Type-Options", "nosniff"),
                                          std::pair("X-Frame-Options", "SAMEORIGIN"), std::pair("Vary", "Origin")})
            BOOST_TEST(answer.headers[name] == value);
}

BOOST_AUTO_TEST_CASE(keeps_foreign_hosts_and_pages_out)
{
    const std::string create = "/api/2.0/mlflow/experiments/create";
    const auto foreign = ask("POST", create, R"({"name": "foreign"})", {{"Host", "evil.example"}});
    BOOST_TEST(foreign.status == 403);
    BOOST_TEST(log.back().find("evil.example") != std::string::npos);
    BOOST_TEST(ask("GET", "/nothing", {}, {{"Host", "evil.example"}}).status == 403);
    BOOST_TEST(ask("GET", "/health", {}, {{"Host", "evil.example"}}).status == 200);
    BOOST_TEST(ask("GET", "/version", {}, {{"Host", "evil.example"}}).status == 200);
    BOOST_TEST(ask("GET", "/healthy", {}, {{"Host", "evil.example"}}).status == 403);

    const transport::headers page = {{"Content-Type", "application/json"}, {"Origin", "http://evil.example"}};
    for (const auto& path : {create, std::string("/ajax-api/2.0/mlflow/experiments/create"), std::string("/graphql")})
        BOOST_TEST(ask("POST", path, R"({"name": "page"})", page).status == 403, path);
    const auto read = ask("GET", "/api/2.0/mlflow/experiments/get?experiment_id=0", {}, page);
    BOOST_TEST(read.headers["Access-Control-Allow-Origin"] == "");
    BOOST_TEST(ask("GET", "/health", {}, {{"Origin", "http://localhost:3"}}).headers["Access-Control-Allow-Origin"] ==
               "http://localhost:3");
    const auto preflight =
        ask("OPTIONS", create, {}, {{"Origin", "http://localhost:3"}, {"Access-Control-Request-Method", "POST"}});
    BOOST_TEST(preflight.status == 200);
    BOOST_TEST(preflight.headers["Access-Control-Allow-Origin"] == "http://localhost:3");
    for (const auto& answer : {foreign.headers, preflight.headers, ask("POST", create, "{}", page).headers}) {
        BOOST_TEST(answer["X-Content-Type-Options"] == "nosniff");
        BOOST_TEST(answer["X-Frame-Options"] == ""); // As MLflow's.
    }
}

BOOST_AUTO_TEST_CASE(checks_nothing_when_it_is_told_so)
{
    options.security.enabled = false;
    serving::dispatcher open(service.context(), load, options);
    const auto answer = std::get<reply>(open.begin({"GET", "/", {}}));
    BOOST_TEST(answer.status == 200);
    BOOST_TEST(answer.headers["X-Frame-Options"] == "");
    BOOST_TEST(std::get<reply>(open.begin({"OPTIONS", "/health", {}})).status == 200);
}

BOOST_AUTO_TEST_CASE(exempts_its_health_below_a_prefix)
{
    options.static_prefix = "/ml";
    serving::dispatcher prefixed(service.context(), load, options);
    const auto status = [&](const char* path) {
        return std::get<reply>(prefixed.begin({"GET", path, {{"Host", "evil.example"}}})).status;
    };
    BOOST_TEST(status("/ml/health") == 200);
    BOOST_TEST(status("/ml/version") == 200);
    BOOST_TEST(status("/health") == 403);
}

BOOST_AUTO_TEST_CASE(says_what_is_wrong_in_mlflows_form)
{
    const auto missing = ask("POST", "/api/2.0/mlflow/experiments/create", "{}");
    BOOST_TEST(missing.status == 400);
    BOOST_TEST(error_code(missing) == "INVALID_PARAMETER_VALUE");
    const auto body = boost::json::parse(missing.body);
    BOOST_TEST(body.at("sqlstate") == "KAM00");
    BOOST_TEST(body.at("error_class") == "INVALID_PARAMETER_VALUE");

    const auto unknown = ask("GET", "/api/2.0/mlflow/runs/get?run_id=0123456789abcdef0123456789abcdef");
    BOOST_TEST(unknown.status == 404);
    BOOST_TEST(error_code(unknown) == "RESOURCE_DOES_NOT_EXIST");
    BOOST_TEST(error_code(ask("POST", "/api/2.0/mlflow/experiments/create", "{")) == "INVALID_PARAMETER_VALUE");
}

BOOST_AUTO_TEST_CASE(knows_its_paths_and_methods)
{
    const auto nowhere = ask("GET", "/api/2.0/mlflow/nothing");
    BOOST_TEST(nowhere.status == 404);
    BOOST_TEST(error_code(nowhere) == "ENDPOINT_NOT_FOUND");
    const auto wrong = ask("DELETE", "/api/2.0/mlflow/runs/get");
    BOOST_TEST(wrong.status == 405);
    BOOST_TEST(wrong.headers["Allow"] == "GET, HEAD, OPTIONS");
    BOOST_TEST(error_code(wrong) == "BAD_REQUEST");
    const auto options = ask("OPTIONS", "/api/2.0/mlflow/runs/create");
    BOOST_TEST(options.status == 204);
    BOOST_TEST(options.headers["Allow"] == "POST, OPTIONS");
    const auto doubled = ask("GET", "/api/2.0//mlflow/runs/get?run_id=1");
    BOOST_TEST(doubled.status == 308);
    BOOST_TEST(doubled.headers["Location"] == "/api/2.0/mlflow/runs/get?run_id=1");
    BOOST_TEST(ask("GET", "http://localhost:5000/health").body == "OK");
}

BOOST_AUTO_TEST_CASE(asks_for_a_json_content_type)
{
    const auto status = [&](const char* type) {
        transport::headers headers;
        if (type != nullptr)
            headers.push_back({"content-type", type});
        return ask("POST", "/api/2.0/mlflow/runs/search", "{}", headers).status;
    };
    BOOST_TEST(status("application/json") == 200);
    BOOST_TEST(status("application/json; charset=latin-1") == 200);
    for (const auto* wrong :
         {"text/plain", "application/json ; charset=utf-8", "Application/JSON", "application/jsonx"})
        BOOST_TEST(status(wrong) == 400, wrong);
    BOOST_TEST(status(nullptr) == 400);
}

BOOST_AUTO_TEST_CASE(reads_encoded_bodies)
{
    const auto create = [&](const char* encoding, std::string body) {
        return ask("POST", "/api/2.0/mlflow/experiments/create", std::move(body),
                   {{"Content-Type", "application/json"}, {"Content-Encoding", encoding}});
    };
    // {"name":"z"}, by zstd as it is, in one block.
    const std::string encoded("\x28\xB5\x2F\xFD\x20\x0C\x61\x00\x00{\"name\":\"z\"}", 21);
    BOOST_TEST(create("zstd", encoded).status == 200);
    BOOST_TEST(service.get_experiment_by_name({.experiment_name = "z"}).experiment.name == "z");
    BOOST_TEST(error_code(create("zstd", encoded.substr(1))) == "INVALID_PARAMETER_VALUE");
    BOOST_TEST(create("gzip", "{}").status == 400);
    BOOST_TEST(create("br", "{}").status == 415);

    // 1001 bytes, one more than the limit: a block of one byte that is repeated.
    const std::string bomb("\x28\xB5\x2F\xFD\x60\xE9\x02\x4B\x1F\x00 ", 11);
    BOOST_TEST(create("zstd", bomb).status == 413);
}

BOOST_AUTO_TEST_CASE(says_to_senders_of_long_bodies_that_it_reads_encoded_ones)
{
    const auto accepted = [&](const char* length, const char* encoding) {
        transport::headers headers{{"Content-Type", "application/json"}, {"Content-Length", length}};
        if (*encoding != '\0')
            headers.push_back({"Content-Encoding", encoding});
        return std::string(ask("POST", "/api/2.0/mlflow/runs/search", "{}", headers).headers["Accept-Encoding"]);
    };
    BOOST_TEST(accepted("4096", "") == "zstd, gzip, deflate");
    BOOST_TEST(accepted("4095", "") == "");
    BOOST_TEST(accepted("what", "") == "");
    BOOST_TEST(accepted("5000", "gzip") == "");
    BOOST_TEST(accepted("5", "br") == "zstd, gzip, deflate");
}

BOOST_AUTO_TEST_CASE(answers_in_utf_8_whatever_it_is_asked)
{
    for (const auto* target : {"/no\xff", "/api/2.0/mlflow/experiments/get-by-name?experiment_name=%FF",
                               "/api/2.0/mlflow-artifacts/artifacts/no%FF"})
        BOOST_TEST(error_code(ask("GET", target, {}, {})) != ""); // Boost.JSON parses nothing but UTF-8.
}

BOOST_AUTO_TEST_CASE(limits_json_bodies)
{
    const auto plan = dispatcher.begin(
        {"POST", "/api/2.0/mlflow/runs/search", {{"Host", "localhost"}, {"Content-Type", "application/json"}}});
    BOOST_TEST(std::get<transport::take_body>(plan).limit == 1000u);
}

BOOST_AUTO_TEST_CASE(tells_whose_body_was_refused)
{
    const transport::headers from_a_page = {
        {"Host", "localhost"}, {"Origin", "http://localhost:3"}, {"Content-Type", "application/json"}};
    const auto json = dispatcher.begin({"POST", "/api/2.0/mlflow/runs/search", from_a_page});
    const auto refused = std::get<transport::take_body>(json).refuse(413, "too long");
    BOOST_TEST(refused.status == 413);
    BOOST_TEST(error_code(refused) == "BAD_REQUEST");
    BOOST_TEST(refused.headers["Access-Control-Allow-Origin"] == "http://localhost:3");
    BOOST_TEST(log.back().find("\"POST /api/2.0/mlflow/runs/search\" 413 ") != std::string::npos);

    const auto upload = dispatcher.begin({"PUT", "/api/2.0/mlflow-artifacts/artifacts/x", from_a_page});
    BOOST_TEST(std::get<transport::take_upload>(upload).refuse(400, "no chunks").status == 400);
    BOOST_TEST(log.back().find("\"PUT /api/2.0/mlflow-artifacts/artifacts/x\" 400 ") != std::string::npos);
    const auto metrics = dispatcher.telemetry().to_text(load, 0);
    BOOST_TEST(metrics.find("method=\"POST\",status=\"413\"} 1") != std::string::npos);
    BOOST_TEST(metrics.find("endpoint=\"none\"") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(takes_and_gives_artifacts)
{
    const std::string path = "/api/2.0/mlflow-artifacts/artifacts/1/a%20b/plot.png";
    const auto stored = ask("PUT", path, "picture", {});
    BOOST_TEST(stored.status == 200);
    BOOST_TEST(stored.body == "");
    BOOST_TEST(kept.all->at("1/a b/plot.png") == "picture");
    const auto fetched = ask("GET", path);
    BOOST_TEST(fetched.status == 200);
    BOOST_REQUIRE(fetched.content);
    BOOST_TEST(fetched.content_length == 7u);
    BOOST_TEST(fetched.headers["Content-Type"] == "image/png");
    BOOST_TEST(fetched.headers["Content-Disposition"] == "attachment; filename=plot.png");
    BOOST_TEST(ask("HEAD", path).content_length == 7u);
    BOOST_TEST(ask("GET", path, {}, {{"Range", "bytes=2-3"}}).status == 206);
    BOOST_TEST(error_code(ask("GET", "/api/2.0/mlflow-artifacts/artifacts/none")) == "RESOURCE_DOES_NOT_EXIST");
    BOOST_TEST(ask("PUT", "/api/2.0/mlflow-artifacts/artifacts/folder/", "x", {}).status == 400);
    BOOST_TEST(ask("PUT", "/api/2.0/mlflow-artifacts/artifacts/..%2Fx", "x", {}).status == 400);
    BOOST_TEST(ask("DELETE", "/api/2.0/mlflow-artifacts/artifacts/1", {}, {}).body == "{}");
    BOOST_TEST(ask("DELETE", "/api/2.0/mlflow-artifacts/artifacts").status == 405);
}

BOOST_AUTO_TEST_CASE(takes_and_gives_artifacts_of_runs)
{
    const auto info = service.create_run({.experiment_id = "0"}).run.info;
    const std::string upload = "/ajax-api/2.0/mlflow/upload-artifact?run_uuid=" + info.run_id.value;
    const auto stored = ask("POST", upload + "&path=d/a%20b.txt", "text", {});
    BOOST_TEST(stored.status == 200);
    BOOST_TEST(stored.body == "");
    BOOST_TEST(kept.all->at("0/" + info.run_id.value + "/artifacts/d/a b.txt") == "text");

    const std::string get = "/get-artifact?run_id=" + info.run_id.value;
    const auto fetched = ask("GET", get + "&path=d/a%20b.txt", {}, {});
    BOOST_TEST(fetched.status == 200);
    BOOST_TEST(fetched.headers["Content-Disposition"] == "attachment; filename=\"a b.txt\"");
    BOOST_TEST(ask("GET", "/get-artifact?path=d/a%20b.txt&run_uuid=" + info.run_id.value).content_length == 4u);
    BOOST_TEST(error_code(ask("GET", get + "&path=none")) == "RESOURCE_DOES_NOT_EXIST");
    BOOST_TEST(error_code(ask("GET", get)) == "INVALID_PARAMETER_VALUE");
    BOOST_TEST(error_code(ask("GET", get + "&path=../x")) == "INVALID_PARAMETER_VALUE");
    BOOST_TEST(error_code(ask("GET", "/get-artifact?run_id=none&path=x")) == "RESOURCE_DOES_NOT_EXIST");
    BOOST_TEST(error_code(ask("GET", "/api/2.0/get-artifact")) == "ENDPOINT_NOT_FOUND");

    const auto elsewhere =
        service.create_experiment({.name = "e", .artifact_location = "mlflow-artifacts:/elsewhere"}).experiment_id;
    const auto run = service.create_run({.experiment_id = elsewhere}).run.info.run_id.value;
    ask("POST", "/ajax-api/2.0/mlflow/upload-artifact?path=x&run_uuid=" + run, "text", {});
    BOOST_TEST(kept.all->contains("elsewhere/" + run + "/artifacts/x"));
}

BOOST_AUTO_TEST_CASE(takes_small_artifacts_of_runs_only)
{
    const auto run = service.create_run({.experiment_id = "0"}).run.info.run_id.value;
    const std::string upload = "/ajax-api/2.0/mlflow/upload-artifact?path=x&run_uuid=";
    const std::string most(10 << 20, 'x');
    BOOST_TEST(ask("POST", upload + run, most, {}).status == 200);
    BOOST_TEST(error_code(ask("POST", upload + run, most + 'x', {})) == "INVALID_PARAMETER_VALUE");
    BOOST_TEST(error_code(ask("POST", upload + run, {}, {})) == "INVALID_PARAMETER_VALUE");
    BOOST_TEST(error_code(ask("POST", upload + "none", {}, {})) == "INVALID_PARAMETER_VALUE");
    BOOST_TEST(error_code(ask("POST", upload + "none", "x", {})) == "RESOURCE_DOES_NOT_EXIST");
    for (const char* form : {"multipart/form-data; boundary=x", "application/x-www-form-urlencoded"})
        BOOST_TEST(error_code(ask("POST", upload + run, "x", {{"Content-Type", form}})) == "INVALID_PARAMETER_VALUE");
    BOOST_TEST(ask("POST", "/ajax-api/2.0/mlflow/upload-artifact?path=x&run_id=" + run, "x", {}).status == 400);
    BOOST_TEST(ask("POST", "/ajax-api/2.0/mlflow/upload-artifact?path=d/&run_uuid=" + run, "x", {}).status == 400);
}

BOOST_AUTO_TEST_CASE(serves_artifacts_alone_if_asked)
{
    options.artifacts_only = true;
    serving::dispatcher alone(service.context(), load, options);
    const auto status = [&](const char* target) {
        auto plan = alone.begin({"GET", target, {{"Host", "localhost"}}});
        if (auto* take = std::get_if<transport::take_body>(&plan))
            return take->answer({}).status;
        return std::get<reply>(plan).status;
    };
    for (const char* served : {"/health", "/api/3.0/mlflow/server-info", "/api/2.0/mlflow-artifacts/artifacts"})
        BOOST_TEST(status(served) == 200, served);
    BOOST_TEST(status("/api/2.0/mlflow-artifacts/presigned/x") == 501);
    for (const char* not_served : {"/get-artifact?run_id=x&path=y", "/model-versions/get-artifact?path=x",
                                   "/ajax-api/2.0/mlflow/metrics/get-history-bulk?run_id=x&metric_key=m",
                                   "/api/2.0/mlflow/experiments/get?experiment_id=0"})
        BOOST_TEST(status(not_served) == 503, not_served);
}

BOOST_AUTO_TEST_CASE(knows_no_versions_of_models)
{
    const auto code = [&](const char* query) {
        return error_code(ask("GET", std::string("/model-versions/get-artifact?") + query));
    };
    BOOST_TEST(code("name=a&version=1&path=x") == "RESOURCE_DOES_NOT_EXIST");
    for (const char* wrong : {"name=a&version=x&path=x", "version=1&path=x", "name=a&version=1",
                              "name=a&version=1&path=../x", "name=a&path=x"})
        BOOST_TEST(code(wrong) == "INVALID_PARAMETER_VALUE", wrong);
}

BOOST_AUTO_TEST_CASE(turns_exceptions_into_answers)
{
    for (const auto* method : {"GET", "PUT"}) {
        const auto answer = ask(method, "/api/2.0/mlflow-artifacts/artifacts/broken", "x", {});
        BOOST_TEST(answer.status == 500);
        BOOST_TEST(error_code(answer) == "INTERNAL_ERROR");
        BOOST_TEST(answer.body.find("the repository broke") != std::string::npos);
    }
}

BOOST_AUTO_TEST_CASE(has_pages_of_its_own)
{
    BOOST_TEST(ask("GET", "/health").body == "OK");
    BOOST_TEST(ask("GET", "/health").headers["Content-Type"].starts_with("text/plain"));
    BOOST_TEST(ask("GET", "/version").body == "3.17.2");
    BOOST_TEST(ask("GET", "/").body.find("openapi.json") != std::string::npos);
    BOOST_TEST(ask("GET", "/").body.find('@') == std::string::npos);
    BOOST_TEST(boost::json::parse(ask("GET", "/openapi.json").body).at("openapi") == "3.1.0");
    BOOST_TEST(ask("GET", "/metrics").body.find("endpoint=\"health\",method=\"GET\",status=\"200\"} 2\n") !=
               std::string::npos);
}

BOOST_AUTO_TEST_CASE(tells_every_answer)
{
    ask("GET", "/health");
    ask("GET", "/nothing");
    ask("FOO\"}", "/health");
    const auto refused = dispatcher.refuse(431, "The header is too long.");
    BOOST_TEST(refused.status == 431);
    BOOST_TEST(refused.body.find("\"error_code\":\"BAD_REQUEST\"") != std::string::npos);
    BOOST_REQUIRE(log.size() == 4u);
    BOOST_TEST(log[0].starts_with("- \"GET /health\" 200 "));
    BOOST_TEST(log[1].find("us No endpoint has the path '/nothing'.") != std::string::npos);
    BOOST_TEST(log[3].find("431") != std::string::npos);
    const auto metrics = dispatcher.telemetry().to_text(load, 0);
    BOOST_TEST(metrics.find("{endpoint=\"none\",method=\"other\",status=\"431\"} 1") != std::string::npos);
    BOOST_TEST(metrics.find("FOO") == std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
