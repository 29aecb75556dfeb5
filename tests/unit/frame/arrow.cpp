#include "runs.hpp"
#include <mltrack/frame/arrow.hpp>

#include <boost/test/unit_test.hpp>

#include <cmath>

using namespace mltrack;
using test::make_metric;
using test::make_run;

namespace {

/// Ten runs: the even ones have a metric, the odd ones a param, the third metric is NaN.
runs_frame ten_runs()
{
    runs_frame frame;
    for (int number = 0; number != 10; ++number) {
        auto run = make_run(std::to_string(number));
        if (number % 2 == 0)
            run.data.metrics = {make_metric("loss", number == 4 ? std::nan("") : number)};
        else
            run.data.params = {{"text", std::string(static_cast<std::size_t>(number), 'x')}};
        frame.add(run);
    }
    return frame;
}

/// A batch of Arrow, as an importer holds it.
struct batch
{
    explicit batch(runs_frame frame) { frame::export_arrow(std::move(frame), schema, array); }
    ~batch()
    {
        if (schema.release != nullptr)
            schema.release(&schema);
        if (array.release != nullptr)
            array.release(&array);
    }
    batch(const batch&) = delete;
    batch& operator=(const batch&) = delete;

    const ArrowArray& values(std::string_view name) const
    {
        for (std::int64_t index = 0; index != schema.n_children; ++index)
            if (schema.children[index]->name == name)
                return *array.children[index];
        throw std::runtime_error("no column " + std::string(name));
    }

    ArrowSchema schema;
    ArrowArray array;
};

bool is_valid(const ArrowArray& values, int row)
{
    const auto* bits = static_cast<const std::uint8_t*>(values.buffers[0]);
    return bits == nullptr || (bits[row / 8] >> row % 8 & 1) == 1;
}

std::string_view text(const ArrowArray& values, int row)
{
    const auto* ends = static_cast<const std::int64_t*>(values.buffers[1]);
    return {static_cast<const char*>(values.buffers[2]) + ends[row],
            static_cast<std::size_t>(ends[row + 1] - ends[row])};
}

} // namespace

BOOST_AUTO_TEST_SUITE(frame_arrow)

BOOST_AUTO_TEST_CASE(a_frame_is_a_struct_of_its_columns)
{
    const batch given(ten_runs());
    BOOST_TEST(given.schema.format == std::string("+s"));
    BOOST_TEST(given.schema.n_children == 8);
    BOOST_TEST(given.array.n_children == 8);
    BOOST_TEST(given.array.length == 10);
    std::string formats;
    for (std::int64_t index = 0; index != given.schema.n_children; ++index) {
        const auto& child = *given.schema.children[index];
        (formats += child.name) += std::string("=") + child.format + ' ';
        BOOST_TEST(child.flags == ARROW_FLAG_NULLABLE);
        BOOST_TEST(given.array.children[index]->length == 10);
    }
    BOOST_TEST(formats == "run_id=U experiment_id=U status=U artifact_uri=U start_time=tsm:UTC end_time=tsm:UTC "
                          "metrics.loss=g params.text=U ");
}

BOOST_AUTO_TEST_CASE(values_stand_where_they_belong)
{
    const batch given(ten_runs());
    const auto& loss = given.values("metrics.loss");
    const auto& param = given.values("params.text");
    BOOST_TEST(loss.null_count == 5);
    BOOST_TEST(loss.n_buffers == 2);
    BOOST_TEST(param.n_buffers == 3);
    for (int row = 0; row != 10; ++row) {
        BOOST_TEST(text(given.values("run_id"), row) == std::to_string(row));
        BOOST_TEST(static_cast<const std::int64_t*>(given.values("start_time").buffers[1])[row] == 1'764'056'263'238);
        BOOST_TEST(is_valid(loss, row) == (row % 2 == 0));
        BOOST_TEST(is_valid(param, row) == (row % 2 == 1));
        const double value = static_cast<const double*>(loss.buffers[1])[row];
        if (row % 2 == 0 && row != 4)
            BOOST_TEST(value == row);
        else
            BOOST_TEST(std::isnan(value));
        BOOST_TEST(text(param, row).size() == (row % 2 == 1 ? static_cast<std::size_t>(row) : 0u));
    }
    BOOST_TEST(given.values("run_id").buffers[0] == nullptr);
}

BOOST_AUTO_TEST_CASE(children_live_on_when_they_are_moved_out)
{
    ArrowArray moved;
    ArrowSchema moved_type;
    {
        const batch given(ten_runs());
        moved = std::exchange(*given.array.children[0], {});
        moved_type = std::exchange(*given.schema.children[0], {});
    }
    BOOST_TEST(moved_type.name == std::string("run_id"));
    BOOST_TEST(text(moved, 7) == "7");
    moved.release(&moved);
    moved_type.release(&moved_type);
    BOOST_TEST(moved.release == nullptr);
    BOOST_TEST(moved_type.release == nullptr);
}

BOOST_AUTO_TEST_CASE(the_frame_goes_with_the_last_array)
{
    const auto frame = std::make_shared<const runs_frame>(ten_runs());
    ArrowSchema schema;
    ArrowArray array;
    frame::export_arrow(frame, schema, array);
    BOOST_TEST(array.children[6]->buffers[1] == static_cast<const void*>((*frame)["metrics.loss"].numbers().data()));
    BOOST_TEST(frame.use_count() > 1);
    array.release(&array);
    BOOST_TEST(frame.use_count() == 1);
    schema.release(&schema);
}

BOOST_AUTO_TEST_CASE(no_runs_are_an_empty_batch)
{
    const batch given{runs_frame()};
    BOOST_TEST(given.array.length == 0);
    BOOST_TEST(given.array.n_children == 6);
    BOOST_TEST(static_cast<const std::int64_t*>(given.values("run_id").buffers[1])[0] == 0);
}

BOOST_AUTO_TEST_SUITE_END()
