#include <mltrack/artifact/impl/local.ipp>
#include <mltrack/artifact/impl/registry.ipp>
#include <mltrack/artifact/impl/relative_path.ipp>
#include <mltrack/artifact/impl/run_artifacts.ipp>
