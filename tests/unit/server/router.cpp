#include <mltrack/server/router.hpp>

#include <boost/test/unit_test.hpp>

using namespace mltrack;
using namespace mltrack::serving;
using schema::verb;
namespace prefix = schema::prefix;
using verdict = match::verdict;

namespace {

const route api[] = {
    {verb::get, prefix::api, "mlflow/runs/get", "get_run", {}},
    {verb::get, prefix::api, "mlflow/runs/search", "search_get", {}},
    {verb::post, prefix::api, "mlflow/runs/search", "search_post", {}},
    {verb::post, prefix::api, "mlflow/logged-models/{model_id}/params", "log_params", {}},
    {verb::get, prefix::api, "files", "list", {}},
    {verb::get, prefix::api, "files/{path...}", "download", {}},
    {verb::put, prefix::api, "files/{path...}", "upload", {}},
    {verb::delete_, prefix::api, "files/{path...}", "remove", {}},
    {verb::get, prefix::ajax, "mlflow/for-pages", "for_pages", {}},
    {verb::put, prefix::ajax, "mlflow/runs/get", "put_run", {}},
    {verb::get, prefix::api_3, "mlflow/server-info", "server_info", {}},
};
const route pages[] = {{verb::get, prefix::root, "", "start", {}}, {verb::get, prefix::root, "health", "health", {}}};

std::string name_at(const router& at, std::string_view method, std::string_view path)
{
    const auto found = at.find(method, path);
    return found.outcome == verdict::found ? std::string(found.route->name) : "";
}

} // namespace

BOOST_AUTO_TEST_SUITE(server_router)

BOOST_AUTO_TEST_CASE(finds_endpoints_below_every_prefix)
{
    const router at({api, pages});
    for (const std::string prefix : {"/api/2.0/", "/ajax-api/2.0/", "/api/2.0/preview/", "/ajax-api/2.0/preview/"})
        BOOST_TEST(name_at(at, "GET", prefix + "mlflow/runs/get") == "get_run");
    BOOST_TEST(name_at(at, "GET", "/") == "start");
    BOOST_TEST(name_at(at, "GET", "/health") == "health");
    BOOST_TEST(name_at(at, "GET", "/api/2.0/mlflow/runs/search") == "search_get");
    BOOST_TEST(name_at(at, "POST", "/api/2.0/mlflow/runs/search") == "search_post");
    BOOST_TEST(name_at(at, "HEAD", "/api/2.0/mlflow/runs/get") == "get_run");
}

BOOST_AUTO_TEST_CASE(finds_endpoints_below_their_own_prefixes_only)
{
    const router at({api, pages});
    const auto found_below = [&](std::string_view path) {
        std::string found;
        for (const std::string each : {"/", "/api/2.0/", "/ajax-api/2.0/", "/api/2.0/preview/",
                                       "/ajax-api/2.0/preview/", "/api/3.0/", "/ajax-api/3.0/"})
            if (at.find("GET", each + std::string(path)).outcome != verdict::not_found)
                found += each + ' ';
        return found;
    };
    BOOST_TEST(found_below("mlflow/for-pages") == "/ajax-api/2.0/ /ajax-api/2.0/preview/ ");
    BOOST_TEST(found_below("mlflow/server-info") == "/api/3.0/ /ajax-api/3.0/ ");
    BOOST_TEST(found_below("health") == "/ ");
    BOOST_TEST(at.find("DELETE", "/api/2.0/mlflow/runs/get").allow == "GET, HEAD, OPTIONS");
    BOOST_TEST(at.find("DELETE", "/ajax-api/2.0/mlflow/runs/get").allow == "GET, HEAD, PUT, OPTIONS");
    BOOST_TEST((at.find("PUT", "/api/2.0/mlflow/runs/get").outcome == verdict::wrong_method));
}

