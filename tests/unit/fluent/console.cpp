#include "recording.hpp"
#include <mltrack/codec/json.hpp>
#include <mltrack/fluent/console/impl/console_tee.hpp>
#include <tests/environment.hpp>
#include <tests/files.hpp>

#include <boost/test/unit_test.hpp>

#include <condition_variable>
#include <fcntl.h>
#include <mutex>
#include <thread>
#include <unistd.h>

using namespace mltrack;
using namespace std::chrono_literals;
using test::says;

namespace {

/// Has stdout show into a file, which a test can read.
class shown_in_file
{
public:
    explicit shown_in_file(std::filesystem::path file) : file_(std::move(file))
    {
        std::fflush(stdout);
        before_ = ::dup(STDOUT_FILENO);
        const int into = ::open(file_.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
        ::dup2(into, STDOUT_FILENO);
        ::close(into);
    }
    shown_in_file(const shown_in_file&) = delete;
    shown_in_file& operator=(const shown_in_file&) = delete;
    ~shown_in_file()
    {
        std::fflush(stdout);
        ::dup2(before_, STDOUT_FILENO);
        ::close(before_);
    }

    std::string text() const { return test::get(file_); }

private:
    std::filesystem::path file_;
    int before_;
};

/// A store whose artifacts do not come in before it is told so.
class slow_api : public tracking::api_methods<slow_api>, public tracking::artifact_methods<slow_api>
{
public:
    explicit slow_api(tracking::any_tracking_api api) : api_(std::move(api)) {}

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
        std::unique_lock lock(mutex_);
        ++asked_;
        changed_.notify_all();
        changed_.wait(lock, [&] { return asked_ == 1 || is_open_; }); // The first one looks for an older console.
        return api_.try_artifacts(run);
    }
    result<artifact::run_artifacts> try_model_artifacts(const schema::id::model& model)
    {
        return api_.try_model_artifacts(model);
    }
    result<artifact::run_artifacts> try_artifacts_at(std::string_view uri) { return api_.try_artifacts_at(uri); }

    void wait_for_upload()
    {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return asked_ >= 2; });
    }

    void open()
    {
        const std::lock_guard lock(mutex_);
        is_open_ = true;
        changed_.notify_all();
    }

    using tracking::api_methods<slow_api>::list_artifacts;
    using tracking::artifact_methods<slow_api>::list_artifacts;

private:
    tracking::any_tracking_api api_;
    std::mutex mutex_;
    std::condition_variable changed_;
    int asked_ = 0;
    bool is_open_ = false;
};

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
    const auto slow = std::make_shared<slow_api>(api);
    set_tracking_api(tracking::any_tracking_api(slow));
    const auto run = start_run();
    std::string line(1023, '.');
    line += '\n';
    {
        auto console = capture_console(run.id(), {.standard_error = false, .upload_interval = 1ms});
        print(line);
        slow->wait_for_upload();
        for (int count = 1; count != 4096; ++count) // Far more than pipes hold.
            print(line);
        slow->open();
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
    const auto slow = std::make_shared<slow_api>(api);
    set_tracking_api(tracking::any_tracking_api(slow));
    const auto run = start_run();
    {
        const auto console =
            capture_console(run.id(), {.standard_error = false, .upload_interval = 1ms, .close_timeout = 1ms});
        print("kept here\n");
        slow->wait_for_upload();
    }
    const auto folder = std::filesystem::directory_iterator(*this / "spool")->path();
    BOOST_TEST(test::get(folder / "0000.log") == "kept here\n");
    slow->open();
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

BOOST_AUTO_TEST_CASE(options_that_cannot_be_are_refused)
{
    const auto run = start_run();
    for (const auto& options : {console_options{.standard_output = false, .standard_error = false},
                                console_options{.file_bytes = 0}, console_options{.upload_interval = 0ms}})
        BOOST_CHECK_EXCEPTION(capture_console(run.id(), options).stop(), exception,
                              says(errc::invalid_parameter_value, "console_options"));
}

BOOST_AUTO_TEST_SUITE_END()
