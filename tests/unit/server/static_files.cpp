#include <mltrack/server/dispatcher.hpp>
#include <mltrack/store/memory.hpp>
#include <mltrack/tracking/service.hpp>

#include <boost/test/unit_test.hpp>

#include <files.hpp>
#include <filesystem>
#include <temporary_folder.hpp>

using namespace mltrack;
using serving::has_hashed_name;
using serving::web_content_type;
using test::put;
using transport::reply;

namespace {

struct fixture
{
    test::temporary_folder folder;
    std::filesystem::path ui = folder / "ui";
    tracking::service<store::memory> service{store::memory()};
    transport::load load;
    std::optional<serving::dispatcher> dispatcher;

    void open(std::string prefix = {})
    {
        put(ui / "index.html", "<!doctype html>the UI");
        put(ui / "static/js/main.c2f5f8d4.js", "run()");
        put(ui / "favicon.ico", "icon");
        put(folder / "secret.txt", "secret");
        dispatcher.emplace(service.context(), load, server_options{.static_prefix = prefix, .ui_dir = ui.string()});
    }

    reply ask(const std::string& target, transport::headers headers = {}, const std::string& method = "GET")
    {
        headers.push_back({"Host", "localhost"});
        auto plan = dispatcher->begin({method, target, std::move(headers)});
        if (auto* take = std::get_if<transport::take_body>(&plan))
            return take->answer({});
        return std::get<reply>(std::move(plan));
    }

    static std::string body_of(const reply& answer)
    {
        std::string text(answer.content_length, '\0');
        text.resize(answer.content ? answer.content->read(text).value() : 0);
        return text;
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(server_static_files, fixture)

BOOST_AUTO_TEST_CASE(shows_the_ui_at_the_root)
{
    open();
    const auto page = ask("/");
    BOOST_TEST(page.status == 200);
    BOOST_TEST(body_of(page) == "<!doctype html>the UI");
    BOOST_TEST(page.headers["Content-Type"] == "text/html; charset=utf-8");
    BOOST_TEST(page.headers["Content-Disposition"] == "");
    BOOST_TEST(page.headers["Cache-Control"] == "no-cache");
    BOOST_TEST(page.headers["X-Content-Type-Options"] == "nosniff");
    BOOST_TEST(ask("/", {{"If-None-Match", std::string(page.headers["ETag"])}}).status == 304);
    BOOST_TEST(ask("/", {}, "HEAD").status == 200);
    BOOST_TEST(ask("/", {}, "POST").status == 405);
    BOOST_TEST(ask("/health").body == "OK");
}

BOOST_AUTO_TEST_CASE(lets_browsers_keep_what_never_changes)
{
    open();
    const auto script = ask("/static-files/static/js/main.c2f5f8d4.js");
    BOOST_TEST(body_of(script) == "run()");
    BOOST_TEST(script.headers["Content-Type"] == "text/javascript; charset=utf-8");
    BOOST_TEST(script.headers["Cache-Control"] == "public, max-age=31536000, immutable");
    BOOST_TEST(ask("/static-files/favicon.ico").headers["Cache-Control"] == "no-cache");
}

BOOST_AUTO_TEST_CASE(serves_below_the_static_prefix)
{
    open("/ml");
    BOOST_TEST(ask("/ml/").status == 200);
    BOOST_TEST(ask("/ml").headers["Location"] == "/ml/");
    BOOST_TEST(ask("/ml/static-files/favicon.ico").status == 200);
    BOOST_TEST(ask("/static-files/favicon.ico").status == 404);
}

BOOST_AUTO_TEST_CASE(serves_nothing_outside_of_the_folder)
{
    open();
    std::filesystem::create_symlink(folder / "secret.txt", ui / "link.txt");
    std::filesystem::create_directory_symlink(folder.path(), ui / "up");
    for (const auto* path : {"nothing.js", "static", "", "static/js/", "../secret.txt", "%2e%2e/secret.txt",
                             "static/%2e%2e/%2e%2e/secret.txt", "..%2fsecret.txt", "%2fetc/passwd", "link.txt",
                             "up/secret.txt", "favicon.ico%00", "favicon.ico/x"}) {
        const auto answer = ask(std::string("/static-files/") + path);
        BOOST_TEST(answer.status == 404, path);
        BOOST_TEST(answer.body.find("ENDPOINT_NOT_FOUND") != std::string::npos, path);
    }
}

BOOST_AUTO_TEST_CASE(refuses_a_folder_without_ui)
{
    put(folder / "file", "no folder");
    std::filesystem::create_directories(folder / "empty");
    std::filesystem::create_directories(folder / "strange/index.html");
    for (const auto* name : {"file", "empty", "strange", "nowhere"}) {
        const auto path = (folder / name).string();
        const auto names_it = [&](const exception& why) {
            return why.code() == errc::invalid_parameter_value &&
                   why.error().message.find(path + "' holds no web UI") != std::string::npos;
        };
        const server_options options{.ui_dir = path};
        BOOST_CHECK_EXCEPTION(serving::dispatcher(service.context(), load, options), exception, names_it);
    }
}

BOOST_AUTO_TEST_CASE(has_no_static_files_without_ui)
{
    dispatcher.emplace(service.context(), load, server_options{});
    BOOST_TEST(ask("/static-files/favicon.ico").status == 404);
    BOOST_TEST(ask("/").body.find("MLFLOW_TRACKING_URI") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(answers_empty_what_is_not_there)
{
    const transport::headers json = {{"Content-Type", "application/json"}};
    open();
    BOOST_TEST(ask("/ajax-api/2.0/mlflow/registered-models/search?filter=x").body == "{}");
    BOOST_TEST(ask("/ajax-api/3.0/mlflow/traces/search", json, "POST").body == "{}");
    BOOST_TEST(ask("/ajax-api/3.0/mlflow/ui-telemetry").body.find("\"disable_ui_telemetry\":true") !=
               std::string::npos);
    // Neither clients nor writers are told that it is there.
    BOOST_TEST(ask("/api/2.0/mlflow/registered-models/search").status == 404);
    BOOST_TEST(ask("/api/3.0/mlflow/traces/search", json, "POST").status == 404);
    BOOST_TEST(ask("/ajax-api/2.0/mlflow/registered-models/create", json, "POST").status == 404);
    dispatcher.emplace(service.context(), load, server_options{});
    BOOST_TEST(ask("/ajax-api/2.0/mlflow/registered-models/search").status == 404);
}

BOOST_AUTO_TEST_CASE(knows_the_types_of_web_files)
{
    BOOST_TEST(web_content_type("a/b.css") == "text/css; charset=utf-8");
    BOOST_TEST(web_content_type("pdf.worker.16b289c2.mjs") == "text/javascript; charset=utf-8");
    BOOST_TEST(web_content_type("manifest.json") == "application/json");
    BOOST_TEST(web_content_type("a.woff2") == "font/woff2");
    BOOST_TEST(web_content_type("a.svg") == "image/svg+xml");
    BOOST_TEST(web_content_type("LICENSE") == "application/octet-stream");
}

BOOST_AUTO_TEST_CASE(knows_hashed_names)
{
    BOOST_TEST(has_hashed_name("static/css/main.b0f58ef9.css"));
    BOOST_TEST(has_hashed_name("TelemetryLogger.telemetry-worker.d0f8ea2c83c08b63528f.worker.js"));
    BOOST_TEST(!has_hashed_name("index.html"));
    BOOST_TEST(!has_hashed_name("manifest.json"));
    BOOST_TEST(!has_hashed_name("c2f5f8d4/main.js"));
}

BOOST_AUTO_TEST_SUITE_END()
