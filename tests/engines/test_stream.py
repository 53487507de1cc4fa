"""Tables that pass by: the same verdict as tables that are kept, in the order of the file, in bounded room.

``test_differential`` and the conformance corpus run every random package and every case both ways; here are the steps
by themselves, and what takes many rows.
"""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from synthetic import Rules, field, package

from little_giants.engines import keylog
from little_giants.engines.duckdb import keycheck, run, scan
from little_giants.engines.duckdb.codes import NULL, ODD, Domain, Listed, Part, domain, key_code
from little_giants.engines.keylog import KeyLog
from little_giants.engines.validate import validate
from little_giants.findings import Report
from little_giants.package import read
from little_giants.rules.model import CompiledRule
from little_giants.schema.model import Field

KINDS = {"BIGINT": "integer", "VARCHAR": "string", "DATE": "date", "BOOLEAN": "boolean", "DOUBLE": "number"}


def both(root: Path, *rules: CompiledRule, **options: Any) -> Report:
    """The report of a streamed run, after it was held against that of a run with typed tables."""
    kept = run(read(root), Rules(*rules), texts={}, **options)
    kept.close()
    passed = run(read(root), Rules(*rules), texts={}, tables=False, stream_from=0, **options)
    passed.close()
    assert [(t.counts, t.findings) for t in passed.report.tables] == [
        (t.counts, t.findings) for t in kept.report.tables
    ]
    scanned = validate(read(root), Rules(*rules), texts={}, stream_from=0, **options)
    assert [(t.counts, t.findings) for t in scanned.tables] == [(t.counts, t.findings) for t in kept.report.tables]
    return passed.report


@given(
    st.lists(
        st.one_of(st.integers(0, 12), st.integers(0, 2**62 - 1), st.sampled_from([NULL, ODD, ODD - 1, ODD - (1 << 61)]))
    ),
    st.integers(1, 9),
    st.integers(1, 5),
)
def test_numbers_that_come_again(
    tmp_path_factory: pytest.TempPathFactory, numbers: list[int], batch: int, limit: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keylog, "_PIECE", 3)
        patch.setattr(keylog, "_SORTED", 4)
        log = KeyLog(tmp_path_factory.mktemp("k"), exact=True)
        for start in range(0, len(numbers), batch):
            log.feed(np.array(numbers[start : start + batch], np.int64))
        found, odd = log.repeats(limit), log.repeats(limit, odd=True)
        log.close()
    first: dict[int, int] = {}
    again = [
        (row, first[number])
        for row, number in enumerate(numbers, 1)
        if number >= 0 and first.setdefault(number, row) != row
    ]
    assert (found.count, found.rows) == (len(again), again[:limit])
    assert log.odds == sum(number <= ODD for number in numbers)
    strange = [number for number in numbers if number <= ODD]
    assert odd.count == len(strange) - len(set(strange))
    assert all(numbers[row - 1] == numbers[first - 1] <= ODD for row, first in odd.rows)


def test_a_sorted_key_is_never_read_again(tmp_path: Path) -> None:
    log = KeyLog(tmp_path, exact=True)
    log.feed(np.arange(5, dtype=np.int64))
    log.feed(np.arange(5, 9, dtype=np.int64))
    assert log.rising
    log.feed(np.array([8], np.int64))
    assert not log.rising


VALUES = {
    "BIGINT": st.one_of(st.none(), st.integers(-3, 9), st.integers(-(2**63), 2**63 - 1)),
    "VARCHAR": st.one_of(st.none(), st.sampled_from(["a", "b", "c", "A", "", "é"])),
    "DATE": st.one_of(st.none(), st.dates().map(str)),
    "BOOLEAN": st.one_of(st.none(), st.booleans()),
    "DOUBLE": st.one_of(st.none(), st.sampled_from([0.0, -0.0, 1.5, 1e300])),
}


@given(st.data())
def test_equal_keys_share_a_number_and_only_they_where_it_is_exact(data: st.DataObject) -> None:
    kinds = data.draw(st.lists(st.sampled_from(sorted(VALUES)), min_size=1, max_size=3))
    rows = data.draw(st.lists(st.tuples(*(VALUES[kind] for kind in kinds)), min_size=2, max_size=8))
    limits = data.draw(st.sampled_from([{}, {"minimum": -2, "maximum": 7}, {"minimum": 0}]))
    connection = duckdb.connect()
    columns = ", ".join(f'"c{i}" {kind}' for i, kind in enumerate(kinds))
    connection.execute(f"create table t ({columns})")
    connection.executemany(f"insert into t values ({', '.join('?' * len(kinds))})", rows)
    connection.execute("create table targets as select unnest(['a', 'b', 'é']) v")
    listed = Listed(connection, 0, "targets", "v", "VARCHAR")
    parts = []
    for i, kind in enumerate(kinds):
        one = Field(f"c{i}", KINDS[kind], "default", limits if kind == "BIGINT" else {}, ("",), {})
        known = Domain(3, listed.position(f'"c{i}"')) if kind == "VARCHAR" else domain(one, f'"c{i}"')
        parts.append(Part(one, f'"c{i}"', known))
    code = key_code(parts)
    numbers = [number for (number,) in connection.execute(f"select {code.sql} from t order by rowid").fetchall()]
    for row, number in zip(rows, numbers, strict=True):
        assert (number == NULL) == (None in row)
    whole = [(row, number) for row, number in zip(rows, numbers, strict=True) if number != NULL]
    for row, number in whole:
        for other, another in whole:
            if row == other:
                assert number == another
            elif code.exact and number > ODD:
                assert number != another


