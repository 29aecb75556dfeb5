// error: columns_of<T> names something that is no member of the struct
#include <mltrack/frame/to_structs.hpp>

struct trial
{
    double rate = 0;
#ifdef MENDED
    static constexpr auto columns = std::to_array<mltrack::member_column>({{"rate", "params.learning-rate"}});
#else
    static constexpr auto columns = std::to_array<mltrack::member_column>({{"speed", "params.learning-rate"}});
#endif
};

MLTRACK_REFLECT(trial, rate);

std::vector<trial> trials(const mltrack::runs_frame& frame)
{
    return mltrack::to<trial>(frame);
}
