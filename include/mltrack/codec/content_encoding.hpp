#pragma once

#include <mltrack/config.hpp>
#include <mltrack/schema/error.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace mltrack::codec {

/// Whether bodies of this `Content-Encoding` are read: none, `identity`, `gzip`, `deflate` or `zstd`, letters without
/// regard to case; not several at once.
MLTRACK_DECL bool reads_encoding(std::string_view encoding);

/// The body as it was before its encoding, which is one that `reads_encoding` knows. It is decoded piece by piece, so
/// that a small body that stands for a huge one costs no more than the limit.
/// Errors: `request_too_large` when there are more than `limit` bytes in it, `invalid_parameter_value` when it is not
/// what the encoding says, cut short or followed by something else.
MLTRACK_DECL result<std::string> decode_content(std::string_view encoding, std::string body, std::uint64_t limit);

/// The encodings of bodies that are written here.
enum class body_encoding { identity, gzip, zstd };

/// The name of an encoding as `Content-Encoding` has it; empty for none.
constexpr std::string_view name_of(body_encoding encoding)
{
    return encoding == body_encoding::zstd ? "zstd" : encoding == body_encoding::gzip ? "gzip" : "";
}

/// The encodings that are read here, as `Accept-Encoding` lists them (RFC 9110, 12.5.3: in an answer they are those
/// that the next request may have).
inline constexpr std::string_view accepted_encodings = "zstd, gzip, deflate";

/// The encoding that a body for somebody with this `Accept-Encoding` gets: zstd before gzip before none.
MLTRACK_DECL body_encoding best_encoding(std::string_view accept_encoding);

/// The body in an encoding, as small as it gets without much time. Throws `std::bad_alloc`.
MLTRACK_DECL std::string encode_content(body_encoding encoding, std::string_view body);

} // namespace mltrack::codec

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/codec/impl/content_encoding.ipp>
#endif
