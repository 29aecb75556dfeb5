#include "recording.hpp"
#include "shown_in_file.hpp"
#include "system_clock_waits.hpp"
#include <mltrack/codec/json.hpp>
#include <mltrack/fluent/console/impl/console_tee.hpp>
#include <tests/environment.hpp>

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <new>
#include <thread>
#include <unistd.h>

using namespace mltrack;
using namespace std::chrono_literals;
using test::says;
using test::shown_in_file;

namespace {

/// A store that calls a function each time that it is asked for artifacts, with how often it was by then.
class watched_api : public tracking::api_methods<watched_api>, public tracking::artifact_methods<watched_api>
{
public:
    watched_api(tracking::any_tracking_api api, std::function<void(int)> before_artifacts)
        : api_(std::move(api)), before_artifacts_(std::move(before_artifacts))
    {
    }

    template <schema::json_endpoint E>
    result<typename E::response> try_call(const typename E::request& request)
    {
        return api_.try_call<E>(request);
    }
    template <schema::json_endpoint E>
    typename E::response call(const typename E::request& request)
    {
        return try_call<E>(request).value();
    }
    result<artifact::run_artifacts> try_artifacts(const schema::id::run& run)
    {
        before_artifacts_(++asked_);
        return api_.try_artifacts(run);
    }
    result<artifact::run_artifacts> try_model_artifacts(const schema::id::model& model)
    {
        return api_.try_model_artifacts(model);
    }
    result<artifact::run_artifacts> try_artifacts_at(std::string_view uri) { return api_.try_artifacts_at(uri); }

    using tracking::api_methods<watched_api>::list_artifacts;
    using tracking::artifact_methods<watched_api>::list_artifacts;

private:
    tracking::any_tracking_api api_;
    std::function<void(int)> before_artifacts_;
    std::atomic<int> asked_ = 0;
};

/// Counts who passes, and holds up all but the first one, which looks for an older console, until it is opened.
class door
{
public:
    void pass(int count)
    {
        std::unique_lock lock(mutex_);
        passed_ = count;
        changed_.notify_all();
        changed_.wait(lock, [&] { return count == 1 || is_open_; });
    }

    void wait_for(int count)
    {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return passed_ >= count; });
    }

    void open()
    {
        const std::lock_guard lock(mutex_);
        is_open_ = true;
        changed_.notify_all();
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    int passed_ = 0;
    bool is_open_ = false;
};

/// Has the fluent functions record to a `watched_api`.
void watch(const tracking::any_tracking_api& api, std::function<void(int)> before_artifacts)
{
    set_tracking_api(tracking::any_tracking_api(std::make_shared<watched_api>(api, std::move(before_artifacts))));
}

std::string kept(const schema::id::run& run, const std::string& name = "0000.log")
{
    return load_text("runs:/" + run.value + "/console/" + name);
}

