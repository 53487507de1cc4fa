"""One predicate, one verdict: portable SQL means the same in DuckDB and in polars, and refuses what would not."""

from __future__ import annotations

import datetime
from typing import Any

import duckdb
import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from little_giants.rules.portable import Kind, PortableError, parse
from little_giants.rules.portable.to_duckdb import TYPES, render, violated
from little_giants.rules.portable.to_polars import TYPES as FRAME_TYPES
from little_giants.rules.portable.to_polars import render as to_polars

FIELDS = {
    "a": Kind.INTEGER,
    "b": Kind.INTEGER,
    "x": Kind.NUMBER,
    "y": Kind.NUMBER,
    "s": Kind.TEXT,
    "t": Kind.TEXT,
    "d": Kind.DATE,
    "e": Kind.DATE,
    "p": Kind.BOOLEAN,
    "q": Kind.BOOLEAN,
}
TEXT = st.one_of(
    st.text(max_size=8),
    st.text("aAbB01-+.eE/ %_中\n\r\t", max_size=6),
    st.from_regex(r"[+-]?[0-9]{1,22}", fullmatch=True),
    st.from_regex(r"[+-]?[0-9]{1,4}\.[0-9]{1,3}([eE][+-]?[0-9]{1,3})?", fullmatch=True),
    st.from_regex(r"[0-2][0-9]{3}-[01][0-9]-[0-3][0-9]", fullmatch=True),
    st.sampled_from(["", "+5", "0000-01-01", "2020-02-30", "1e400", "ß", "İ", "e\u0301", "👨‍👩‍👧", "1 ", "1\n", "2020-01-01\n"]),
).filter(lambda text: "\0" not in text and text.isprintable() or "\0" not in text)
VALUES = {
    Kind.INTEGER: st.one_of(st.integers(-40, 40), st.integers(-(2**63), 2**63 - 1)),
    Kind.NUMBER: st.one_of(
        st.sampled_from([0.0, -0.0, 0.5, 1.5, 2.5, -2.5, 2.675, 1e308]), st.floats(), st.integers(-9, 9).map(float)
    ),
    Kind.TEXT: TEXT,
    Kind.DATE: st.dates(),
    Kind.BOOLEAN: st.booleans(),
}
ROW = st.fixed_dictionaries({name: st.none() | VALUES[kind] for name, kind in FIELDS.items()})

