#pragma once

#include <mltrack/config.hpp>
#include <mltrack/tracking/download.hpp>
#include <mltrack/transport/handler.hpp>

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace mltrack::serving {

/// `Content-Disposition` that has browsers save a file under its name: quoted where it must be; beside a name that is
/// not ASCII stands one in plain letters (`download` when nothing is left), for old clients.
MLTRACK_DECL std::string attachment(std::string_view file_name);

/// A part of a file.
struct byte_range
{
    std::uint64_t first = 0;
    std::uint64_t length = 0;
};

/// The one range that a `Range` header asks for of a file of `size` bytes; of length 0 when there is no such part.
/// Nothing for a header that does not ask for one range of bytes: it is ignored.
MLTRACK_DECL std::optional<byte_range> parse_range(std::string_view header, std::uint64_t size);

/// What of a request matters to a download.
struct download_conditions
{
    std::string range;         ///< `Range`.
    std::string if_range;      ///< `If-Range`.
    std::string if_none_match; ///< `If-None-Match`.
};

/// How browsers take a file.
struct presentation
{
    std::string content_type;
    std::string disposition = {};           ///< `Content-Disposition`; empty: none, the file is shown in place.
    std::string cache_control = "no-cache"; ///< `Cache-Control`.
};

/// A file as an answer: 200 with all of it, 206 with the range that was asked for, 304 when the caller has it already,
/// 416 when it has no such range. Errors of the file come back as they are.
MLTRACK_DECL result<transport::reply> file_reply(std::unique_ptr<artifact::reader> file, const presentation& shown,
                                                 const download_conditions& conditions);

/// An artifact as such an answer: browsers save it under its name.
MLTRACK_DECL result<transport::reply> download_reply(tracking::download file, const download_conditions& conditions);

} // namespace mltrack::serving

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/server/impl/download.ipp>
#endif
