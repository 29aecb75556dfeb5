#include <mltrack/fluent/system/impl/machine_meters.hpp>
#include <tests/files.hpp>
#include <tests/temporary_folder.hpp>

#include <boost/test/unit_test.hpp>

using namespace mltrack;
using test::put;

namespace {

/// A machine whose files the test writes.
struct machine : test::temporary_folder
{
    void proc(const std::string& name, const std::string& text) const { put(*this / "proc" / name, text); }

    void network(std::uint64_t received, std::uint64_t sent, const std::string& more = "") const
    {
        proc("net/dev", "Inter-|   Receive                |  Transmit\n"
                        " face |bytes packets             |bytes packets\n"
                        "    lo: 1000000 1 0 0 0 0 0 0 2000000 1 0 0 0 0 0 0\n"
                        "  eth0: " +
                            std::to_string(received) + " 9 0 0 0 0 0 0 " + std::to_string(sent) + " 9 0 0 0 0 0 0\n" +
                            more);
    }
};

template <class Meter>
std::map<std::string, double> values_of(Meter& meter)
{
    std::vector<fluent::reading> read;
    meter.measure(read).value();
    std::map<std::string, double> out;
    for (const auto& each : read)
        out.emplace(each.name, each.value);
    return out;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(fluent_system_meters, machine)

BOOST_AUTO_TEST_CASE(the_processors_are_busy_since_the_last_time)
{
    proc("stat", "cpu  100 0 100 700 100 0 0 0 50 0\ncpu0 1 2 3\n");
    fluent::cpu_meter meter(path());
    // 30 of 90 are work; time of guests is in the user's already.
    proc("stat", "cpu  110 5 110 750 110 2 2 1 60 0\n");
    BOOST_TEST(values_of(meter)["cpu_utilization_percentage"] == 33.3);
    BOOST_TEST(values_of(meter)["cpu_utilization_percentage"] == 0.0);
    proc("stat", "cpu  120 5 110 740 110 2 2 1 60 0\n");
    BOOST_TEST(values_of(meter)["cpu_utilization_percentage"] == 100.0);
}

BOOST_AUTO_TEST_CASE(memory_is_used_that_programs_could_not_get)
{
    proc("meminfo", "MemTotal:       16000000 kB\nMemFree:  1 kB\nMemAvailable:    4000000 kB\n");
    fluent::memory_meter meter(path());
    const auto values = values_of(meter);
    BOOST_TEST(values.at("system_memory_usage_megabytes") == 12288.0);
    BOOST_TEST(values.at("system_memory_usage_percentage") == 75.0);
}

BOOST_AUTO_TEST_CASE(what_is_kept_for_the_administrator_is_not_available)
{
    struct statvfs disk = {};
    disk.f_frsize = 1000;
    disk.f_blocks = 10000;
    disk.f_bfree = 4000;
    disk.f_bavail = 3000;
    std::vector<fluent::reading> read;
    fluent::read_off(disk, read);
    BOOST_TEST(read.at(0).value == 66.7);
    BOOST_TEST(read.at(1).value == 6.0);
    BOOST_TEST(read.at(2).value == 3.0);
    fluent::disk_meter missing(path() / "none");
    BOOST_TEST(missing.measure(read).error().message.find("none") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_network_is_counted_from_the_start)
{
    network(5'000'000, 7'000'000);
    fluent::network_meter meter(path());
    network(8'500'000, 7'250'000);
    BOOST_TEST(values_of(meter)["network_receive_megabytes"] == 3.5);
    network(500'000, 7'250'000, "  eth1: 250000 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0\n"); // eth0 began anew.
    const auto values = values_of(meter);
    BOOST_TEST(values.at("network_receive_megabytes") == 4.25);
    BOOST_TEST(values.at("network_transmit_megabytes") == 0.25);
}

BOOST_AUTO_TEST_CASE(gpus_tell_what_they_can)
{
    const fluent::gpu_meter meter(MLTRACK_STUB_NVML);
    std::vector<fluent::reading> read;
    const auto outcome = meter.measure(read);
    BOOST_TEST(outcome.error().message == "NVML does not tell all of gpu_1: Not Supported");
    std::map<std::string, double> values;
    for (const auto& each : read)
        values.emplace(each.name, each.value);
    const std::map<std::string, double> expected = {{"gpu_0_memory_usage_megabytes", 3000},
                                                    {"gpu_0_memory_usage_percentage", 12.5},
                                                    {"gpu_0_power_usage_percentage", 87.55 / 350 * 100},
                                                    {"gpu_0_power_usage_watts", 87.55},
                                                    {"gpu_0_utilization_percentage", 41},
                                                    {"gpu_1_memory_usage_megabytes", 6000},
                                                    {"gpu_1_memory_usage_percentage", 25},
                                                    {"gpu_1_utilization_percentage", 42}};
    BOOST_TEST_REQUIRE(values.size() == expected.size());
    for (const auto& [name, value] : expected)
        BOOST_TEST(values.at(name) == value, boost::test_tools::tolerance(1e-9));
}

BOOST_AUTO_TEST_CASE(no_gpus_are_no_fault)
{
    const fluent::gpu_meter meter("libthere-is-none.so.1");
    std::vector<fluent::reading> read;
    BOOST_TEST(meter.measure(read).has_value());
    BOOST_TEST(read.empty());
}

BOOST_AUTO_TEST_CASE(what_cannot_be_read_is_told_once)
{
    network(1, 1);
    fluent::machine_meters meters({.root = path(), .nvml = "libthere-is-none.so.1"});
    std::vector<std::string> told;
    const auto tell = [&](const std::string& what) { told.push_back(what); };
    for (int round = 0; round != 2; ++round)
        BOOST_TEST(meters.measure(tell).size() == 5u); // Disk and network.
    BOOST_TEST_REQUIRE(told.size() == 2u);
    BOOST_TEST(told[0].find("proc/stat") != std::string::npos);
    BOOST_TEST(told[1].find("proc/meminfo") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(samples_make_averages)
{
    fluent::averages averages;
    averages.add({{"a", 1}, {"sum", 1.25, false}});
    averages.add({{"a", 1.5}, {"b", 0.25}, {"sum", 3.14159, false}});
    const auto values = averages.take();
    BOOST_TEST(values.at("a") == 1.2); // 1.25, halves to even.
    BOOST_TEST(values.at("b") == 0.2);
    BOOST_TEST(values.at("sum") == 3.14159);
    BOOST_TEST(averages.take().empty());
}

BOOST_AUTO_TEST_SUITE_END()
