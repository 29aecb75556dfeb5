#pragma once

#include "store/agreement.hpp"
#include "store/experiments.hpp"
#include "store/inputs.hpp"
#include "store/keys.hpp"
#include "store/logging.hpp"
#include "store/models.hpp"
#include "store/purge.hpp"
#include "store/random_search.hpp"
#include "store/runs.hpp"
#include "store/search.hpp"
#include "store/transactions.hpp"
#include "store/tree_agreement.hpp"

/// @file
/// What every tracking store must do. A suite of a store calls `MLTRACK_STORE_CONTRACT(fixture)` in it; the fixture is
/// default-constructible and gives an empty store, or a `std::shared_ptr` of one, by `make()`. Stores that can do more
/// call the further contracts too.

namespace mltrack::test::store_contract {

template <class Store>
std::shared_ptr<store::any_store> erased(std::shared_ptr<Store> store)
{
    return store::erase(std::move(store));
}

template <class Store>
std::shared_ptr<store::any_store> erased(Store store)
{
    return store::erase(std::make_shared<Store>(std::move(store)));
}

} // namespace mltrack::test::store_contract

#define MLTRACK_STORE_CASE(fixture, name)                                                                              \
    BOOST_AUTO_TEST_CASE(name)                                                                                         \
    {                                                                                                                  \
        fixture each;                                                                                                  \
        const auto store = ::mltrack::test::store_contract::erased(each.make());                                       \
        ::mltrack::test::store_contract::name(*store);                                                                 \
    }

/// Every case of the contract, over the store that the fixture makes.
#define MLTRACK_STORE_CONTRACT(fixture)                                                                                \
    MLTRACK_STORE_CASE(fixture, a_new_store_is_empty)                                                                  \
    MLTRACK_STORE_CASE(fixture, experiments_get_the_next_id)                                                           \
    MLTRACK_STORE_CASE(fixture, an_experiment_is_found_as_it_was_created)                                              \
    MLTRACK_STORE_CASE(fixture, the_name_of_an_experiment_is_unique)                                                   \
    MLTRACK_STORE_CASE(fixture, an_experiment_is_renamed)                                                              \
    MLTRACK_STORE_CASE(fixture, an_experiment_moves_with_its_runs)                                                     \
    MLTRACK_STORE_CASE(fixture, experiment_tags_are_set_and_deleted)                                                   \
    MLTRACK_STORE_CASE(fixture, a_run_is_found_as_it_was_created)                                                      \
    MLTRACK_STORE_CASE(fixture, an_unknown_run_is_not_found)                                                           \
    MLTRACK_STORE_CASE(fixture, a_run_is_changed_in_what_is_given)                                                     \
    MLTRACK_STORE_CASE(fixture, only_an_active_run_takes_changes)                                                      \
    MLTRACK_STORE_CASE(fixture, run_tags_are_deleted)                                                                  \
    MLTRACK_STORE_CASE(fixture, what_is_logged_is_found)                                                               \
    MLTRACK_STORE_CASE(fixture, metric_values_are_kept_as_in_sql)                                                      \
    MLTRACK_STORE_CASE(fixture, the_latest_value_goes_by_step_time_and_value)                                          \
    MLTRACK_STORE_CASE(fixture, the_latest_value_does_not_depend_on_batches)                                           \
    MLTRACK_STORE_CASE(fixture, a_param_is_set_once)                                                                   \
    MLTRACK_STORE_CASE(fixture, a_refused_batch_leaves_nothing)                                                        \
    MLTRACK_STORE_CASE(fixture, the_last_tag_of_a_key_counts)                                                          \
    MLTRACK_STORE_CASE(fixture, history_is_in_order_and_paged)                                                         \
    MLTRACK_STORE_CASE(fixture, a_sample_of_a_history_is_spread_evenly)                                                \
    MLTRACK_STORE_CASE(fixture, samples_agree_with_the_whole_history)                                                  \
    MLTRACK_STORE_CASE(fixture, threads_may_log_at_once)                                                               \
    MLTRACK_STORE_CASE(fixture, runs_are_found_by_filters)                                                             \
    MLTRACK_STORE_CASE(fixture, runs_are_found_in_order)                                                               \
    MLTRACK_STORE_CASE(fixture, runs_are_found_by_stage_and_experiment)                                                \
    MLTRACK_STORE_CASE(fixture, runs_are_found_by_pages)                                                               \
    MLTRACK_STORE_CASE(fixture, the_largest_searches_are_answered)                                                     \
    MLTRACK_STORE_CASE(fixture, found_runs_are_whole)                                                                  \
    MLTRACK_STORE_CASE(fixture, experiments_are_found_by_filters)                                                      \
    MLTRACK_STORE_CASE(fixture, experiments_are_found_in_order_and_by_pages)                                           \
    MLTRACK_STORE_CASE(fixture, run_searches_agree_with_the_matcher)                                                   \
    MLTRACK_STORE_CASE(fixture, experiment_searches_agree_with_the_matcher)                                            \
    MLTRACK_STORE_CASE(fixture, counts_agree_with_searches)                                                            \
    MLTRACK_STORE_CASE(fixture, trees_over_experiments_agree_with_the_matcher)                                         \
    MLTRACK_STORE_CASE(fixture, the_deepest_filters_are_answered)                                                      \
    MLTRACK_STORE_CASE(fixture, wanted_parts_of_runs_are_found)                                                        \
    MLTRACK_STORE_CASE(fixture, keys_and_values_of_runs_are_told)

