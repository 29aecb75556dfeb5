#pragma once

#include <mltrack/store/sqlite/driver.hpp>
#include <mltrack/store/sqlite/impl/compact_metrics.hpp>
#include <mltrack/store/sqlite/impl/number_function.hpp>

namespace mltrack::store {
namespace detail {

/// What SQLite's SQL has of its own.
class sqlite_dialect final : public relational::dialect
{
public:
    std::string table_names() const override
    {
        return "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite^_%' ESCAPE "
               "'^'";
    }

    std::string number_in(std::string_view column) const override
    {
        return std::string(number_function) + "(" + std::string(column) + ")";
    }

    std::vector<std::string> triggers() const override
    {
        return {
            "CREATE TRIGGER prevent_secrets_aad_mutation BEFORE UPDATE ON secrets FOR EACH ROW "
            "WHEN OLD.secret_id != NEW.secret_id OR OLD.secret_name != NEW.secret_name "
            "BEGIN SELECT RAISE(ABORT, 'secret_id and secret_name are immutable (used as AAD in encryption)'); END"};
    }

    std::vector<std::string> compact_metrics() const override { return create_compact_metrics(*this); }
};

} // namespace detail

MLTRACK_DECL const relational::dialect& sqlite_driver::dialect()
{
    static const detail::sqlite_dialect dialect;
    return dialect;
}

} // namespace mltrack::store
