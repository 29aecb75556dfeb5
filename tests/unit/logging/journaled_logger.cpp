#include "file_size_limit.hpp"
#include "flush_fault.hpp"
#include "tracked.hpp"
#include <mltrack/logging/delivery.hpp>
#include <mltrack/logging/journal/sync.hpp>
#include <tests/files.hpp>
#include <tests/temporary_folder.hpp>

#include <boost/test/unit_test.hpp>

#include <cstdlib>
#include <fcntl.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

using namespace mltrack;
using namespace std::chrono_literals;
using test::counted;
using test::file_size_limit;
using test::long_enough;
using test::told;
using test::tracked;
namespace fs = std::filesystem;

namespace {

struct fixture : tracked, test::temporary_folder
{
    logger_options options(const fs::path& folder = {})
    {
        return {.batch_interval = 1ms,
                .journal = folder.empty() ? path() : folder,
                .journal_interval = 1ms,
                .backoff_base = 1ms,
                .backoff_max = 2ms,
                .use_stderr = false};
    }

    fs::path journal() { return *this / (run.value + ".mltrack-journal"); }

    void go_down(errc code = errc::temporarily_unavailable)
    {
        const std::lock_guard lock(api->mutex);
        api->is_down = true;
        api->on_batch = [code](const auto&) { return error{code, "the server is down"}; };
    }

    void come_back()
    {
        const std::lock_guard lock(api->mutex);
        api->is_down = false;
        api->on_batch = nullptr;
    }

    /// Logs steps and ends while the server is down.
    void leave_behind(int from, int to)
    {
        logger log(shared(), run, options());
        for (int step = from; step != to; ++step)
            log.metric("loss", step, step, schema::unix_ms(step));
        BOOST_TEST(log.flush_journal()); // So that the end has no disk to wait for, which would keep the file locked.
        BOOST_TEST(!log.close(1ms));
    }

    /// Leaves six steps, of whose first three the metric cannot be read any more.
    void leave_behind_damaged()
    {
        go_down();
        leave_behind(0, 3);
        leave_behind(3, 6);
        come_back();
        auto text = test::get(journal());
        text[text.find("loss")] = 'b';
        test::put(journal(), text);
    }

    /// Lets the run say that it has the journal's records up to a number.
    void know(int number)
    {
        const auto file = logging::journal_file::open(journal(), logging::journal_access::read).value();
        const auto id = logging::summarize(file).value().header.journal_id;
        api->set_tag({.run_id = run, .key = logging::number_tag(id), .value = std::to_string(number)});
    }

    bool has_number_tag()
    {
        for (const auto& [key, value] : tags())
            if (key.starts_with("mltrack.journal."))
                return true;
        return false;
    }
};

/// The value of an environment variable as long as the object lives.
struct variable
{
    variable(const char* name, const std::string& value) : name(name) { ::setenv(name, value.c_str(), 1); }
    ~variable() { ::unsetenv(name); }

    const char* name;
};

/// What is written to stderr goes to a file as long as the object lives.
class redirected_stderr
{
public:
    explicit redirected_stderr(fs::path file) : file_(std::move(file))
    {
        test::put(file_, "");
        const int descriptor = ::open(file_.c_str(), O_WRONLY | O_APPEND);
        ::dup2(descriptor, STDERR_FILENO);
        ::close(descriptor);
    }
    ~redirected_stderr()
    {
        ::dup2(before_, STDERR_FILENO);
        ::close(before_);
    }
    redirected_stderr(const redirected_stderr&) = delete;
    redirected_stderr& operator=(const redirected_stderr&) = delete;

