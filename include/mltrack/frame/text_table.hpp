#pragma once

#include <mltrack/config.hpp>

#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

namespace mltrack::frame {

/// Text as it is safe to show on a terminal: control characters, those of Unicode's second block too, become `\n`, `\t`
/// or `\xNN`.
MLTRACK_DECL std::string printable(std::string_view text);

/// Rows under headings, aligned in columns; cells are made `printable`.
class text_table
{
public:
    MLTRACK_DECL explicit text_table(std::vector<std::string> headings);

    /// Adds a row with as many cells as there are headings.
    MLTRACK_DECL void add(std::vector<std::string> cells);

    /// Writes it, with a rule below the headings.
    MLTRACK_DECL friend std::ostream& operator<<(std::ostream& out, const text_table& table);

private:
    std::vector<std::vector<std::string>> rows_; ///< The first one holds the headings.
};

MLTRACK_DECL std::ostream& operator<<(std::ostream& out, const text_table& table);

} // namespace mltrack::frame

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/frame/impl/text_table.ipp>
#endif
