#include "fault_vfs.hpp"
#include <mltrack/store/sqlite.hpp>
#include <mltrack/store/tracking_store.hpp>
#include <tests/temporary_folder.hpp>

#include <boost/test/unit_test.hpp>

#include <functional>
#include <memory>
#include <string>
#include <vector>

using namespace mltrack;
namespace fs = std::filesystem;

namespace {

const schema::id::run run_id{"0123456789abcdef0123456789abcdef"};

/// Some work on a store and how much of it is there afterwards.
struct step
{
    std::string name;
    std::function<result<void>(store::any_store&)> act;
    std::function<std::size_t(store::any_store&)> parts_there;
    std::size_t parts = 1; ///< How many there are when all is done.
    bool reads_only = false;
};

step logging(const std::string& name, std::size_t count)
{
    const auto act = [=](store::any_store& store) {
        std::vector<schema::metric> metrics;
        std::vector<schema::param> params;
        std::vector<schema::run_tag> tags;
        for (std::size_t index = 0; index != count; ++index) {
            const auto key = name + std::to_string(index);
            metrics.push_back({name, 1.0, schema::metric_time(1), static_cast<std::int64_t>(index)});
            params.push_back({key, "value"});
            tags.push_back({key, "value"});
        }
        return store.append(run_id, {metrics, params, tags, {}});
    };
    const auto parts_there = [=](store::any_store& store) {
        const auto run = store.find_run(run_id).value().value();
        std::size_t found = store.metric_history(run_id, name, {0, 10'000}).value().size();
        for (const auto& param : run.data.params)
            found += std::string_view(*param.key).starts_with(name);
        for (const auto& tag : run.data.tags)
            found += std::string_view(*tag.key).starts_with(name);
        for (const auto& metric : run.data.metrics)
            found += *metric.key == name && metric.step == static_cast<std::int64_t>(count) - 1;
        return found;
    };
    return {"log " + name, act, parts_there, 3 * count + 1};
}

step creating_a_run(const std::string& id)
{
    const auto act = [=](store::any_store& store) {
        schema::run run;
        run.info.run_id = run.info.run_uuid = id;
        run.info.experiment_id = "0";
        run.data.tags = {{"first", "1"}, {"second", "2"}};
        return store.create_run(run);
    };
    const auto parts_there = [=](store::any_store& store) -> std::size_t {
        const auto run = store.find_run(id).value();
        return run ? 1 + run->data.tags.size() : 0;
    };
    return {"create run " + id, act, parts_there, 3};
}

step creating_an_experiment(const std::string& name)
{
    const auto act = [=](store::any_store& store) -> result<void> {
        schema::experiment experiment;
        experiment.name = name;
        experiment.tags = {{"tag", "value"}};
        MLTRACK_CHECK(store.create_experiment(experiment, "root"));
        return {};
    };
    const auto parts_there = [=](store::any_store& store) -> std::size_t {
        const auto experiment = store.find_experiment_by_name(name).value();
        return experiment ? 1 + experiment->tags.size() : 0;
    };
    return {"create experiment " + name, act, parts_there, 2};
}

step ending_the_run()
{
    const auto act = [](store::any_store& store) {
        store::run_change change;
        change.status = schema::run_status::FINISHED;
        change.end_time = 77;
        change.tags = {{"ended", "yes"}};
        return store.update_run(run_id, change);
    };
    const auto parts_there = [](store::any_store& store) {
        const auto run = store.find_run(run_id).value().value();
        std::size_t found = (run.info.status == schema::run_status::FINISHED) + (run.info.end_time == 77);
        for (const auto& tag : run.data.tags)
            found += *tag.key == "ended";
        return found;
    };
    return {"end the run", act, parts_there, 3};
}

/// A step that leaves nothing behind.
step reading()
{
    return {"read",
            [](store::any_store& store) -> result<void> {
                MLTRACK_TRY(const auto run, store.find_run(run_id));
                BOOST_TEST(run.has_value());
                return {};
            },
            [](store::any_store&) -> std::size_t { return 1; }, 1, true};
}

std::vector<step> script()
{
    return {reading(),
            creating_an_experiment("second"),
            logging("one", 1),
            logging("many", 100),
            creating_a_run("another"),
            ending_the_run(),
            reading()};
}

/// A database with an experiment and a run, made anew for each fault.
struct fixture
{
    test::temporary_folder folder;
    fs::path original = folder / "original.db";
    fs::path file = folder / "store.db";
    test::fault_vfs vfs;

    fixture()
    {
        const auto made = open(original).value();
        schema::experiment experiment;
        experiment.name = "first";
        BOOST_TEST_REQUIRE(made->create_experiment(experiment, "root").has_value());
        schema::run run;
        run.info.run_id = run.info.run_uuid = run_id;
        run.info.experiment_id = "0";
        BOOST_TEST_REQUIRE(made->create_run(run).has_value());
    }

    static result<std::shared_ptr<store::sqlite>> open(const fs::path& file)
    {
        return store::sqlite::open({file, std::chrono::milliseconds(100)});
    }

    void start_anew() const
    {
        for (const auto* suffix : {"", "-wal", "-shm"})
            fs::remove(file.string() + suffix);
        fs::copy_file(original, file);
    }

    /// A copy of the file and its log as they are: what a program that was killed leaves.
    fs::path copy_of(const fs::path& database, const std::string& name) const
    {
        const auto copy = folder / name;
        for (const auto* suffix : {"", "-wal"}) {
            fs::remove(copy.string() + suffix);
            if (fs::exists(database.string() + suffix))
                fs::copy_file(database.string() + suffix, copy.string() + suffix);
        }
        return copy;
    }
};

void check_is_clear(const error& failure, const fs::path& file)
{
    BOOST_TEST(failure.message.find("'" + file.string() + "'") != std::string::npos, failure.message);
    BOOST_TEST(failure.message.find("SQLite: ") != std::string::npos, failure.message);
}

/// A script that was run, and which of its steps succeeded.
struct trial
{
    std::vector<step> steps = script();
    std::vector<bool> done;

    void run(store::any_store& store, const fs::path& file)
    {
        for (const auto& step : steps) {
            const auto outcome = step.act(store);
            done.push_back(outcome.has_value());
            if (outcome.has_error())
                check_is_clear(outcome.error(), file);
        }
    }

    /// What succeeded is there, what failed is absent.
    void check(store::any_store& store) const
    {
        check(store, [](std::size_t) { return false; });
    }

    /// The same in what a program leaves that is killed: a write whose sync failed may be there, but not a part of it.
    void check_left(store::any_store& store) const
    {
        check(store, [&](std::size_t index) { return !done[index]; });
    }

private:
    void check(store::any_store& store, const std::function<bool(std::size_t)>& may_be_there) const
    {
        for (std::size_t index = 0; index != steps.size(); ++index) {
            const auto& step = steps[index];
            const auto found = step.parts_there(store);
            const bool as_told = found == (done[index] || step.reads_only ? step.parts : 0);
            BOOST_TEST((as_told || (found == step.parts && may_be_there(index))),
                       step.name << ": " << found << " of " << step.parts << " parts are there, and it "
                                 << (done[index] ? "succeeded" : "failed"));
        }
    }
};

/// Opens the file; where the fault lets that fail, it ends.
std::shared_ptr<store::sqlite> open_at_last(fixture& at)
{
    auto opened = at.open(at.file);
    if (opened.has_error()) {
        check_is_clear(opened.error(), at.file);
        BOOST_TEST_REQUIRE(at.vfs.disarm());
        opened = at.open(at.file);
    }
    BOOST_TEST_REQUIRE(opened.has_value(), opened.error().message);
    return std::move(opened).value();
}

/// Runs the script while a fault happens in it; false when the script ended before.
bool survives(fixture& at, const test::fault& wanted)
{
    at.start_anew();
    at.vfs.arm(wanted);
    auto store = open_at_last(at);
    trial trial;
    trial.run(*store, at.file);
    const bool happened = at.vfs.disarm();

    trial.check_left(*at.open(at.copy_of(at.file, "left.db")).value());
    trial.check(*store);
    const auto after = logging("after", 10);
    BOOST_TEST_REQUIRE(after.act(*store).has_value(), "the store does not serve again");
    store.reset();
    store = at.open(at.file).value();
    trial.check(*store);
    BOOST_TEST(after.parts_there(*store) == after.parts);
    return happened;
}

/// Lets each operation of a kind fail in turn.
void sweep(fixture& at, test::file_operation operation, int code, bool persists)
{
    int number = 0;
    for (bool happened = true; happened;) {
        ++number;
        BOOST_TEST_CONTEXT("operation " << number << " of its kind fails" << (persists ? " and all after it" : ""))
        {
            happened = survives(at, {operation, number, code, persists});
        }
    }
    BOOST_TEST(number > 5); // There were some.
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(store_sqlite_faults, fixture)

BOOST_AUTO_TEST_CASE(a_write_that_fails_leaves_nothing_behind)
{
    sweep(*this, test::file_operation::write, SQLITE_IOERR_WRITE, false);
}

BOOST_AUTO_TEST_CASE(a_disk_that_stays_full_leaves_nothing_behind)
{
    sweep(*this, test::file_operation::write, SQLITE_FULL, true);
}

BOOST_AUTO_TEST_CASE(a_sync_that_fails_leaves_nothing_behind)
{
    sweep(*this, test::file_operation::sync, SQLITE_IOERR_FSYNC, false);
}

BOOST_AUTO_TEST_CASE(a_disk_that_does_not_sync_any_more_is_told)
{
    sweep(*this, test::file_operation::sync, SQLITE_IOERR_FSYNC, true);
}

BOOST_AUTO_TEST_CASE(a_file_that_does_not_open_is_told)
{
    sweep(*this, test::file_operation::open, SQLITE_CANTOPEN, false);
}

BOOST_AUTO_TEST_CASE(files_that_do_not_open_any_more_are_told)
{
    sweep(*this, test::file_operation::open, SQLITE_CANTOPEN, true);
}

BOOST_AUTO_TEST_CASE(what_was_acknowledged_outlives_a_power_cut)
{
    start_anew();
    fs::create_directory(folder / "images");
    vfs.keep_images(folder / "images", file);
    const auto store = open(file).value();
    auto steps = script();
    for (int number = 0; number != 20; ++number) // More than the log holds until it is carried over into the file.
        steps.push_back(logging("much " + std::string(1, static_cast<char>('a' + number)), 1000));
    const auto check_left = [&](std::size_t done) {
        const auto left = open(copy_of(folder / "images" / file.filename(), "left.db")).value();
        BOOST_TEST(steps[done].parts_there(*left) == steps[done].parts, steps[done].name << " is not there whole");
    };
    for (std::size_t done = 0; done != steps.size(); ++done) {
        BOOST_TEST_REQUIRE(steps[done].act(*store).has_value());
        check_left(done);
    }
    for (std::size_t done = 0; done != steps.size(); ++done)
        check_left(done);
}

BOOST_AUTO_TEST_SUITE_END()
