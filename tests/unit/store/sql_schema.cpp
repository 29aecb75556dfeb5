#include <mltrack/store/sql/store.hpp>
#include <mltrack/store/sqlite/driver.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <set>

using namespace mltrack;
using namespace mltrack::store::relational;

BOOST_AUTO_TEST_SUITE(store_sql_schema)

BOOST_AUTO_TEST_CASE(the_notation_says_everything_of_a_table)
{
    const auto tables = parse_tables(R"(
first: id INTEGER!, name VARCHAR(12),
    state TEXT! = 'new', size BIGINT as (id * 2)
  primary first_pk(id)
  unique first_name(name, state)
  check first_state: state IN ('new', 'old')
second: key VARCHAR(8)!, first_id INTEGER
  primary second_pk(key, first_id)
  foreign second_first(first_id) first(id) ON DELETE CASCADE
  foreign (key) first(name)
  default first_id '0'
  index second_first_id(first_id, key desc)
  unique index second_key(key))");
    BOOST_TEST_REQUIRE(tables.size() == 2u);
    const auto& dialect = store::sqlite_driver::dialect();
    BOOST_TEST(create_table(tables[0], dialect) == std::vector<std::string>{R"(CREATE TABLE "first" (
	"id" INTEGER NOT NULL,
	"name" VARCHAR(12),
	"state" TEXT DEFAULT 'new' NOT NULL,
	"size" BIGINT GENERATED ALWAYS AS (id * 2) STORED,
	CONSTRAINT "first_pk" PRIMARY KEY ("id"),
	CONSTRAINT "first_state" CHECK (state IN ('new', 'old')),
	CONSTRAINT "first_name" UNIQUE ("name", "state")
))"},
               boost::test_tools::per_element());
    const std::vector<std::string> second{R"(CREATE TABLE "second" (
	"key" VARCHAR(8) NOT NULL,
	"first_id" INTEGER DEFAULT '0',
	CONSTRAINT "second_pk" PRIMARY KEY ("key", "first_id"),
	CONSTRAINT "second_first" FOREIGN KEY ("first_id") REFERENCES "first" ("id") ON DELETE CASCADE,
	FOREIGN KEY ("key") REFERENCES "first" ("name")
))",
                                          R"(CREATE INDEX "second_first_id" ON "second" ("first_id", "key" DESC))",
                                          R"(CREATE UNIQUE INDEX "second_key" ON "second" ("key"))"};
    BOOST_TEST(create_table(tables[1], dialect) == second, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_text_that_is_not_in_the_notation_is_refused)
{
    for (const auto* text : {"t: a NUMBER", "  primary p(a)", "t: a TEXT\n  key p(a)", "t: a TEXT\n  primary p",
                             "t: a TEXT\n  default b 'x'"})
        BOOST_CHECK_THROW(parse_tables(text), std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(a_row_is_a_table)
{
    const auto& table = definition_of<store::rows::latest_metric>();
    BOOST_TEST(create_table(table, store::sqlite_driver::dialect()).front() == R"(CREATE TABLE "latest_metrics" (
	"key" VARCHAR(250) NOT NULL,
	"value" FLOAT NOT NULL,
	"timestamp" BIGINT,
	"step" BIGINT NOT NULL,
	"is_nan" BOOLEAN NOT NULL,
	"run_uuid" VARCHAR(32) NOT NULL,
	CONSTRAINT "latest_metric_pk" PRIMARY KEY ("key", "run_uuid"),
	CHECK (is_nan IN (0, 1)),
	FOREIGN KEY ("run_uuid") REFERENCES "runs" ("run_uuid")
))");
    BOOST_TEST(select_from(definition_of<store::rows::param>()) ==
               R"(SELECT "params"."key", "params"."value", "params"."run_uuid" FROM "params")");
}

BOOST_AUTO_TEST_CASE(rows_are_inserted_and_replaced)
{
    const insert_statements insert(store::sqlite_driver::dialect());
    BOOST_TEST(insert.new_tag == R"(INSERT INTO "tags" ("key", "value", "run_uuid") VALUES (?, ?, ?))");
    BOOST_TEST(insert.tag ==
               insert.new_tag + R"( ON CONFLICT ("key", "run_uuid") DO UPDATE SET "value" = excluded."value")");
    BOOST_TEST(insert.param == R"(INSERT INTO "params" ("key", "value", "run_uuid") VALUES (?, ?, ?) )"
                               "ON CONFLICT DO NOTHING");
}

BOOST_AUTO_TEST_CASE(tables_stand_behind_those_they_refer_to)
{
    std::set<std::string> names;
    for (const auto& table : all_tables()) {
        BOOST_TEST(names.insert(table.name).second, table.name);
        BOOST_TEST(!table.primary_key.columns.empty(), table.name);
        for (const auto& key : table.foreign_keys)
            BOOST_TEST(names.contains(key.target), table.name << " before " << key.target);
    }
    BOOST_TEST(names.size() == 65u);
}

BOOST_AUTO_TEST_CASE(keys_and_indexes_name_columns_of_their_tables)
{
    for (const auto& table : all_tables()) {
        const auto check = [&](const std::vector<std::string>& columns) {
            for (const auto& name : columns)
                BOOST_TEST(std::ranges::any_of(table.columns,
                                               [&](const auto& column) {
                                                   return column.name == name || column.name + " desc" == name;
                                               }),
                           table.name << " has no " << name);
        };
        check(table.primary_key.columns);
        for (const auto& key : table.foreign_keys)
            check(key.columns);
        for (const auto& list : table.uniques)
            check(list.columns);
        for (const auto& list : table.indexes)
            check(list.columns);
    }
}

BOOST_AUTO_TEST_CASE(another_revision_is_told_older_or_newer)
{
    const auto older = wrong_revision("451aebb31d03", "the database x", "sqlite:///x");
    BOOST_TEST((older.code == errc::invalid_state));
    for (const auto* part :
         {"the database x", "451aebb31d03", "dc11669786a5", "mlflow db upgrade sqlite:///x", "3.17.2"})
        BOOST_TEST(older.message.find(part) != std::string::npos, older.message << " lacks " << part);
    const auto newer = wrong_revision("ffffffffffff", "the database x", "sqlite:///x");
    for (const auto* part : {"ffffffffffff", "dc11669786a5", "newer mltrack"})
        BOOST_TEST(newer.message.find(part) != std::string::npos, newer.message << " lacks " << part);
    BOOST_TEST(newer.message.find("upgrade") == std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
