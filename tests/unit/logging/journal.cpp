#include "file_size_limit.hpp"
#include "flush_fault.hpp"
#include <mltrack/logging/journal/name.hpp>
#include <mltrack/logging/journal/reader.hpp>
#include <mltrack/logging/journal/writer.hpp>
#include <tests/files.hpp>
#include <tests/temporary_folder.hpp>

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <fstream>
#include <limits>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

using namespace mltrack;
using namespace mltrack::logging;
namespace fs = std::filesystem;

namespace {

/// Records that a test makes.
struct records
{
    series_table table;

    record metric(const std::string& key, double value, std::int64_t step)
    {
        return {.series = table.find_or_add(key), .value = value, .step = step, .timestamp = step % 1'000 + 1'000};
    }
};

std::vector<entry> entries_in(const fs::path& path, journal_damage* damage = nullptr)
{
    const auto file = journal_file::open(path, journal_access::read).value();
    journal_reader reader(file);
    std::vector<entry> entries;
    while (reader.read(file.size().value(), entries).value()) {
    }
    if (damage != nullptr)
        *damage = reader.damage();
    return entries;
}

std::unique_ptr<journal_writer> open_journal(const fs::path& folder)
{
    return journal_writer::open(folder, {.run_id = "run"}).value();
}

/// A journal with a frame for each of some records.
std::string journal_of(const fs::path& folder, int count)
{
    records records;
    const auto writer = open_journal(folder);
    for (int step = 0; step != count; ++step) {
        const auto made = records.metric("loss", step, step);
        BOOST_REQUIRE(writer->append(std::span(&made, 1)).has_value());
    }
    return test::get(writer->file().path());
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(logging_journal, test::temporary_folder)

BOOST_AUTO_TEST_CASE(gives_back_what_it_got)
{
    records records;
    words param{"lr", "0.1"};
    words tag{"note", std::string("\0\n\xff", 3)};
    const std::vector<record> all{records.metric("loss", 0.1, 1),
                                  records.metric("acc", -std::numeric_limits<double>::infinity(), -5),
                                  {.kind = record_kind::param, .words = &param},
                                  {.kind = record_kind::tag, .words = &tag},
                                  records.metric("loss", 5e-324, std::numeric_limits<std::int64_t>::max())};
    const auto writer = open_journal(path());
    BOOST_TEST(writer->old_number() == 0u);
    BOOST_REQUIRE(writer->append(all).has_value());
    BOOST_REQUIRE(writer->append(journal_end{schema::run_status::FAILED, 7}).has_value());
    BOOST_TEST(writer->last_number() == 5u);
    const auto found = entries_in(writer->file().path());
    BOOST_TEST_REQUIRE(found.size() == 5u);
    const auto& first = std::get<schema::metric>(found[0].what);
    BOOST_TEST(first.key->value == "loss");
    BOOST_TEST(*first.value == 0.1);
    BOOST_TEST(first.step == 1);
    BOOST_TEST(first.timestamp->value == 1'001);
    BOOST_TEST(*std::get<schema::metric>(found[1].what).value == -std::numeric_limits<double>::infinity());
    BOOST_TEST(std::get<schema::param>(found[2].what).value == "0.1");
    BOOST_TEST(std::get<schema::run_tag>(found[3].what).value == tag.value);
    BOOST_TEST(*std::get<schema::metric>(found[4].what).value == 5e-324);
    BOOST_TEST(found[4].number == 5u);
    const auto summary = summarize(writer->file()).value();
    BOOST_TEST((summary.end->status == schema::run_status::FAILED));
    BOOST_TEST(summary.header.run_id.value == "run");
    BOOST_TEST(summary.header.process_id == ::getpid());
    BOOST_TEST(summary.records == 5u);
    BOOST_TEST(summary.size == writer->size());
}

BOOST_AUTO_TEST_CASE(is_gone_on_with)
{
    journal_of(path(), 3);
    records records;
    std::string id;
    {
        const auto writer = open_journal(path());
        id = writer->header().journal_id;
        BOOST_TEST(writer->old_number() == 3u);
        // Series are numbered anew: "acc" gets the number that "loss" had.
        const auto made = records.metric("acc", 1, 3);
        BOOST_REQUIRE(writer->append(std::span(&made, 1)).has_value());
    }
    BOOST_TEST(id.size() == 32u);
    BOOST_TEST(open_journal(path())->header().journal_id == id);
    const auto found = entries_in(*this / "run.mltrack-journal");
    BOOST_TEST_REQUIRE(found.size() == 4u);
    BOOST_TEST(found[3].number == 4u);
    BOOST_TEST(std::get<schema::metric>(found[2].what).key->value == "loss");
    BOOST_TEST(std::get<schema::metric>(found[3].what).key->value == "acc");
}

BOOST_AUTO_TEST_CASE(is_begun_anew_and_its_numbers_go_on)
{
    records records;
    {
        const auto writer = open_journal(path());
        const std::vector<record> before{records.metric("loss", 1, 1), records.metric("loss", 2, 2)};
        BOOST_REQUIRE(writer->append(before).has_value());
        BOOST_REQUIRE(writer->restart().has_value());
    }
    const auto writer = open_journal(path());
    BOOST_TEST(writer->old_number() == 2u);
    const auto made = records.metric("loss", 3, 3);
    BOOST_REQUIRE(writer->append(std::span(&made, 1)).has_value());
    const auto found = entries_in(writer->file().path());
    BOOST_TEST_REQUIRE(found.size() == 1u);
    BOOST_TEST(found[0].number == 3u);
    BOOST_TEST(std::get<schema::metric>(found[0].what).key->value == "loss");
}

BOOST_AUTO_TEST_CASE(is_not_begun_anew_while_something_is_unwritten)
{
    records records;
    const auto writer = open_journal(path());
    const std::vector<record> many(1'000, records.metric("loss", 1, 1));
    {
        const test::file_size_limit full(4'096);
        BOOST_TEST(writer->append(many).has_error());
        BOOST_TEST(writer->appended_number() == 1'000u);
        BOOST_TEST(writer->last_number() == 0u);
        BOOST_TEST(!writer->restart().value());
    }
    BOOST_TEST(!writer->restart().value());
    BOOST_REQUIRE(writer->write().has_value());
    BOOST_TEST(entries_in(writer->file().path()).size() == 1'000u);
    BOOST_TEST(writer->restart().value());
    BOOST_TEST(entries_in(writer->file().path()).empty());
}

BOOST_AUTO_TEST_CASE(only_what_was_flushed_is_safe)
{
    journal_of(path(), 3);
    records records;
    const auto writer = open_journal(path());
    BOOST_TEST(writer->safe_part().number == 0u);
    BOOST_REQUIRE(writer->flush().has_value());
    BOOST_TEST(writer->safe_part().number == 3u);
    const auto made = records.metric("loss", 3, 3);
    BOOST_REQUIRE(writer->append(std::span(&made, 1)).has_value());
    BOOST_TEST(writer->safe_part().number == 3u);
    BOOST_TEST(writer->safe_part().size < writer->size());
    BOOST_REQUIRE(writer->flush().has_value());
    BOOST_TEST(writer->safe_part().number == 4u);
    BOOST_TEST(writer->safe_part().size == writer->size());
    BOOST_TEST(writer->restart().value());
    BOOST_TEST(writer->safe_part().size == 0u);
}

BOOST_AUTO_TEST_CASE(a_disk_that_refused_once_is_not_believed_later)
{
    records records;
    const auto writer = open_journal(path());
    BOOST_REQUIRE(writer->flush().has_value());
    const auto made = records.metric("loss", 1, 1);
    BOOST_REQUIRE(writer->append(std::span(&made, 1)).has_value());
    BOOST_TEST(writer->safe_part().number == 0u);
    const auto complaint = "cannot flush the journal '" + writer->file().path().string() + "': Input/output error";
    {
        const test::flush_fault fault;
        BOOST_TEST(writer->flush().error().message == complaint);
    }
    // The system forgets what it could not write, and would say that all is well.
    BOOST_TEST(writer->flush().error().message == complaint);
    BOOST_TEST(writer->safe_part().number == 1u);
}

BOOST_AUTO_TEST_CASE(a_lost_header_gives_no_record_a_wrong_key)
{
    journal_of(path(), 3);
    records records;
    const auto file = *this / "run.mltrack-journal";
    {
        const auto writer = open_journal(path());
        const auto made = records.metric("acc", 1, 3);
        BOOST_REQUIRE(writer->append(std::span(&made, 1)).has_value());
    }
    auto text = test::get(file);
    text[text.rfind("next_number")] = 'x';
    text[text.rfind("acc")] = 'x';
    test::put(file, text);
    journal_damage damage;
    BOOST_TEST(entries_in(file, &damage).size() == 3u);
    BOOST_TEST(damage.records == 1u);
}

BOOST_AUTO_TEST_CASE(a_write_that_was_broken_off_anywhere_costs_only_itself)
{
    const auto whole = journal_of(*this / "four", 4);
    const auto file = *this / "torn/run.mltrack-journal";
    std::size_t most = 0;
    for (std::size_t length = 0; length <= whole.size(); ++length) {
        test::put(file, whole.substr(0, length));
        journal_damage damage;
        const auto found = entries_in(file, &damage);
        BOOST_REQUIRE(found.size() >= most);
        BOOST_REQUIRE(damage.bytes == 0u);
        most = found.size();
        {
            const auto writer = open_journal(*this / "torn");
            BOOST_REQUIRE(writer->old_number() == found.size());
        }
        BOOST_REQUIRE(entries_in(file, &damage).size() == found.size());
        BOOST_REQUIRE(damage.torn_bytes == 0u);
    }
    BOOST_TEST(most == 4u);
}

BOOST_AUTO_TEST_CASE(a_damaged_byte_costs_only_its_frame)
{
    const auto whole = journal_of(*this / "whole", 4);
    const auto file = *this / "damaged/run.mltrack-journal";
    int noticed = 0;
    for (std::size_t at = 0; at != whole.size(); ++at) {
        auto text = whole;
        text[at] = static_cast<char>(text[at] ^ 0x40);
        test::put(file, text);
        journal_damage damage;
        const auto found = entries_in(file, &damage);
        noticed += damage.bytes != 0 || damage.torn_bytes != 0;
        // The frame of the series' key is what all records need.
        BOOST_REQUIRE(found.size() + damage.records >= 3u);
        for (const entry& each : found)
            BOOST_REQUIRE(static_cast<std::uint64_t>(std::get<schema::metric>(each.what).step) + 1 == each.number);
    }
    BOOST_TEST(noticed == std::ssize(whole));
}

BOOST_AUTO_TEST_CASE(a_damaged_last_frame_is_no_write_that_was_broken_off)
{
    auto text = journal_of(path(), 4);
    const auto file = *this / "run.mltrack-journal";
    text.back() ^= 1;
    test::put(file, text);
    journal_damage damage;
    BOOST_TEST(entries_in(file, &damage).size() == 3u);
    BOOST_TEST(damage.bytes != 0u);
    BOOST_TEST(damage.torn_bytes == 0u);
    {
        const auto writer = open_journal(path());
        BOOST_TEST(writer->size() > text.size()); // What is damaged stays.
    }
    BOOST_TEST(test::get(file).starts_with(text));
}

BOOST_AUTO_TEST_CASE(a_last_frame_whose_end_never_reached_the_disk_was_broken_off)
{
    auto text = journal_of(path(), 4);
    const auto file = *this / "run.mltrack-journal";
    test::put(file, text + std::string(600, '\0'));
    journal_damage damage;
    BOOST_TEST(entries_in(file, &damage).size() == 4u);
    BOOST_TEST(damage.bytes == 0u);
    BOOST_TEST(damage.torn_bytes == 600u);
}

BOOST_AUTO_TEST_CASE(a_journal_whose_only_header_is_damaged_keeps_its_records)
{
    auto text = journal_of(path(), 4);
    const auto file = *this / "run.mltrack-journal";
    text[text.find("journal_id")] = 'x';
    test::put(file, text);
    {
        const auto summary = summarize(journal_file::open(file, journal_access::read).value()).value();
        BOOST_TEST(summary.is_header_lost);
        BOOST_TEST(summary.header.run_id.value == "run");
        BOOST_TEST(summary.header.journal_id == "");
        BOOST_TEST(summary.records == 4u);
        BOOST_TEST(summary.damage.bytes != 0u);
    }
    const auto writer = open_journal(path());
    BOOST_TEST(writer->old_number() == 4u);
    BOOST_TEST(writer->header().journal_id.size() == 32u);
    const auto summary = summarize(writer->file()).value();
    BOOST_TEST(!summary.is_header_lost);
    BOOST_TEST(summary.header.run_id.value == "run");
    BOOST_TEST(summary.records == 4u);
}

BOOST_AUTO_TEST_CASE(a_journal_of_which_nothing_can_be_read_is_not_taken_for_a_new_one)
{
    auto text = journal_of(path(), 4);
    for (std::size_t at = text.find(frame_mark); at != text.npos; at = text.find(frame_mark, at + 1))
        text[at + 12] = static_cast<char>(text[at + 12] ^ 1); // A byte of the checksum.
    const auto file = *this / "run.mltrack-journal";
    test::put(file, text);
    const auto refused = journal_writer::open(path(), {.run_id = "run"});
    BOOST_TEST_REQUIRE(refused.has_error());
    BOOST_TEST(refused.error().message.find("all of it is damaged") != std::string::npos);
    BOOST_TEST(test::get(file) == text);
}

BOOST_AUTO_TEST_CASE(names_lead_back_to_runs)
{
    for (const std::string run : {"0123456789abcdef0123456789abcdef", "../a b", "run.x", "é"})
        for (const int number : {0, 1, 12})
            BOOST_TEST(run_named_by("/folder" / fs::path(journal_name(run, number))).value == run);
    BOOST_TEST(run_named_by("notes.txt").value == "");
    BOOST_TEST(!is_journal_name("notes.txt"));
}

BOOST_AUTO_TEST_CASE(says_what_is_no_journal)
{
    const auto refusal = [&](const std::string& text) {
        test::put(*this / "x/run.mltrack-journal", text);
        return journal_writer::open(*this / "x", {.run_id = "run"}).error().message;
    };
    BOOST_TEST(refusal("some other file").find("is no journal") != std::string::npos);
    BOOST_TEST(test::get(*this / "x/run.mltrack-journal") == "some other file");
    std::string newer;
    append_frame(newer, frame_type::header, R"({"version": 2, "journal_id": "a"})");
    BOOST_TEST(refusal(newer).find("newer version") != std::string::npos);
    BOOST_TEST(test::get(*this / "x/run.mltrack-journal") == newer);
}

BOOST_AUTO_TEST_CASE(is_locked_and_another_logger_of_the_run_gets_one_more)
{
    const auto first = open_journal(path());
    const auto refused = journal_file::open(first->file().path(), journal_access::lock);
    BOOST_TEST((refused.error().code == errc::resource_conflict));
    BOOST_TEST(refused.error().message.find("in use") != std::string::npos);
    const auto second = open_journal(path());
    BOOST_TEST(second->file().path() == *this / "run.1.mltrack-journal");
    BOOST_TEST(second->header().journal_id != first->header().journal_id);
}

BOOST_AUTO_TEST_CASE(a_child_of_a_fork_does_not_hold_the_lock)
{
    int to_child[2];
    int to_parent[2];
    BOOST_REQUIRE(::pipe(to_child) == 0);
    BOOST_REQUIRE(::pipe(to_parent) == 0);
    auto writer = open_journal(path());
    char byte = 0;
    const auto child = ::fork();
    if (child == 0) { // Lives until the parent closes its pipe.
        ::close(to_child[1]);
        const bool told = ::write(to_parent[1], &byte, 1) == 1;
        ::_exit(told && ::read(to_child[0], &byte, 1) == 0 ? 0 : 1);
    }
    BOOST_TEST(::read(to_parent[0], &byte, 1) == 1);
    const auto file = writer->file().path();
    writer.reset();
    BOOST_TEST(journal_file::open(file, journal_access::lock).has_value());
    ::close(to_child[1]);
    int status = 0;
    ::waitpid(child, &status, 0);
    BOOST_TEST(status == 0);
    for (const int each : {to_child[0], to_parent[0], to_parent[1]})
        ::close(each);
}

BOOST_AUTO_TEST_CASE(a_child_that_is_forked_while_a_journal_is_opened_does_not_hold_its_lock)
{
    int to_children[2];
    int to_parent[2];
    BOOST_REQUIRE(::pipe(to_children) == 0);
    BOOST_REQUIRE(::pipe(to_parent) == 0);
    const auto file = *this / "run.mltrack-journal";
    test::put(file, "");
    std::atomic<bool> has_ended = false;
    std::atomic<int> opened = 0;
    std::thread opening([&] {
        while (!has_ended) {
            [[maybe_unused]] const auto closed_at_once = journal_file::open(file, journal_access::lock);
            ++opened;
        }
    });
    std::vector<::pid_t> children;
    char byte = 0;
    for (int each = 0; each != 50; ++each) {
        for (const int before = opened; opened == before;) // The opening thread goes on between forks.
            std::this_thread::yield();
        children.push_back(::fork());
        if (children.back() == 0) { // Lives until the parent closes its pipe.
            ::close(to_children[1]);
            const bool told = ::write(to_parent[1], &byte, 1) == 1;
            ::_exit(told && ::read(to_children[0], &byte, 1) == 0 ? 0 : 1);
        }
    }
    has_ended = true;
    opening.join();
    for (std::size_t each = 0; each != children.size(); ++each) // They have closed what they shall.
        BOOST_TEST(::read(to_parent[0], &byte, 1) == 1);
    BOOST_TEST(journal_file::open(file, journal_access::lock).has_value());
    for (const int each : {to_children[0], to_children[1], to_parent[0], to_parent[1]})
        ::close(each);
    for (const auto child : children)
        BOOST_TEST(::waitpid(child, nullptr, 0) == child);
}

BOOST_AUTO_TEST_CASE(run_ids_are_no_paths)
{
    const auto writer = journal_writer::open(path(), {.run_id = "../a b"}).value();
    BOOST_TEST(fs::equivalent(writer->file().path().parent_path(), path()));
}

BOOST_AUTO_TEST_SUITE_END()
