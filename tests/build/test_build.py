"""What a build writes, when it writes, and what it leaves alone."""

from __future__ import annotations

import json
import signal
import sqlite3
import struct
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import pytest
from atlas import replace, rows

import little_giants
from little_giants.api import DataPackage
from little_giants.build import FORMATS, InvalidData, build, place
from little_giants.build.place import recover
from little_giants.errors import UsageError


def files(folder: Path) -> dict[str, bytes]:
    """Every file below ``folder`` with its content."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_it_writes_every_format_and_lists_the_files(atlas: DataPackage, tmp_path: Path) -> None:
    to = tmp_path / "out"
    found = build(atlas, to)
    tables = ["sources", "provinces", "cities", "figures"]
    assert [p.relative_to(to).as_posix() for p in found] == [
        "atlas.duckdb",
        "atlas.sqlite",
        *(f"parquet/{name}.parquet" for name in tables),
    ]
    assert set(files(to)) == {p.relative_to(to).as_posix() for p in found} | {"build.json"}
    manifest = json.loads((to / "build.json").read_text())
    assert manifest["formats"].keys() == set(FORMATS)
    assert manifest["files"]["atlas.sqlite"]["bytes"] == (to / "atlas.sqlite").stat().st_size


@pytest.mark.parametrize("table", ["sources", "provinces", "cities", "figures"])
def test_every_format_holds_the_rows_of_the_csv_file(atlas: DataPackage, tmp_path: Path, table: str) -> None:
    build(atlas, tmp_path / "out")
    kinds = {field.name: field.type for field in atlas.package.resource(table).schema.fields}

    def value(name: str, text: str) -> Any:
        if text == "":
            return None
        if kinds[name] == "boolean":
            return text == "true"
        return {"integer": int, "year": int, "number": float}.get(kinds[name], str)(text)

    want = [tuple(value(*cell) for cell in row.items()) for row in rows(atlas.package.root / "data" / f"{table}.csv")]
    with duckdb.connect(str(tmp_path / "out/atlas.duckdb"), read_only=True) as connection:
        from_duckdb = connection.execute(f"select * from {table}").fetchall()
    from_parquet = duckdb.execute(f"from '{tmp_path}/out/parquet/{table}.parquet'").fetchall()
    connection = sqlite3.connect(tmp_path / "out/atlas.sqlite")
    from_sqlite = connection.execute(f"select * from {table}").fetchall()
    connection.close()
    dates = [i for i, kind in enumerate(kinds.values()) if kind == "date"]
    for found in (from_duckdb, from_parquet):
        assert [tuple(str(v) if i in dates and v else v for i, v in enumerate(row)) for row in found] == want
    assert from_sqlite == want  # True == 1


def test_sqlite_tables_are_strict_and_keep_their_keys(atlas: DataPackage, tmp_path: Path) -> None:
    build(atlas, tmp_path / "out", ["sqlite"])
    connection = sqlite3.connect(tmp_path / "out/atlas.sqlite")
    connection.execute("pragma foreign_keys = on")
    assert connection.execute("pragma foreign_key_check").fetchall() == []
    strict = dict(connection.execute("select name, strict from pragma_table_list where type = 'table'"))
    assert {strict[name] for name in ("sources", "provinces", "cities", "figures")} == {1}
    for wrong, message in [
        ("insert into figures values ('C1', 2021, 'many', 'S1')", "cannot store TEXT value in REAL column"),
        ("insert into figures values ('C1', 2020, 1.0, 'S1')", "UNIQUE constraint failed"),
        ("insert into figures values ('C9', 2020, 1.0, 'S1')", "FOREIGN KEY constraint failed"),
        ("insert into figures values ('C1', 2021, 1.0, null)", "NOT NULL constraint failed"),
        ("update cities set capital = 2", "CHECK constraint failed"),
        ("insert into sources values ('S9', 'x', 'https://example.org/atlas?a=1&b=2')", "UNIQUE constraint failed"),
    ]:
        with pytest.raises(sqlite3.IntegrityError, match=message):
            connection.execute(wrong)
    plan = connection.execute("explain query plan select * from cities where source_id = 'S1'").fetchall()
    assert "cities_source_id" in plan[0][3]
    connection.close()


def test_the_duckdb_file_can_be_read_by_the_browsers_engine_and_explains_itself(
    atlas: DataPackage, tmp_path: Path
) -> None:
    build(atlas, tmp_path / "out", ["duckdb"])
    head = (tmp_path / "out/atlas.duckdb").read_bytes()[:20]
    assert head[8:12] == b"DUCK"
    assert struct.unpack("<Q", head[12:20]) == (64,)  # storage of DuckDB 1.0 (duckdb.org/docs/internals/storage)
    with duckdb.connect(str(tmp_path / "out/atlas.duckdb"), read_only=True) as connection:
        comments = connection.execute(
            "select comment from duckdb_columns() where table_name = 'cities' and column_name = 'area'"
        ).fetchone()
        view = connection.execute("select comment from duckdb_views() where view_name = 'big_city'").fetchone()
        names = connection.execute("select name_zh from big_city").fetchall()
    assert comments == ("Area of the city. [km2]",)
    assert view == ("Cities of more than ten million people.",)
    assert names == [("广州市",), ("深圳市",), ("杭州市",)]


def test_parquet_files_name_their_package_and_licence(atlas: DataPackage, tmp_path: Path) -> None:
    build(atlas, tmp_path / "out", ["parquet"])
    about = duckdb.execute(f"select key, value from parquet_kv_metadata('{tmp_path}/out/parquet/cities.parquet')")
    found = {bytes(key).decode(): bytes(value).decode() for key, value in about.fetchall()}
    assert found["package"] == "atlas"
    assert found["version"] == "2026.1.0"
    assert found["licence"] == "CC0-1.0"


def test_data_with_errors_is_not_built_and_the_last_build_stays(atlas: DataPackage, tmp_path: Path) -> None:
    to = tmp_path / "out"
    build(atlas, to)
    before = files(to)
    replace(atlas.package.root / "data/cities.csv", "C2,宁波市,Ningbo,330000", "C2,宁波市,Ningbo,999999")
    with pytest.raises(InvalidData) as error:
        build(little_giants.open(atlas.package.root), to)
    assert error.value.report.errors == 1
    assert files(to) == before
    assert [p.name for p in to.parent.iterdir() if p.name.startswith(".")] == []


def test_a_second_build_does_nothing(atlas: DataPackage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    to = tmp_path / "out"
    first = build(atlas, to)
    stamps = {p: p.stat().st_mtime_ns for p in to.rglob("*")}
    monkeypatch.setattr(DataPackage, "run", lambda self, **options: pytest.fail("read the tables again"))
    assert build(little_giants.open(atlas.package.root), to) == first
    assert {p: p.stat().st_mtime_ns for p in to.rglob("*")} == stamps


def test_on_another_day_it_validates_again_and_writes_nothing(atlas: DataPackage, tmp_path: Path) -> None:
    to = tmp_path / "out"
    build(atlas, to)
    manifest = json.loads((to / "build.json").read_text())
    today = manifest["checked"]
    (to / "build.json").write_text(json.dumps({**manifest, "checked": "2020-01-01"}))
    before = {name: data for name, data in files(to).items() if name != "build.json"}
    build(atlas, to)
    assert json.loads((to / "build.json").read_text())["checked"] == today
    assert {name: data for name, data in files(to).items() if name != "build.json"} == before


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("data/cities.csv", "11936010", "11936011"),
        ("schemas/cities.json", '"title": "People"', '"title": "Persons"'),
        ("publish/views/big_city.sql", "10000000", "9000000"),
        ("datapackage.json", "2026.1.0", "2026.1.1"),
    ],
)
def test_any_change_is_built(atlas: DataPackage, tmp_path: Path, file: str, old: str, new: str) -> None:
    build(atlas, tmp_path / "out", ["sqlite"])
    key = json.loads((tmp_path / "out/build.json").read_text())["key"]
    replace(atlas.package.root / file, old, new)
    build(little_giants.open(atlas.package.root), tmp_path / "out", ["sqlite"])
    assert json.loads((tmp_path / "out/build.json").read_text())["key"] != key


def test_a_missing_file_is_built_again(atlas: DataPackage, tmp_path: Path) -> None:
    (file,) = build(atlas, tmp_path / "out", ["sqlite"])
    file.unlink()
    assert build(atlas, tmp_path / "out", ["sqlite"]) == [file]
    assert file.exists()


def test_only_keeps_what_is_fresh_and_drops_what_is_not(atlas: DataPackage, tmp_path: Path) -> None:
    to = tmp_path / "out"
    build(atlas, to, ["sqlite"])
    build(atlas, to, ["parquet"])
    assert "atlas.sqlite" in files(to) and "parquet/cities.parquet" in files(to)
    replace(atlas.package.root / "data/cities.csv", "11936010", "11936011")
    build(little_giants.open(atlas.package.root), to, ["duckdb"])
    assert set(files(to)) == {"atlas.duckdb", "build.json"}


def test_folders_that_hold_other_files_are_refused(atlas: DataPackage, tmp_path: Path) -> None:
    to = tmp_path / "mine"
    to.mkdir()
    (to / "thesis.txt").write_text("years of work")
    with pytest.raises(UsageError, match="holds other files"):
        build(atlas, to)
    with pytest.raises(UsageError, match="holds other files"):
        build(atlas, atlas.package.root)
    build(atlas, tmp_path / "out")
    (tmp_path / "out/thesis.txt").write_text("years of work")
    with pytest.raises(UsageError, match=r"holds thesis\.txt"):
        build(atlas, tmp_path / "out", ["duckdb"])
    assert (to / "thesis.txt").exists() and (tmp_path / "out/thesis.txt").exists()
    with pytest.raises(UsageError, match="is a file"):
        build(atlas, to / "thesis.txt")
    with pytest.raises(UsageError, match="is the root of the file system"):
        build(atlas, Path("/"))
    with pytest.raises(UsageError, match="excel: no such format"):
        build(atlas, tmp_path / "new", ["excel"])


KILLED = """
import os, signal, sys
from pathlib import Path
import little_giants
from little_giants.build import run
honest = run.writer
def writer(name):
    def write(connection, package, views, folder):
        files = honest(name)(connection, package, views, folder)
        if name == "sqlite":
            os.kill(os.getpid(), signal.SIGKILL)
        return files
    return write
