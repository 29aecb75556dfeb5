#pragma once

#include <mltrack/store/metric/sample.hpp>
#include <mltrack/store/sql/impl/reading.hpp>
#include <mltrack/store/sql/metrics/queries.hpp>
#include <mltrack/store/sql/store.hpp>

namespace mltrack::store {

template <class Driver>
result<std::vector<schema::metric>> sql<Driver>::sampled_history(const schema::id::run& id, std::string_view key,
                                                                 const history_sample& wanted)
{
    return read([&](connection& c) -> result<std::vector<schema::metric>> {
        const auto ask = [&](std::string_view sql) {
            return relational::prepare(c, sql, id, key, wanted.first_step, wanted.last_step);
        };
        MLTRACK_TRY(auto counted, ask(relational::step_count_query()));
        MLTRACK_CHECK(counted.next());
        const auto rows = counted.whole(0);
        const auto size = sample_size(rows, wanted.count);

        MLTRACK_TRY(auto statement, ask(relational::steps_query()));
        std::vector<schema::metric> sample;
        for (std::int64_t row = 0; std::ssize(sample) != size; ++row) {
            MLTRACK_CHECK(statement.next());
            if (row == sampled_row(std::ssize(sample), rows, wanted.count))
                sample.push_back(relational::to_metric(relational::read_row<rows::metric>(statement)));
        }
        return sample;
    });
}

} // namespace mltrack::store
