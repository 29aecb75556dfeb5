#pragma once

/// @file
/// The library's function bodies. A program that defines `MLTRACK_SEPARATE_COMPILATION` everywhere includes this header
/// in exactly one of its translation units; the CMake target `mltrack::compiled` makes it needless.

#include <mltrack/config.hpp>

#ifdef MLTRACK_HEADER_ONLY
#error Define MLTRACK_SEPARATE_COMPILATION for the whole program to compile mltrack through mltrack/src.hpp; without it the library is header-only and needs no src.hpp.
#endif

#include <mltrack/artifact/impl/local.ipp>
#include <mltrack/artifact/impl/registry.ipp>
#include <mltrack/artifact/impl/relative_path.ipp>
#include <mltrack/codec/impl/json.ipp>
#include <mltrack/codec/impl/number.ipp>
#include <mltrack/codec/impl/openapi.ipp>
#include <mltrack/codec/impl/problems.ipp>
#include <mltrack/codec/impl/query_string.ipp>
#include <mltrack/codec/impl/request.ipp>
#include <mltrack/codec/impl/structure.ipp>
#include <mltrack/codec/impl/value.ipp>
#include <mltrack/codec/json/impl/reader.ipp>
#include <mltrack/codec/json/impl/writer.ipp>
#include <mltrack/schema/impl/key.ipp>
#include <mltrack/store/sql/impl/catalog.ipp>
#include <mltrack/store/sql/impl/dialect.ipp>
#include <mltrack/store/sql/impl/notation.ipp>
#include <mltrack/store/sql/impl/statements.ipp>
#include <mltrack/tracking/impl/answer.ipp>
#include <mltrack/tracking/impl/artifact_location.ipp>
#include <mltrack/tracking/impl/run_name.ipp>
#include <mltrack/transport/impl/http_session.ipp>
#include <mltrack/transport/impl/response_head.ipp>
#include <mltrack/transport/impl/tcp_listener.ipp>
