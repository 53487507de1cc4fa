"""Regular expressions: what both engines read alike is written in their common part, all else is refused by name."""

from __future__ import annotations

import duckdb
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from little_giants.rules.portable import PortableError
from little_giants.rules.portable.pattern import shared

MEMBER = st.sampled_from(
    ["a", "b-d", "0-9", "\\d", "\\w", "\\s", "中", "一-龥", "\\]", "\\-", ".", "$", "\\x{E9}", " "]
)
ATOM = st.deferred(
    lambda: st.one_of(
        st.sampled_from(
            ["a", "b", "0", "中", "é", ".", "\\.", "\\d", "\\D", "\\w", "\\W", "\\s", "\\S", "\\x{4E2D}", "\\n", "/"]
        ),
        st.builds(
            lambda sign, members: f"[{sign}{''.join(members)}]",
            st.sampled_from(["", "^"]),
            st.lists(MEMBER, min_size=1, max_size=3),
        ),
        st.builds("({})".format, PATTERN),
        st.builds("(?:{})".format, PATTERN),
    )
)
PIECE = st.builds("{}{}".format, ATOM, st.sampled_from(["", "", "*", "+", "?", "{2}", "{1,2}", "{0,}", "*?"]))
PATTERN = st.deferred(
    lambda: st.one_of(
        PIECE,
        st.sampled_from(["^a", "b$", "^$"]),
        st.builds("{}{}".format, PIECE, PIECE),
        st.builds("{}|{}".format, PIECE, PIECE),
    )
)


@pytest.fixture(scope="module")
def connection() -> duckdb.DuckDBPyConnection:
    return duckdb.connect(config={"threads": 1})


@given(PATTERN, st.text("ab0c中é. \n$-é]龥A٣", max_size=6))
def test_one_meaning(connection: duckdb.DuckDBPyConnection, pattern: str, text: str) -> None:
    written = shared(pattern)
    literal = "'" + written.replace("'", "''") + "'"
    query = f"select regexp_matches(s, {literal}), regexp_full_match(s, {literal}) from (select $1::varchar as s)"
    column = pl.Series([text])
    assert connection.execute(query, [text]).fetchone() == (
        column.str.contains(written).item(),
        column.str.contains(f"^(?:{written})$").item(),
    )


@pytest.mark.parametrize(
    ("pattern", "named"),
    [
        ("(?=a)", "look-around"),
        ("(?!a)", "look-around"),
        ("(?<=a)b", "look-around"),
        ("(?i)a", "flags"),
        ("(?P<n>a)", "flags and names"),
        ("(a)\\1", "'\\1'"),
        ("\\bword", "'\\b'"),
        ("\\p{Han}", "'\\p'"),
        ("\\Aa", "'\\A'"),
        ("[[:alpha:]]", "inside brackets"),
        ("[a&&b]", "inside brackets"),
        ("[a--b]", "range without an end"),
        ("[\\D]", "inside brackets"),
        ("[]", "empty or not closed"),
        ("[a", "not closed"),
        ("[b-a]", "empty range"),
        ("(a", "not closed"),
        ("a)", "without '('"),
        ("*a", "nothing to repeat"),
        ("a**", "nothing to repeat"),
        ("a++", "nothing to repeat"),
        ("^*", "nothing to repeat"),
        ("a{2", "no repetition"),
        ("a{,2}", "no repetition"),
        ("a{3,2}", "no repetition"),
        ("a{1001}", "more than 1000"),
        ("(a{100}){100}", "more than 1000"),
        ("a\\", "'\\'"),
        ("\\x41", "'\\x'"),
        ("\\x{D800}", "no character"),
    ],
)
def test_what_only_one_engine_has_is_refused_by_name(pattern: str, named: str) -> None:
    with pytest.raises(PortableError) as refused:
        shared(pattern)
    assert named in refused.value.message


def test_shorthands_are_refused_where_pandera_reads_the_pattern_itself() -> None:
    assert shared("\\d+") == "[0-9]+"
    with pytest.raises(PortableError, match="all of Unicode"):
        shared("\\d+", shorthands=False)
