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

} // namespace mltrack::codec

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/codec/impl/content_encoding.ipp>
#endif
