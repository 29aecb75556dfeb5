#include "round_trip.hpp"
#include <mltrack/store/memory.hpp>

int main()
{
    return round_trip(mltrack::store::memory());
}
