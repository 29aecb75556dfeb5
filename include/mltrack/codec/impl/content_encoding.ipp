#pragma once

#include <mltrack/codec/content_encoding.hpp>
#include <mltrack/schema/field/lower_case.hpp>

#include <array>
#include <limits>
#include <memory>
#include <new>
#include <zlib.h>
#include <zstd.h>

namespace mltrack::codec {
namespace detail {

enum class encoding { identity, gzip, deflate, zstd, unknown };

inline encoding encoding_named(std::string_view text)
{
    const auto name = schema::lower_case(text);
    if (name.empty() || name == "identity")
        return encoding::identity;
    if (name == "gzip" || name == "x-gzip")
        return encoding::gzip;
    return name == "deflate" ? encoding::deflate : name == "zstd" ? encoding::zstd : encoding::unknown;
}

inline error malformed_content(std::string_view encoding, std::string_view why)
{
    return {errc::invalid_parameter_value, "Bad Request. The body is not what its Content-Encoding '" +
                                               std::string(encoding) + "' says: " + std::string(why) + "."};
}

/// What a body stands for, as far as it has been decoded.
class decoded_content
{
public:
    explicit decoded_content(std::uint64_t limit) : limit_(limit) {}

    char* room() noexcept { return piece_.data(); }
    static constexpr std::size_t room_bytes = 32 * 1024;

    /// Keeps what was decoded into the room.
    result<void> keep(std::size_t bytes)
    {
        text_.append(piece_.data(), bytes);
        if (text_.size() > limit_)
            return error{errc::request_too_large, "The request's body, decoded, is larger than the server's limit of " +
                                                      std::to_string(limit_) + " bytes."};
        return {};
    }

    std::string take() { return std::move(text_); }

private:
    std::uint64_t limit_;
    std::string text_;
    std::array<char, room_bytes> piece_;
};

/// How zlib is told which of its forms a body has. What calls itself deflate comes with zlib's header, as it should, or
/// without, from many clients.
inline int window_bits(encoding form, std::string_view body)
{
    constexpr int largest_window = 15, with_gzip_header = 16;
    if (form == encoding::gzip)
        return largest_window + with_gzip_header;
    const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(body[at]); };
    const bool has_header = body.size() >= 2 && byte(0) % 16 == Z_DEFLATED && (byte(0) * 256 + byte(1)) % 31 == 0;
    return has_header ? largest_window : -largest_window;
}

inline result<std::string> decode_by_zlib(encoding form, std::string_view body, std::uint64_t limit)
{
    const std::string_view name = form == encoding::gzip ? "gzip" : "deflate";
    z_stream stream{};
    if (inflateInit2(&stream, window_bits(form, body)) != Z_OK)
        throw std::bad_alloc();
    const std::unique_ptr<z_stream, int (*)(z_stream*)> closing(&stream, &inflateEnd);
    decoded_content content(limit);
    for (;;) {
        if (stream.avail_in == 0) {
            const auto part = body.substr(0, std::numeric_limits<uInt>::max());
            stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(part.data())); // It only reads.
            stream.avail_in = static_cast<uInt>(part.size());
            body.remove_prefix(part.size());
        }
        stream.next_out = reinterpret_cast<Bytef*>(content.room());
        stream.avail_out = content.room_bytes;
        const int outcome = inflate(&stream, Z_NO_FLUSH);
        MLTRACK_CHECK(content.keep(content.room_bytes - stream.avail_out));
        if (outcome == Z_STREAM_END) {
            if (stream.avail_in == 0 && body.empty())
                return content.take();
            if (form != encoding::gzip)
                return malformed_content(name, "something follows its end");
            inflateReset(&stream); // A gzip body may have several parts.
        } else if (outcome == Z_BUF_ERROR) {
            return malformed_content(name, "it is cut short");
        } else if (outcome != Z_OK) {
            return malformed_content(name, stream.msg != nullptr ? stream.msg : "it cannot be decoded");
        }
    }
}

inline result<std::string> decode_by_zstd(std::string_view body, std::uint64_t limit)
{
    constexpr int largest_window = 23; // 8 MiB: what RFC 9659 lets senders use.
    const std::unique_ptr<ZSTD_DCtx, std::size_t (*)(ZSTD_DCtx*)> context(ZSTD_createDCtx(), &ZSTD_freeDCtx);
    if (!context)
        throw std::bad_alloc();
    ZSTD_DCtx_setParameter(context.get(), ZSTD_d_windowLogMax, largest_window);
    decoded_content content(limit);
    ZSTD_inBuffer from{body.data(), body.size(), 0};
    for (;;) {
        ZSTD_outBuffer into{content.room(), content.room_bytes, 0};
        const auto rest = ZSTD_decompressStream(context.get(), &into, &from);
        if (ZSTD_isError(rest))
            return malformed_content("zstd", ZSTD_getErrorName(rest));
        MLTRACK_CHECK(content.keep(into.pos));
        if (from.pos != from.size)
            continue;
        if (rest == 0)
            return content.take();
        if (into.pos != into.size)
            return malformed_content("zstd", "it is cut short");
    }
}

} // namespace detail

MLTRACK_DECL bool reads_encoding(std::string_view encoding)
{
    return detail::encoding_named(encoding) != detail::encoding::unknown;
}

MLTRACK_DECL result<std::string> decode_content(std::string_view encoding, std::string body, std::uint64_t limit)
{
    const auto form = detail::encoding_named(encoding);
    if (form == detail::encoding::identity || body.empty())
        return body;
    return form == detail::encoding::zstd ? detail::decode_by_zstd(body, limit)
                                          : detail::decode_by_zlib(form, body, limit);
}

} // namespace mltrack::codec