    std::string text() const { return test::get(file_); }

private:
    fs::path file_;
    int before_ = ::dup(STDERR_FILENO);
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(logging_journaled_logger, fixture)

BOOST_AUTO_TEST_CASE(removes_the_journal_when_the_server_has_all)
{
    {
        logger log(shared(), run, options());
        for (int step = 0; step != 10'000; ++step)
            log.metric("loss", step, step);
        log.param("lr", "0.1");
        log.tag("phase", "training");
        BOOST_TEST(log.journal() == journal());
        BOOST_TEST(fs::exists(journal()));
        BOOST_TEST(log.flush(long_enough));
        BOOST_TEST(has_number_tag());
        BOOST_TEST(log.close(long_enough));
    }
    BOOST_TEST(!fs::exists(journal()));
    BOOST_TEST(!has_number_tag());
    BOOST_TEST(steps("loss") == counted(10'000));
    BOOST_TEST(api->points() == 10'000u);
    BOOST_TEST(params().at("lr") == "0.1");
    BOOST_TEST(tags().at("phase") == "training");
}

BOOST_AUTO_TEST_CASE(keeps_the_journal_when_it_shall)
{
    auto options = this->options();
    options.keep_journal = true;
    logger(shared(), run, options).metric("loss", 1);
    BOOST_TEST(fs::exists(journal()));
    BOOST_TEST(steps("loss") == counted(1));
}

BOOST_AUTO_TEST_CASE(a_change_of_the_working_folder_changes_nothing)
{
    const auto before = fs::current_path();
    fs::create_directory(*this / "elsewhere");
    fs::current_path(path());
    auto options = this->options("journals");
    options.tracking_uri = "sqlite:///runs.db";
    logger log(shared(), run, options);
    fs::current_path(*this / "elsewhere");
    log.metric("loss", 1);
    BOOST_TEST(log.flush(long_enough));
    const auto file = log.journal();
    BOOST_TEST((file.parent_path() == *this / "journals"));
    const auto header =
        logging::summarize(logging::journal_file::open(file, logging::journal_access::read).value()).value().header;
    BOOST_TEST(header.tracking_uri == "sqlite:///" + (*this / "runs.db").string());
    BOOST_TEST(log.close(long_enough));
    BOOST_TEST(!fs::exists(file));
    fs::current_path(before);
}

BOOST_AUTO_TEST_CASE(the_environment_names_the_folder)
{
    const variable folder("MLTRACK_JOURNAL_DIR", (*this / "from/environment").string());
    auto options = this->options();
    options.journal.clear();
    logger log(shared(), run, options);
    BOOST_TEST(log.journal().parent_path() == *this / "from/environment");
}

BOOST_AUTO_TEST_CASE(has_in_the_journal_what_was_logged_before_a_flush)
{
    go_down();
    logger log(shared(), run, options());
    for (int step = 0; step != 100; ++step)
        log.metric("loss", step, step);
    BOOST_TEST(log.flush_journal());
    const auto file = logging::journal_file::open(journal(), logging::journal_access::read).value();
    BOOST_TEST(logging::summarize(file).value().records == 100u);
    come_back();
}

BOOST_AUTO_TEST_CASE(an_outage_is_told_with_the_run_and_its_journal)
{
    go_down();
    told told;
    auto options = this->options();
    options.use_stderr = true;
    options.on_error = told.callback();
    const redirected_stderr said(*this / "said");
    {
        logger log(shared(), run, options);
        log.metric("loss", 1);
        while (told.count() == 0)
            std::this_thread::yield();
        BOOST_TEST(!log.close(1ms));
    }
    const auto who = "run " + run.value + ": ";
    const auto outage = who + "the server is down; what is logged is kept in '" + journal().string() + '\'';
    BOOST_TEST(told.says(outage));
    BOOST_TEST(said.text() == "mltrack: " + outage + " (later errors of this logger are counted, not printed)\n" +
                                  "mltrack: " + who + "1 records are not at the server; they are in '" +
                                  journal().string() + "': mltrack sync '" + path().string() +
                                  "' --tracking-uri URI\n");
}

BOOST_AUTO_TEST_CASE(the_next_logger_sends_what_one_left_behind)
{
    go_down();
    leave_behind(0, 2'500);
    BOOST_TEST(fs::exists(journal()));
    BOOST_TEST(steps("loss").empty());
    come_back();
    const auto before = api->points();
    logger log(shared(), run, options());
    log.metric("loss", 2'500, 2'500, schema::unix_ms(2'500));
    BOOST_TEST(log.flush(long_enough));
    BOOST_TEST(steps("loss") == counted(2'501));
    BOOST_TEST(log.statistics().replayed == 2'500u);
    BOOST_TEST(log.statistics().sent == 2'501u);
    BOOST_TEST(log.statistics().logged == 1u);
    BOOST_TEST(api->points() - before == 2'501u);
    BOOST_TEST(log.close(long_enough));
    BOOST_TEST(!fs::exists(journal()));
}

BOOST_AUTO_TEST_CASE(the_next_logger_waits_for_the_server_before_it_asks_what_that_has)
{
    go_down();
    leave_behind(0, 10);
    told told;
    auto options = this->options();
    options.on_error = told.callback();
    logger log(shared(), run, options);
    while (told.count() < 3)
        std::this_thread::yield();
    come_back();
    BOOST_TEST(log.flush(long_enough));
    BOOST_TEST(steps("loss") == counted(10));
}

BOOST_AUTO_TEST_CASE(sends_nothing_twice_that_the_server_has)
{
    // The copy is what a process that was killed leaves behind.
    const auto copy = *this / "copy" / journal().filename();
    {
        logger log(shared(), run, options());
        for (int step = 0; step != 5'000; ++step)
            log.metric("loss", step, step);
        BOOST_TEST(log.flush(long_enough));
        fs::create_directory(*this / "copy");
        fs::copy(journal(), copy);
        auto kept = options();
        BOOST_TEST(has_number_tag());
        const auto number = tags();
        log.close(long_enough);
        for (const auto& [key, value] : number) // What the end of the logger took away.
            if (key.starts_with("mltrack.journal."))
                api->set_tag({.run_id = run, .key = key, .value = value});
    }
    const auto before = api->points();
    logger log(shared(), run, options(*this / "copy"));
    log.metric("loss", 5'000, 5'000);
    BOOST_TEST(log.flush(long_enough));
    BOOST_TEST(api->points() - before == 1u);
    BOOST_TEST(log.statistics().replayed == 0u);
    BOOST_TEST(steps("loss") == counted(5'001));
}

BOOST_AUTO_TEST_CASE(an_answer_that_got_lost_doubles_nothing)
{
    api->on_batch = [this, lost = 0](const auto& batch) mutable -> std::optional<error> {
        if (++lost > 3)
            return std::nullopt;
        if (auto refused = api->behind.template try_call<schema::log_batch>(batch); !refused)
            return refused.error();
        return error{errc::temporarily_unavailable, "the answer got lost"};
    };
    logger log(shared(), run, options());
    for (int step = 0; step != 5'000; ++step)
        log.metric("loss", step, step);
    BOOST_TEST(log.flush(long_enough));
    BOOST_TEST(steps("loss") == counted(5'000));
}

BOOST_AUTO_TEST_CASE(a_full_ring_spills_to_the_journal)
{
    go_down();
    auto options = this->options();
    options.ring_capacity = 16;
    options.full_wait = long_enough;
    options.journal_interval = long_enough; // Nobody else empties the ring in time.
    logger log(shared(), run, options);
    for (int step = 0; step != 10'000; ++step)
        log.metric("loss", step, step);
    BOOST_TEST(log.try_metric(log.series("loss"), 10'000, 10'000, schema::unix_ms(1)));
    BOOST_TEST(log.statistics().dropped == 0u);
    come_back();
    BOOST_TEST(log.flush(long_enough));
    BOOST_TEST(steps("loss") == counted(10'001));
}

BOOST_AUTO_TEST_CASE(a_long_journal_is_begun_anew_when_the_server_has_it)
{
    auto options = this->options();
    options.journal_bytes = 10'000;
    {
        logger log(shared(), run, options);
        for (int round = 0; round != 5; ++round) {
            for (int step = 0; step != 2'000; ++step)
                log.metric("loss", step, 2'000 * round + step);
            BOOST_TEST(log.flush(long_enough));
        }
        while (fs::file_size(journal()) >= options.journal_bytes)
            std::this_thread::yield();
        go_down();
        log.metric("loss", 10'000, 10'000);
        BOOST_TEST(log.flush_journal());
        BOOST_TEST(!log.close(1ms));
    }
    come_back();
    BOOST_TEST(logging::sync(journal(), shared()).value().sent >= 1u);
    BOOST_TEST(steps("loss") == counted(10'001));
}

BOOST_AUTO_TEST_CASE(a_journal_that_cannot_grow_is_reported_and_written_later)
{
    told told;
    auto options = this->options();
    options.on_error = told.callback();
    logger log(shared(), run, options);
    {
        const file_size_limit full(4'096);
        for (int step = 0; step != 1'000; ++step)
            log.metric("loss", step, step);
        BOOST_TEST(!log.flush_journal());
        BOOST_TEST(!log.flush(long_enough));
        BOOST_TEST(told.says("cannot write to the journal '" + journal().string() + "': File too large"));
    }
    BOOST_TEST(log.flush(long_enough));
    BOOST_TEST(steps("loss") == counted(1'000));
    BOOST_TEST(log.statistics().dropped == 0u);
}

BOOST_AUTO_TEST_CASE(a_disk_that_fails_is_reported_and_nothing_is_called_safe)
{
    told told;
    auto options = this->options();
    options.on_error = told.callback();
    const test::flush_fault fault;
    logger log(shared(), run, options);
    for (int step = 0; step != 100; ++step)
        log.metric("loss", step, step);
    BOOST_TEST(!log.flush_journal());
    BOOST_TEST(told.says("cannot flush the journal '" + journal().string() + "': Input/output error"));
    // The server is what is left to be relied on.
    BOOST_TEST(log.flush(long_enough));
    BOOST_TEST(steps("loss") == counted(100));
    BOOST_TEST(api->points() == 100u);
    BOOST_TEST(!log.flush_journal());
}

BOOST_AUTO_TEST_CASE(sync_sends_nothing_that_the_disk_may_lose)
{
    go_down();
    leave_behind(0, 10);
    come_back();
    const auto before = api->points();
    {
        const test::flush_fault fault;
        BOOST_TEST(logging::sync(journal(), shared()).error().message.starts_with("cannot flush the journal"));
    }
    BOOST_TEST(api->points() == before);
    BOOST_TEST(logging::sync(journal(), shared()).value().sent == 10u);
    BOOST_TEST(steps("loss") == counted(10));
}

BOOST_AUTO_TEST_CASE(says_at_its_end_what_could_not_be_written)
{
    const file_size_limit full(4'096);
    auto options = this->options();
    options.use_stderr = true;
    const redirected_stderr said(*this / "said");
    logger log(shared(), run, options);
    for (int step = 0; step != 100; ++step)
        log.metric("loss", step, step);
    BOOST_TEST(log.flush(long_enough));
    for (int step = 100; step != 1'000; ++step)
        log.metric("loss", step, step);
    BOOST_TEST(!log.flush_journal());
    BOOST_TEST(!log.close(long_enough));
    BOOST_TEST(fs::exists(journal()));
    BOOST_TEST(said.text().find(" of them could not be written to '" + journal().string() + "' and are lost\n") !=
               std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_server_may_know_more_than_a_journal_that_was_shortened)
{
    go_down();
    leave_behind(0, 10);
    come_back();
    know(100);
    BOOST_TEST(logging::sync(journal(), shared(), {.keep = true}).value().known == 10u);
    logger log(shared(), run, options());
    for (int step = 10; step != 15; ++step)
        log.metric("loss", step, step);
    BOOST_TEST(log.flush(long_enough));
    BOOST_TEST((steps("loss") == std::vector<std::int64_t>{10, 11, 12, 13, 14}));
    BOOST_TEST(log.close(long_enough));
    BOOST_TEST(!fs::exists(journal()));
}

BOOST_AUTO_TEST_CASE(a_damaged_journal_is_reported_and_kept)
{
    leave_behind_damaged();
    told told;
    auto options = this->options();
    options.on_error = told.callback();
    {
        logger log(shared(), run, options);
        log.metric("loss", 6, 6);
        BOOST_TEST(log.flush(long_enough));
        log.metric("loss", 7, 7);
        BOOST_TEST(log.close(long_enough));
    }
    BOOST_TEST((steps("loss") == std::vector<std::int64_t>{3, 4, 5, 6, 7}));
    BOOST_TEST(fs::exists(journal()));
    BOOST_TEST(told.says("the journal '" + journal().string() + "' is damaged"));
    BOOST_TEST(told.count() == 1u);
}

BOOST_AUTO_TEST_CASE(waits_for_no_record_that_cannot_be_read)
{
    go_down();
    leave_behind(0, 3);
    come_back();
    auto text = test::get(journal());
    text[text.find("loss")] = 'b';
    test::put(journal(), text);
    logger log(shared(), run, options());
    BOOST_TEST(log.flush(long_enough));
    BOOST_TEST(log.close(long_enough));
    BOOST_TEST(fs::exists(journal()));
}

BOOST_AUTO_TEST_CASE(sync_passes_a_record_by_that_breaks_the_server)
{
    go_down();
    leave_behind(0, 10);
    come_back();
    api->on_batch = [](const auto& batch) -> std::optional<error> {
        for (const auto& metric : batch.metrics)
            if (metric.step == 7)
                return error{errc::internal_error, "division by seven"};
        return std::nullopt;
    };
    const auto report = logging::sync(journal(), shared(), {.retry_wait = 1ms}).value();
    BOOST_TEST(report.refused == 1u);
    BOOST_TEST(report.sent == 9u);
    BOOST_TEST(tags().empty());
}

BOOST_AUTO_TEST_CASE(sync_brings_what_was_left_behind)
{
    go_down();
    leave_behind(0, 2'500);
    BOOST_TEST(logging::sync(journal(), shared()).has_error());
    BOOST_TEST(fs::exists(journal()));
    come_back();
    const auto report = logging::sync(journal(), shared(), {.keep = true}).value();
    BOOST_TEST(report.sent == 2'500u);
    BOOST_TEST(report.known == 0u);
    BOOST_TEST(report.run_id.value == run.value);
    BOOST_TEST(!report.removed);
    BOOST_TEST(steps("loss") == counted(2'500));
    const auto points = api->points();
    const auto again = logging::sync(journal(), shared()).value();
    BOOST_TEST(api->points() == points);
    BOOST_TEST(again.sent == 0u);
    BOOST_TEST(again.known == 2'500u);
    BOOST_TEST(again.removed);
    BOOST_TEST(!fs::exists(journal()));
    BOOST_TEST(!has_number_tag());
    BOOST_TEST(logging::journals_in(path()).value().empty());
}

BOOST_AUTO_TEST_CASE(sync_says_how_far_it_is)
{
    go_down();
    leave_behind(0, 2'500);
    come_back();
    std::vector<std::uint64_t> reached;
    const auto note = [&](std::uint64_t dealt, std::uint64_t total) {
        BOOST_TEST(total == 2'500u);
        reached.push_back(dealt);
    };
    know(500);
    logging::sync(journal(), shared(), {.on_progress = note}).value();
    BOOST_TEST_REQUIRE(reached.size() >= 2u); // A request does not hold all.
    BOOST_TEST(std::is_sorted(reached.begin(), reached.end()));
    BOOST_TEST(reached.front() > 500u);
    BOOST_TEST(reached.back() == 2'500u);
}

BOOST_AUTO_TEST_CASE(sync_ends_a_run_that_was_left_running_when_it_shall)
{
    go_down();
    leave_behind(0, 10);
    come_back();
    const auto info = [this] { return api->get_run({.run_id = run}).run.info; };
    BOOST_TEST(!logging::sync(journal(), shared(), {.keep = true}).value().ended);
    BOOST_TEST((info().status == schema::run_status::RUNNING));
    const auto last_change = 1'234'567'890'123ms;
    fs::last_write_time(journal(), std::chrono::file_clock::from_sys(std::chrono::sys_time(last_change)));
    const logging::sync_options failed{.keep = true, .end_status = schema::run_status::FAILED};
    BOOST_TEST(logging::sync(journal(), shared(), failed).value().ended);
    BOOST_TEST((info().status == schema::run_status::FAILED));
    BOOST_TEST(info().end_time->value == last_change.count());
    // A run that has ended keeps its end.
    BOOST_TEST(!logging::sync(journal(), shared(), {.end_status = schema::run_status::KILLED}).value().ended);
    BOOST_TEST((info().status == schema::run_status::FAILED));
}

BOOST_AUTO_TEST_CASE(sync_leaves_the_journal_of_a_logger_alone)
{
    logger log(shared(), run, options());
    BOOST_TEST((logging::sync(journal(), shared()).error().code == errc::resource_conflict));
}

BOOST_AUTO_TEST_CASE(sync_keeps_a_damaged_journal)
{
    leave_behind_damaged();
    const auto report = logging::sync(journal(), shared()).value();
    BOOST_TEST(report.sent == 3u);
    BOOST_TEST(report.damage.bytes != 0u);
    BOOST_TEST(report.damage.records == 3u);
    BOOST_TEST(!report.removed);
    BOOST_TEST((steps("loss") == std::vector<std::int64_t>{3, 4, 5}));
}

BOOST_AUTO_TEST_CASE(sync_brings_a_journal_without_its_header_to_the_run_that_it_is_named_after)
{
    go_down();
    leave_behind(0, 10);
    come_back();
    auto text = test::get(journal());
    text[text.find("journal_id")] = 'x';
    const auto other = *this / "none.mltrack-journal";
    test::put(other, text);
    const auto refused = logging::sync(other, shared()).error();
    BOOST_TEST((refused.code == errc::resource_does_not_exist));
    BOOST_TEST(refused.message.find("there is no run 'none' as its name says") != std::string::npos);
    BOOST_TEST(test::get(other) == text);
    const auto nameless = *this / "nameless";
    test::put(nameless, text);
    BOOST_TEST(logging::sync(nameless, shared()).error().message.find("rename it") != std::string::npos);

    test::put(journal(), text);
    const auto report = logging::sync(journal(), shared()).value();
    BOOST_TEST(report.run_id.value == run.value);
    BOOST_TEST(report.sent == 10u);
    BOOST_TEST(report.damage.bytes != 0u);
    BOOST_TEST(!report.removed);
    BOOST_TEST(steps("loss") == counted(10));
    const auto points = api->points();
    BOOST_TEST(logging::sync(journal(), shared()).value().known == 10u);
    BOOST_TEST(api->points() == points);
}

BOOST_AUTO_TEST_CASE(sync_makes_the_run_of_a_logger_that_was_offline_once)
{
    fs::path file;
    {
        logger log(offline_run{.experiment_name = "away", .run_name = "boat"}, options());
        file = log.journal();
        log.metric("loss", 0.5, 1);
        log.param("lr", "0.1");
        BOOST_TEST(!log.flush(long_enough));
        log.end_run(schema::run_status::FINISHED);
        BOOST_TEST(!log.close(long_enough));
    }
    const auto copy = test::get(file);
    const auto report = logging::sync(file, shared(), {.keep = true}).value();
    // A sync that was killed after it had made the run left the journal as it was.
    test::put(file, copy);
    BOOST_TEST(logging::sync(file, shared()).value().run_id.value == report.run_id.value);
    BOOST_TEST(!fs::exists(file));
    const auto made = api->get_run({.run_id = report.run_id}).run;
    BOOST_TEST(made.info.run_name == "boat");
    BOOST_TEST((made.info.status == schema::run_status::FINISHED));
    BOOST_TEST(made.info.end_time.has_value());
    BOOST_TEST(made.data.metrics.size() == 1u);
    const auto experiment = api->get_experiment_by_name({.experiment_name = "away"}).experiment.experiment_id;
    BOOST_TEST(api->search_runs({.experiment_ids = {experiment}}).runs.size() == 1u);
}

BOOST_AUTO_TEST_CASE(offline_needs_a_folder)
{
    auto options = this->options();
    options.journal.clear();
    BOOST_CHECK_THROW(logger(offline_run{}, options), exception);
}

BOOST_AUTO_TEST_CASE(the_child_of_a_fork_logs_nothing)
{
    logger log(shared(), run, options());
    log.metric("loss", 0, 0);
    const auto child = ::fork();
    if (child == 0) {
        log.metric("loss", 1, 1);
        log.param("a", "b");
        const bool settled = log.flush(1ms) || log.flush_journal() || log.close(1ms);
        { // Its end touches neither threads nor files of the parent.
            const logger moved(std::move(log));
        }
        ::_exit(settled ? 1 : 0);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    BOOST_TEST(status == 0);
    log.metric("loss", 1, 1);
    BOOST_TEST(log.flush(long_enough));
    BOOST_TEST(steps("loss") == counted(2));
    BOOST_TEST(params().empty());
    BOOST_TEST(log.statistics().dropped == 0u);
}

BOOST_AUTO_TEST_CASE(many_runs_do_not_mix)
{
    std::vector<schema::id::run> runs;
    {
        std::vector<logger> logs;
        for (int number = 0; number != 8; ++number) {
            runs.push_back(api->create_run({.experiment_id = "0"}).run.info.run_id);
            logs.emplace_back(shared(), runs.back(), options());
        }
        for (int step = 0; step != 100; ++step)
            for (std::size_t index = 0; index != logs.size(); ++index)
                logs[index].metric("own", static_cast<double>(index), step);
    }
    for (std::size_t index = 0; index != runs.size(); ++index) {
        const auto history = api->get_metric_history({.run_id = runs[index], .metric_key = "own"}).metrics;
        BOOST_TEST(history.size() == 100u);
        for (const auto& each : history)
            BOOST_TEST(*each.value == static_cast<double>(index));
    }
}

BOOST_AUTO_TEST_SUITE_END()
