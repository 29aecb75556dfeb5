#pragma once

#include "verb.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace mltrack::program {

/// Tags as the command line gives them, `KEY=VALUE` each. Refuses others, and a key that stands there twice.
inline std::vector<schema::run_tag> parse_tags(const std::vector<std::string>& texts)
{
    std::vector<schema::run_tag> tags;
    for (const auto& text : texts) {
        const auto equals = text.find('=');
        if (equals == text.npos || equals == 0)
            refuse_usage("'" + text + "' is no tag: write KEY=VALUE.");
        auto key = text.substr(0, equals);
        if (std::any_of(tags.begin(), tags.end(), [&](const auto& tag) { return tag.key->value == key; }))
            refuse_usage("The tag '" + key + "' is given twice.");
        tags.push_back({.key = std::move(key), .value = text.substr(equals + 1)});
    }
    return tags;
}

} // namespace mltrack::program
