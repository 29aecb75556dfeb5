#!/usr/bin/env python3
"""Writes include/mltrack/schema/impl/word_characters.hpp: the code points that Python's `\\w` matches, as ranges.

MLflow checks keys with that class, so ours must be the same one. Run it to follow a newer Python.
"""
import pathlib
import re
import sys
import unicodedata

word = re.compile(r"\w")
ranges = []
for code_point in range(0x80, sys.maxunicode + 1):
    if not word.match(chr(code_point)):
        continue
    if ranges and ranges[-1][1] == code_point - 1:
        ranges[-1][1] = code_point
    else:
        ranges.append([code_point, code_point])

lines, line = [], "   "
for first, last in ranges:
    item = f" {{0x{first:X}, 0x{last:X}}},"
    if len(line) + len(item) > 118:
        lines.append(line)
        line = "   "
    line += item
lines.append(line)

header = f"""#pragma once

// Written by tools/generate_word_characters.py from Unicode {unicodedata.unidata_version}.

namespace mltrack::schema {{

/// The first and last code point of a range.
struct code_point_range
{{
    char32_t first;
    char32_t last;
}};

/// The code points from U+0080 on that Python's `\\w` matches, ascending.
// clang-format off
inline constexpr code_point_range word_characters[] = {{
{chr(10).join(lines)}
}};
// clang-format on

}} // namespace mltrack::schema
"""
target = pathlib.Path(__file__).parent.parent / "include/mltrack/schema/impl/word_characters.hpp"
target.write_text(header)
