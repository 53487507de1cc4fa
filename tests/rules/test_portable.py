"""One predicate, one verdict: portable SQL means the same in DuckDB and in polars, and refuses what would not."""

from __future__ import annotations

import datetime
import random
from typing import Any

import duckdb
import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from little_giants.rules.portable import Kind, PortableError, parse
from little_giants.rules.portable.node import FIELD_KINDS
from little_giants.rules.portable.to_duckdb import TYPES, render, violated
from little_giants.rules.portable.to_polars import TYPES as FRAME_TYPES
from little_giants.rules.portable.to_polars import render as to_polars
from little_giants.schema.model import SQL_TYPES

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
    st.sampled_from(
        ["", "+5", "0000-01-01", "2020-02-30", "1e400", "ß", "İ", "e\u0301", "👨‍👩‍👧", "1 ", "1\n", "2020-01-01\n"]
    ),
).filter(lambda text: "\0" not in text)
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
        st.builds("try_cast({} as date)".format, st.sampled_from(["s", "t", "lower(s)", "(s || t)"])),
    )
)
PATTERNS = [
    "a",
    "^[a-z]+$",
    r"\d{2,3}",
    r"[\w-]+",
    "a.b",
    "(a|b)*",
    r"^\s?\S+$",
    "[^a]",
    r"[\x{4E00}-\x{9FFF}]",
    "",
    "a|^b",
]
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
        st.builds(
            "({} {} {})".format,
            STRING,
            st.sampled_from(["like", "not like"]),
            st.sampled_from(["'a%'", "'%中_'", "'_'", "'%.%'", "''"]),
        ),
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


ROWS = dict.fromkeys(FIELDS)


@given(CONDITION, ROW)
@example("try_cast(s as bigint) = 12", {**ROWS, "s": "000000000000000000000000012"})
@example("try_cast(s as double) is null", {**ROWS, "s": "1e400"})
@example("try_cast(s as date) is null", {**ROWS, "s": "0000-01-01"})
@example("try_cast(s as date) is null", {**ROWS, "s": "2020-01-01\n"})
@example("lower(s) = 'i' or upper(s) = 'SS'", {**ROWS, "s": "İß"})
@example("strpos(s, t) = 2", {**ROWS, "s": "中文", "t": "文"})
@example("strpos(s, '') = 1 and strpos('', s) = 0", {**ROWS, "s": "a"})
@example("mod(a, b) < 0", {**ROWS, "a": -7, "b": 3})
@example("a / b is null", {**ROWS, "a": 1, "b": 0})
@example("round(x) = 3", {**ROWS, "x": 2.5})
@example("substr(s, b, a) is null", {**ROWS, "s": "abc", "a": 1, "b": 0})
@example("left(s, a) = s and substr(s, 1, a) = s", {**ROWS, "s": "abc", "a": 2**63 - 1})
@example("x = y and x > 1", {**ROWS, "x": float("nan"), "y": float("nan")})
@example("a + b > 0", {**ROWS, "a": 2**63 - 1, "b": 2**63 - 1})
@example("case when p then 1 else 2 end = 2", ROWS)
@example("s like '_%'", {**ROWS, "s": "\n"})
def test_same_verdict(connection: duckdb.DuckDBPyConnection, predicate: str, row: dict[str, Any]) -> None:
    in_duckdb, in_polars = verdicts(connection, predicate, row)
    assert in_duckdb is in_polars


