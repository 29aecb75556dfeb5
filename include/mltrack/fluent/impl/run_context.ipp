#pragma once

#include <mltrack/codec/json/reader.hpp>
#include <mltrack/fluent/fork/impl/forkable_mutex.hpp>
#include <mltrack/fluent/impl/environment.hpp>
#include <mltrack/fluent/run_context.hpp>
#include <mltrack/schema/error.hpp>
#include <mltrack/schema/system_tags.hpp>

#include <algorithm>
#include <filesystem>
#include <mutex>
#include <pwd.h>
#include <unistd.h>
#include <vector>

namespace mltrack {
namespace fluent {

/// The providers that the program added. Thread safety: all functions may be called at once.
class added_providers
{
public:
    static added_providers& instance()
    {
        static auto& one = *new added_providers;
        return one;
    }

    void add(std::function<run_tags()> provider)
    {
        const std::lock_guard lock(mutex_);
        all_.push_back(std::move(provider));
    }

    /// In the order in which they were added. A copy, so that none is called under the lock.
    std::vector<std::function<run_tags()>> all() const
    {
        const std::lock_guard lock(mutex_);
        return all_;
    }

private:
    mutable forkable_mutex mutex_;
    std::vector<std::function<run_tags()>> all_;
};

inline std::string user_name()
{
    for (const char* name : {"MLFLOW_TRACKING_USERNAME", "LOGNAME", "USER", "LNAME", "USERNAME"})
        if (auto value = variable(name); !value.empty())
            return value;
    std::vector<char> space(16 * 1024);
    passwd entry = {};
    passwd* found = nullptr;
    ::getpwuid_r(::geteuid(), &entry, space.data(), space.size(), &found);
    return found == nullptr ? "unknown" : entry.pw_name;
}

inline std::string executable()
{
    std::error_code failure;
    const auto path = std::filesystem::read_symlink("/proc/self/exe", failure);
    return failure ? "<unknown>" : path.string();
}

inline run_tags tags_of_program()
{
    return {
        {schema::user_tag, user_name()}, {schema::source_name_tag, executable()}, {schema::source_type_tag, "LOCAL"}};
}

inline run_tags tags_of_project()
{
    run_tags tags;
    for (const auto& [name, tag] : {std::pair("MLFLOW_PROJECT_ENV", schema::project_env_tag),
                                    {"MLFLOW_PROJECT_ENTRY_POINT", schema::project_entry_point_tag},
                                    {"MLFLOW_DOCKER_IMAGE_URI", schema::docker_image_uri_tag},
                                    {"MLFLOW_DOCKER_IMAGE_ID", schema::docker_image_id_tag}})
        if (auto value = variable(name); !value.empty())
            tags.emplace(tag, std::move(value));
    return tags;
}

/// The tags that MLFLOW_RUN_CONTEXT holds.
inline run_tags tags_of_context()
{
    const auto text = variable("MLFLOW_RUN_CONTEXT");
    run_tags tags;
    if (text.empty())
        return tags;
    codec::json::reader in(text);
    const auto refuse = [](const std::string& why) {
        throw exception(error{errc::invalid_parameter_value,
                              "MLFLOW_RUN_CONTEXT must be a JSON object whose values are texts: " + why});
    };
    if (in.next() != codec::json::kind::object)
        refuse("it is " + std::string(codec::json::name_of(in.next())));
    in.begin_object();
    for (std::string_view name; in.next_member(name);) {
        std::string key(name);
        if (in.next() != codec::json::kind::string)
            refuse("'" + key + "' is " + std::string(codec::json::name_of(in.next())));
        tags.insert_or_assign(std::move(key), std::string(in.string()));
    }
    in.finish();
    if (in.failed())
        refuse(in.failure());
    return tags;
}

/// Adds a provider's tags; a run is worth more than its tags, so that one that fails is only told of.
template <class Provider>
void add_tags(run_tags& tags, const Provider& provider)
{
    try {
        for (auto& [key, value] : provider())
            tags.insert_or_assign(key, value);
    } catch (const std::exception& fault) {
        complain(std::string("the run goes without some of its tags: ") + fault.what());
    }
}

inline std::vector<run_tags (*)()>& component_tag_providers()
{
    static auto& all = *new std::vector<run_tags (*)()>;
    return all;
}

MLTRACK_DECL bool add_component_tag_provider(run_tags (*provider)())
{
    auto& all = component_tag_providers();
    if (std::ranges::find(all, provider) == all.end())
        all.push_back(provider);
    return true;
}

MLTRACK_DECL run_tags resolve_tags()
{
    run_tags tags;
    add_tags(tags, tags_of_program);
    for (const auto provider : component_tag_providers())
        add_tags(tags, provider);
    add_tags(tags, tags_of_project);
    add_tags(tags, tags_of_context);
    for (const auto& provider : added_providers::instance().all())
        add_tags(tags, provider);
    return tags;
}

} // namespace fluent

MLTRACK_DECL void add_tag_provider(std::function<run_tags()> provider)
{
    fluent::added_providers::instance().add(std::move(provider));
}

} // namespace mltrack
