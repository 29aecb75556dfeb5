#include "round_trip.hpp"
#include <mltrack/store/sqlite.hpp>

int main()
{
    const int outcome = round_trip(mltrack::store::sqlite::open({.file = "mltrack.db"}).value());
    const auto runs = mltrack::connect("sqlite:///mltrack.db").search_runs({.experiment_ids = {"0"}}).runs;
    return runs.size() == 1 ? outcome : 1;
}