COUNTRY = {"fields": [field("iso3", required=True)], "primaryKey": ["iso3"]}
FLOW = {
    "fields": [
        field("id", "integer", unique=True, required=True),
        field("year", "integer", minimum=1990, maximum=2030),
        field("exporter", pattern="[A-Z]{3}"),
        field("value", "number", minimum=0),
        field("day", "date"),
        field("note", maxLength=12),
    ],
    "primaryKey": ["year", "exporter", "day", "id"],
    "foreignKeys": [{"fields": "exporter", "reference": {"resource": "countries", "fields": "iso3"}}],
}
WRONG: dict[int, dict[int, str]] = {
    1_003: {0: "x"},
    50_001: {1: "2099"},
    77_777: {2: "ABX"},
    120_000: {2: "abc"},
    150_000: {3: "-1"},
    200_000: {3: "n/a"},
    250_000: {4: "2021-02-29"},
    299_999: {5: '"' + "x" * 13 + '"'},
    123_456: {0: "12"},
}


def flows(rows: int, wrong: dict[int, dict[int, str]]) -> str:
    days = [f"20{day:02}-05-31" for day in range(10, 25)]
    lines = ["id,year,exporter,value,day,note"]
    for row in range(1, rows + 1):
        note = '"two\nlines"' if row % 1000 == 0 else ""
        cells = [str(row), "2020", "ABC", f"{row % 97}.5", days[row % 15], note]
        for place, text in wrong.get(row, {}).items():
            cells[place] = text
        lines.append(",".join(cells))
    return "\n".join(lines) + "\n"


def test_many_rows_in_the_order_of_the_file(tmp_path: Path) -> None:
    """Several threads read several pieces; every finding still names its record and its physical line."""
    root = package(tmp_path, {"flows": (FLOW, flows(300_000, WRONG)), "countries": (COUNTRY, "iso3\nABC\nABD\n")})
    report = both(root)
    found = {(one.code, one.row_number, one.line) for one in report.tables[0].findings}
    line = {row: row + 1 + (row - 1) // 1000 for row in WRONG}
    codes = {
        1_003: ["type"],
        50_001: ["maximum"],
        77_777: ["foreign-key"],
        120_000: ["pattern", "foreign-key"],
        150_000: ["minimum"],
        200_000: ["type"],
        250_000: ["type"],
        299_999: ["max-length"],
        123_456: ["unique"],
    }
    assert found == {(code, row + 1, line[row]) for row, each in codes.items() for code in each}
    (lost,) = [one for one in report.tables[0].findings if one.cell == "ABX"]
    assert lost.params["nearest"] in ("ABC", "ABD")


@pytest.mark.parametrize("many", [1, 50_000])
def test_rows_in_doubt_are_few_or_many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, many: int) -> None:
    """Whether rows in doubt are read again one by one, or their columns as a whole, the findings are the same."""
    monkeypatch.setattr(keycheck, "MANY", many)
    rows = ["id,year,exporter,value,day,note"]
    # Keys in their domains and outside them (a year too large, a country not listed), each twice, and hashed ones.
    rows += [
        f"{i},{year},{who},1,2020-01-01," for i in (1, 2) for year in (2000, 2099) for who in ("ABC", "XXX", "YYY")
    ] * 2
    schema = {**FLOW, "uniqueKeys": [["value", "note", "exporter"], ["exporter", "value"]]}
    both(package(tmp_path, {"flows": (schema, "\n".join(rows)), "countries": (COUNTRY, "iso3\nABC\n")}))


def test_values_that_only_python_can_judge_start_again(tmp_path: Path) -> None:
    schema = {"fields": [field("id", "integer", unique=True), field("n", "number", maximum=5)]}
    content = "id,n\n1,4\n9223372036854775808,0.30000000000000004\n09223372036854775808,1e400\n"
    report = both(package(tmp_path, {"t": (schema, content)}))
    assert [(one.code, one.row_number) for one in report.tables[0].findings] == [("unique", 4), ("maximum", 4)]


def test_a_target_that_breaks_the_rules_of_the_key_vouches_for_nothing(tmp_path: Path) -> None:
    """A value that is listed is accepted at once only where the listed values keep the field's own rules."""
    schema = {**FLOW, "primaryKey": ["id"]}
    content = "id,year,exporter,value,day,note\n1,2000,abc,1,2020-01-01,\n2,2000,ABC,1,2020-01-01,\n"
    report = both(package(tmp_path, {"flows": (schema, content), "countries": (COUNTRY, "iso3\nABC\nabc\n")}))
    assert [(one.code, one.cell) for one in report.tables[0].findings] == [("pattern", "abc")]


