#!/usr/bin/env python3
"""Compares the schema of an SQLite database that mltrack made with that of a fresh one of MLflow's.

Run it with the Python of an environment that has MLflow; the argument is the path of mltrack's database. Every
difference is printed, one a line, and makes the exit status 1. What mltrack keeps in another way on purpose, metrics in
the compact layout (docs/databases.md), must be there instead of MLflow's table; behind --mlflow it must not.
"""

import os
import re
import sqlite3
import sys
import tempfile


COMPACT = {
    "table": {"metric_series", "metric_points", "mltrack_blocks"},
    "view": {"metrics"},
    "trigger": {"mltrack_metrics_insert", "mltrack_metrics_delete", "mltrack_runs_delete"},
    "index": {"mltrack_stale_blocks", "mltrack_runs"},
}


def make_mlflow_database(folder):
    """The path of a database that MLflow has just made."""
    os.environ["MLFLOW_DISABLE_TELEMETRY"] = "true"
    from mlflow.store.tracking.sqlalchemy_store import SqlAlchemyStore

    path = os.path.join(folder, "mlflow.db")
    SqlAlchemyStore("sqlite:///" + path, os.path.join(folder, "artifacts"))
    return path


def constraints(create_table):
    """The constraints of a CREATE TABLE statement, without regard to blanks, quotes and their order."""
    body = create_table[create_table.index("(") + 1 : create_table.rindex(")")]
    items, depth, item = [], 0, ""
    for character in body + ",":
        depth += {"(": 1, ")": -1}.get(character, 0)
        if character == "," and depth == 0:
            items.append(re.sub(r"\s+", " ", item.replace('"', "")).strip())
            item = ""
        else:
            item += character
    found = [each for each in items if re.match(r"(CONSTRAINT \S+ )?(PRIMARY KEY|UNIQUE|FOREIGN KEY|CHECK)\b", each)]
    return sorted(re.sub(r" ?\( ?", "(", each).upper() for each in found)


def indexes(database, table):
    """The indexes of a table: name, unique, origin, and the columns with their direction."""
    found = []
    for _, name, unique, origin, _ in database.execute(f'PRAGMA index_list("{table}")'):
        columns = [row[2:4] for row in database.execute(f'PRAGMA index_xinfo("{name}")') if row[5]]
        found.append((name if origin == "c" else "", unique, origin, columns))
    return sorted(found)


def describe(path):
    """What a database holds: everything that is compared, by name."""
    database = sqlite3.connect(path)
    facts = {}
    for name, sql in database.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'").fetchall():
        facts[f"{name}: columns"] = database.execute(f'PRAGMA table_xinfo("{name}")').fetchall()
        facts[f"{name}: foreign keys"] = sorted(
            row[2:] for row in database.execute(f'PRAGMA foreign_key_list("{name}")')
        )
        facts[f"{name}: indexes"] = indexes(database, name)
        facts[f"{name}: constraints"] = constraints(sql)
        generated = re.search(r"GENERATED ALWAYS AS \(.*?\) \w+", sql)
        facts[f"{name}: generated column"] = generated and generated[0].replace('"', "")
    for name, sql in database.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"):
        facts[f"trigger {name}"] = re.sub(r"\s+", " ", sql)
    facts["alembic_version: rows"] = database.execute("SELECT * FROM alembic_version").fetchall()
    facts["workspaces: rows"] = database.execute("SELECT * FROM workspaces").fetchall()
    return facts


def compact_objects(path):
    """What a database has of the compact layout: kind and name."""
    database = sqlite3.connect(path)
    return {(kind, name) for kind, name in database.execute("SELECT type, name FROM sqlite_master")
            if name in COMPACT.get(kind, ())}


def view_columns(path):
    """The columns of `metrics`: name and type, which for a table and for a view of it must be the same."""
    return [row[1:3] for row in sqlite3.connect(path).execute("PRAGMA table_xinfo(metrics)")]


def leave_compact_out(expected, found):
    """Takes out of the facts what the compact layout has in another way; the columns of `metrics` stay."""
    own = [f"{name}: " for name in COMPACT["table"]] + [f"trigger {name}" for name in COMPACT["trigger"]]
    for name in [name for name in found if name.startswith(tuple(own))]:
        del found[name]
    for name in [name for name in found if name.endswith(": indexes")]:
        found[name] = [index for index in found[name] if index[0] not in COMPACT["index"]]
    for name in [name for name in expected if name.startswith("metrics: ") and name != "metrics: columns"]:
        del expected[name]


def main():
    path, *options = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        official = make_mlflow_database(folder)
        expected = describe(official)
        expected["metrics: columns"] = view_columns(official)
    found = describe(path)
    found["metrics: columns"] = view_columns(path)
    compact = compact_objects(path)
    whole = {(kind, name) for kind, names in COMPACT.items() for name in names}
    if compact != (set() if options == ["--mlflow"] else whole):
        print(f"of the compact layout there is: {sorted(compact)}")
        return 1
    if compact:
        leave_compact_out(expected, found)
    differences = [name for name in sorted(expected.keys() | found.keys()) if expected.get(name) != found.get(name)]
    for name in differences:
        print(f"{name}: MLflow has {expected.get(name)}, mltrack has {found.get(name)}")
    print(f"{len(expected)} facts compared, {len(differences)} differences")
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())