# What docs/portable-sql.md says, worked out by hand: predicate, row, verdict.
MEANING: list[tuple[str, dict[str, Any], bool | None]] = [
    ("a = 1", {"a": None}, None),
    ("a is not null", {"a": None}, False),
    ("s < 'b'", {"s": "a"}, True),
    ("d < '2020-03-01'", {"d": datetime.date(2020, 2, 29)}, True),
    ("a is distinct from b", {"a": 1, "b": None}, True),
    ("(s is null) = (t = 'x')", {"s": None, "t": "x"}, True),
    ("a / b = 0.5", {"a": 1, "b": 2}, True),
    ("a / b = 1", {"a": 1, "b": 0}, None),
    ("mod(a, 3) = -1 and a % 3 = -1", {"a": -7}, True),
    ("mod(a, 0) is null", {"a": 7}, True),
    ("case a when 1 then 'x' else 'y' end = 'y'", {"a": 2}, True),
    ("a in (1, 2)", {"a": None}, None),
    ("a not in (1, 2)", {"a": 3}, True),
    ("a between 1 and 2", {"a": 2}, True),
    ("p is true", {"p": None}, False),
    ("p is not true", {"p": None}, True),
    ("s like 'a_c%'", {"s": "a中c"}, True),
    ("s not like '%.%'", {"s": "a.b"}, False),
    ("coalesce(s, t) = 'x'", {"t": "x"}, True),
    ("nullif(s, 'x') is null", {"s": "x"}, True),
    ("round(x) = 3 and round(y) = -3", {"x": 2.5, "y": -2.5}, True),
    ("round(x, 1) = 0.3", {"x": 0.25}, True),
    ("floor(x) = -3 and ceil(x) = -2 and abs(x) = 2.5", {"x": -2.5}, True),
    ("length(s) = 2", {"s": "中文"}, True),
    ("upper(s) = 'AÉ' and lower(t) = 'aÉ'", {"s": "aÉ", "t": "AÉ"}, True),
    ("upper(s) = 'é'", {"s": "é"}, True),
    ("trim(s) = 'a\t'", {"s": " a\t "}, True),
    ("substr(s, 2) = 'bc' and substr(s, 2, 1) = 'b' and substr(s, 9) = ''", {"s": "abc"}, True),
    ("substr(s, 0) is null and substr(s, 1, -1) is null", {"s": "abc"}, True),
    ("left(s, 2) = 'ab' and right(s, 2) = 'bc' and left(s, -1) is null", {"s": "abc"}, True),
    ("strpos(s, 'c') = 3 and strpos(s, 'x') = 0 and strpos('xab', s) = 0", {"s": "abc"}, True),
    ("starts_with(s, 'ab') and ends_with(s, 'bc') and contains(s, 'b')", {"s": "abc"}, True),
    ("replace(s, 'b', '$1') = 'a$1c'", {"s": "abc"}, True),
    ("split_part(s, '/', 1) = 'a' and split_part(s, '/', 3) = ''", {"s": "a/b"}, True),
    ("s || t = 'ab'", {"s": "a", "t": "b"}, True),
    ("(s || t) is null", {"s": "a"}, True),
    ("regexp_matches(s, 'b') and not regexp_full_match(s, 'b')", {"s": "abc"}, True),
    ("try_cast(s as bigint) = 12", {"s": "+12"}, True),
    ("try_cast(s as bigint) is null", {"s": " 12"}, True),
    ("cast(s as bigint) is null", {"s": "12.0"}, True),
    ("try_cast(s as double) = 1200", {"s": "1.2e3"}, True),
    ("try_cast(s as double) is null", {"s": "1_2"}, True),
    ("try_cast(s as date) = date '2020-02-29'", {"s": "2020-02-29"}, True),
    ("try_cast(s as date) is null", {"s": "2019-02-29"}, True),
    ("try_cast(s as date) is null", {"s": "2020-2-9"}, True),
    ("cast(a as varchar) = '12' and cast(p as varchar) = 'true'", {"a": 12, "p": True}, True),
    ("cast(d as varchar) = '2020-02-09'", {"d": datetime.date(2020, 2, 9)}, True),
    ("year(d) = 2020 and month(d) = 2 and day(d) = 9", {"d": datetime.date(2020, 2, 9)}, True),
]


@pytest.mark.parametrize(("predicate", "row", "expected"), MEANING, ids=[one[0] for one in MEANING])
def test_meaning(
    connection: duckdb.DuckDBPyConnection, predicate: str, row: dict[str, Any], expected: bool | None
) -> None:
    assert verdicts(connection, predicate, {**ROWS, **row}) == (expected, expected)