def test_a_rule_of_the_package_sees_typed_values(tmp_path: Path) -> None:
    rule = CompiledRule("t-sum", "t", ("a", "b"), "v.py#t-sum", "error", violated='"a" + "b" > 10')
    schema = {"fields": [field("a", "integer"), field("b", "number")]}
    report = both(package(tmp_path, {"t": (schema, "a,b\n1,2\n+9,2e0\n9,1.5\nx,20\n")}), rule)
    assert [(one.code, one.row_number) for one in report.tables[0].findings] == [
        ("t-sum", 3),
        ("t-sum", 4),
        ("type", 5),
    ]


def test_all_rows_wrong_in_every_way_are_counted(tmp_path: Path) -> None:
    rows = 20_000
    content = "id,year,exporter,value,day,note\n" + "1,1,zz,-1,2020-13-01,much too long a note\n" * rows
    root = package(tmp_path, {"flows": (FLOW, content), "countries": (COUNTRY, "iso3\nABC\n")})
    report = both(root, limit=100)
    assert Counter(report.tables[0].counts) == {
        "unique": rows - 1,
        "minimum": 2 * rows,
        "pattern": rows,
        "type": rows,
        "max-length": rows,
        "foreign-key": rows,
    }
    assert len(report.tables[0].findings) == 100


def test_no_table_is_kept_of_what_passes_by(tmp_path: Path) -> None:
    root = package(tmp_path, {"flows": (FLOW, flows(10, {})), "countries": (COUNTRY, "iso3\nABC\n")})
    done = run(read(root), Rules(), texts={}, tables=False, stream_from=0)
    assert [name for (name,) in done.connection.execute("select table_name from duckdb_tables()").fetchall()] == [
        "countries"
    ]
    done.close()


def test_a_failing_cast_to_a_listed_type_is_rare(tmp_path: Path) -> None:
    """DuckDB 2.0 takes 160 microseconds for a failing cast to a type of 5,000 values: a filter keeps them away."""
    connection = duckdb.connect()
    connection.execute("create table targets as select printf('%06d', i * 7) v from range(5000) t(i)")
    listed = Listed(connection, 0, "targets", "v", "VARCHAR")
    there = listed.position("v").split("when ")[1].split(" then")[0]
    tried = connection.execute(
        f"select count(*) from (select 'x' || i as v from range(100000) t(i)) where {there}"
    ).fetchall()[0][0]
    assert tried < 1000
    found = connection.execute(f"select count({listed.position('v')}), count(*) from targets").fetchall()
    assert found == [(5000, 5000)]


def test_shuffled_rows_find_the_same_repeats(tmp_path: Path) -> None:
    order = [*range(1, 5001), 17, 4000]
    random.Random(1).shuffle(order)
    schema = {"fields": [field("id", "integer", unique=True)]}
    report = both(package(tmp_path, {"t": (schema, "id\n" + "\n".join(map(str, order)))}))
    again = [i + 2 for i, one in enumerate(order) if one in order[:i]]
    assert [one.row_number for one in report.tables[0].findings] == again


def test_a_field_without_a_column_shifts_no_rule(tmp_path: Path) -> None:
    schema = {"fields": [field("a", "integer"), field("b", "integer")], "fieldsMatch": "partial"}
    report = both(package(tmp_path, {"t": (schema, "b\n1\nx\n")}))
    assert [(one.code, one.row_number) for one in report.tables[0].findings] == [("type", 3)]


@pytest.mark.parametrize(
    ("content", "codes"),
    [
        (b"id\n1\n2\n", []),
        (b"id\n1\n\n1\n", ["blank-row", "unique"]),
        (b"id\n1\n\xff\n", ["encoding"]),
        (b"id\r\n1\r\n1\r\n", ["unique"]),
        (b"id\n1,2\n", ["extra-cell"]),
        (b"other\n1\n", ["incorrect-label"]),
    ],
)
@pytest.mark.parametrize("lines", [0, 200_000])
def test_what_passes_by_counts_only_if_the_file_is_as_it_seemed(
    tmp_path: Path, content: bytes, codes: list[str], lines: int
) -> None:
    """The rows pass by while the file is looked at; what is wrong may come long after the beginning."""
    header, rest = content.split(b"\n", 1)
    between = b"".join(b"%d%s" % (i, b"\r\n" if header.endswith(b"\r") else b"\n") for i in range(10, 10 + lines))
    schema = {"fields": [field("id", "integer", unique=True)]}
    report = both(package(tmp_path, {"t": (schema, header + b"\n" + between + rest)}))
    assert sorted(one.code for one in report.tables[0].findings) == codes


def test_a_file_that_the_fast_reader_refuses_is_offered_to_it_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    offered: list[object] = []
    real = scan._pass
    monkeypatch.setattr(scan, "_pass", lambda *given: offered.append(given) or real(*given))
    schema = {"fields": [field("id", "integer")]}
    root = package(tmp_path, {"t": (schema, "id\n1\n2,3\n")})
    done = run(read(root), Rules(), texts={}, tables=False, stream_from=0)
    done.close()
    assert [one.code for one in done.report.tables[0].findings] == ["extra-cell"]
    assert len(offered) == 1
