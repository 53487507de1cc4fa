"""Pandera's built-in checks give the same verdict compiled as in Pandera; opaque checks are refused by name."""

from __future__ import annotations

import datetime
import re
from typing import Any

import duckdb
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from little_giants.rules import Check, Rule
from little_giants.rules.compile import compile_check
from little_giants.rules.portable import Kind, PortableError
from little_giants.rules.portable.to_duckdb import TYPES
from little_giants.rules.portable.to_polars import TYPES as FRAME_TYPES

INTEGERS = st.lists(st.none() | st.integers(-5, 5), max_size=6)
NUMBERS = st.lists(st.none() | st.floats(-5, 5) | st.sampled_from([1.0, 2.5, float("nan"), float("inf")]), max_size=6)
TEXTS = st.lists(st.none() | st.text("ab中.\n", max_size=4), max_size=6)
DATES = st.lists(st.none() | st.dates(datetime.date(2019, 12, 30), datetime.date(2020, 1, 3)), max_size=6)
DAY = datetime.date(2020, 1, 1)
CASES = [
    (Check.equal_to(2), Kind.INTEGER, INTEGERS),
    (Check.not_equal_to(2.5), Kind.NUMBER, NUMBERS),
    (Check.greater_than(0), Kind.NUMBER, NUMBERS),
    (Check.ge(1), Kind.NUMBER, NUMBERS),
    (Check.lt(1.5), Kind.INTEGER, INTEGERS),
    (Check.less_than_or_equal_to(DAY), Kind.DATE, DATES),
    (Check.in_range(0, 3), Kind.NUMBER, NUMBERS),
    (Check.in_range(0, 3, include_min=False, include_max=False), Kind.INTEGER, INTEGERS),
    (Check.between(DAY, DAY), Kind.DATE, DATES),
    (Check.isin([1, 2]), Kind.INTEGER, INTEGERS),
    (Check.isin(["a", "中"]), Kind.TEXT, TEXTS),
    (Check.isin("a中"), Kind.TEXT, TEXTS),  # Pandera takes a text for the set of its characters
    (Check.notin(["a", "b'", ""]), Kind.TEXT, TEXTS),
    (Check.str_matches("a"), Kind.TEXT, TEXTS),
    (Check.str_matches("a|b"), Kind.TEXT, TEXTS),
    (Check.str_matches("^.b$"), Kind.TEXT, TEXTS),
    (Check.str_contains("[.]|中"), Kind.TEXT, TEXTS),
    (Check.str_startswith("a"), Kind.TEXT, TEXTS),
    (Check.str_endswith("中"), Kind.TEXT, TEXTS),
    (Check.str_length(1, 2), Kind.TEXT, TEXTS),
    (Check.str_length(min_value=2), Kind.TEXT, TEXTS),
    (Check.str_length(exact_value=3), Kind.TEXT, TEXTS),
    (Check.sql("f > 1 and f < 4"), Kind.INTEGER, INTEGERS),
    (Check.greater_than(0, name="renamed"), Kind.INTEGER, INTEGERS),
]


def rule(check: Any) -> Rule:
    words = dict.fromkeys(("title", "title_zh", "why", "why_zh", "mend", "mend_zh", "message", "message_zh"), "x")
    return Rule(code="t-x", fields=("f",), check=check, **words)


@pytest.fixture(scope="module")
def connection() -> duckdb.DuckDBPyConnection:
    return duckdb.connect(config={"threads": 1})


@pytest.mark.parametrize(("check", "kind", "values"), CASES, ids=[case[0].error for case in CASES])
@given(data=st.data())
def test_compiled_and_pandera_agree(
    connection: duckdb.DuckDBPyConnection, check: Check, kind: Kind, values: st.SearchStrategy[Any], data: st.DataObject
) -> None:
    column = data.draw(values)
    frame = pl.DataFrame({"f": column}, schema={"f": FRAME_TYPES[kind]})
    wrong = check(frame.lazy(), "f").check_output.collect()["check_output"].not_().to_list()
    sql = compile_check(rule(check), {"f": kind})
    rows = connection.execute(
        f"select coalesce({sql}, false) from (select unnest($1::{TYPES[kind]}[]) as f)", [column]
    ).fetchall()
    assert [row[0] for row in rows] == wrong


@pytest.mark.parametrize(
    ("check", "kind", "named"),
    [
        (Check(lambda data: data), Kind.TEXT, "<lambda>"),
        (Check(lambda data: data, name="greater_than_zero"), Kind.TEXT, "greater_than_zero"),
        (Check(lambda value: True, element_wise=True), Kind.TEXT, "element by element"),
        (Check.unique_values_eq(["a"]), Kind.TEXT, "unique_values_eq"),
        (Check.greater_than(0, ignore_na=False), Kind.INTEGER, "ignore_na"),
        (Check.greater_than("a"), Kind.INTEGER, "mixes"),
        (Check.isin([]), Kind.TEXT, "list of values"),
        (Check.isin(["a", None]), Kind.TEXT, "lists something else"),
        (Check.str_matches("\\d"), Kind.TEXT, "all of Unicode"),
        (Check.str_matches("(?=a)"), Kind.TEXT, "look-around"),
        (Check.str_contains(re.compile("a", re.IGNORECASE)), Kind.TEXT, "compiled pattern"),
        (Check.str_startswith("a"), Kind.INTEGER, "needs text"),
        (Check.sql("g > 1"), Kind.TEXT, "no field `g`"),
        (lambda data: data, Kind.TEXT, "no Pandera check"),
        ("f > 1", Kind.TEXT, "no Pandera check"),
    ],
)
def test_what_cannot_be_compiled_is_refused_by_name(check: Any, kind: Kind, named: str) -> None:
    with pytest.raises(PortableError) as refused:
        compile_check(rule(check), {"f": kind})
    assert named in refused.value.message
    assert refused.value.mend


def test_a_check_that_only_borrows_a_name_is_refused() -> None:
    check = Check(lambda data: data, name="greater_than", statistics={"min_value": 0})
    with pytest.raises(PortableError, match="opaque"):
        compile_check(rule(check), {"f": Kind.INTEGER})