/// The case for a store that answers filters beyond MLflow's.
#define MLTRACK_FILTER_STORE_CONTRACT(fixture) MLTRACK_STORE_CASE(fixture, filters_find_what_they_say)

/// The cases for a store that keeps what went into runs and came out of them.
#define MLTRACK_INPUT_STORE_CONTRACT(fixture)                                                                          \
    MLTRACK_STORE_CASE(fixture, inputs_are_found_with_their_run)                                                       \
    MLTRACK_STORE_CASE(fixture, a_data_set_stays_as_it_was_kept_first)                                                 \
    MLTRACK_STORE_CASE(fixture, refused_inputs_leave_nothing)                                                          \
    MLTRACK_STORE_CASE(fixture, runs_are_found_by_their_data_sets)                                                     \
    MLTRACK_STORE_CASE(fixture, values_of_data_sets_are_told)                                                          \
    MLTRACK_STORE_CASE(fixture, data_sets_are_listed_with_their_contexts)

/// The cases for a store that keeps logged models.
#define MLTRACK_MODEL_STORE_CONTRACT(fixture)                                                                          \
    MLTRACK_STORE_CASE(fixture, a_model_is_found_as_it_was_created)                                                    \
    MLTRACK_STORE_CASE(fixture, a_model_is_changed_in_what_is_given)                                                   \
    MLTRACK_STORE_CASE(fixture, metrics_of_models_are_kept_with_both)                                                  \
    MLTRACK_STORE_CASE(fixture, a_zero_of_a_model_is_none_of_its_runs_nan)                                             \
    MLTRACK_STORE_CASE(fixture, a_refused_metric_of_a_model_leaves_nothing)                                            \
    MLTRACK_STORE_CASE(fixture, models_are_found_by_filters)                                                           \
    MLTRACK_STORE_CASE(fixture, models_are_found_by_data_sets)                                                         \
    MLTRACK_STORE_CASE(fixture, the_largest_search_for_models_is_answered)                                             \
    MLTRACK_STORE_CASE(fixture, models_are_found_in_order_and_by_pages)

/// The cases for a store that keeps inputs and models and removes for good what is in the trash.
#define MLTRACK_PURGE_STORE_CONTRACT(fixture)                                                                          \
    MLTRACK_STORE_CASE(fixture, trash_is_found_with_its_times)                                                         \
    MLTRACK_STORE_CASE(fixture, only_trash_is_purged)                                                                  \
    MLTRACK_STORE_CASE(fixture, a_purged_run_leaves_nothing)                                                           \
    MLTRACK_STORE_CASE(fixture, a_purged_experiment_takes_all_along)                                                   \
    MLTRACK_STORE_CASE(fixture, a_purged_model_leaves_its_runs)

/// For a store with transactions of several operations.
#define MLTRACK_TRANSACTION_STORE_CONTRACT(fixture)                                                                    \
    MLTRACK_STORE_CASE(fixture, a_transaction_sees_itself_and_is_kept)                                                 \
    MLTRACK_STORE_CASE(fixture, an_operation_that_fails_is_undone_alone)                                               \
    MLTRACK_STORE_CASE(fixture, a_transaction_that_throws_is_undone)                                                   \
    MLTRACK_STORE_CASE(fixture, a_run_that_is_deleted_takes_no_values)                                                 \
    MLTRACK_STORE_CASE(fixture, others_see_a_transaction_whole)
