#pragma once

#include <mltrack/server/graphql/type.hpp>

namespace mltrack::serving::graphql {

inline bool is_lower(char each)
{
    return each >= 'a' && each <= 'z';
}

inline char upper_case(char each)
{
    return is_lower(each) ? static_cast<char>(each - 'a' + 'A') : each;
}

MLTRACK_DECL std::string snake_case(std::string_view camel)
{
    std::string snake;
    for (const char each : camel)
        if (each >= 'A' && each <= 'Z')
            snake += {'_', static_cast<char>(each - 'A' + 'a')};
        else
            snake += each;
    return snake;
}

MLTRACK_DECL std::string type::name() const
{
    if (!own_name.empty())
        return std::string(own_name);
    std::string text = "Mlflow";
    std::string_view rest = full_name;
    for (const std::string_view home : {"mltrack::schema::", "mltrack::serving::graphql::"})
        if (rest.starts_with(home))
            rest.remove_prefix(home.size());
    bool starts_word = true;
    for (const char each : rest) {
        if (each != '_' && each != ':')
            text += starts_word ? upper_case(each) : each;
        starts_word = each == '_' || each == ':';
    }
    return text;
}

MLTRACK_DECL const member* type::find(std::string_view camel_name) const
{
    const auto snake = snake_case(camel_name);
    for (const auto& several : {members, lacking, resolved})
        for (const auto& each : several)
            if (each.name == snake)
                return &each;
    return nullptr;
}

} // namespace mltrack::serving::graphql
