#include "scripted_server.hpp"
#include <mltrack/client.hpp>
#include <tests/files.hpp>
#include <tests/temporary_folder.hpp>

#include <boost/test/unit_test.hpp>

#include <condition_variable>
#include <map>
#include <mutex>
#include <set>

using namespace mltrack;
using namespace std::chrono_literals;
using test::get;
using test::put;
using test::scripted_server;

namespace {

using answer = scripted_server::answer;
using received = scripted_server::received;

const std::string root = "mlflow-artifacts:/1/r/artifacts";
const std::string proxy = "/api/2.0/mlflow-artifacts/artifacts/1/r/artifacts/";
const std::string content(100'000, 'c');

/// A server with one artifact, whose answers a test cuts short.
struct cutting : test::temporary_folder
{
    answer say(const received& request)
    {
        ranges.push_back(request.range);
        std::size_t begin = 0;
        std::string head = "HTTP/1.1 200 OK\r\n";
        const bool is_asked = !request.range.empty() && (request.if_range == version || forgets_if_range);
        if (knows_ranges && is_asked) {
            begin = std::stoul(request.range.substr(6));
            head = "HTTP/1.1 206 Partial Content\r\nContent-Range: " + range_from(begin) + "\r\n";
        }
        if (!version.empty())
            head += "ETag: " + version + "\r\n";
        head += "Content-Length: " + std::to_string(stored.size() - begin) + "\r\n\r\n";
        const bool is_cut = cuts-- > 0;
        auto bytes = head + stored.substr(begin, is_cut ? 30'000 : std::string::npos);
        if (is_cut && after_cut)
            after_cut();
        return {std::move(bytes), is_cut};
    }

    std::string range_from(std::size_t begin) const
    {
        return !range.empty() ? range
                              : "bytes " + std::to_string(begin) + "-" + std::to_string(stored.size() - 1) + '/' +
                                    std::to_string(stored.size());
    }

    std::string download(std::uint64_t* moved = nullptr)
    {
        client<> api{server.url(), {.max_retries = 5, .backoff_base = 0ms, .backoff_jitter = 0ms}};
        auto artifacts = api.artifacts_at(root);
        if (moved != nullptr)
            artifacts.on_progress([moved](std::uint64_t bytes) { *moved += bytes; });
        artifacts.download("a", *this / "a").value();
        return get(*this / "a");
    }

    std::string stored = content;
    std::string version = "\"1\"";
    bool knows_ranges = true;
    bool forgets_if_range = false;
    std::string range; ///< What Content-Range says, if set.
    int cuts = 0;
    std::function<void()> after_cut;
    std::vector<std::string> ranges;
    scripted_server server{[this](const received& request) { return say(request); }};
};

/// A server that signs URLs of a storage, which is itself.
struct signing : test::temporary_folder
{
    answer say(const received& request)
    {
        std::lock_guard lock(mutex); // Parts come over several connections.
        if (request.target.ends_with("/server-info"))
            return {scripted_server::reply(200, signs ? R"({"multipart_uploads_enabled": true})" : "{}")};
        if (request.target.starts_with("/api/2.0/mlflow-artifacts/mpu/create/"))
            return {can_sign ? scripted_server::reply(200, created())
                             : scripted_server::reply(501, R"({"error_code": "NOT_IMPLEMENTED", "message": "no"})")};
        if (request.target.starts_with("/bucket/part"))
            return store(request);
        return {scripted_server::reply(200, "{}")};
    }

    std::string created() const
    {
        std::string credentials;
        for (const int part : order)
            credentials += std::string(credentials.empty() ? "" : ",") + R"({"part_number": )" + std::to_string(part) +
                           R"(, "url": ")" + server.url() + "/bucket/part" + std::to_string(part) +
                           R"(?signature=secret", "headers": {"X-Custom": "h"}})";
        return R"({"upload_id": "u", "credentials": [)" + credentials + "]}";
    }

    answer store(const received& request)
    {
        if (failures[request.target]-- > 0)
            return {scripted_server::reply(failure, complaint)};
        const auto number = request.target.substr(12, 1);
        parts[number] = request.body;
        BOOST_TEST(request.custom == "h");
        BOOST_TEST(request.authorization == "");
        return {scripted_server::reply(200, "", "ETag: \"e" + number + "\"\r\n")};
    }

    client_options options(std::optional<bool> uploads = std::nullopt) const
    {
        return {.max_retries = 1,
                .backoff_base = 0ms,
                .backoff_jitter = 0ms,
                .multipart = {.uploads = uploads, .minimum_bytes = 1'000, .part_bytes = 40'000},
                .headers = {{"Authorization", "Bearer token"}}};
    }

    result<void> upload(client_options with, const std::string& what = content)
    {
        put(*this / "big.bin", what);
        client<> api{server.url(), std::move(with)};
        return api.artifacts_at(root).upload(*this / "big.bin", "sub");
    }

