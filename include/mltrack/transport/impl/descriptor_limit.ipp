#pragma once

#include <mltrack/transport/descriptor_limit.hpp>

#include <algorithm>
#include <sys/resource.h>

namespace mltrack::transport {

MLTRACK_DECL std::size_t raise_descriptor_limit(std::size_t wanted)
{
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return wanted; // Nobody knows of a limit; opening tells.
    if (limit.rlim_cur < wanted) {
        rlimit raised = limit;
        raised.rlim_cur = std::min<rlim_t>(wanted, limit.rlim_max);
        if (::setrlimit(RLIMIT_NOFILE, &raised) == 0)
            limit = raised;
    }
    return limit.rlim_cur;
}

} // namespace mltrack::transport
