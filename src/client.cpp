#include <mltrack/client/impl/artifact_proxy.ipp>
#include <mltrack/client/impl/databricks.ipp>
#include <mltrack/client/impl/engine.ipp>
#include <mltrack/client/impl/environment.ipp>
#include <mltrack/client/impl/message.ipp>
#include <mltrack/client/impl/retry.ipp>
