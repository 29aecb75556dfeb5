#pragma once

#include <ostream>
#include <string>
#include <string_view>
#include <vector>

namespace mltrack::program {

/// Text as it is safe to show on a terminal: control characters, those of Unicode's second block too, become `\n`, `\t`
/// or `\xNN`.
std::string printable(std::string_view text);

/// Rows under headings, aligned in columns; cells are made `printable`.
class table
{
public:
    explicit table(std::vector<std::string> headings);

    /// Adds a row with as many cells as there are headings.
    void add(std::vector<std::string> cells);

    friend std::ostream& operator<<(std::ostream& out, const table& table);

private:
    std::vector<std::vector<std::string>> rows_; ///< The first one holds the headings.
};

} // namespace mltrack::program
