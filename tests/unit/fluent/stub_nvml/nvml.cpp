// A library like NVIDIA's libnvidia-ml.so.1 with two GPUs, of which the second does not tell its power.

#include <cstdint>

namespace {

int number_of(void* device)
{
    return static_cast<int>(reinterpret_cast<std::intptr_t>(device));
}

} // namespace

extern "C" {

struct stub_memory
{
    unsigned long long total, free, used;
};

struct stub_utilization
{
    unsigned int gpu, memory;
};

int nvmlInit_v2()
{
    return 0;
}

int nvmlShutdown()
{
    return 0;
}

const char* nvmlErrorString(int code)
{
    return code == 3 ? "Not Supported" : "Unknown Error";
}

int nvmlDeviceGetCount_v2(unsigned int* count)
{
    *count = 2;
    return 0;
}

int nvmlDeviceGetHandleByIndex_v2(unsigned int index, void** device)
{
    *device = reinterpret_cast<void*>(static_cast<std::intptr_t>(index + 1));
    return 0;
}

int nvmlDeviceGetMemoryInfo(void* device, stub_memory* memory)
{
    const auto used = 3'000'000'000ULL * static_cast<unsigned>(number_of(device));
    *memory = {24'000'000'000ULL, 24'000'000'000ULL - used, used};
    return 0;
}

int nvmlDeviceGetUtilizationRates(void* device, stub_utilization* utilization)
{
    *utilization = {40U + static_cast<unsigned>(number_of(device)), 7};
    return 0;
}

int nvmlDeviceGetPowerUsage(void* device, unsigned int* milliwatts)
{
    *milliwatts = 87'550;
    return number_of(device) == 1 ? 0 : 3;
}

int nvmlDeviceGetEnforcedPowerLimit(void*, unsigned int* milliwatts)
{
    *milliwatts = 350'000;
    return 0;
}
}
