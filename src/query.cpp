#include <mltrack/query/impl/diagnosis.ipp>
#include <mltrack/query/impl/expression.ipp>
#include <mltrack/query/impl/match.ipp>
#include <mltrack/query/impl/model_search.ipp>
#include <mltrack/query/impl/page_token.ipp>
#include <mltrack/query/impl/parser.ipp>
#include <mltrack/query/impl/to_text.ipp>
