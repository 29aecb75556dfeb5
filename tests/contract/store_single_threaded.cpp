#include "store_contract.hpp"
#include <examples/custom_store.hpp>

#include <future>
#include <utility>

namespace {

/// A store for one thread at a time that undoes what throws by going back to a copy.
class transacting_store : public my::deque_store
{
public:
    mltrack::result<void> transact(const std::function<void()>& work, mltrack::store::patience)
    {
        if (is_transacting_) {
            work();
            return {};
        }
        my::deque_store before = *this;
        is_transacting_ = true;
        try {
            work();
        } catch (...) {
            static_cast<my::deque_store&>(*this) = std::move(before);
            is_transacting_ = false;
            throw;
        }
        is_transacting_ = false;
        return {};
    }

private:
    bool is_transacting_ = false;
};

static_assert(mltrack::store::single_threaded_store<transacting_store>);

struct transacting
{
    transacting_store make() { return {}; }
};

} // namespace

BOOST_AUTO_TEST_SUITE(store_single_threaded)
MLTRACK_STORE_CONTRACT(transacting)
MLTRACK_STORE_CASE(transacting, a_transaction_sees_itself_and_is_kept)
MLTRACK_STORE_CASE(transacting, an_operation_that_fails_is_undone_alone)
MLTRACK_STORE_CASE(transacting, a_transaction_that_throws_is_undone)
MLTRACK_STORE_CASE(transacting, a_run_that_is_deleted_takes_no_values)

BOOST_AUTO_TEST_CASE(others_wait_until_a_transaction_is_over)
{
    const auto store = mltrack::test::store_contract::erased(transacting().make());
    std::future<bool> other;
    const auto work = [&] {
        std::promise<void> begun;
        other = std::async(std::launch::async, [&] {
            begun.set_value();
            return store->find_experiment_by_name("last").value().has_value();
        });
        begun.get_future().wait();
        for (const auto* name : {"first", "second", "last"})
            mltrack::test::store_contract::add_experiment(*store, name);
    };
    BOOST_TEST(store->transact(work, mltrack::store::patience::usual).has_value());
    BOOST_TEST(other.get());
}
BOOST_AUTO_TEST_SUITE_END()
