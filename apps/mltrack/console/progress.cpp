#include "console/progress.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <iostream>
#include <unistd.h>
#include <utility>

namespace mltrack::program {
namespace {

const char* name_of(progress::unit unit)
{
    switch (unit) {
    case progress::unit::runs:
        return "runs";
    case progress::unit::rows:
        return "rows";
    case progress::unit::metrics:
        return "metrics";
    case progress::unit::records:
        return "records";
    case progress::unit::bytes:
        break;
    }
    return "bytes";
}

std::string amount(progress::unit unit, double value)
{
    if (unit != progress::unit::bytes)
        return std::to_string(static_cast<std::uint64_t>(value)) + ' ' + name_of(unit);
    constexpr std::array<const char*, 5> units{"B", "KiB", "MiB", "GiB", "TiB"};
    std::size_t index = 0;
    for (; value >= 1024 && index + 1 != units.size(); ++index)
        value /= 1024;
    char text[32];
    std::snprintf(text, sizeof text, index == 0 ? "%.0f %s" : "%.1f %s", value, units[index]);
    return text;
}

std::string bar(double share)
{
    constexpr std::size_t width = 24;
    const auto full = static_cast<std::size_t>(std::min(share, 1.0) * width);
    char percent[16];
    std::snprintf(percent, sizeof percent, " %3.0f %%", std::min(share, 1.0) * 100);
    return '[' + std::string(full, '#') + std::string(width - full, ' ') + ']' + percent;
}

} // namespace

progress::progress(std::string what, unit unit, std::uint64_t total)
    : what_(std::move(what)), unit_(unit), total_(total), visible_(::isatty(STDERR_FILENO) == 1)
{
}

progress::~progress()
{
    hide();
}

void progress::advance(std::uint64_t count)
{
    done_ += count;
    show();
}

void progress::reach(std::uint64_t done, std::uint64_t total)
{
    done_ = done;
    total_ = total;
    show();
}

void progress::hide()
{
    if (std::exchange(shown_, false))
        std::cerr << "\r\x1b[K" << std::flush;
}

void progress::show()
{
    if (!visible_)
        return;
    if (const auto now = clock::now(); now >= next_) {
        draw(now);
        next_ = now + std::chrono::milliseconds(100);
    }
}

void progress::draw(clock::time_point now)
{
    shown_ = true;
    std::cerr << "\r\x1b[K" << what_ << ' ';
    if (total_ != 0)
        std::cerr << bar(static_cast<double>(done_) / static_cast<double>(total_)) << ' ';
    const auto done = static_cast<double>(done_);
    const std::chrono::duration<double> seconds = now - begin_;
    std::cerr << amount(unit_, done) << ", " << amount(unit_, done / seconds.count()) << "/s" << std::flush;
}

} // namespace mltrack::program
