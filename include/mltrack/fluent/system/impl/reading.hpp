#pragma once

#include <charconv>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace mltrack::fluent {

/// A number that was read off the machine, by the name of its metric without `system/`.
struct reading
{
    std::string name;
    double value;
    bool is_averaged = true; ///< Else the last one of several samples counts, unrounded.
};

/// Rounds to one digit after the point as Python's `round` does: by the exact value, halves to even.
inline double round_to_tenths(double value)
{
    char text[400];
    const auto written = std::to_chars(text, text + sizeof text, value, std::chars_format::fixed, 1);
    std::from_chars(text, written.ptr, value);
    return value;
}

/// Gathers samples of readings and makes one value of each name of them, as MLflow's monitors do.
class averages
{
public:
    void add(const std::vector<reading>& sample)
    {
        for (const auto& each : sample) {
            auto& of = entries_[each.name];
            of.sum = each.is_averaged ? of.sum + each.value : each.value;
            of.count = each.is_averaged ? of.count + 1 : 0;
        }
    }

    /// The value of each name; the samples are gone then.
    std::map<std::string, double> take()
    {
        std::map<std::string, double> out;
        for (const auto& [name, each] : std::exchange(entries_, {}))
            out.emplace(name, each.count == 0 ? each.sum : round_to_tenths(each.sum / each.count));
        return out;
    }

private:
    struct entry
    {
        double sum = 0;
        int count = 0; ///< 0: not averaged.
    };

    std::map<std::string, entry> entries_;
};

} // namespace mltrack::fluent
