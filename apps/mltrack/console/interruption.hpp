#pragma once

#include <array>
#include <csignal>
#include <cstddef>

namespace mltrack::program {

/// While it lives, Ctrl-C, SIGTERM and SIGHUP do not end the program but are noted, so that it can clean up; a second
/// one ends it. There is one at a time.
class interruption
{
public:
    interruption()
    {
        asked_ = 0;
        struct sigaction action = {};
        action.sa_handler = [](int) { asked_ = 1; };
        action.sa_flags = static_cast<int>(SA_RESETHAND); // The second one does what it did before.
        for (std::size_t index = 0; index != signals.size(); ++index)
            ::sigaction(signals[index], &action, &before_[index]);
    }
    ~interruption()
    {
        for (std::size_t index = 0; index != signals.size(); ++index)
            ::sigaction(signals[index], &before_[index], nullptr);
    }
    interruption(const interruption&) = delete;
    interruption& operator=(const interruption&) = delete;

    bool is_asked() const noexcept { return asked_ != 0; }

private:
    static constexpr std::array<int, 3> signals{SIGINT, SIGTERM, SIGHUP};
    inline static volatile std::sig_atomic_t asked_ = 0;

    std::array<struct sigaction, signals.size()> before_{};
};

} // namespace mltrack::program
