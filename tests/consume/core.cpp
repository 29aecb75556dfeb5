#include "round_trip.hpp"
#include <mltrack/store/memory.hpp>

int main()
{
    const auto refused = mltrack::try_connect("sqlite:///mltrack.db");
    if (refused.has_value() || refused.error().message.find("component sqlite") == std::string::npos)
        return 1;
    return round_trip(mltrack::store::memory());
}