run.writer = writer
run.build(little_giants.open(sys.argv[1]), Path(sys.argv[2]))
"""


def test_a_killed_build_leaves_the_last_good_one(atlas: DataPackage, tmp_path: Path) -> None:
    to = tmp_path / "out"
    build(atlas, to)
    before = files(to)
    replace(atlas.package.root / "data/cities.csv", "11936010", "11936011")
    killed = subprocess.run([sys.executable, "-c", KILLED, str(atlas.package.root), str(to)], capture_output=True)
    assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()
    assert files(to) == before
    left = list(tmp_path.glob(".out.*.tmp"))
    assert [p.name for p in left[0].iterdir()] != []  # it was in the middle of writing
    build(little_giants.open(atlas.package.root), to)
    assert files(to) != before
    assert not left[0].exists()


def test_systems_without_exchange_rename_twice(
    atlas: DataPackage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(place, "_exchange", lambda one, other: False)
    to = tmp_path / "out"
    build(atlas, to, ["sqlite"])
    replace(atlas.package.root / "data/cities.csv", "11936010", "11936011")
    build(little_giants.open(atlas.package.root), to, ["sqlite"])
    with sqlite3.connect(to / "atlas.sqlite") as database:
        assert database.execute("select people from cities where city_id = 'C1'").fetchone() == (11936011,)
    before = files(to)
    to.rename(tmp_path / ".out.old")  # as a kill between the two renames leaves it
    recover(to)
    assert files(to) == before
    assert not (tmp_path / ".out.old").exists()
    (tmp_path / ".out.old").mkdir()  # as a kill after the second rename leaves it
    (tmp_path / ".out.old/atlas.sqlite").touch()
    replace(atlas.package.root / "data/cities.csv", "11936011", "11936010")
    build(little_giants.open(atlas.package.root), to, ["sqlite"])
    assert files(to) != before
    assert not (tmp_path / ".out.old").exists()
