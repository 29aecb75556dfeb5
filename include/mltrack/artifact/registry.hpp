#pragma once

#include <mltrack/artifact/any_repository.hpp>

#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace mltrack::artifact {

/// Opens artifact repositories by the scheme of their root URI.
///
/// Thread safety: `open` may be called from several threads at once; `add` may not be called meanwhile.
class registry
{
public:
    /// Opens the repository whose root is at a URI of its scheme.
    using factory = std::function<result<any_repository>(std::string_view uri)>;

    /// Knows `file:` URIs and plain paths, which `artifact::local` keeps.
    registry();

    /// Opens URIs of this scheme (in lower case, without the colon) with `make`, in place of an older factory; the
    /// scheme
    /// "" stands for plain paths.
    void add(std::string scheme, factory make) { factories_.insert_or_assign(std::move(scheme), std::move(make)); }

    /// Opens the repository with its root at `uri`. Errors: `invalid_parameter_value` for a scheme that it does not
    /// know, with those it knows, and whatever the factory objects to.
    result<any_repository> open(std::string_view uri) const;

private:
    std::map<std::string, factory, std::less<>> factories_;
};

/// The scheme of a URI in lower case; empty for a plain path.
MLTRACK_DECL std::string scheme_of(std::string_view uri);

/// The path that a `file:` URI names, percent-decoded; a plain path as it is.
/// Errors: `invalid_parameter_value` for a URI with a host that is not this machine (empty or `localhost`).
MLTRACK_DECL result<std::string> local_path_of(std::string_view uri);

} // namespace mltrack::artifact

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/artifact/impl/registry.ipp>
#endif
