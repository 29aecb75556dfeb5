#pragma once

/// @file
/// The library's function bodies, but for those of the components with dependencies of their own:
/// mltrack/src_sqlite.hpp holds the SQLite store's, mltrack/src_tls.hpp those of TLS. A program that defines
/// `MLTRACK_SEPARATE_COMPILATION` everywhere includes this header in exactly one of its translation units; the CMake
/// target `mltrack::compiled` makes it needless.

#include <mltrack/config.hpp>

#ifdef MLTRACK_HEADER_ONLY
#error Define MLTRACK_SEPARATE_COMPILATION for the whole program to compile mltrack through mltrack/src.hpp; without it the library is header-only and needs no src.hpp.
#endif

#include <mltrack/artifact/impl/local.ipp>
#include <mltrack/artifact/impl/registry.ipp>
#include <mltrack/artifact/impl/relative_path.ipp>
#include <mltrack/artifact/impl/run_artifacts.ipp>
#include <mltrack/client/impl/artifact_proxy.ipp>
#include <mltrack/client/impl/databricks.ipp>
#include <mltrack/client/impl/engine.ipp>
#include <mltrack/client/impl/environment.ipp>
#include <mltrack/client/impl/message.ipp>
#include <mltrack/client/impl/retry.ipp>
#include <mltrack/codec/impl/content_encoding.ipp>
#include <mltrack/codec/impl/json.ipp>
#include <mltrack/codec/impl/map_value.ipp>
#include <mltrack/codec/impl/number.ipp>
#include <mltrack/codec/impl/openapi.ipp>
#include <mltrack/codec/impl/problems.ipp>
#include <mltrack/codec/impl/query_string.ipp>
#include <mltrack/codec/impl/request.ipp>
#include <mltrack/codec/impl/scalar_value.ipp>
#include <mltrack/codec/impl/structure.ipp>
#include <mltrack/codec/json/impl/reader.ipp>
#include <mltrack/codec/json/impl/reader_string.ipp>
#include <mltrack/codec/json/impl/writer.ipp>
#include <mltrack/impl/connect.ipp>
#include <mltrack/query/impl/match.ipp>
#include <mltrack/query/impl/model_search.ipp>
#include <mltrack/query/impl/page_token.ipp>
#include <mltrack/query/impl/parser.ipp>
#include <mltrack/schema/impl/error.ipp>
#include <mltrack/schema/impl/key.ipp>
#include <mltrack/server/graphql/impl/execution.ipp>
#include <mltrack/server/graphql/impl/lexer.ipp>
#include <mltrack/server/graphql/impl/limits.ipp>
#include <mltrack/server/graphql/impl/parser.ipp>
#include <mltrack/server/graphql/impl/plan.ipp>
#include <mltrack/server/graphql/impl/request.ipp>
#include <mltrack/server/graphql/impl/root_fields.ipp>
#include <mltrack/server/graphql/impl/type.ipp>
#include <mltrack/server/impl/access_log.ipp>
#include <mltrack/server/impl/background.ipp>
#include <mltrack/server/impl/content_type.ipp>
#include <mltrack/server/impl/core.ipp>
#include <mltrack/server/impl/dispatcher.ipp>
#include <mltrack/server/impl/download.ipp>
#include <mltrack/server/impl/error_reply.ipp>
#include <mltrack/server/impl/pages.ipp>
#include <mltrack/server/impl/router.ipp>
#include <mltrack/server/impl/routes.ipp>
#include <mltrack/server/impl/telemetry.ipp>
#include <mltrack/server/impl/writes.ipp>
#include <mltrack/server/security/impl/guard.ipp>
#include <mltrack/server/security/impl/host_check.ipp>
#include <mltrack/server/security/impl/options.ipp>
#include <mltrack/server/security/impl/origin_check.ipp>
#include <mltrack/server/ui/impl/empty_answers.ipp>
#include <mltrack/server/ui/impl/static_files.ipp>
#include <mltrack/server/ui/impl/ui_routes.ipp>
#include <mltrack/store/group/impl/group_commit.ipp>
#include <mltrack/store/impl/memory.ipp>
#include <mltrack/store/impl/memory_inputs.ipp>
#include <mltrack/store/impl/memory_models.ipp>
#include <mltrack/store/impl/memory_purge.ipp>
#include <mltrack/store/impl/random_id.ipp>
#include <mltrack/store/impl/server_lock.ipp>
#include <mltrack/store/metric/impl/sample.ipp>
#include <mltrack/store/sql/ddl/impl/catalog.ipp>
#include <mltrack/store/sql/ddl/impl/notation.ipp>
#include <mltrack/store/sql/ddl/impl/schema.ipp>
#include <mltrack/store/sql/impl/conversion.ipp>
#include <mltrack/store/sql/impl/dialect.ipp>
#include <mltrack/store/sql/impl/statements.ipp>
#include <mltrack/store/sql/metrics/impl/series_statements.ipp>
#include <mltrack/store/sql/search/impl/model_search.ipp>
#include <mltrack/store/sql/search/impl/search.ipp>
#include <mltrack/tracking/impl/answer.ipp>
#include <mltrack/tracking/impl/artifact_location.ipp>
#include <mltrack/tracking/impl/model_history.ipp>
#include <mltrack/tracking/impl/model_page_token.ipp>
#include <mltrack/tracking/impl/run_artifacts.ipp>
#include <mltrack/tracking/impl/run_name.ipp>
#include <mltrack/transport/exchange/impl/base_url.ipp>
#include <mltrack/transport/exchange/impl/http_exchange.ipp>
#include <mltrack/transport/exchange/impl/proxy.ipp>
#include <mltrack/transport/exchange/impl/tcp_exchange.ipp>
#include <mltrack/transport/impl/descriptor_limit.ipp>
#include <mltrack/transport/impl/event_loop.ipp>
#include <mltrack/transport/impl/http_session.ipp>
#include <mltrack/transport/impl/http_wire.ipp>
#include <mltrack/transport/impl/in_process_exchange.ipp>
#include <mltrack/transport/impl/listening_socket.ipp>
#include <mltrack/transport/impl/response_head.ipp>
#include <mltrack/transport/impl/tcp_listener.ipp>
