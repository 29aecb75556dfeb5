#pragma once

#include <cstdlib>
#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <utility>

namespace mltrack::test {

/// Sets variables of the environment, and gives them back what they were.
class environment
{
public:
    environment(std::initializer_list<std::pair<const char*, std::string>> variables)
    {
        for (const auto& [name, value] : variables) {
            const char* const before = std::getenv(name);
            before_.emplace(name, before == nullptr ? std::nullopt : std::optional<std::string>(before));
            ::setenv(name, value.c_str(), 1);
        }
    }
    environment(const environment&) = delete;
    environment& operator=(const environment&) = delete;
    ~environment()
    {
        for (const auto& [name, value] : before_)
            if (value)
                ::setenv(name.c_str(), value->c_str(), 1);
            else
                ::unsetenv(name.c_str());
    }

private:
    std::map<std::string, std::optional<std::string>> before_;
};

} // namespace mltrack::test
