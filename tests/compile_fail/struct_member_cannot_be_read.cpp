// error: a member of this type is read by a specialisation of mltrack::frame::cell_value, which is missing
#include <mltrack/frame/to_structs.hpp>

struct trial
{
#ifdef MENDED
    double rate = 0;
#else
    std::vector<double> rate;
#endif
};

MLTRACK_REFLECT(trial, rate);

std::vector<trial> trials(const mltrack::runs_frame& frame)
{
    return mltrack::to<trial>(frame);
}
