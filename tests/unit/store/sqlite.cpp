#include <mltrack/query/parser.hpp>
#include <mltrack/store/sql/row.hpp>
#include <mltrack/store/sqlite.hpp>
#include <mltrack/store/sqlite/connection.hpp>
#include <mltrack/store/tracking_store.hpp>
#include <tests/temporary_folder.hpp>

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <cmath>
#include <fcntl.h>
#include <fstream>
#include <string>
#include <sys/file.h>
#include <thread>
#include <unistd.h>
#include <vector>

using namespace mltrack;
namespace fs = std::filesystem;

namespace {

/// A store in a file of its own with one experiment and one run in it.
struct fixture
{
    test::temporary_folder folder;
    fs::path file = folder / "store.db";
    schema::id::run run{"0123456789abcdef0123456789abcdef"};

    std::shared_ptr<store::sqlite> open(std::chrono::milliseconds timeout = std::chrono::seconds(30))
    {
        return store::sqlite::open({file, timeout}).value();
    }

    std::shared_ptr<store::sqlite> open_with_run()
    {
        const auto store = open();
        schema::experiment experiment;
        experiment.name = "first";
        schema::run made;
        made.info.experiment_id = store->create_experiment(experiment, "root").value();
        made.info.run_id = made.info.run_uuid = run;
        made.info.run_name = "named";
        BOOST_TEST_REQUIRE(store->create_run(made).has_value());
        return store;
    }

    error open_error() { return store::sqlite::open({file}).error(); }

    /// Runs a statement on a connection of another program's.
    void execute(std::string_view sql, store::transaction_kind kind = store::transaction_kind::write) const
    {
        auto connection = store::sqlite_connection::open({file}, kind).value();
        BOOST_TEST_REQUIRE(store::relational::execute(connection, sql).has_value());
    }

