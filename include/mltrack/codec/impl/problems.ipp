#pragma once

#include <mltrack/codec/problems.hpp>

namespace mltrack::codec {

MLTRACK_DECL void problems::add(std::string_view what)
{
    if (++count_ > 10)
        return;
    std::string sentence;
    for (const auto& step : place_) {
        if (step.member.empty())
            sentence += '[' + std::to_string(step.index) + ']';
        else
            (sentence += sentence.empty() ? "" : ".") += step.member;
    }
    (sentence += sentence.empty() ? "" : ": ") += what;
    sentences_.push_back(std::move(sentence));
}

MLTRACK_DECL error problems::to_error() const
{
    if (count_ == 1)
        return {errc::invalid_parameter_value, sentences_.front()};
    std::string message = std::to_string(count_) + " fields are wrong:";
    for (std::size_t index = 0; index != sentences_.size(); ++index)
        message += " (" + std::to_string(index + 1) + ") " + sentences_[index];
    if (count_ > sentences_.size())
        message += " (and " + std::to_string(count_ - sentences_.size()) + " more)";
    return {errc::invalid_parameter_value, std::move(message)};
}

} // namespace mltrack::codec
