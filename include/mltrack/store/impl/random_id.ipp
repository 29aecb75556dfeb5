#pragma once

#include <mltrack/store/random_id.hpp>

#include <cstdint>
#include <random>
#include <string_view>

namespace mltrack::store {

MLTRACK_DECL std::string random_id()
{
    thread_local std::random_device random; // The system's, so that a forked process does not repeat it.
    constexpr std::string_view hex = "0123456789abcdef";
    std::string id;
    while (id.size() != 32)
        for (auto bits = std::uint32_t(random()), left = 8u; left != 0; --left, bits >>= 4)
            id += hex[bits & 15];
    id[12] = '4'; // The version of the UUID, and its variant.
    id[16] = hex[8 + random() % 4];
    return id;
}

} // namespace mltrack::store
