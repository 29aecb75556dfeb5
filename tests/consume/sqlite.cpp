#include "round_trip.hpp"
#include <mltrack/store/sqlite.hpp>

int main()
{
    return round_trip(mltrack::store::sqlite::open({.file = "mltrack.db"}).value());
}
