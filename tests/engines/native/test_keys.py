"""Keys of tables that the scanner reads: few or many, inside and outside the domains of their parts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from scanned import agreed, codes, judged, needed
from synthetic import field, package

from little_giants.engines import keylog
from little_giants.engines.duckdb import keycheck
from little_giants.engines.native import scan
from little_giants.package import read

pytestmark = needed


@pytest.mark.parametrize(
    ("rows", "fields", "key", "expected"),
    [
        # Inside the domains of the parts, and outside of them (a year above its maximum).
        (["1,2000", "1,2001", "1,2000"], [field("a", "integer"), field("b", "year", minimum=1900, maximum=2100)], "ab",
         ["primary-key"]),
        (["1,2200", "1,2201", "01,2200", "1,2100"],
         [field("a", "integer"), field("b", "year", minimum=1900, maximum=2100)], "ab",
         ["maximum", "maximum", "maximum", "primary-key"]),
        (["-5,2000", "-05,2000", "5,2000"],
         [field("a", "integer"), field("b", "year", minimum=1900, maximum=2100)], "ab", ["primary-key"]),
        (["0,10", "1,0", "2,-10", "1,00"],
         [field("a", "integer", minimum=0, maximum=9), field("b", "integer", minimum=0, maximum=9)], "ab",
         ["maximum", "minimum", "primary-key"]),
        # As written, as valued.
        (["007,x", "7,y", "+7,z", "-0,w", "0,w"], [field("a", "integer"), field("b")], "a", ["primary-key"] * 3),
        (["true,x", "1,y", "False,z"], [field("a", "boolean"), field("b")], "a", ["primary-key"]),
        (["0001-01-01,x", "9999-12-31,y", "0001-01-01,y"], [field("a", "date"), field("b")], "a", ["primary-key"]),
        # Texts are hashed: their parts are not one text.
        (["ab,c", "a,bc", "abc,", ",abc", "ab,c", '"ab","c"'], [field("a"), field("b")], "ab",
         ["primary-key", "primary-key", "primary-key-null", "primary-key-null"]),
        (["\u00e9,x", "e\u0301,x", "E,x", "e,x"], [field("a"), field("b")], "a", []),
        # A part that is missing or of no type has no key.
        (["x,1", "x,1", "1,1"], [field("a", "integer"), field("b")], "ab", ["type", "type"]),
    ],
)  # fmt: skip
def test_keys(tmp_path: Path, rows: list[str], fields: list[Any], key: str, expected: list[str]) -> None:
    schema = {"fields": fields, "primaryKey": list(key)}
    found, given = codes(package(tmp_path, {"t": (schema, "a,b\n" + "\n".join(rows) + "\n")}))
    assert (found, sorted(given)) == ({"t"}, expected)


def test_parts_that_are_missing_are_not_compared(tmp_path: Path) -> None:
    schema = {"fields": [field("a", unique=True), field("b", "integer")], "uniqueKeys": [["a", "b"], ["b"]]}
    rows = "a,b\n,1\n,\n,\nx,\ny,2\nz,2\n"
    assert codes(package(tmp_path, {"t": (schema, rows)})) == ({"t"}, ["unique-key"])


@pytest.mark.parametrize("key", [["a", "a"], ["b", "a", "b"]])
def test_a_key_may_name_a_field_twice(tmp_path: Path, key: list[str]) -> None:
    schema = {"fields": [field("a"), field("b", "integer")], "uniqueKeys": [key]}
    assert codes(package(tmp_path, {"t": (schema, "a,b\nx,1\nx,01\ny,1\n")})) == ({"t"}, ["unique-key"])


@pytest.mark.parametrize("kind", ["integer", "string"])
@pytest.mark.parametrize("again", [0, 3])
def test_many_keys_that_do_not_rise(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, again: int) -> None:
    monkeypatch.setattr(keylog, "_AT_ONCE", 1 << 16)
    monkeypatch.setattr(keylog, "_SORTED", 1 << 15)
    monkeypatch.setattr(scan, "_cores", lambda: 3)
    rows = [str(i * 7919 % 1_000_003 << 12) for i in range(200_000)]
    rows += rows[1 : again + 1]
    schema = {"fields": [field("id", kind)], "primaryKey": ["id"]}
    found, given = codes(package(tmp_path, {"t": (schema, "id\n" + "\n".join(rows) + "\n")}))
    assert (found, given) == ({"t"}, ["primary-key"] * again)


def test_a_million_keys(tmp_path: Path) -> None:
    """More numbers than a block or a bucket holds, none small: a text comes again at the end."""
    rows = [f"k{i:x}" for i in range(1_100_000, 0, -1)]
    schema = {"fields": [field("id")], "primaryKey": ["id"]}
    root = package(tmp_path, {"t": (schema, "id\n" + "\n".join(rows) + "\n")})
    assert agreed(read(root)).tables[0].counts == {}
    with (root / "t.csv").open("a") as stream:
        stream.write("k1234\n")
    (report,) = agreed(read(root), limit=1).tables
    assert [(one.code, one.row_number) for one in report.findings] == [("primary-key", 1_100_002)]
    assert judged(read(root)) == {"t"}


@pytest.mark.parametrize("many", [1, 50_000])
@pytest.mark.parametrize("limit", [1, 2, 1000])
def test_how_many_findings_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, many: int, limit: int) -> None:
    monkeypatch.setattr(keycheck, "MANY", many)
    fields = [field("a", "integer", minimum=0, maximum=9, unique=True), field("b", unique=True)]
    rows = [f"{i % 5},{i % 3}" for i in range(12)] + ["12,x", "12,x", "-3,y", "-3,z"]
    root = package(tmp_path, {"t": ({"fields": fields}, "a,b\n" + "\n".join(rows) + "\n")})
    (report,) = agreed(read(root), limit=limit).tables
    assert report.counts == {"unique": 7 + 2 + 9 + 1, "maximum": 2, "minimum": 2}
    assert judged(read(root)) == {"t"}
