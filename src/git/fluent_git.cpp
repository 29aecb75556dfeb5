#include <mltrack/fluent/git/impl/git_tags.ipp>
