#include "console/json.hpp"

namespace mltrack::program {
namespace {

/// Where the string that begins at `begin` ends: past its closing quote.
std::size_t end_of_string(std::string_view text, std::size_t begin)
{
    auto end = begin + 1;
    for (; end < text.size() && text[end] != '"'; ++end)
        if (text[end] == '\\')
            ++end;
    return std::min(end + 1, text.size());
}

} // namespace

std::string indented(std::string_view compact, std::size_t width)
{
    std::string out;
    std::size_t depth = 0;
    const auto new_line = [&] { (out += '\n').append(depth * width, ' '); };
    for (std::size_t at = 0; at < compact.size(); ++at) {
        const char c = compact[at];
        if (c == '"') {
            const auto end = end_of_string(compact, at);
            out += compact.substr(at, end - at);
            at = end - 1;
        } else if (c == '{' || c == '[') {
            out += c;
            if (at + 1 < compact.size() && compact[at + 1] == c + 2) {
                out += compact[++at];
                continue;
            }
            ++depth;
            new_line();
        } else if (c == '}' || c == ']') {
            --depth;
            new_line();
            out += c;
        } else {
            out += c;
            if (c == ',')
                new_line();
            else if (c == ':')
                out += ' ';
        }
    }
    return out;
}

} // namespace mltrack::program