    std::vector<received> requests_to(std::string_view begin)
    {
        auto all = server.requests();
        std::erase_if(all, [&](const auto& each) { return !each.target.starts_with(begin); });
        return all;
    }

    std::mutex mutex;
    bool signs = true;
    bool can_sign = true;
    int failure = 503;
    std::string complaint = "<Error/>";
    std::vector<int> order{1, 2, 3}; ///< Of the parts that URLs are given for.
    std::map<std::string, int> failures;
    std::map<std::string, std::string> parts;
    scripted_server server{[this](const received& request) { return say(request); }};
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(client_resumed_downloads, cutting)

BOOST_AUTO_TEST_CASE(a_download_goes_on_where_it_broke_off)
{
    cuts = 3;
    std::uint64_t moved = 0;
    BOOST_TEST((download(&moved) == content));
    BOOST_TEST(moved == content.size());
    BOOST_TEST(ranges == (std::vector<std::string>{"", "bytes=30000-", "bytes=60000-", "bytes=90000-"}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(another_artifact_is_fetched_from_its_beginning)
{
    cuts = 1;
    after_cut = [this] {
        stored = std::string(50'000, 'd');
        version = "\"2\"";
    };
    BOOST_TEST((download() == std::string(50'000, 'd')));
    BOOST_TEST(ranges.size() == 2u);
}

BOOST_AUTO_TEST_CASE(versions_are_not_mixed)
{
    cuts = 1;
    forgets_if_range = true;
    after_cut = [this] {
        stored = std::string(50'000, 'd');
        version = "\"2\"";
    };
    BOOST_TEST((download() == std::string(50'000, 'd')));
    BOOST_TEST(ranges == (std::vector<std::string>{"", "bytes=30000-", ""}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_part_that_is_not_the_rest_is_not_taken)
{
    for (const auto* const other : {"bytes 30000-59999/100000", "bytes 0-99999/100000", "bytes 30000-99999/*",
                                    "bytes 30000-89999/90000", "bytes 30000-109999/110000"}) {
        cuts = 1;
        range = other;
        ranges.clear();
        BOOST_TEST((download() == content), other);
        BOOST_TEST(ranges == (std::vector<std::string>{"", "bytes=30000-", ""}), boost::test_tools::per_element());
    }
}

BOOST_AUTO_TEST_CASE(a_server_without_versions_sends_all_again)
{
    version = "";
    cuts = 1;
    BOOST_TEST((download() == content));
    BOOST_TEST(ranges == (std::vector<std::string>{"", ""}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_server_without_ranges_sends_all_again)
{
    knows_ranges = false;
    cuts = 1;
    BOOST_TEST((download() == content));
    BOOST_TEST(ranges.at(1) == "bytes=30000-");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(client_multipart_uploads, signing)

BOOST_AUTO_TEST_CASE(parts_go_right_to_the_storage)
{
    BOOST_TEST(upload(options()).has_value());
    BOOST_TEST((parts["1"] + parts["2"] + parts["3"] == content));
    const auto begun = requests_to("/api/2.0/mlflow-artifacts/mpu/create/").at(0);
    BOOST_TEST(begun.target == "/api/2.0/mlflow-artifacts/mpu/create/1/r/artifacts/sub");
    BOOST_TEST(begun.body == R"({"artifact_path":"1/r/artifacts/sub","path":"big.bin","num_parts":3})");
    BOOST_TEST(begun.authorization == "Bearer token");
    const auto ended = requests_to("/api/2.0/mlflow-artifacts/mpu/complete/1/r/artifacts/sub").at(0);
    BOOST_TEST(ended.body.find(R"("path":"big.bin","upload_id":"u","parts":[{"part_number":1,"etag":"\"e1\"",)") !=
                   std::string::npos,
               ended.body);
    BOOST_TEST(requests_to(proxy).empty());
}

BOOST_AUTO_TEST_CASE(only_a_part_that_failed_is_sent_again)
{
    failures["/bucket/part2?signature=secret"] = 1;
    BOOST_TEST(upload(options(true)).has_value());
    BOOST_TEST((parts["1"] + parts["2"] + parts["3"] == content));
    BOOST_TEST(requests_to("/bucket/").size() == 4u);
    BOOST_TEST(requests_to("/api/3.0/mlflow/server-info").empty());
}

BOOST_AUTO_TEST_CASE(an_upload_that_fails_is_given_up)
{
    failure = 403;
    failures["/bucket/part2?signature=secret"] = 9;
    const auto refused = upload(options());
    BOOST_TEST_REQUIRE(refused.has_error());
    BOOST_TEST((refused.error().code == errc::permission_denied));
    BOOST_TEST(refused.error().message == server.url() + " answered 403 to part 2 of an artifact: <Error/>");
    BOOST_TEST(requests_to("/api/2.0/mlflow-artifacts/mpu/abort/").size() == 1u);
    BOOST_TEST(requests_to("/api/2.0/mlflow-artifacts/mpu/complete/").empty());
}

BOOST_AUTO_TEST_CASE(what_a_storage_says_is_told_on_a_line)
{
    failure = 403;
    complaint = "no\r\nor never";
    failures["/bucket/part2?signature=secret"] = 9;
    const auto refused = upload(options());
    BOOST_TEST_REQUIRE(refused.has_error());
    BOOST_TEST(refused.error().message == server.url() + " answered 403 to part 2 of an artifact: no  or never");
}

BOOST_AUTO_TEST_CASE(a_signature_is_not_told)
{
    failure = 503;
    failures["/bucket/part1?signature=secret"] = 9;
    auto with = options();
    // It may be called on the thread of the tracking server's requests only.
    with.on_retry = [&](int, auto, const error& why) { BOOST_TEST(false, "told: " << why.message); };
    const auto refused = upload(std::move(with));
    BOOST_TEST_REQUIRE(refused.has_error());
    BOOST_TEST(requests_to("/bucket/part1").size() == 2u);
    BOOST_TEST(refused.error().message.find("secret") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(parts_and_urls_belong_together)
{
    for (const auto& wrong : {std::vector{2, 1, 3}, std::vector{0, 1, 2}, std::vector{1, 2, 2}}) {
        order = wrong;
        const auto refused = upload(options());
        BOOST_TEST_REQUIRE(refused.has_error());
        BOOST_TEST((refused.error().code == errc::internal_error));
        BOOST_TEST(refused.error().message.find(" gave a URL for part ") != std::string::npos);
    }
    BOOST_TEST(requests_to("/bucket/").empty());
    BOOST_TEST(requests_to("/api/2.0/mlflow-artifacts/mpu/abort/").size() == 3u);
}

BOOST_AUTO_TEST_CASE(the_proxy_takes_what_does_not_go_in_parts)
{
    BOOST_TEST(upload(options(), std::string(999, 's')).has_value());
    BOOST_TEST(requests_to("/api/3.0/mlflow/server-info").empty());
    signs = false;
    BOOST_TEST(upload(options()).has_value());
    BOOST_TEST(upload(options(false)).has_value());
    can_sign = false;
    BOOST_TEST(upload(options(true)).has_value());
    BOOST_TEST(requests_to(proxy + "sub/big.bin").size() == 4u);
    BOOST_TEST(requests_to("/api/2.0/mlflow-artifacts/mpu/create/").size() == 1u);
    BOOST_TEST((requests_to(proxy).back().body == content));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(client_parallel_transfers, test::temporary_folder)

BOOST_AUTO_TEST_CASE(files_of_a_folder_move_at_once)
{
    // Answers no upload before four have come.
    std::mutex mutex;
    std::condition_variable more;
    int here = 0;
    scripted_server server([&](const received&) {
        std::unique_lock lock(mutex);
        ++here;
        more.notify_all();
        BOOST_TEST(more.wait_for(lock, 60s, [&] { return here >= 4; }));
        return answer{scripted_server::reply(200, "")};
    });
    for (int number = 0; number != 8; ++number)
        put(*this / "up" / std::to_string(number), "x");
    client<> api{server.url()};
    auto artifacts = api.artifacts_at(root);
    artifacts.move_at_once(4);
    int moved = 0; // The sanitizer sees two threads that count at once.
    artifacts.on_progress([&](std::uint64_t bytes) { moved += static_cast<int>(bytes); });
    artifacts.upload_folder(*this / "up").value();
    std::set<std::string> targets;
    for (const auto& each : server.requests())
        targets.insert(each.target);
    BOOST_TEST(targets.size() == 8u);
    BOOST_TEST(moved == 8);
}

BOOST_AUTO_TEST_CASE(after_an_error_no_more_begin)
{
    scripted_server server([](const received& each) {
        return each.target.ends_with("/0")
                   ? answer{scripted_server::reply(403, R"({"error_code": "PERMISSION_DENIED", "message": "not you"})")}
                   : answer{scripted_server::reply(200, "")};
    });
    for (int number = 0; number != 8; ++number)
        put(*this / "up/sub" / std::to_string(number), "x");
    client<> api{server.url()};
    auto artifacts = api.artifacts_at(root);
    artifacts.move_at_once(1);
    const auto refused = artifacts.upload_folder(*this / "up");
    BOOST_TEST_REQUIRE(refused.has_error());
    BOOST_TEST(refused.error().message == "not you");
    // The order of a folder is the system's.
    BOOST_TEST(server.requests().back().target == proxy + "sub/0");
}

BOOST_AUTO_TEST_SUITE_END()
