#pragma once

#include "builders.hpp"
#include "logging.hpp"

#include <future>
#include <stdexcept>

/// @file
/// What a store must do that has transactions of several operations.

namespace mltrack::test::store_contract {

/// Does some work in a transaction.
inline void transact(store::any_store& store, const std::function<void()>& work)
{
    const auto committed = store.transact(work);
    BOOST_TEST_REQUIRE(committed.has_value(), committed.error().message);
}

inline std::size_t count_values(store::any_store& store, const schema::id::run& run, std::string_view key)
{
    return store.metric_history(run, key, all_rows).value().size();
}

inline void a_transaction_sees_itself_and_is_kept(store::any_store& store)
{
    BOOST_TEST(store.has_transactions());
    schema::id::run run;
    transact(store, [&] {
        const auto experiment = add_experiment(store, "e");
        BOOST_TEST(store.find_experiment(experiment).value()->name == "e");
        run = add_run(store, new_run(experiment, 1));
        const auto logged = metric("m", 1, 5);
        BOOST_TEST(store.append(run, {.metrics = std::span(&logged, 1)}).has_value());
        BOOST_TEST(store.find_run(run).value()->data.metrics.size() == 1u);
        BOOST_TEST(count_values(store, run, "m") == 1u);
        transact(store, [&] { BOOST_TEST(store.find_run_info(run).value().has_value()); });
    });
    BOOST_TEST(*store.find_run(run).value()->data.metrics.at(0).value == 1.0);
}

inline void an_operation_that_fails_is_undone_alone(store::any_store& store)
{
    const auto run = add_run(store, new_run(add_experiment(store, "e"), 1));
    const auto before = metric("before", 1);
    const auto refused = metric("refused", 1);
    const auto after = metric("after", 1);
    const schema::param first{"p", "1"};
    const schema::param conflicts[] = {{"q", "2"}, {"p", "2"}};
    transact(store, [&] {
        BOOST_TEST(store.append(run, {.metrics = std::span(&before, 1), .params = std::span(&first, 1)}).has_value());
        BOOST_TEST(store.append(run, {.metrics = std::span(&refused, 1), .params = conflicts}).has_error());
        BOOST_TEST(store.append("no run", {.metrics = std::span(&refused, 1)}).has_error());
        BOOST_TEST(store.append(run, {.metrics = std::span(&after, 1)}).has_value());
        BOOST_TEST(store.create_experiment(new_experiment("e"), "root").has_error());
    });
    const auto found = store.find_run(run).value();
    BOOST_TEST(found->data.params.size() == 1u);
    BOOST_TEST(found->data.metrics.size() == 2u);
    BOOST_TEST(count_values(store, run, "before") == 1u);
    BOOST_TEST(count_values(store, run, "refused") == 0u);
    BOOST_TEST(count_values(store, run, "after") == 1u);
}

inline void a_transaction_that_throws_is_undone(store::any_store& store)
{
    const auto run = add_run(store, new_run(add_experiment(store, "e"), 1));
    const auto kept = metric("m", 1, 1, 1);
    const auto undone = metric("m", 2, 2, 2);
    BOOST_TEST(store.append(run, {.metrics = std::span(&kept, 1)}).has_value());
    const auto work = [&] {
        BOOST_TEST(store.append(run, {.metrics = std::span(&undone, 1)}).has_value());
        add_experiment(store, "f");
        throw std::runtime_error("no more");
    };
    BOOST_CHECK_THROW(static_cast<void>(store.transact(work)), std::runtime_error);
    BOOST_TEST(!store.find_experiment_by_name("f").value());
    BOOST_TEST(count_values(store, run, "m") == 1u);
    BOOST_TEST(*store.find_run(run).value()->data.metrics.at(0).value == 1.0);

    const auto later = metric("m", 3, 3, 3); // What was undone is not remembered either.
    BOOST_TEST(store.append(run, {.metrics = std::span(&later, 1)}).has_value());
    BOOST_TEST(store.append(run, {.metrics = std::span(&undone, 1)}).has_value());
    BOOST_TEST(count_values(store, run, "m") == 3u);
    BOOST_TEST(*store.find_run(run).value()->data.metrics.at(0).value == 3.0);
}

/// A run that was active a moment ago may be so no more.
inline void a_run_that_is_deleted_takes_no_values(store::any_store& store)
{
    const auto experiment = add_experiment(store, "e");
    const auto run = add_run(store, new_run(experiment, 1));
    const auto value = metric("m", 1);
    const auto log = [&] { return store.append(run, {.metrics = std::span(&value, 1)}).has_value(); };
    const store::stage_change into_trash{schema::lifecycle_stage::deleted, 5};
    const store::stage_change out_of_it{schema::lifecycle_stage::active, 6};
    transact(store, [&] {
        BOOST_TEST(log());
        BOOST_TEST(store.update_run(run, {.stage = into_trash}).has_value());
        BOOST_TEST(!log());
        BOOST_TEST(store.update_run(run, {.stage = out_of_it}).has_value());
        BOOST_TEST(log());
        BOOST_TEST(store.move_experiment(experiment, into_trash).has_value());
        BOOST_TEST(!log());
    });
    BOOST_TEST(!log());
    BOOST_TEST(store.move_experiment(experiment, out_of_it).has_value());
    BOOST_TEST(log());
}

inline void others_see_a_transaction_whole(store::any_store& store)
{
    transact(store, [&] {
        add_experiment(store, "e");
        BOOST_TEST(!std::async(std::launch::async, [&] { return store.find_experiment_by_name("e").value(); }).get());
        auto hurried = std::async(std::launch::async, [&] { return store.transact([] {}, store::patience::none); });
        BOOST_TEST((hurried.get().error().code == errc::temporarily_unavailable));
    });
    BOOST_TEST(
        std::async(std::launch::async, [&] { return store.find_experiment_by_name("e").value(); }).get().has_value());
}

} // namespace mltrack::test::store_contract
