#include <mltrack/artifact/registry.hpp>
#include <mltrack/schema/field/lower_case.hpp>
#include <mltrack/server/security/host_check.hpp>
#include <mltrack/server/security/origin_check.hpp>
#include <mltrack/tracking/artifact_location.hpp>
#include <mltrack/tracking/uri/artifact_uri.hpp>
#include <mltrack/transport/exchange/base_url.hpp>
#include <tests/fuzz/fuzz_target.hpp>

#include <filesystem>
#include <string>

/// @file
/// URIs: where a server is, where artifacts are kept, what they are called, and which hosts and pages may ask.

using namespace mltrack;

namespace {

bool has_controls_or_blanks(std::string_view text)
{
    return std::any_of(text.begin(), text.end(),
                       [](char each) { return static_cast<unsigned char>(each) <= 0x20 || each == 0x7F; });
}

void check_tracking_uri(std::string_view text)
{
    const auto url = transport::base_url::parse(text);
    if (url.has_error())
        return;
    fuzz::require(!url->host.empty() && !has_controls_or_blanks(url->authority()), "a host fits into a header");
    fuzz::require(!has_controls_or_blanks(url->prefix), "a prefix fits into a request line");
    fuzz::require(url->prefix.empty() || (url->prefix.starts_with('/') && !url->prefix.ends_with('/')),
                  "a prefix begins with a slash and does not end with one");
    const auto port = std::stoi(url->port);
    fuzz::require(port > 0 && port < 65'536, "a port is a number");
    if (text.find('@') != text.npos)
        return; // What could be a password is not shown, even where it is part of a path.
    const auto again = transport::base_url::parse(url->text);
    fuzz::require(again.has_value() && again->authority() == url->authority() && again->prefix == url->prefix,
                  "what is shown of a URL leads to the same place");
}

/// Checks that nobody gets to see a password.
void check_password(std::string_view rest)
{
    const std::string password = "s3cretWord";
    if (rest.find(password) != rest.npos)
        return; // It stands elsewhere too, where it is none.
    const auto url = transport::base_url::parse("http://ada:" + password + '@' + std::string(rest));
    const auto& shown = url ? url->text : url.error().message;
    fuzz::require(shown.find(password) == shown.npos, "a password is not shown");
}

/// Checks that the artifacts of a run stay below its own folder, wherever the experiment keeps them.
void check_location(std::string_view text)
{
    const tracking::service_options options;
    const auto location = tracking::check_artifact_location(text, options);
    if (location.has_error()) {
        if (schema::is_utf8(text))
            fuzz::check_refusal(location.error());
        return;
    }
    fuzz::require(location->size() <= 2048 && location->find('#') == location->npos, "a location is plain");
    const auto root = tracking::append_to_location(*location, "RUN/artifacts");
    const auto scheme = artifact::scheme_of(root);
    fuzz::require(scheme != "http" && scheme != "https" && scheme != "ftp", "a location leads to no other host");
    if (scheme != "file" && !scheme.empty())
        return;
    const auto path = artifact::local_path_of(root);
    if (path.has_error())
        return;
    const auto whole = std::filesystem::path(*path).lexically_normal();
    fuzz::require(std::find(whole.begin(), whole.end(), "RUN") != whole.end(),
                  "the artifacts of a run are in a folder of its own");
}

void check_artifact_uri(std::string_view text)
{
    const auto place = tracking::parse_artifact_uri(text);
    if (place.has_error())
        return fuzz::require(!place.error().message.empty(), "an error says something");
    fuzz::require(!place->run.empty() + !place->model.empty() + !place->root.empty() == 1,
                  "an artifact is of a run, of a model, or of neither");
}

/// Checks that no foreign name is taken for this machine or a private network.
void check_host(std::string_view text)
{
    static const serving::host_check hosts({});
    if (!hosts.allows(text))
        return;
    const auto end = text.find(']') != text.npos ? text.size() : std::min(text.rfind(':'), text.size());
    const auto host = schema::lower_case(text.substr(0, end));
    fuzz::require(host == "localhost" || host.find_first_not_of("0123456789abcdef.:[]") == host.npos,
                  "a host that is allowed is this machine or an address");
}

/// Checks that a page of a foreign origin may not write.
void check_origin(std::string_view text)
{
    static const serving::origin_check origins({});
    if (text.empty() || origins.blocks("POST", text))
        return;
    const auto origin = schema::lower_case(text);
    fuzz::require(origin.find("localhost") != origin.npos || origin.find("127.0.0.1") != origin.npos ||
                      origin.find("[::1]") != origin.npos,
                  "a page that may write is of this machine");
    fuzz::require(!has_controls_or_blanks(origins.allow_origin(text)), "an origin fits into a header");
}

/// Checks that settings are read or refused.
template <class Check>
void check_setting(std::string_view text)
{
    try {
        const Check made({std::string(text)});
    } catch (const exception& refused) {
        fuzz::require(refused.code() == errc::invalid_parameter_value, "a setting that cannot be is refused");
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const auto text = fuzz::text_of(data, size);
    check_tracking_uri(text);
    check_password(text);
    check_location(text);
    check_artifact_uri(text);
    check_host(text);
    check_origin(text);
    check_setting<serving::host_check>(text);
    check_setting<serving::origin_check>(text);
    return 0;
}