    std::string value_of(std::string_view sql) const
    {
        auto connection = store::sqlite_connection::open({file}, store::transaction_kind::write).value();
        auto statement = connection.prepare(sql).value();
        BOOST_TEST_REQUIRE(statement.next().value());
        return std::string(statement.text(0));
    }
};

std::string bytes_of(const fs::path& file)
{
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

bool contains(const std::string& text, std::string_view part)
{
    return text.find(part) != std::string::npos;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(store_sqlite, fixture)

BOOST_AUTO_TEST_CASE(a_new_file_gets_the_schema)
{
    open();
    BOOST_TEST(value_of("SELECT version_num FROM alembic_version") == "dc11669786a5");
    BOOST_TEST(value_of("SELECT name || '|' || description FROM workspaces") ==
               "default|Default workspace for legacy resources");
    BOOST_TEST(value_of("SELECT COUNT(*) FROM experiments") == "0");
    BOOST_TEST(value_of("PRAGMA journal_mode") == "wal");
    BOOST_TEST(value_of("PRAGMA synchronous") == "2");
    BOOST_TEST(value_of("PRAGMA foreign_keys") == "1");
}

BOOST_AUTO_TEST_CASE(an_empty_file_gets_the_schema_too)
{
    std::ofstream(file).flush();
    BOOST_TEST(open()->find_experiment("0").value().has_value() == false);
    BOOST_TEST(value_of("SELECT version_num FROM alembic_version") == "dc11669786a5");
}

BOOST_AUTO_TEST_CASE(columns_that_mlflow_fills_are_filled)
{
    open_with_run();
    BOOST_TEST(
        value_of("SELECT source_type || '|' || source_name || '|' || entry_point_name || '|' || source_version || "
                 "'|' || name || '|' || status || '|' || lifecycle_stage FROM runs") ==
        "UNKNOWN||||named|RUNNING|active");
    BOOST_TEST(value_of("SELECT workspace || '|' || artifact_location FROM experiments") == "default|root/0");
}

BOOST_AUTO_TEST_CASE(everything_is_there_after_opening_anew)
{
    const std::vector<schema::metric> metrics{{"loss", 0.5, 1, 2}, {"odd", std::nan(""), 1, 2}};
    const std::vector<schema::param> params{{"lr", "0.1"}};
    const std::vector<schema::run_tag> tags{{"env", "prod"}};
    BOOST_TEST_REQUIRE(open_with_run()->append(run, {metrics, params, tags, "renamed"}).has_value());
    const auto found = open()->find_run(run).value().value();
    BOOST_TEST(found.info.run_name == "renamed");
    BOOST_TEST(found.data.metrics.size() == 2u);
    BOOST_TEST((found.data.params == params));
    BOOST_TEST((found.data.tags == tags));
}

BOOST_AUTO_TEST_CASE(a_run_without_a_name_has_that_of_its_tag)
{
    const auto store = open_with_run();
    execute("UPDATE runs SET name = NULL");
    execute("INSERT INTO tags (key, value, run_uuid) SELECT 'mlflow.runName', 'old', run_uuid FROM runs");
    BOOST_TEST(store->find_run_info(run).value()->run_name == "old");
    BOOST_TEST(store->find_run(run).value()->info.run_name == "old");
}

BOOST_AUTO_TEST_CASE(stores_on_one_file_see_what_the_other_commits)
{
    const auto first = open_with_run();
    const auto second = open();
    const std::vector<schema::run_tag> tags{{"k", "from second"}};
    BOOST_TEST(second->find_run_info(run).value().has_value());
    BOOST_TEST_REQUIRE(second->append(run, {{}, {}, tags, {}}).has_value());
    BOOST_TEST((first->find_run(run).value()->data.tags == tags));

    // The latest value is the later of both, whoever wrote it.
    const std::vector<schema::metric> late{{"loss", 1.0, 0, 9}};
    const std::vector<schema::metric> early{{"loss", 2.0, 0, 3}};
    BOOST_TEST_REQUIRE(first->append(run, {late, {}, {}, {}}).has_value());
    BOOST_TEST_REQUIRE(second->append(run, {early, {}, {}, {}}).has_value());
    BOOST_TEST(*first->find_run(run).value()->data.metrics.at(0).value == 1.0);
    schema::experiment experiment;
    experiment.name = "second";
    BOOST_TEST(second->create_experiment(experiment, "root").value().value == "1");
    experiment.name = "third";
    BOOST_TEST(first->create_experiment(experiment, "root").value().value == "2");
}

BOOST_AUTO_TEST_CASE(threads_and_stores_write_the_same_rows_at_once)
{
    const auto stores = {open_with_run(), open()};
    std::atomic<int> failures = 0;
    std::vector<std::thread> threads;
    for (const auto& store : stores)
        for (int thread = 0; thread != 3; ++thread)
            threads.emplace_back([&, thread] {
                for (int step = 0; step != 20; ++step) {
                    const std::vector<schema::metric> metrics{{"loss", 1.0 * thread, 0, step}};
                    const std::vector<schema::param> params{{"p", "same"}};
                    const std::vector<schema::run_tag> tags{{"k", std::to_string(thread)}};
                    if (!store->append(run, {metrics, params, tags, {}}) || !store->find_run(run))
                        ++failures;
                }
            });
    for (auto& thread : threads)
        thread.join();
    BOOST_TEST(failures == 0);
    const auto found = open()->find_run(run).value().value();
    BOOST_TEST(found.data.metrics.at(0).step == 19);
    BOOST_TEST(*found.data.metrics.at(0).value == 2.0);
    BOOST_TEST(found.data.tags.size() == 1u);
    BOOST_TEST(open()->metric_history(run, "loss", {0, 1000}).value().size() == 60u);
}

BOOST_AUTO_TEST_CASE(a_reader_does_not_wait_for_a_writer)
{
    const auto store = open_with_run();
    auto other = store::sqlite_connection::open({file}, store::transaction_kind::write).value();
    BOOST_TEST_REQUIRE(other.begin(store::transaction_kind::write, store::patience::usual).has_value());
    BOOST_TEST(store->find_run_info(run).value().has_value());
    other.rollback();
}

BOOST_AUTO_TEST_CASE(a_file_that_stays_locked_is_unavailable)
{
    open_with_run();
    const auto store = open(std::chrono::milliseconds(1));
    auto other = store::sqlite_connection::open({file}, store::transaction_kind::write).value();
    BOOST_TEST_REQUIRE(other.begin(store::transaction_kind::write, store::patience::usual).has_value());
    const auto refused = store->append(run, {{}, {}, {}, "x"});
    BOOST_TEST((refused.error().code == errc::temporarily_unavailable));
    BOOST_TEST(contains(refused.error().message, "locked by another program for more than 1 ms"));
    other.rollback();
    BOOST_TEST(store->append(run, {{}, {}, {}, "x"}).has_value());
}

BOOST_AUTO_TEST_CASE(a_run_needs_its_experiment)
{
    const auto store = open_with_run();
    schema::run stray;
    stray.info.run_id = "stray";
    stray.info.experiment_id = "77";
    BOOST_TEST((store->create_run(stray).error().code == errc::bad_request));
    stray.info.experiment_id = "none";
    BOOST_TEST((store->create_run(stray).error().code == errc::resource_does_not_exist));
}

BOOST_AUTO_TEST_CASE(a_run_is_not_made_by_halves)
{
    const auto store = open_with_run();
    schema::run twice;
    twice.info.run_id = "twice";
    twice.info.experiment_id = "0";
    twice.data.tags = {{"k", "1"}, {"k", "2"}};
    BOOST_TEST((store->create_run(twice).error().code == errc::bad_request));
    BOOST_TEST(!store->find_run_info("twice").value());
}

BOOST_AUTO_TEST_CASE(runs_are_found_by_data_sets)
{
    const auto store = open_with_run();
    schema::run other;
    other.info.run_id = "other";
    other.info.experiment_id = "0";
    BOOST_TEST_REQUIRE(store->create_run(other).has_value());
    const auto add_dataset = [&](const std::string& name, const std::string& target, const std::string& context) {
        execute("INSERT INTO datasets VALUES ('" + name + "', 0, '" + name + "', 'd-" + name +
                "', 't', 's', '', '') "
                "ON CONFLICT DO NOTHING");
        execute("INSERT INTO inputs VALUES ('" + name + target + "', 'DATASET', '" + name + "', 'RUN', '" + target +
                "', 0)");
        if (!context.empty())
            execute("INSERT INTO input_tags VALUES ('" + name + target + "', 'mlflow.data.context', '" + context +
                    "')");
    };
    add_dataset("ds1", run.value, "train");
    add_dataset("ds1", "other", "test");
    add_dataset("ds2", "other", "train");
    const auto count = [&](std::string_view text) {
        const auto filter = query::parse_run_filter(text).value();
        const auto order = query::run_order({}).value();
        const std::vector<schema::id::experiment> experiments{"0"};
        return store->search_runs({experiments, filter, order, schema::view_type::ALL, {0, 10}}).value().size();
    };
    BOOST_TEST(count("dataset.name = 'ds1'") == 2u);
    BOOST_TEST(count("dataset.name = 'ds1' AND dataset.context = 'train'") == 2u);
    BOOST_TEST(count("dataset.context = 'test'") == 1u);
    BOOST_TEST(count("dataset.name NOT IN ('ds1')") == 1u);
    BOOST_TEST(count("datasets.digest LIKE 'd-%2'") == 1u);
    BOOST_TEST(count("dataset.digest = 'ds1'") == 0u);
}

BOOST_AUTO_TEST_CASE(large_pages_are_loaded_in_parts)
{
    const auto store = open_with_run();
    execute("WITH RECURSIVE numbers(n) AS (VALUES (0) UNION ALL SELECT n + 1 FROM numbers WHERE n < 699) "
            "INSERT INTO runs (run_uuid, experiment_id, lifecycle_stage, start_time) "
            "SELECT 'run' || n, 0, 'active', n + 1 FROM numbers");
    execute("INSERT INTO tags (key, value, run_uuid) SELECT 'number', start_time - 1, run_uuid FROM runs "
            "WHERE run_uuid LIKE 'run%'");
    const query::filter all;
    const auto order = query::run_order({}).value();
    const std::vector<schema::id::experiment> experiments{"0"};
    const auto found = store->search_runs({experiments, all, order, schema::view_type::ALL, {0, 1000}}).value();
    BOOST_TEST_REQUIRE(found.size() == 701u);
    for (int number = 0; number != 700; ++number)
        BOOST_TEST(found[699 - number].data.tags.at(0).value == std::to_string(number));
}

BOOST_AUTO_TEST_CASE(another_revision_is_refused)
{
    open();
    execute("UPDATE alembic_version SET version_num = '75868b020152'");
    auto refused = open_error();
    BOOST_TEST((refused.code == errc::invalid_state));
    BOOST_TEST(contains(refused.message, "'75868b020152'"));
    BOOST_TEST(contains(refused.message, "'dc11669786a5'"));
    BOOST_TEST(contains(refused.message, "'mlflow db upgrade sqlite:///" + file.string() + "'"));
    execute("UPDATE alembic_version SET version_num = 'eeeeeeeeeeee'");
    refused = open_error();
    BOOST_TEST((refused.code == errc::invalid_state));
    BOOST_TEST(contains(refused.message, "'eeeeeeeeeeee'"));
    BOOST_TEST(contains(refused.message, "newer mltrack"));
    BOOST_TEST(value_of("SELECT version_num FROM alembic_version") == "eeeeeeeeeeee");
}

BOOST_AUTO_TEST_CASE(other_databases_are_refused)
{
    execute("CREATE TABLE mine (x)");
    BOOST_TEST((open_error().code == errc::invalid_state));
    BOOST_TEST(contains(open_error().message, "no table alembic_version"));
    execute("CREATE TABLE alembic_version (version_num VARCHAR(32))");
    BOOST_TEST(contains(open_error().message, "without a revision"));
    execute("INSERT INTO alembic_version VALUES ('dc11669786a5')");
    BOOST_TEST(contains(open_error().message, "without its table experiments"));
}

BOOST_AUTO_TEST_CASE(a_refused_file_stays_as_it_was)
{
    // Without a write-ahead log, which a connection that reads does not turn on.
    execute("CREATE TABLE mine (x)", store::transaction_kind::read);
    auto before = bytes_of(file);
    BOOST_TEST((open_error().code == errc::invalid_state));
    BOOST_TEST((bytes_of(file) == before));

    // With a log that is not in the file yet.
    const auto copy = folder / "copy.db";
    file = folder / "live.db";
    {
        const auto writer = open();
        execute("UPDATE alembic_version SET version_num = '75868b020152'");
        fs::copy(file, copy);
        fs::copy(file.string() + "-wal", copy.string() + "-wal");
    }
    file = copy;
    before = bytes_of(file);
    const auto log = bytes_of(file.string() + "-wal");
    BOOST_TEST_REQUIRE(!log.empty());
    BOOST_TEST(contains(open_error().message, "'75868b020152'"));
    BOOST_TEST((bytes_of(file) == before));
    BOOST_TEST((bytes_of(file.string() + "-wal") == log));
}

BOOST_AUTO_TEST_CASE(a_look_leaves_no_files_behind)
{
    open();
    const auto look = [this] {
        auto connection = store::sqlite_connection::open({file}, store::transaction_kind::read).value();
        auto statement = connection.prepare("SELECT version_num FROM alembic_version").value();
        BOOST_TEST(statement.next().value());
    };
    const auto before = bytes_of(file);
    look();
    fs::create_symlink(file, folder / "link.db");
    file = folder / "link.db";
    look();
    BOOST_TEST((bytes_of(file) == before));
    BOOST_TEST(std::distance(fs::directory_iterator(folder / ""), {}) == 2);
}

BOOST_AUTO_TEST_CASE(experiments_of_other_workspaces_are_refused)
{
    open_with_run();
    execute("UPDATE experiments SET workspace = 'other'");
    BOOST_TEST((open_error().code == errc::invalid_state));
    BOOST_TEST(contains(open_error().message, "outside the workspace 'default'"));
}

BOOST_AUTO_TEST_CASE(other_files_are_refused)
{
    std::ofstream(file) << std::string(1000, 'x');
    BOOST_TEST((open_error().code == errc::invalid_state));
    BOOST_TEST(contains(open_error().message, "is no SQLite database"));
    BOOST_TEST(fs::file_size(file) == 1000u);
}

BOOST_AUTO_TEST_CASE(a_path_that_is_no_files_is_refused)
{
    const auto refuses = [this](const fs::path& path, const std::string& why) {
        file = path;
        BOOST_TEST((open_error().code == errc::invalid_parameter_value));
        BOOST_TEST(contains(open_error().message, why), open_error().message);
    };
    refuses("", "no database file is named");
    refuses(":memory:", "use mltrack::store::memory");
    refuses(folder / "", "is a folder: name a file in it");
    refuses(folder / "no/such/store.db", "make it first: mkdir -p '" + (folder / "no/such").string() + "'");
    BOOST_TEST(!fs::exists(folder / "no"));
}

BOOST_AUTO_TEST_CASE(a_file_that_cannot_be_opened_is_named)
{
    std::ofstream(folder / "file").flush();
    file = folder / "file" / "below.db";
    BOOST_TEST((open_error().code == errc::internal_error));
    BOOST_TEST(contains(open_error().message, "cannot be opened"));
}

BOOST_AUTO_TEST_CASE(a_file_has_one_server)
{
    const auto store = open();
    fs::create_symlink(file, folder / "link.db");
    const auto linked = store::sqlite::open({folder / "link.db"}).value();
    auto first = store->lock_for_server();
    BOOST_TEST_REQUIRE(first.has_value());
    for (const auto& other : {store, linked}) {
        const auto second = other->lock_for_server();
        BOOST_TEST_REQUIRE(second.has_error());
        BOOST_TEST((second.error().code == errc::resource_conflict));
        BOOST_TEST(contains(second.error().message, "process id " + std::to_string(::getpid()) + " "));
        BOOST_TEST(contains(second.error().message, "'" + file.string() + "'"));
    }
    first.value().reset();
    BOOST_TEST(!fs::exists(file.string() + ".mltrack-lock"));
    BOOST_TEST(linked->lock_for_server().has_value());
}

BOOST_AUTO_TEST_CASE(the_lock_file_of_a_killed_server_is_in_nobodys_way)
{
    const auto store = open();
    const auto lock_file = file.string() + ".mltrack-lock";
    std::ofstream(lock_file) << "123456789";
    const auto lock = store->lock_for_server();
    BOOST_TEST_REQUIRE(lock.has_value());
    std::string holder;
    std::ifstream(lock_file) >> holder;
    BOOST_TEST(holder == std::to_string(::getpid()));
}

BOOST_AUTO_TEST_CASE(who_has_the_lock_has_its_file)
{
    open();
    std::atomic<int> taken = 0;
    std::atomic<int> without_file = 0;
    std::vector<std::jthread> threads;
    for (int thread = 0; thread != 4; ++thread)
        threads.emplace_back([&] {
            for (int round = 0; round != 1000; ++round)
                if (const auto lock = store::lock_for_server(file); lock.has_value()) {
                    ++taken;
                    without_file += !fs::exists(file.string() + ".mltrack-lock");
                }
        });
    threads.clear();
    BOOST_TEST(taken != 0);
    BOOST_TEST(without_file == 0);
}

BOOST_AUTO_TEST_CASE(who_asks_for_a_server_keeps_none_from_starting)
{
    open();
    const auto lock_file = file.string() + ".mltrack-lock";
    std::atomic<int> refused = 0;
    std::jthread asking([&](const std::stop_token& enough) {
        while (!enough.stop_requested())
            store::server_of(file);
    });
    for (int round = 0; round != 500; ++round) {
        std::ofstream(lock_file) << "123456789"; // As a killed server leaves it.
        refused += store::lock_for_server(file).has_error();
    }
    BOOST_TEST(refused == 0);
}

BOOST_AUTO_TEST_CASE(a_lock_of_another_program_is_named)
{
    open();
    const auto lock_file = file.string() + ".mltrack-lock";
    const int held = ::open(lock_file.c_str(), O_RDWR | O_CREAT, 0600);
    BOOST_TEST_REQUIRE(::flock(held, LOCK_EX) == 0);
    const auto refused = store::lock_for_server(file);
    ::close(held);
    BOOST_TEST_REQUIRE(refused.has_error());
    BOOST_TEST((refused.error().code == errc::resource_conflict));
    BOOST_TEST(contains(refused.error().message, "another process holds '" + lock_file + "'"));
}

BOOST_AUTO_TEST_CASE(a_lock_file_that_is_a_symbolic_link_is_refused)
{
    open();
    std::ofstream(folder / "victim") << "123456789";
    fs::create_symlink(folder / "victim", file.string() + ".mltrack-lock");
    const auto refused = store::lock_for_server(file);
    BOOST_TEST_REQUIRE(refused.has_error());
    BOOST_TEST((refused.error().code == errc::internal_error));
    BOOST_TEST(contains(refused.error().message, "symbolic link"));
    std::string kept;
    std::ifstream(folder / "victim") >> kept;
    BOOST_TEST(kept == "123456789");

    const int held = ::open((folder / "victim").c_str(), O_RDONLY);
    BOOST_TEST_REQUIRE(::flock(held, LOCK_EX) == 0);
    BOOST_TEST(store::server_of(file) == "");
    ::close(held);
}

BOOST_AUTO_TEST_CASE(only_a_database_that_is_there_is_locked)
{
    const auto missing = store::lock_for_server(folder / "none.db");
    BOOST_TEST_REQUIRE(missing.has_error());
    BOOST_TEST(contains(missing.error().message, "none.db"));
    BOOST_TEST(!fs::exists(folder / "none.db.mltrack-lock"));
}

BOOST_AUTO_TEST_SUITE_END()
