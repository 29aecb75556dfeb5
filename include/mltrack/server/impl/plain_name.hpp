#pragma once

#include <mltrack/schema/field/utf8.hpp>

#include <string>
#include <string_view>

namespace mltrack::serving {

/// Letters in place of those of U+00A0 to U+024F, and of U+1E00 to U+1EFF: without their marks, as Unicode's
/// compatibility decomposition has them. A blank: nothing in ASCII is left of it.
inline constexpr std::string_view plain_latin =
    "          a       23     1o     AAAAAA CEEEEIIII NOOOOO  UUUUY  aaaaaa ceeeeiiii nooooo  uuuuy y"
    "AaAaAaCcCcCcCcDd  EeEeEeEeEeGgGgGgGgHh  IiIiIiIiI   JjKk LlLlLlLl  NnNnNnn  OoOoOo  RrRrRrSsSsSs"
    "SsTtTt  UuUuUuUuUuUuWwYyYZzZzZzs                                Oo             Uu               "
    "             AaIiOoUuUuUuUuUu AaAa    GgKkOoOo  j   Gg  NnAa    AaAaEeEeIiIiOoOoRrRrUuUuSsTt  Hh"
    "      AaEeOoOoOoOoYy                            ";
inline constexpr std::string_view plain_more_latin =
    "AaBbBbBbCcDdDdDdDdDdEeEeEeEeEeFfGgHhHhHhHhHhIiIiKkKkKkLlLlLlLlMmMmMmNnNnNnNnOoOoOoOoPpPpRrRrRrRr"
    "SsSsSsSsSsTtTtTtTtUuUuUuUuUuVvVvWwWwWwWwWwXxXxYyZzZzZzhtwyas    AaAaAaAaAaAaAaAaAaAaAaAaEeEeEeEe"
    "EeEeEeEeIiIiOoOoOoOoOoOoOoOoOoOoOoOoUuUuUuUuUuUuUuYyYyYyYy      ";

static_assert(plain_latin.size() == 0x250 - 0xA0 && plain_more_latin.size() == 0x100);

/// Characters that follow each other as letters or digits of ASCII do, and begin anew behind the last of them.
struct plain_run
{
    char32_t first, last;
    char letter;
    char32_t period;
};

inline constexpr plain_run plain_runs[] = {
    {0x2074, 0x2079, '4', 10}, {0x2080, 0x2089, '0', 10}, {0x2460, 0x2468, '1', 10},   {0x24B6, 0x24CF, 'A', 26},
    {0x24D0, 0x24E9, 'a', 26}, {0xFF01, 0xFF5E, '!', 94}, {0x1D7CE, 0x1D7FF, '0', 10},
};

/// Characters in place of which more than one stands, or a blank, or one for itself.
struct plain_text
{
    char32_t character;
    std::string_view text;
};

inline constexpr plain_text plain_texts[] = {
    {0xA0, " "},    {0xA8, " "},    {0xAF, " "},     {0xB4, " "},    {0xB8, " "},    {0xBC, "14"},    {0xBD, "12"},
    {0xBE, "34"},   {0x132, "IJ"},  {0x133, "ij"},   {0x13F, "L"},   {0x140, "l"},   {0x1C4, "DZ"},   {0x1C5, "Dz"},
    {0x1C6, "dz"},  {0x1C7, "LJ"},  {0x1C8, "Lj"},   {0x1C9, "lj"},  {0x1CA, "NJ"},  {0x1CB, "Nj"},   {0x1CC, "nj"},
    {0x1F1, "DZ"},  {0x1F2, "Dz"},  {0x1F3, "dz"},   {0x2002, " "},  {0x2003, " "},  {0x2007, " "},   {0x2009, " "},
    {0x200A, " "},  {0x2025, ".."}, {0x2026, "..."}, {0x202F, " "},  {0x2070, "0"},  {0x2071, "i"},   {0x207F, "n"},
    {0x20A8, "Rs"}, {0x2103, "C"},  {0x2109, "F"},   {0x2113, "l"},  {0x2116, "No"}, {0x2122, "TM"},  {0x212A, "K"},
    {0x212B, "A"},  {0x3000, " "},  {0xFB00, "ff"},  {0xFB01, "fi"}, {0xFB02, "fl"}, {0xFB03, "ffi"}, {0xFB04, "ffl"},
    {0xFB05, "st"}, {0xFB06, "st"},
};

/// Adds what of a character beyond ASCII is left in ASCII.
inline void append_plain(std::string& to, char32_t character)
{
    constexpr char32_t latin = 0xA0, more_latin = 0x1E00, mathematical = 0x1D400, mathematical_end = 0x1D6A4;
    for (const auto& each : plain_texts)
        if (each.character == character) {
            to += each.text;
            return;
        }
    for (const auto& run : plain_runs)
        if (run.first <= character && character <= run.last) {
            to += static_cast<char>(run.letter + static_cast<char>((character - run.first) % run.period));
            return;
        }
    char letter = ' ';
    if (character >= latin && character - latin < plain_latin.size())
        letter = plain_latin[character - latin];
    else if (character >= more_latin && character - more_latin < plain_more_latin.size())
        letter = plain_more_latin[character - more_latin];
    else if (character >= mathematical && character < mathematical_end) {
        const auto place = (character - mathematical) % 52;
        letter = static_cast<char>(place < 26 ? 'A' + place : 'a' + place - 26);
    }
    if (letter != ' ')
        to += letter;
}

/// A name in printable ASCII, for clients that know no other: letters without their marks, all else left out.
inline std::string plain_name(std::string_view name)
{
    std::string plain;
    while (!name.empty()) {
        const auto length = schema::utf8_character(name);
        const auto lead = static_cast<unsigned char>(name.front());
        if (length == 1 && lead >= 0x20 && lead < 0x7F)
            plain += name.front();
        if (length > 1) {
            char32_t character = lead & (0x7Fu >> length);
            for (std::size_t index = 1; index != length; ++index)
                character = character << 6 | (static_cast<unsigned char>(name[index]) & 0x3Fu);
            append_plain(plain, character);
        }
        name.remove_prefix(length == 0 ? 1 : length);
    }
    return plain;
}

} // namespace mltrack::serving