NUMBER = st.deferred(
    lambda: st.one_of(
        st.sampled_from(["a", "b", "x", "y", "0", "1", "3", "2.5", "-7", "31"]),
        st.builds("({} {} {})".format, NUMBER, st.sampled_from("+-*/"), NUMBER),
        st.builds("{}({})".format, st.sampled_from(["abs", "floor", "ceil", "round"]), NUMBER),
        st.builds("round({}, {})".format, NUMBER, st.integers(0, 4)),
        st.builds("(- {})".format, NUMBER),
        st.builds("coalesce({}, {})".format, NUMBER, NUMBER),
        st.builds("nullif({}, {})".format, NUMBER, NUMBER),
        st.builds("case when {} then {} else {} end".format, CONDITION, NUMBER, NUMBER),
        st.builds("try_cast({} as double)".format, STRING),
        WHOLE,
    )
)
WHOLE = st.deferred(
    lambda: st.one_of(
        st.sampled_from(["a", "b", "2", "5", "-3", "31"]),
        st.builds("({} {} {})".format, WHOLE, st.sampled_from("+-*%"), WHOLE),
        st.builds("length({})".format, STRING),
        st.builds("strpos({}, {})".format, STRING, STRING),
        st.builds("try_cast({} as bigint)".format, STRING),
        st.builds("{}({})".format, st.sampled_from(["year", "month", "day"]), DATE),
    )
)
STRING = st.deferred(
    lambda: st.one_of(
        st.sampled_from(["s", "t", "'a'", "''", "'中b'", "'0123456789ABC'"]),
        st.builds("{}({})".format, st.sampled_from(["lower", "upper", "trim"]), STRING),
        st.builds("substr({}, {}, {})".format, STRING, WHOLE, WHOLE),
        st.builds("substr({}, {})".format, STRING, WHOLE),
        st.builds("{}({}, {})".format, st.sampled_from(["left", "right"]), STRING, WHOLE),
        st.builds("replace({}, 'a', '$0b')".format, STRING),
        st.builds("split_part({}, '-', {})".format, STRING, st.integers(1, 3)),
        st.builds("({} || {})".format, STRING, STRING),
        st.sampled_from(["cast(a as varchar)", "cast(d as varchar)", "cast(p as varchar)"]),
    )
)
DATE = st.deferred(
    lambda: st.one_of(
        st.sampled_from(["d", "e", "date '2020-02-29'"]),
        st.builds("try_cast({} as date)".format, STRING),
    )
)
PATTERNS = ["a", "^[a-z]+$", r"\d{2,3}", r"[\w-]+", "a.b", "(a|b)*", r"^\s?\S+$", "[^a]", r"[\x{4E00}-\x{9FFF}]", "", "a|^b"]
CONDITION = st.deferred(
    lambda: st.one_of(
        st.sampled_from(["p", "q", "true", "false"]),
        *[
            st.builds("({} {} {})".format, side, st.sampled_from(["=", "<>", "<", "<=", ">", ">="]), side)
            for side in (NUMBER, STRING, DATE)
        ],
        st.builds("({} is not distinct from {})".format, STRING, STRING),
        st.builds("({} and {})".format, CONDITION, CONDITION),
        st.builds("({} or {})".format, CONDITION, CONDITION),
        st.builds("(not {})".format, CONDITION),
        st.builds("({} = {})".format, CONDITION, CONDITION),
        st.builds("({} is true)".format, CONDITION),
        st.builds("({} is not false)".format, CONDITION),
        st.builds("({} is null)".format, st.one_of(NUMBER, STRING, DATE, CONDITION)),
        st.builds("({} in (1, -2, 2.5))".format, NUMBER),
        st.builds("({} not in ('a', '', '中'))".format, STRING),
        st.builds("({} between {} and {})".format, NUMBER, NUMBER, NUMBER),
        st.builds("({} like {})".format, STRING, st.sampled_from(["'a%'", "'%中_'", "'_'", "'%.%'", "''"])),
        st.builds("{}({}, {})".format, st.sampled_from(["starts_with", "ends_with", "contains"]), STRING, STRING),
        st.builds(
            "{}({}, '{}')".format,
            st.sampled_from(["regexp_matches", "regexp_full_match"]),
            STRING,
            st.sampled_from(PATTERNS),
        ),
    )
)


@pytest.fixture(scope="module")
def connection() -> duckdb.DuckDBPyConnection:
    con = duckdb.connect(config={"threads": 1})
    con.execute(f"create table t ({', '.join(f'{name} {TYPES[kind]}' for name, kind in FIELDS.items())})")
    return con


def verdicts(con: duckdb.DuckDBPyConnection, predicate: str, row: dict[str, Any]) -> tuple[Any, Any]:
    """What DuckDB and what polars say of one row."""
    node = parse(predicate, FIELDS)
    con.execute("delete from t")
    con.execute(f"insert into t values ({', '.join('?' * len(FIELDS))})", [row[name] for name in FIELDS])
    answer = con.execute(f"select {render(node)} from t").fetchone()
    frame = pl.DataFrame({n: [row[n]] for n in FIELDS}, schema={n: FRAME_TYPES[k] for n, k in FIELDS.items()})
    assert answer is not None
    return answer[0], frame.with_columns(to_polars(node).alias("verdict"))["verdict"].item()


@given(CONDITION, ROW)
def test_same_verdict(connection: duckdb.DuckDBPyConnection, predicate: str, row: dict[str, Any]) -> None:
    in_duckdb, in_polars = verdicts(connection, predicate, row)
    assert in_duckdb == in_polars