REFUSED = [
    ("reverse(s) = 'a'", "reverse"),
    ("nonsense(s)", "nonsense"),
    ("s glob 'a*'", "glob"),
    ("s ilike 'a%'", "ilike"),
    ("a // b = 1", "not portable"),
    ("a = any([1, 2])", "not portable"),
    ("exists (select 1)", "not portable"),
    ("(select 1) = a", "not portable"),
    ("select true", "not portable"),
    ("row_number() over () = 1", "not portable"),
    ("sum(a) > 1", "sum"),
    ("current_date > d", "current_date"),
    ("random() > x", "rand"),
    ("s like 'a!%' escape '!'", "escape"),
    ("s like t", "literal text"),
    ("regexp_matches(s, t)", "literal text"),
    ("regexp_matches(s, 'a', 'i')", "more parts"),
    ("replace(s, '', 'b') = 'b'", "empty text"),
    ("a between symmetric 3 and 1", "more parts"),
    ("split_part(s, '-', 0) = ''", "number from 1"),
    ("round(x, 12) = 1", "0 to 9 places"),
    ("trim(both 'x' from s) = ''", "more parts"),
    ("a in (1, null)", "lists something else"),
    ("a in (b)", "lists something else"),
    ("a in (select 1)", "does not list"),
    ("a = null", "compares with NULL"),
    ("s > 1", "mixes"),
    ("s = a", "mixes"),
    ("d > 'yesterday'", "is not a date"),
    ("d = date '2019-02-29'", "is not a date"),
    ("p < q", "orders true and false"),
    ("coalesce(s, 1) = 1", "mixes"),
    ("case when p then 'a' else 1 end = 1", "mixes"),
    ("a and p", "needs boolean"),
    ("not a", "needs boolean"),
    ("a", "needs boolean"),
    ("length(a) = 1", "needs text"),
    ("abs(s) = 1", "needs"),
    ("mod(x, 2) = 0", "needs integer"),
    ("cast(x as varchar) = '1'", "as text"),
    ("cast(a + 1 as varchar) = '1'", "as text"),
    ("cast(s as decimal(3, 1)) = 1", "casts to another type"),
    ("cast(x as bigint) = 1", "needs"),
    ("year(s) = 2020", "needs date"),
    ("A = 1", "no field `A`"),
    ("t.a = 1", "names a table"),
    ("nothing = 1", "no field `nothing`"),
    ("a = 99999999999999999999", "beyond 64 bits"),
    ("a = 1; a = 2", "one expression"),
    ("a = ", "does not parse"),
    ("", "one expression"),
    ("a b", "not portable"),
]


@pytest.mark.parametrize(("predicate", "named"), REFUSED, ids=[one[0] for one in REFUSED])
def test_what_is_not_portable_is_refused_by_name(predicate: str, named: str) -> None:
    with pytest.raises(PortableError) as refused:
        parse(predicate, FIELDS)
    assert named in refused.value.message
    assert refused.value.mend


def test_a_predicate_that_is_nested_too_deeply_is_refused() -> None:
    with pytest.raises(PortableError, match="nested too deeply"):
        parse("not " * 5000 + "p", FIELDS)


def test_the_kinds_of_fields_are_the_types_of_the_engine() -> None:
    assert {kind: TYPES[FIELD_KINDS[kind]] for kind in FIELD_KINDS} == SQL_TYPES


def test_violated_is_false_or_null_for_what_is_right(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("delete from t")
    connection.execute("insert into t (a) values (1), (2), (null)")
    found = connection.execute(f"select a from t where {violated(parse('a > 1', FIELDS))}").fetchall()
    assert found == [(1,)]


ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100-2015, table 2
WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28, 1]  # table 3, and the check character itself


def test_the_check_character_of_a_credit_code(connection: duckdb.DuckDBPyConnection) -> None:
    """The standard's own formula in Python against the predicate of the manual: C18 = 31 - (sum of Ci x Wi) mod 31."""
    terms = [f"{w} * (strpos('{ALPHABET}', substr(s, {i}, 1)) - 1)" for i, w in enumerate(WEIGHTS, 1)]
    node = parse(f"mod({' + '.join(terms)}, 31) = 0", FIELDS)
    chance = random.Random(32100)
    codes, expected = [], []
    for _ in range(300):
        body = "".join(chance.choices(ALPHABET, k=17))
        rest = sum(ALPHABET.index(char) * weight for char, weight in zip(body, WEIGHTS, strict=False)) % 31
        right = ALPHABET[(31 - rest) % 31]
        for last in (right, chance.choice(ALPHABET)):
            codes.append(body + last)
            expected.append(last == right)
    assert expected.count(False) > 200
    rows = connection.execute(f"select {render(node)} from (select unnest($1::varchar[]) as s)", [codes]).fetchall()
    assert [row[0] for row in rows] == expected
    frame = pl.DataFrame({"s": codes})
    assert frame.select(to_polars(node).alias("verdict"))["verdict"].to_list() == expected
