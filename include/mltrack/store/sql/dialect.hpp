#pragma once

#include <mltrack/config.hpp>
#include <mltrack/store/sql/ddl/notation.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace mltrack::store::relational {

/// Where the databases' SQL differs. The defaults are what SQLite and PostgreSQL agree on; a dialect overrides what its
/// database says otherwise. Everywhere else the store writes standard SQL: names in double quotes, `?` for each bound
/// value (a driver replaces it in `prepare` when its database wants another form), TRUE as a bare boolean column.
///
/// Thread safety: all operations may be called at once.
class dialect
{
public:
    virtual ~dialect() = default;

    /// The database's name for a type.
    virtual std::string type_name(column_type type) const;

    /// An insert that leaves a row alone which is there already.
    virtual std::string insert_or_ignore(std::string insert) const;

    /// An insert that replaces `changed` columns when a row with the same `keys` is there.
    virtual std::string upsert(std::string insert, const std::vector<std::string>& keys,
                               const std::vector<std::string>& changed) const;

    /// A condition that holds when the column matches a bound pattern with `%` and `_`, neither of which can be
    /// escaped; letters count as they are.
    virtual std::string like(std::string_view column) const;

    /// The same without regard to the case of ASCII letters.
    virtual std::string ilike(std::string_view column) const;

    /// The number that a column's text is, null when it is none: what `query::number_in` says.
    virtual std::string number_in(std::string_view column) const = 0;

    /// The clause behind ORDER BY that takes a bound number of rows after skipping a second bound number of rows.
    virtual std::string page() const;

    /// A query for the names of all tables and views of the database.
    virtual std::string table_names() const = 0;

    /// What the schema needs besides tables and indexes: MLflow's trigger.
    virtual std::vector<std::string> triggers() const = 0;

    /// The statements that make the compact layout of metrics in place of MLflow's table `metrics`
    /// (rows/metric_series.hpp); none where a new database gets the table.
    virtual std::vector<std::string> compact_metrics() const;
};

} // namespace mltrack::store::relational

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/store/sql/impl/dialect.ipp>
#endif
