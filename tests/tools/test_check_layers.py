import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))
import check_layers


def plant(root, path, text):
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)


def test_the_project_keeps_the_rules():
    found = check_layers.check(ROOT)
    assert not found, "\n".join(found)


def test_the_layers_have_no_cycle():
    """A folder may include only folders that stand before it in the table."""
    folders = list(check_layers.LAYERS)
    for index, folder in enumerate(folders):
        assert set(check_layers.LAYERS[folder].split()) <= set(folders[:index])


@pytest.mark.parametrize("path, line, problem", [
    ("include/mltrack/schema/x.hpp", "#include <mltrack/codec/json.hpp>", "schema may not include codec"),
    ("include/mltrack/reflect/x.hpp", "#include <mltrack/schema/error.hpp>", "only nothing"),
    ("include/mltrack/artifact/x.hpp", "#include <mltrack/transport/message.hpp>", "artifact may not include transport"),
    ("include/mltrack/server/x.hpp", "#include <mltrack/client/call.hpp>", "server may not include client"),
    ("include/mltrack/tracking/x.hpp", "#include <mltrack/server.hpp>", "stands above tracking"),
    ("include/mltrack/fluent/x.hpp", "#include <mltrack/fluent.hpp>", "stands above fluent"),
    ("include/mltrack/client/x.hpp", "#include <mltrack/connect.hpp>", "stands above client"),
    ("include/mltrack/fluent/x.hpp", "#include <png.h>", "is heavy"),
    ("include/mltrack/novel/x.hpp", "#include <mltrack/schema/error.hpp>", "does not know the folder novel"),
    ("include/mltrack/codec/x.hpp", "#include <mltrack/schema/impl/key.ipp>", "belongs to schema alone"),
    ("tests/unit/codec/x.cpp", "#include <mltrack/schema/impl/key.ipp>", "belongs to schema alone"),
    ("src/schema.cpp", "#include <mltrack/store/any_store.hpp>", "schema may not include store"),
    ("include/mltrack/schema/x.hpp", "# include <boost/hana/tuple.hpp>", "only reflect may include boost/hana"),
    ("include/mltrack/server/impl/x.ipp", "#include <boost/beast/http/fields.hpp>", "only transport may include"),
    ("include/mltrack/transport/x.hpp", "#include <boost/asio/co_spawn.hpp>", "is heavy"),
    ("include/mltrack/store/sqlite/x.hpp", "#include <sqlite3.h>", "is heavy"),
    ("include/mltrack/logging/x.hpp", "#include <boost/asio/awaitable.hpp>", "is heavy"),
    ("include/mltrack/logging/x.hpp", "#include <mltrack/server.hpp>", "stands above logging"),
    ("include/mltrack/tracking/impl/x.ipp", "#include <sqlite3.h>", "only store may include"),
    ("include/mltrack/reflect/x.hpp", "#include <boost/hana.hpp>", "a whole library"),
    ("apps/mltrack/main.cpp", "#include <range/v3/all.hpp>", "a whole library"),
    ("src/server.cpp", "#include <boost/json/src.hpp>", "compiled into Debian's library"),
    ("include/mltrack/codec/x.hpp", '#include "number.hpp"', "relative include"),
    ("apps/mltrack/main.cpp", '#include "../other.hpp"', "relative include"),
])
def test_a_planted_include_is_found(tmp_path, path, line, problem):
    plant(tmp_path, path, f"#pragma once\n\n{line}\n")
    found = [text for text in check_layers.check(tmp_path) if text.startswith(f"{path}:3: ")]
    assert len(found) == 1 and problem in found[0]


@pytest.mark.parametrize("path, line", [
    ("include/mltrack/schema/x.hpp", "#include <mltrack/reflect/reflect.hpp>"),
    ("include/mltrack/transport/x.hpp", "#include <mltrack/artifact/repository.hpp>"),
    ("include/mltrack/reflect/x.hpp", "#include <mltrack/config.hpp>"),
    ("include/mltrack/reflect/hana.hpp", "#include <boost/hana/tuple.hpp>"),
    ("include/mltrack/client/x.hpp", "#include <boost/asio/async_result.hpp>"),
    ("include/mltrack/server.hpp", "#include <mltrack/server/server.hpp>"),
    ("include/mltrack/fluent/x.hpp", "#include <mltrack/connect.hpp>"),
    ("include/mltrack/logging/x.hpp", "#include <mltrack/connect.hpp>"),
    ("include/mltrack/logging/async_metric.hpp", "#include <boost/asio/awaitable.hpp>"),
    ("apps/mltrack/main.cpp", "#include <CLI/App.hpp>"),
    ("examples/embed.cpp", "#include <boost/asio/co_spawn.hpp>"),
    ("tests/unit/store/x.cpp", "#include <sqlite3.h>"),
    ("tests/fuzz/x.cpp", "#include <mltrack/transport/impl/http_session.ipp>"),
])
def test_what_is_allowed_passes(tmp_path, path, line):
    plant(tmp_path, path, f"#pragma once\n\n{line}\n")
    assert check_layers.check(tmp_path) == []


def test_sizes_are_checked_at_their_limits(tmp_path):
    plant(tmp_path, "include/mltrack/schema/fits.hpp", "#pragma once\n" + "\n" * 299)
    plant(tmp_path, "include/mltrack/schema/long.hpp", "#pragma once\n" + "\n" * 300)
    for number in range(13):
        plant(tmp_path, f"include/mltrack/schema/n{number}.hpp", "#pragma once\n")
    assert check_layers.check(tmp_path) == [
        "include/mltrack/schema/long.hpp:301: 301 lines, 300 at most: it holds two concepts"]
    plant(tmp_path, "include/mltrack/schema/n13.hpp", "#pragma once\n")
    assert "include/mltrack/schema:1: 16 files, 15 at most" in check_layers.check(tmp_path)


def test_a_body_that_is_not_compiled_once_is_found(tmp_path):
    body = "include/mltrack/schema/impl/key.ipp"
    include = "#include <mltrack/schema/impl/key.ipp>\n"
    plant(tmp_path, body, "#pragma once\n")
    assert check_layers.check(tmp_path) == [f"{body}:1: neither mltrack/src.hpp nor a src_*.hpp includes it",
                                            f"{body}:1: no file of src/ compiles it"]
    plant(tmp_path, "include/mltrack/src.hpp", "#pragma once\n" + include)
    plant(tmp_path, "src/schema.cpp", include)
    assert check_layers.check(tmp_path) == []
    (tmp_path / "include/mltrack/src.hpp").rename(tmp_path / "include/mltrack/src_part.hpp")
    assert check_layers.check(tmp_path) == []
    plant(tmp_path, "src/schema.cpp", include + include)
    assert check_layers.check(tmp_path) == ["src/schema.cpp:2: mltrack/schema/impl/key.ipp is compiled twice"]


def test_a_missing_pragma_once_is_found(tmp_path):
    plant(tmp_path, "include/mltrack/schema/x.hpp", "struct x {};\n")
    assert check_layers.check(tmp_path) == ["include/mltrack/schema/x.hpp:1: #pragma once is missing"]
