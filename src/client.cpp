#include <mltrack/client/impl/artifact_access.ipp>
#include <mltrack/client/impl/engine.ipp>
#include <mltrack/client/impl/message.ipp>
#include <mltrack/client/impl/retry.ipp>
