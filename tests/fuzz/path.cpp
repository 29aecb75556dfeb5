#include <mltrack/artifact/repository.hpp>
#include <mltrack/server/content_type.hpp>
#include <mltrack/server/download.hpp>
#include <tests/fuzz/outside.hpp>

/// @file
/// Artifact paths as they come from outside: whatever is asked of a repository in a folder, nothing leaves the folder.

using namespace mltrack;

namespace {

bool has_control_characters(std::string_view text)
{
    return std::any_of(text.begin(), text.end(),
                       [](char each) { return static_cast<unsigned char>(each) < 0x20 || each == 0x7F; });
}

/// Checks that a path is what `relative_path` promises.
void check_form(const artifact::relative_path& path)
{
    const std::string& text = path.text();
    fuzz::require(schema::is_utf8(text) && text.find('\0') == text.npos, "a path is UTF-8 without NUL");
    fuzz::require(!text.starts_with('/') && !text.ends_with('/'), "a path is relative");
    fuzz::require(text.find("//") == text.npos, "no part of a path is empty");
    const auto wrapped = '/' + text + '/';
    for (const auto* part : {"/./", "/../", "\\..\\", "/..\\", "\\../"})
        fuzz::require(wrapped.find(part) == wrapped.npos, "no part of a path is '.' or '..'");
    const auto again = artifact::relative_path::literal(text);
    fuzz::require(again.has_value() && again->text() == text, "a path is one as it stands");
}

/// Checks what a browser is told about a file of this name.
void check_presentation(std::string_view name)
{
    fuzz::require(!has_control_characters(serving::attachment(name)), "a header has no control characters");
    fuzz::require(!has_control_characters(serving::content_type_of(name)), "a header has no control characters");
}

std::string content_of(artifact::reader& file)
{
    std::string content(static_cast<std::size_t>(file.size()), '\0');
    const auto count = file.read(content);
    content.resize(count ? *count : 0);
    return content;
}

void check_listing(const std::vector<schema::file_info>& files, const artifact::relative_path& folder)
{
    for (const auto& file : files) {
        const auto path = artifact::relative_path::literal(file.path);
        fuzz::require(path.has_value() && path->text().starts_with(folder.text()) && path->text() != folder.text(),
                      "what is listed in a folder is below it");
        fuzz::require(path->name() != "root", "nothing outside of the root is listed");
    }
}

void check_operations(artifact::local repository, const artifact::relative_path& path)
{
    if (auto file = repository.open(path))
        fuzz::require(content_of(**file) != fuzz::secret, "nothing outside of the root is read");
    if (const auto files = repository.list(path))
        check_listing(*files, path);
    const std::string content = "written";
    if (auto file = repository.create(path)) {
        (*file)->write(content).value();
        if ((*file)->commit()) {
            auto written = repository.open(path);
            fuzz::require(written.has_value() && content_of(**written) == content, "what was written is read");
        }
    }
    const auto removed = repository.remove(path);
    fuzz::require(!path.is_root() || !removed, "the root stays");
    if (removed)
        fuzz::require(!repository.open(path).has_value(), "what was removed is not there");
}

/// Checks that a range is a part of a file.
void check_range(std::string_view header)
{
    constexpr std::uint64_t size = 1000;
    if (const auto range = serving::parse_range(header, size))
        fuzz::require(range->length <= size && range->first <= size - range->length, "a range is within the file");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static fuzz::guarded_repository guarded;
    const auto text = fuzz::text_of(data, size);
    check_presentation(text);
    check_range(text);
    for (const auto& path : {artifact::relative_path::parse(text), artifact::relative_path::literal(text)}) {
        if (path.has_error()) {
            if (schema::is_utf8(text))
                fuzz::check_refusal(path.error());
            continue;
        }
        check_form(*path);
        check_operations(guarded.repository(), *path);
        guarded.check_outside();
        guarded.restore();
    }
    return 0;
}
