#include <mltrack/server/content_type.hpp>
#include <mltrack/server/download.hpp>

#include <boost/test/unit_test.hpp>

#include <map>

using namespace mltrack;
using namespace mltrack::serving;

namespace {

/// A file of 100 bytes that remembers where it was told to read.
struct file_of_100 : artifact::reader
{
    explicit file_of_100(std::uint64_t& position) : position(position) {}

    result<std::size_t> read(std::span<char>) override { return 0; }
    result<void> seek(std::uint64_t to) override
    {
        position = to;
        return {};
    }
    std::uint64_t size() const override { return 100; }
    schema::unix_ms modified() const override { return 784111777000; }

    std::uint64_t& position;
};

struct answered
{
    explicit answered(const download_conditions& conditions)
        : reply(download_reply({"loss.csv", std::make_unique<file_of_100>(position)}, conditions).value())
    {
    }

    std::uint64_t position = 0;
    transport::reply reply;
};

} // namespace

BOOST_AUTO_TEST_SUITE(server_download)

BOOST_AUTO_TEST_CASE(knows_media_types_by_name)
{
    for (const auto* text :
         {"a.txt", "a.json", "b.c.yaml", "MLmodel", "mlproject", "x.ipynb", "json", "x.MLmodel", "a.TXT", "a.txt.gz"})
        BOOST_TEST(content_type_of(text) == "text/plain", text);
    BOOST_TEST(content_type_of("a.html") == "text/html");
    BOOST_TEST(content_type_of("a.PNG") == "image/png");
    BOOST_TEST(content_type_of("a.svg") == "image/svg+xml");
    BOOST_TEST(content_type_of("a.pdf") == "application/pdf");
    BOOST_TEST(content_type_of("a.csv.bz2") == "text/csv");
    BOOST_TEST(content_type_of("a.tar.gz") == "application/x-tar");
    BOOST_TEST(content_type_of("a.tgz") == "application/x-tar");
    for (const auto* unknown : {"a", ".txt", "", "a.pkl", "a.", "mlmodel", "MLproject", "x.gz", ".gz", "..csv"})
        BOOST_TEST(content_type_of(unknown) == "application/octet-stream", unknown);
}

BOOST_AUTO_TEST_CASE(names_attachments)
{
    BOOST_TEST(attachment("a.txt") == "attachment; filename=a.txt");
    BOOST_TEST(attachment("a b.txt") == "attachment; filename=\"a b.txt\"");
    BOOST_TEST(attachment("a\"b\\.txt") == "attachment; filename=\"a\\\"b\\\\.txt\"");
    BOOST_TEST(attachment("größe.txt") == "attachment; filename=groe.txt; filename*=UTF-8''gr%C3%B6%C3%9Fe.txt");
    // As MLflow's server answers them.
    for (const auto& [name, plain] : std::map<std::string, std::string>{{"Žižkov_plán.html", "Zizkov_plan.html"},
                                                                        {"ＡＢＣ.txt", "ABC.txt"},
                                                                        {"①½ﬁ.txt", "112fi.txt"},
                                                                        {"x\u0301y.md", "xy.md"},
                                                                        {"ǅĳŉ", "Dzijn"},
                                                                        {"a\u00a0b", "\"a b\""},
                                                                        {"𝐀𝓏𝟗Å№", "Az9ANo"},
                                                                        {"…²", "...2"},
                                                                        {"Ấệ", "Ae"},
                                                                        {"東京 1", "\" 1\""}})
        BOOST_TEST(attachment(name).starts_with("attachment; filename=" + plain + "; filename*=UTF-8''"), name);
    BOOST_TEST(attachment("損失") == "attachment; filename=download; filename*=UTF-8''%E6%90%8D%E5%A4%B1");
    BOOST_TEST(attachment("a\r\nb") == "attachment; filename=ab; filename*=UTF-8''a%0D%0Ab");
}

BOOST_AUTO_TEST_CASE(reads_ranges)
{
    const auto part = [](std::string_view header) {
        const auto range = parse_range(header, 100);
        return range ? std::to_string(range->first) + '+' + std::to_string(range->length) : std::string("none");
    };
    BOOST_TEST(part("bytes=0-9") == "0+10");
    BOOST_TEST(part("bytes=90-") == "90+10");
    BOOST_TEST(part("bytes=90-500") == "90+10");
    BOOST_TEST(part("bytes=99-18446744073709551615") == "99+1");
    BOOST_TEST(part("bytes=-10") == "90+10");
    BOOST_TEST(part("bytes=-500") == "0+100");
    BOOST_TEST(part("bytes=100-") == "0+0");
    BOOST_TEST(part("bytes=-0") == "100+0");
    for (const auto* ignored : {"", "bytes=", "bytes=-", "bytes=a-b", "bytes=5-1", "bytes=0-1,5-6", "lines=0-1",
                                "bytes=0-99999999999999999999", "bytes=+1-2"})
        BOOST_TEST(part(ignored) == "none", ignored);
}

BOOST_AUTO_TEST_CASE(answers_with_the_whole_file)
{
    const answered whole({});
    BOOST_TEST(whole.reply.status == 200);
    BOOST_TEST(whole.reply.content_length == 100u);
    BOOST_TEST(whole.reply.headers["Content-Type"] == "text/plain");
    BOOST_TEST(whole.reply.headers["Content-Disposition"] == "attachment; filename=loss.csv");
    BOOST_TEST(whole.reply.headers["Last-Modified"] == "Sun, 06 Nov 1994 08:49:37 GMT");
    BOOST_TEST(whole.reply.headers["Accept-Ranges"] == "bytes");
    BOOST_TEST(!whole.reply.headers["ETag"].empty());
}

BOOST_AUTO_TEST_CASE(answers_with_a_part)
{
    const answered part({.range = "bytes=10-19", .if_range = {}, .if_none_match = {}});
    BOOST_TEST(part.reply.status == 206);
    BOOST_TEST(part.reply.headers["Content-Range"] == "bytes 10-19/100");
    BOOST_TEST(part.reply.content_length == 10u);
    BOOST_TEST(part.position == 10u);

    const answered beyond({.range = "bytes=100-", .if_range = {}, .if_none_match = {}});
    BOOST_TEST(beyond.reply.status == 416);
    BOOST_TEST(beyond.reply.headers["Content-Range"] == "bytes */100");
    BOOST_TEST(!beyond.reply.content);

    const answered changed({.range = "bytes=10-19", .if_range = "\"another\"", .if_none_match = {}});
    BOOST_TEST(changed.reply.status == 200);
}

BOOST_AUTO_TEST_CASE(spares_what_the_caller_has)
{
    const answered first({});
    const std::string tag(first.reply.headers["ETag"]);
    const answered again({.range = {}, .if_range = {}, .if_none_match = "\"x\", " + tag});
    BOOST_TEST(again.reply.status == 304);
    BOOST_TEST(!again.reply.content);
    BOOST_TEST(answered({.range = {}, .if_range = {}, .if_none_match = "\"x\""}).reply.status == 200);
}

BOOST_AUTO_TEST_SUITE_END()
