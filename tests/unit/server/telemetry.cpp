#include <mltrack/server/access_log.hpp>
#include <mltrack/server/telemetry.hpp>

#include <boost/test/unit_test.hpp>

using namespace mltrack;
using namespace std::chrono_literals;

namespace {

bool has_line(const std::string& text, const std::string& line)
{
    return ("\n" + text).find("\n" + line + "\n") != std::string::npos;
}

} // namespace

BOOST_AUTO_TEST_SUITE(server_telemetry)

BOOST_AUTO_TEST_CASE(counts_by_endpoint_and_status)
{
    serving::telemetry telemetry;
    telemetry.count("log_metric", "POST", 200, 200us);
    telemetry.count("log_metric", "POST", 200, 3ms);
    telemetry.count("log_metric", "POST", 400, 1min);
    telemetry.count("get_run", "GET", 200, 1ns);
    transport::load load;
    load.connections = 3;
    load.queued = 2;
    load.running = 1;
    load.body_bytes = 20'000;
    const auto text = telemetry.to_text(load, 0);
    const std::string log_metric = "{endpoint=\"log_metric\",method=\"POST\"";
    BOOST_TEST(has_line(text, "mltrack_http_requests_total" + log_metric + ",status=\"200\"} 2"));
    BOOST_TEST(has_line(text, "mltrack_http_requests_total" + log_metric + ",status=\"400\"} 1"));
    BOOST_TEST(has_line(text, "mltrack_http_requests_total{endpoint=\"get_run\",method=\"GET\",status=\"200\"} 1"));
    const std::string bucket = "mltrack_http_request_duration_seconds_bucket" + log_metric;
    BOOST_TEST(has_line(text, bucket + ",le=\"1e-04\"} 0"));
    BOOST_TEST(has_line(text, bucket + ",le=\"0.00025\"} 1"));
    BOOST_TEST(has_line(text, bucket + ",le=\"0.005\"} 2"));
    BOOST_TEST(has_line(text, bucket + ",le=\"10\"} 2"));
    BOOST_TEST(has_line(text, bucket + ",le=\"+Inf\"} 3"));
    BOOST_TEST(has_line(text, "mltrack_http_request_duration_seconds_sum" + log_metric + "} 60.0032"));
    BOOST_TEST(has_line(text, "mltrack_http_request_duration_seconds_count" + log_metric + "} 3"));
    BOOST_TEST(has_line(text, "mltrack_connections 3"));
    BOOST_TEST(has_line(text, "mltrack_store_queue 2"));
    BOOST_TEST(has_line(text, "mltrack_store_running 1"));
    BOOST_TEST(has_line(text, "mltrack_body_bytes 20000"));
    BOOST_TEST(has_line(text, "# TYPE mltrack_http_requests_total counter"));
    BOOST_TEST(has_line(text, "# TYPE mltrack_http_request_duration_seconds histogram"));
}

BOOST_AUTO_TEST_CASE(tells_answers_of_its_level)
{
    access_log log;
    BOOST_TEST(!log.tells(500)); // Nobody listens.
    log.write = [](const access_entry&) {};
    const auto told = [&](access_level level) {
        log.level = level;
        return std::string() + (log.tells(200) ? '2' : '-') + (log.tells(404) ? '4' : '-') +
               (log.tells(500) ? '5' : '-');
    };
    BOOST_TEST(told(access_level::none) == "---");
    BOOST_TEST(told(access_level::faults) == "--5");
    BOOST_TEST(told(access_level::failures) == "-45");
    BOOST_TEST(told(access_level::all) == "245");
}

BOOST_AUTO_TEST_CASE(writes_one_line_an_answer)
{
    BOOST_TEST(to_line({"127.0.0.1", "GET", "/a\n\x7f", "none", 404, 35us, "No\tsuch"}) ==
               "127.0.0.1 \"GET /a\\x0a\\x7f\" 404 35us No\\x09such");
    BOOST_TEST(to_line({}) == "- \"- -\" 0 0us");
}

BOOST_AUTO_TEST_CASE(writes_one_line_of_json_an_answer)
{
    const std::chrono::sys_days day(2024y / 2 / 29);
    BOOST_TEST(to_json_line({"127.0.0.1", "GET", "/a\n\"\xff", "none", 404, 35us, "No\tsuch", 7, day + 3723004ms}) ==
               R"({"time":"2024-02-29T01:02:03.004Z","peer":"127.0.0.1","method":"GET","target":"/a\u000a\"�",)"
               R"("endpoint":"none","status":404,"duration_us":35,"bytes":7,"error":"No\u0009such"})");
    BOOST_TEST(to_json_line({}) == R"({"time":"1970-01-01T00:00:00.000Z","peer":"","method":"","target":"",)"
                                   R"("endpoint":"","status":0,"duration_us":0,"bytes":0})");
}

BOOST_AUTO_TEST_SUITE_END()