void print(const std::string& text)
{
    for (std::size_t start = 0; start < text.size();)
        start += static_cast<std::size_t>(::write(STDOUT_FILENO, text.data() + start, text.size() - start));
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(fluent_console, test::recording)

BOOST_AUTO_TEST_CASE(output_is_shown_and_kept)
{
    const shown_in_file shown(*this / "shown");
    const auto run = start_run();
    {
        const auto console = capture_console(run.id(), {.standard_error = false});
        std::printf("of C\n");
        std::cout << "of C++" << std::endl;
        BOOST_TEST(std::system("echo of a child") == 0);
    }
    const std::string expected = "of C\nof C++\nof a child\n";
    std::printf("after\n");
    std::fflush(stdout);
    BOOST_TEST(shown.text() == expected + "after\n");
    BOOST_TEST(kept(run.id()) == expected);
    const auto index = codec::json::decode<console_index>(kept(run.id(), "index.json")).value();
    BOOST_TEST_REQUIRE(index.files.size() == 1u);
    BOOST_TEST(index.files[0].bytes == static_cast<std::int64_t>(expected.size()));
    BOOST_TEST(index.files[0].lines == 3);
    BOOST_TEST((index.files[0].first_time >= run.run().info.start_time));
}

BOOST_AUTO_TEST_CASE(both_streams_are_kept)
{
    const shown_in_file shown(*this / "shown");
    const auto run = start_run();
    const int before = ::dup(STDERR_FILENO);
    ::dup2(STDOUT_FILENO, STDERR_FILENO);
    {
        const auto console = capture_console(run.id());
        std::cout << "to stdout" << std::endl;
        std::cerr << "to stderr" << std::endl;
    }
    ::dup2(before, STDERR_FILENO);
    ::close(before);
    for (const auto& text : {shown.text(), kept(run.id())}) {
        BOOST_TEST(text.size() == 20u);
        BOOST_TEST(text.find("to stdout\n") != text.npos);
        BOOST_TEST(text.find("to stderr\n") != text.npos);
    }
}

BOOST_AUTO_TEST_CASE(writing_does_not_wait_for_the_server)
{
    const shown_in_file shown(*this / "shown");
    const auto uploads = std::make_shared<door>();
    watch(api, [uploads](int count) { uploads->pass(count); });
    const auto run = start_run();
    std::string line(1023, '.');
    line += '\n';
    {
        auto console = capture_console(run.id(), {.standard_error = false, .upload_interval = 1ms});
        print(line);
        uploads->wait_for(2);
        for (int count = 1; count != 4096; ++count) // Far more than pipes hold.
            print(line);
        uploads->open();
    }
    BOOST_TEST(shown.text().size() == 4096u * 1024);
    std::string all;
    for (const auto name : {"0000.log", "0001.log", "0002.log", "0003.log"}) {
        all += kept(run.id(), name);
        BOOST_TEST(all.size() % (1024 * 1024) == 0u);
    }
    BOOST_TEST((all == shown.text()));
}

BOOST_AUTO_TEST_CASE(the_end_does_not_wait_for_the_server_for_ever)
{
    const shown_in_file shown(*this / "shown");
    const test::environment set{{"TMPDIR", (*this / "spool").string()}};
    std::filesystem::create_directory(*this / "spool");
    const auto uploads = std::make_shared<door>();
    watch(api, [uploads](int count) { uploads->pass(count); });
    const auto run = start_run();
    {
        const auto console =
            capture_console(run.id(), {.standard_error = false, .upload_interval = 1ms, .close_timeout = 1ms});
        print("kept here\n");
        uploads->wait_for(2);
    }
    const auto folder = std::filesystem::directory_iterator(*this / "spool")->path();
    BOOST_TEST(test::get(folder / "0000.log") == "kept here\n");
    uploads->open();
    while (shown.text() != "kept here\n")
        std::this_thread::yield();
}

BOOST_AUTO_TEST_CASE(a_capture_ends_with_its_run)
{
    const shown_in_file shown(*this / "shown");
    auto run = start_run();
    auto first = capture_console(run.id(), {.standard_error = false});
    auto console = std::move(first);
    BOOST_CHECK_EXCEPTION(capture_console(run.id()).stop(), exception, says(errc::invalid_state, "captured already"));
    std::printf("within\n");
    run.end();
    std::printf("after\n");
    std::fflush(stdout);
    BOOST_TEST(kept(run.id()) == "within\n");
    BOOST_TEST(shown.text() == "within\nafter\n");
    BOOST_CHECK_EXCEPTION(capture_console(run.id()).stop(), exception, says(errc::invalid_state, "not open"));
}

BOOST_AUTO_TEST_CASE(a_run_that_is_resumed_goes_on_with_its_console)
{
    const shown_in_file shown(*this / "shown");
    schema::id::run id;
    for (const auto* const text : {"first\n", "second\n"}) {
        const auto run = start_run({.run_id = id});
        id = run.id();
        const auto console = capture_console(id, {.standard_error = false});
        print(text);
    }
    BOOST_TEST(kept(id, "0000.log") == "first\n");
    BOOST_TEST(kept(id, "0001.log") == "second\n");
    const auto index = codec::json::decode<console_index>(kept(id, "index.json")).value();
    BOOST_TEST_REQUIRE(index.files.size() == 2u);
    BOOST_TEST(index.files[1].offset == 6);
    BOOST_TEST(index.files[1].first_line == 1);
}

BOOST_AUTO_TEST_CASE(files_that_the_index_does_not_know_yet_are_kept)
{
    const shown_in_file shown(*this / "shown");
    const auto run = start_run();
    log_text("first\n", "console/0000.log");
    log_text(R"({"files":[{"name":"0000.log","offset":0,"bytes":1,"first_line":0,"lines":0,)"
             R"("first_time":1,"last_time":2}]})",
             "console/index.json");
    log_text("second\n", "console/0001.log");
    log_text("", "console/notes.log");
    {
        const auto console = capture_console(run.id(), {.standard_error = false});
        print("third\n");
    }
    BOOST_TEST(kept(run.id(), "0001.log") == "second\n");
    BOOST_TEST(kept(run.id(), "0002.log") == "third\n");
    const auto index = codec::json::decode<console_index>(kept(run.id(), "index.json")).value();
    BOOST_TEST_REQUIRE(index.files.size() == 3u);
    BOOST_TEST((index.files[0] == console_file{"0000.log", 0, 6, 0, 1, {1}, {2}}));
    BOOST_TEST((index.files[1] == console_file{"0001.log", 6, 7, 1, 1, {}, {}}));
    BOOST_TEST(index.files[2].offset == 13);
    BOOST_TEST(index.files[2].first_line == 2);
}

BOOST_AUTO_TEST_CASE(a_clock_that_is_set_back_does_not_stop_a_capture)
{
    const shown_in_file shown(*this / "shown");
    const auto uploads = std::make_shared<door>();
    uploads->open();
    watch(api, [uploads](int count) { uploads->pass(count); });
    const auto run = start_run();
    const auto before = test::system_clock_waits().load();
    {
        const auto console = capture_console(run.id(), {.standard_error = false, .upload_interval = 1ms});
        print("kept\n");
        uploads->wait_for(2);
    }
    BOOST_TEST(test::system_clock_waits() == before);
    BOOST_TEST(kept(run.id()) == "kept\n");
}

BOOST_AUTO_TEST_CASE(what_an_upload_throws_is_told_and_it_is_tried_again)
{
    const shown_in_file shown(*this / "shown"), told(*this / "told", STDERR_FILENO);
    const auto uploads = std::make_shared<door>();
    uploads->open();
    watch(api, [uploads](int count) {
        uploads->pass(count);
        if (count == 2)
            throw std::bad_alloc();
        if (count == 3)
            throw 3;
    });
    const auto run = start_run();
    {
        const auto console = capture_console(run.id(), {.standard_error = false, .upload_interval = 1ms});
        print("kept\n");
        uploads->wait_for(4);
    }
    BOOST_TEST(shown.text() == "kept\n");
    BOOST_TEST(kept(run.id()) == "kept\n");
    BOOST_TEST(told.text() == "mltrack: output of the run " + run.id().value +
                                  " is not at the server yet: " + std::bad_alloc().what() + '\n');
}

BOOST_AUTO_TEST_CASE(what_a_full_disk_does_not_keep_is_shown)
{
    const shown_in_file shown(*this / "shown"), told(*this / "told", STDERR_FILENO);
    std::filesystem::create_directory(*this / "spool");
    const test::environment set{{"TMPDIR", (*this / "spool").string()}};
    const auto run = start_run();
    {
        const auto console = capture_console(run.id(), {.standard_error = false, .upload_interval = 1ms});
        const auto folder = std::filesystem::directory_iterator(*this / "spool")->path();
        std::filesystem::create_symlink("/dev/full", folder / "0000.log");
        print("lost\n");
        while (told.text().find("cannot be kept") == std::string::npos)
            std::this_thread::yield();
        print("kept\n");
    }
    BOOST_TEST(shown.text() == "lost\nkept\n");
    BOOST_TEST(kept(run.id(), "0001.log") == "kept\n");
    BOOST_TEST(told.text().find("5 bytes of output of the run " + run.id().value) != std::string::npos);
    BOOST_TEST(told.text().find("No space left on device\n") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(options_that_cannot_be_are_refused)
{
    const auto run = start_run();
    for (const auto& options : {console_options{.standard_output = false, .standard_error = false},
                                console_options{.file_bytes = 0}, console_options{.upload_interval = 0ms}})
        BOOST_CHECK_EXCEPTION(capture_console(run.id(), options).stop(), exception,
                              says(errc::invalid_parameter_value, "console_options"));
}

BOOST_AUTO_TEST_SUITE_END()