BOOST_AUTO_TEST_CASE(finds_nothing_elsewhere)
{
    const router at({api, pages});
    for (const auto* path :
         {"", "x", "/mlflow/runs/get", "/api/3.0/mlflow/runs/get", "/api/2.0/mlflow/runs/get/", "/api/2.0/mlflow/runs",
          "/api/2.0/", "/api/2.0/health", "/health/", "/Health", "/api/2.0/mlflow%2Fruns%2Fget", "/api/2.0/files/",
          "/api/2.0/mlflow/logged-models//params", "/api/2.0/mlflow/logged-models/a/b/params"})
        BOOST_TEST((at.find("GET", path).outcome == verdict::not_found), path);
}

BOOST_AUTO_TEST_CASE(decodes_segments_after_splitting)
{
    const router at({api, pages});
    BOOST_TEST(name_at(at, "GET", "/api/2.0/mlflow/runs/%67et") == "get_run");

    const auto one = at.find("POST", "/api/2.0/mlflow/logged-models/m%2F1/params");
    BOOST_REQUIRE((one.outcome == verdict::found));
    BOOST_TEST(one.arguments.at(0).first == "model_id");
    BOOST_TEST(one.arguments.at(0).second == "m/1");

    const auto rest = at.find("GET", "/api/2.0/files/a%20b/c%2Bd/100%.txt");
    BOOST_REQUIRE((rest.outcome == verdict::found));
    BOOST_TEST(rest.arguments.size() == 1u);
    BOOST_TEST(rest.arguments.at(0).first == "path");
    BOOST_TEST(rest.arguments.at(0).second == "a b/c+d/100%.txt");
}

BOOST_AUTO_TEST_CASE(names_the_methods_of_a_path)
{
    const router at({api, pages});
    const auto wrong = at.find("DELETE", "/api/2.0/files");
    BOOST_TEST((wrong.outcome == verdict::wrong_method));
    BOOST_TEST(wrong.allow == "GET, HEAD, OPTIONS");
    BOOST_TEST((at.find("HEAD", "/api/2.0/mlflow/logged-models/m/params").outcome == verdict::wrong_method));

    const auto options = at.find("OPTIONS", "/api/2.0/files/a");
    BOOST_TEST((options.outcome == verdict::options));
    BOOST_TEST(options.allow == "GET, HEAD, PUT, DELETE, OPTIONS");
    BOOST_TEST((at.find("OPTIONS", "/nothing").outcome == verdict::not_found));
}

BOOST_AUTO_TEST_CASE(redirects_doubled_slashes_to_paths_that_exist)
{
    const router at({api, pages});
    const auto found = at.find("POST", "//api/2.0///mlflow/runs//search");
    BOOST_TEST((found.outcome == verdict::redirect));
    BOOST_TEST(found.location == "/api/2.0/mlflow/runs/search");
    BOOST_TEST((at.find("GET", "//evil.example/x").outcome == verdict::not_found));
}

BOOST_AUTO_TEST_CASE(keeps_doubled_slashes_in_the_rest_of_a_path)
{
    const router at({api, pages});
    const auto found = at.find("PUT", "/api/2.0/files//etc//x");
    BOOST_TEST((found.outcome == verdict::found));
    BOOST_TEST(found.arguments.at(0).second == "/etc//x");
}

BOOST_AUTO_TEST_CASE(moves_everything_below_a_static_prefix)
{
    const router at({api, pages}, "/ml");
    BOOST_TEST(name_at(at, "GET", "/ml/health") == "health");
    BOOST_TEST(name_at(at, "GET", "/ml/") == "start");
    BOOST_TEST(name_at(at, "GET", "/ml/api/2.0/mlflow/runs/get") == "get_run");
    BOOST_TEST(name_at(at, "GET", "/health") == "");
    BOOST_TEST(name_at(at, "GET", "/mlx/health") == "");
    BOOST_TEST(at.find("GET", "/ml").location == "/ml/");
    BOOST_TEST((at.find("GET", "/ml").outcome == verdict::redirect));
    for (const auto* malformed : {"ml", "/ml/", "/"})
        BOOST_CHECK_THROW(router({api, pages}, malformed), exception);
}

BOOST_AUTO_TEST_SUITE_END()
