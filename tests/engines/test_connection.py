"""The connection reads its package and nothing else, and casts as it should."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from synthetic import field, package

import little_giants
from little_giants.engines.duckdb.connection import connect, lock
from little_giants.errors import PackageError, UsageError
from little_giants.findings import Report

SCHEMA = {"fields": [field("a"), field("n", "integer"), field("d", "date"), field("ok", "boolean")]}
CONTENT = "a,n,d,ok\nx,1,2020-01-01,true\ny,z,2020-1-1,maybe\n"


def test_try_cast_over_a_file_does_not_raise(tmp_path: Path) -> None:
    """DuckDB 2.0's type_pushdown turns TRY_CAST over read_csv into a strict cast; it must stay off."""
    file = tmp_path / "t.csv"
    file.write_text("a,b\n1,x\n2x,y\n3,z\n")
    connection = connect([file], tmp_path / "scratch", "100MB")
    source = f"read_csv('{file}', header = true, auto_detect = false, columns = {{'a': 'VARCHAR', 'b': 'VARCHAR'}})"
    assert connection.execute(f"select try_cast(a as bigint) from {source}").fetchall() == [(1,), (None,), (3,)]


def test_a_long_enumeration_makes_no_join(tmp_path: Path) -> None:
    """DuckDB 2.0 makes a join of a long IN list. In a file of two million rows that moved every row, silently."""
    file = tmp_path / "t.csv"
    file.write_text("a\nv1\n")
    connection = connect([file], tmp_path / "scratch", "100MB")
    values = ", ".join(f"'v{i}'" for i in range(500))
    source = f"read_csv('{file}', header = true, auto_detect = false, columns = {{'a': 'VARCHAR'}})"
    plan = connection.execute(f"explain select a not in ({values}) from {source}").fetchall()[0][1]
    assert "JOIN" not in plan.upper()


@pytest.mark.parametrize(
    "query",
    [
        "select * from read_text('{outside}')",
        "select * from read_csv('{outside}')",
        "select * from glob('/*')",
        "copy (select 1) to '{outside}'",
        "copy (select 1) to '{inside}' (use_tmp_file false)",
        "select * from read_csv('{inside}')",
        "attach '{outside}' as other",
        "install httpfs",
        "load httpfs",
        "set memory_limit = '10GB'",
        "set enable_external_access = true",
        "set allowed_directories = ['/']",
        "pragma disabled_optimizers = ''",
        "select * from 'https://example.org/x.csv'",
    ],
)
def test_nothing_else_can_be_reached(tmp_path: Path, query: str) -> None:
    inside, outside, scratch = tmp_path / "in.csv", tmp_path / "out.csv", tmp_path / "scratch"
    scratch.mkdir()
    inside.write_text("a\n1\n")
    outside.write_text("a\n2\n")
    connection = connect([inside], scratch, "100MB")
    connection.execute(f"create table t as select a from read_csv('{inside}')")
    lock(connection)
    assert connection.execute("select a from t").fetchall() == [(1,)]
    with pytest.raises(duckdb.Error):
        connection.execute(query.format(outside=outside, inside=inside)).fetchall()
    assert (inside.read_text(), outside.read_text()) == ("a\n1\n", "a\n2\n")


def test_memory_must_be_a_size(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="'lots' is not a size"):
        connect([], tmp_path, "lots")


def test_open_validate_connect_table(tmp_path: Path) -> None:
    root = package(tmp_path, {"t": (SCHEMA, CONTENT)})
    opened = little_giants.open(root)
    report = opened.validate()
    assert isinstance(report, Report) and report.tables[0].counts == {"type": 3}
    connection = opened.connect()
    assert connection.execute("select * from t where n is null").fetchall() == [("y", None, None, None)]
    frame = opened.table("t")
    assert frame.columns == ["a", "n", "d", "ok"]
    assert frame.rows()[1] == ("y", None, None, None)
    with pytest.raises(UsageError, match="there is no table u"):
        opened.table("u")
    with pytest.raises(UsageError, match="there is no table u"):
        opened.validate(only=["u"])


def test_no_query_can_overwrite_the_package(tmp_path: Path) -> None:
    root = package(tmp_path, {"t": (SCHEMA, CONTENT)})
    with pytest.raises(duckdb.Error):
        little_giants.open(root).connect().execute(f"copy (select 1) to '{root / 't.csv'}' (use_tmp_file false)")
    assert (root / "t.csv").read_text() == CONTENT


def test_wrong_use_is_said(tmp_path: Path) -> None:
    opened = little_giants.open(package(tmp_path, {"t": (SCHEMA, CONTENT)}))
    with pytest.raises(UsageError, match="only takes a list"):
        opened.validate(only="t")
    with pytest.raises(UsageError, match="limit is -1"):
        opened.validate(limit=-1)
    with pytest.raises(UsageError, match="1KB of memory is not enough"):
        opened.validate(memory="1KB")


def test_views_of_the_package(tmp_path: Path) -> None:
    root = package(tmp_path, {"t": (SCHEMA, CONTENT)})
    (root / "publish" / "views").mkdir(parents=True)
    (root / "publish" / "views" / "good.sql").write_text(
        "-- rows with a number\nselect a from t where n is not null;\n"
    )
    assert little_giants.open(root).connect().execute("select * from good").fetchall() == [("x",)]
    (root / "publish" / "views" / "wrong.sql").write_text("select nothing from t")
    with pytest.raises(PackageError, match=r"publish/views/wrong\.sql"):
        little_giants.open(root).connect()


def test_a_plain_file_is_read_by_the_fast_reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every fault of the fast way ends in the exact one, which is right but slow: nobody would notice."""

    def mend(*_: object) -> None:
        raise AssertionError("the exact reader was asked")

    monkeypatch.setattr("little_giants.engines.duckdb.load.mend", mend)
    root = package(tmp_path, {"t": (SCHEMA, CONTENT), "u": (SCHEMA, CONTENT.replace("\n", "\r\n"))})
    assert little_giants.open(root).validate().tables[0].rows == 2


def test_no_scratch_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scratch = tmp_path / "tmp"
    scratch.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    root = package(tmp_path, {"t": (SCHEMA, CONTENT + "ragged\n")})
    little_giants.open(root).validate()
    little_giants.open(root).connect().close()
    little_giants.open(root).table("t")
    assert list(scratch.iterdir()) == []
