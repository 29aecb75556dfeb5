#pragma once

#include <boost/test/unit_test.hpp>

#include <string>
#include <zlib.h>

namespace mltrack::test {

/// What zlib calls gzip's form of its output.
inline constexpr int gzip_form = 31;

/// A text compressed by zlib, in one of its forms.
inline std::string deflated(std::string text, int form)
{
    z_stream stream{};
    BOOST_REQUIRE(deflateInit2(&stream, 6, Z_DEFLATED, form, 8, Z_DEFAULT_STRATEGY) == Z_OK);
    std::string out(deflateBound(&stream, text.size()) + 64, '\0');
    stream.next_in = reinterpret_cast<Bytef*>(text.data());
    stream.avail_in = static_cast<uInt>(text.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    BOOST_REQUIRE(deflate(&stream, Z_FINISH) == Z_STREAM_END);
    out.resize(out.size() - stream.avail_out);
    deflateEnd(&stream);
    return out;
}

} // namespace mltrack::test
