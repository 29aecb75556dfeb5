#pragma once

#include <mltrack/codec/content_encoding.hpp>
#include <mltrack/schema/field/lower_case.hpp>

#include <algorithm>
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

/// One part of an `Accept-Encoding`: `gzip;q=0.5`.
inline bool allows(std::string_view part, std::string_view name)
{
    const auto blank = [](std::string_view text) {
        const auto first = text.find_first_not_of(" \t");
        return first == text.npos ? std::string_view() : text.substr(first, text.find_last_not_of(" \t") - first + 1);
    };
    const auto semicolon = std::min(part.find(';'), part.size());
    if (schema::lower_case(blank(part.substr(0, semicolon))) != name)
        return false;
    const auto weight = blank(part.substr(std::min(semicolon + 1, part.size())));
    return !weight.starts_with("q=0") || weight.find_first_not_of("0.", 2) != weight.npos; // Not q=0, q=0.000.
}

inline std::string encode_by_gzip(std::string_view body)
{
    constexpr int largest_window = 15, with_gzip_header = 16, usual_memory = 8;
    z_stream stream{};
    if (deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, largest_window + with_gzip_header, usual_memory,
                     Z_DEFAULT_STRATEGY) != Z_OK)
        throw std::bad_alloc();
    const std::unique_ptr<z_stream, int (*)(z_stream*)> closing(&stream, &deflateEnd);
    std::string out(deflateBound(&stream, body.size()), '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(body.data())); // It only reads.
    stream.avail_in = static_cast<uInt>(body.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    if (deflate(&stream, Z_FINISH) != Z_STREAM_END)
        throw std::bad_alloc();
    out.resize(stream.total_out);
    return out;
}

inline std::string encode_by_zstd(std::string_view body)
{
    std::string out(ZSTD_compressBound(body.size()), '\0');
    const auto size = ZSTD_compress(out.data(), out.size(), body.data(), body.size(), 1);
    if (ZSTD_isError(size))
        throw std::bad_alloc();
    out.resize(size);
    return out;
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

MLTRACK_DECL body_encoding best_encoding(std::string_view accept_encoding)
{
    for (const auto encoding : {body_encoding::zstd, body_encoding::gzip})
        for (auto rest = accept_encoding; !rest.empty();) {
            const auto comma = std::min(rest.find(','), rest.size());
            if (detail::allows(rest.substr(0, comma), name_of(encoding)))
                return encoding;
            rest.remove_prefix(std::min(comma + 1, rest.size()));
        }
    return body_encoding::identity;
}

MLTRACK_DECL std::string encode_content(body_encoding encoding, std::string_view body)
{
    // What zlib counts has 32 bits.
    if (encoding == body_encoding::zstd)
        return detail::encode_by_zstd(body);
    return encoding == body_encoding::gzip && body.size() <= std::numeric_limits<uInt>::max() / 2
               ? detail::encode_by_gzip(body)
               : std::string(body);
}

} // namespace mltrack::codec
