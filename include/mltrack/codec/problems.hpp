#pragma once

#include <mltrack/config.hpp>
#include <mltrack/schema/error.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace mltrack::codec {

/// Collects what is wrong with the fields of a request, each with its place: `metrics[3].key`.
class problems
{
public:
    /// Steps into a member for the lifetime of the object.
    class scope
    {
    public:
        scope(problems& owner, std::string_view member) : owner_(owner) { owner.place_.push_back({member, 0}); }
        scope(problems& owner, std::size_t index) : owner_(owner) { owner.place_.push_back({{}, index}); }
        ~scope() { owner_.place_.pop_back(); }
        scope(const scope&) = delete;
        scope& operator=(const scope&) = delete;

    private:
        problems& owner_;
    };

    /// Notes what is wrong at the present place.
    void add(std::string_view what);

    bool empty() const noexcept { return count_ == 0; }

    /// All of them in one error: `invalid_parameter_value`, numbered when they are several, at most ten in words.
    error to_error() const;

private:
    struct step
    {
        std::string_view member;
        std::size_t index;
    };

    std::vector<step> place_;
    std::vector<std::string> sentences_;
    std::size_t count_ = 0;
};

} // namespace mltrack::codec

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/codec/impl/problems.ipp>
#endif
