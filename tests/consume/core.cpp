#include "round_trip.hpp"
#include <mltrack/store/memory.hpp>

int main()
{
    const auto refused = mltrack::try_connect("sqlite:///mltrack.db");
    if (refused.has_value() || refused.error().message.find("component sqlite") == std::string::npos)
        return 1;
    const auto insecure = mltrack::try_connect("https://runs.example");
    if (insecure.has_value() || insecure.error().message.find("component tls") == std::string::npos)
        return 1;
    return round_trip(mltrack::store::memory());
}
