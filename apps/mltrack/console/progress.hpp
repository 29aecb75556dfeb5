#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace mltrack::program {

/// Shows on stderr how far long work is, when stderr is a terminal and the work lasts; the line is gone at the end.
class progress
{
public:
    enum class unit { bytes, runs, rows, metrics, records };

    /// `total` is 0 where nobody knows how much there is.
    progress(std::string what, unit unit, std::uint64_t total = 0);
    ~progress();

    progress(const progress&) = delete;
    progress& operator=(const progress&) = delete;

    /// Notes that so much more is done.
    void advance(std::uint64_t count);

    /// Notes how much is done and how much there is.
    void reach(std::uint64_t done, std::uint64_t total);

    /// Takes the line away until more is done, so that others can write.
    void hide();

private:
    using clock = std::chrono::steady_clock;

    void show();
    void draw(clock::time_point now);

    std::string what_;
    unit unit_;
    std::uint64_t total_;
    std::uint64_t done_ = 0;
    bool shown_ = false;
    bool visible_;
    clock::time_point begin_ = clock::now();
    clock::time_point next_ = begin_ + std::chrono::milliseconds(300);
};

} // namespace mltrack::program
