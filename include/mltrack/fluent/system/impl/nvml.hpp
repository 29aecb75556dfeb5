#pragma once

#include <dlfcn.h>
#include <memory>
#include <optional>
#include <string>

namespace mltrack::fluent {

/// NVIDIA's library of device management, as far as it is used, opened when the program runs. All functions give 0 when
/// they have done what they are to.
class nvml
{
public:
    using device = void*;
    /// Bytes.
    struct memory
    {
        unsigned long long total, free, used;
    };
    /// Percent of the time since the driver's last sample.
    struct utilization
    {
        unsigned int gpu, memory;
    };

    /// Opens and starts the library; nothing where it or a driver is not there.
    static std::optional<nvml> open(const std::string& library)
    {
        nvml opened;
        opened.library_.reset(::dlopen(library.c_str(), RTLD_NOW | RTLD_LOCAL));
        if (!opened.library_ || !opened.find_all() || opened.start_() != 0)
            return std::nullopt;
        opened.started_.reset(reinterpret_cast<void*>(opened.stop_));
        return opened;
    }

    const char* (*message_of)(int) = nullptr;
    int (*device_count)(unsigned int*) = nullptr;
    int (*device_at)(unsigned int, device*) = nullptr;
    int (*memory_of)(device, memory*) = nullptr;
    int (*utilization_of)(device, utilization*) = nullptr;
    int (*power_of)(device, unsigned int*) = nullptr;       ///< Milliwatts.
    int (*power_limit_of)(device, unsigned int*) = nullptr; ///< Milliwatts.

private:
    struct closing
    {
        void operator()(void* library) const { ::dlclose(library); }
    };
    struct stopping
    {
        void operator()(void* stop) const { reinterpret_cast<int (*)()>(stop)(); }
    };

    bool find_all()
    {
        return find(start_, "nvmlInit_v2") && find(stop_, "nvmlShutdown") && find(message_of, "nvmlErrorString") &&
               find(device_count, "nvmlDeviceGetCount_v2") && find(device_at, "nvmlDeviceGetHandleByIndex_v2") &&
               find(memory_of, "nvmlDeviceGetMemoryInfo") && find(utilization_of, "nvmlDeviceGetUtilizationRates") &&
               find(power_of, "nvmlDeviceGetPowerUsage") && find(power_limit_of, "nvmlDeviceGetEnforcedPowerLimit");
    }

    template <class Function>
    bool find(Function*& function, const char* name)
    {
        function = reinterpret_cast<Function*>(::dlsym(library_.get(), name));
        return function != nullptr;
    }

    int (*start_)() = nullptr;
    int (*stop_)() = nullptr;
    std::unique_ptr<void, closing> library_;
    std::unique_ptr<void, stopping> started_; ///< Goes before the library.
};

} // namespace mltrack::fluent
