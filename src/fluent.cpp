#include <mltrack/fluent/impl/endings.ipp>
#include <mltrack/fluent/impl/experiments.ipp>
#include <mltrack/fluent/impl/log_values.ipp>
#include <mltrack/fluent/impl/run.ipp>
#include <mltrack/fluent/impl/run_context.ipp>
#include <mltrack/fluent/impl/tracking_uri.ipp>
#include <mltrack/fluent/impl/value.ipp>
