#pragma once

/// @file
/// What a program that includes mltrack/src.hpp includes besides, in the same or another one of its translation units,
/// when its clients talk to `https:` URLs.

#include <mltrack/config.hpp>

#ifdef MLTRACK_HEADER_ONLY
#error Define MLTRACK_SEPARATE_COMPILATION for the whole program to compile mltrack through mltrack/src_tls.hpp; without it the library is header-only and needs no src_tls.hpp.
#endif

#include <mltrack/transport/exchange/impl/tls_exchange.ipp>
