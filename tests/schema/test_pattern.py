"""Patterns of XML Schema: what they match, and that both engines read the translation alike."""

from __future__ import annotations

import re

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from little_giants.schema.pattern import PatternError, translate

CASES = [
    ("cat|dog", ["cat", "dog"], ["catX", "xdog", "catdog", "cat\n"]),
    ("abc", ["abc"], ["abc\n", " abc", "abcd"]),
    ("^abc$", ["abc"], ["^abc$", "abcd"]),
    ("^a|b$", ["a", "b"], ["ab"]),
    ("a^b$c", ["a^b$c"], ["abc"]),
    ("a.c", ["abc", "a中c", "a\tc"], ["a\nc", "a\rc", "ac"]),
    (r"\d+", ["12", "१२"], ["1a", ""]),
    (r"\w+", ["ab1", "中文", "a+b"], ["a b", "a_b", "a-b"]),
    (r"\s\S", [" a"], ["  ", "\u00a0a"]),
    (r"\i\c*", ["a-b.1", "_x", "é"], ["1a", "-a", ""]),
    (r"\p{Lu}\P{Lu}", ["Aa", "É1"], ["AA", "aa"]),
    ("[a-z-[aeiou]]+", ["bcd"], ["abc", ""]),
    ("[^a-c]", ["d", "\n"], ["a", "b"]),
    (r"[\]\-\\]+", ["]-\\"], ["a"]),
    ("[a-c-]+", ["a-b"], ["d"]),
    ("(ab){2,3}", ["abab", "ababab"], ["ab", "abababab"]),
    ("(?:a|b)*?c", ["abc", "c"], ["ab"]),
    ("a{0}", [""], ["a"]),
    ("", [""], ["a"]),
    (r"91[0-9A-HJ-NPQRTUWXY]{16}", ["91" + "0" * 16], ["91X", "91" + "I" * 16]),
    ("[一-龥]+", ["中文"], ["abc"]),
]


@pytest.mark.parametrize(("pattern", "yes", "no"), CASES)
def test_matches_whole_values(pattern: str, yes: list[str], no: list[str]) -> None:
    written = translate(pattern)
    connection = duckdb.connect()
    for text, expected in [(text, True) for text in yes] + [(text, False) for text in no]:
        assert (re.fullmatch(written, text) is not None) is expected, (written, text)
        (found,) = connection.execute("select regexp_full_match(?, ?)", [text, written]).fetchall()[0]
        assert found is expected, (written, text)


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        ("a(?=b)", "look-around"),
        ("(?i)a", "flag"),
        ("(?P<n>a)", "a name"),
        (r"(a)\1", r"\1"),
        (r"\bword", r"\b"),
        (r"\p{IsHan}", "blocks"),
        (r"\p{Xx}", "unknown category"),
        ("a{2001}", "beyond 1000"),
        ("(a{40}){40}", "1000 repetitions in all"),
        ("a{3,2}", "backwards"),
        ("a{x}", "not {n}"),
        ("a**", "after a quantifier"),
        ("*a", "nothing before"),
        ("(a", "not closed"),
        ("a)", "without a '('"),
        ("[a", "too early"),
        ("[]", "empty class"),
        ("[z-a]", "backwards"),
        ("a\\", "too early"),
        ("(" * 60 + ")" * 60, "nested"),
    ],
)
def test_refused_by_name(pattern: str, why: str) -> None:
    with pytest.raises(PatternError, match=re.escape(why)):
        translate(pattern)


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="ab^$.|()[]{}*+?-\\dswpLu中\n1,2", max_size=12), st.text(alphabet="ab^$.-1 中\n", max_size=6))
def test_both_engines_read_the_translation_alike(pattern: str, text: str) -> None:
    try:
        written = translate(pattern)
    except PatternError:
        return
    (found,) = duckdb.execute("select regexp_full_match(?, ?)", [text, written]).fetchall()[0]
    assert found == (re.fullmatch(written, text) is not None), written
