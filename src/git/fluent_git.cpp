#include <mltrack/fluent/git/impl/git_diff.ipp>
#include <mltrack/fluent/git/impl/git_tags.ipp>
