#include <mltrack/fluent/console/impl/console_spool.hpp>
#include <tests/files.hpp>

#include <boost/test/unit_test.hpp>

#include <csignal>
#include <sys/resource.h>

using namespace mltrack;

namespace {

/// Has the system take files of so many bytes only, as a disk that is full.
class files_up_to
{
public:
    explicit files_up_to(rlim_t bytes) : handler_(std::signal(SIGXFSZ, SIG_IGN))
    {
        ::getrlimit(RLIMIT_FSIZE, &before_);
        const rlimit limited{bytes, before_.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &limited);
    }
    files_up_to(const files_up_to&) = delete;
    files_up_to& operator=(const files_up_to&) = delete;
    ~files_up_to()
    {
        ::setrlimit(RLIMIT_FSIZE, &before_);
        std::signal(SIGXFSZ, handler_);
    }

private:
    void (*handler_)(int);
    rlimit before_{};
};

} // namespace

BOOST_AUTO_TEST_SUITE(fluent_console_spool)

BOOST_AUTO_TEST_CASE(files_end_with_a_line)
{
    fluent::console_spool spool(10, {});
    spool.append("one\ntwo\n", {1});
    spool.append("three\nfour\n", {2});
    spool.append(std::string(25, 'x'), {3}); // No line's end: cut at twice the size.
    const auto files = spool.waiting().index.files;
    BOOST_TEST_REQUIRE(files.size() == 3u);
    BOOST_TEST((files[0] == console_file{"0000.log", 0, 14, 0, 3, {1}, {2}}));
    BOOST_TEST((files[1] == console_file{"0001.log", 14, 20, 3, 1, {2}, {3}}));
    BOOST_TEST((files[2] == console_file{"0002.log", 34, 10, 4, 0, {3}, {3}}));
    BOOST_TEST(spool.read(files[0]).value() == "one\ntwo\nthree\n");
    spool.discard();
    BOOST_TEST(!std::filesystem::exists(spool.folder()));
}

BOOST_AUTO_TEST_CASE(what_has_arrived_does_not_wait)
{
    fluent::console_spool spool(4, {});
    spool.append("one\ntw", {1});
    const auto first = spool.waiting();
    BOOST_TEST_REQUIRE(first.waiting.size() == 2u);
    spool.append("o", {2});
    for (const auto& each : first.waiting)
        spool.has_arrived(each);
    BOOST_TEST(!std::filesystem::exists(spool.folder() / "0000.log"));
    const auto second = spool.waiting();
    BOOST_TEST_REQUIRE(second.waiting.size() == 1u);
    BOOST_TEST(spool.read(second.waiting[0]).value() == "two");
    spool.has_arrived(second.waiting[0]);
    BOOST_TEST(spool.waiting().waiting.empty());
    BOOST_TEST(std::filesystem::exists(spool.folder() / "0001.log")); // It grows.
    spool.discard();
}

BOOST_AUTO_TEST_CASE(a_console_goes_on)
{
    fluent::console_spool spool(10, {{{"0000.log", 0, 7, 0, 2, {1}, {1}}}});
    BOOST_TEST(spool.waiting().waiting.empty());
    spool.append("more\n", {5});
    const auto waiting = spool.waiting();
    BOOST_TEST_REQUIRE(waiting.waiting.size() == 1u);
    BOOST_TEST((waiting.waiting[0] == console_file{"0001.log", 7, 5, 2, 1, {5}, {5}}));
    BOOST_TEST(waiting.index.files.size() == 2u);
    spool.discard();
}

BOOST_AUTO_TEST_CASE(a_disk_that_takes_nothing_is_told)
{
    fluent::console_spool spool(10, {});
    spool.discard();
    spool.append("lost", {1});
    BOOST_TEST(spool.lost().bytes == 4u);
    BOOST_TEST((spool.lost().why == std::errc::no_such_file_or_directory));
}

BOOST_AUTO_TEST_CASE(a_full_disk_loses_what_it_does_not_take)
{
    fluent::console_spool spool(100, {});
    {
        const files_up_to limited(6);
        spool.append("one\n", {1});
        BOOST_TEST(spool.lost().bytes == 0u);
        spool.append("is lost\n", {2});
    }
    spool.append("two\n", {3});
    BOOST_TEST(spool.lost().bytes == 8u);
    BOOST_TEST((spool.lost().why == std::errc::file_too_large));
    const auto files = spool.waiting().waiting;
    BOOST_TEST_REQUIRE(files.size() == 1u);
    BOOST_TEST(spool.read(files[0]).value() == "one\ntwo\n");
    spool.discard();
}

BOOST_AUTO_TEST_SUITE_END()
