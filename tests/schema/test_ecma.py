"""Patterns of JSON Schema: what they find, by the words of ECMA 262 with the flag u, and what is refused."""

from __future__ import annotations

import time

import pytest

from little_giants.schema.ecma import searcher
from little_giants.schema.pattern import PatternError

CASES = [
    ("b", ["b", "abc"], ["ac", ""]),
    ("^a|b$", ["ax", "xb"], ["xa", "bx"]),
    ("^a$", ["a"], ["a\n", "\na"]),
    ("^.$", ["é", "中", "😀", "\t", "\x85"], ["\n", "\r", "\u2028", "\u2029", "ab"]),
    (r"^\d$", ["1"], ["१", "a"]),
    (r"^\w$", ["a", "_", "1"], ["é", "-"]),
    (r"^\s$", [" ", "\v", "\f", "\u00a0", "\u3000", "\ufeff", "\u2028"], ["a", "\u200b", "\x85"]),
    (r"^\S$", ["a", "\u200b", "\x85", "\0", "😀"], [" ", "\v", "\u00a0", "\u2003", "\ufeff"]),
    (r"^[\s\d]+$", ["1 \u00a0"], ["a"]),
    (r"^[^\S]$", [" ", "\u3000"], ["a"]),
    (r"\bcat\b", ["a cat."], ["cats"]),
    (r"^\u00e9\x41\u{1F600}\cJ\0$", ["éA😀\n\0"], ["éA"]),
    (r"^\uD83D\uDE00$", ["😀"], ["x"]),
    (r"^[\u4e00-\u9fff]+$", ["中文"], ["a"]),
    (r"^[a[:alpha]+$", ["[", ":", "alph"], ["b", "]"]),
    (r"^[.$|]+$", [".", "$|"], ["a"]),
    (r"^\p{Lu}\P{L}$", ["É1"], ["É", "éa"]),
    (r"^(?:a|b)*?(?<n>c){2,3}\/\-$", ["abcc/-"], ["abc/-"]),
    ("", ["", "x"], []),
    ("^a.c$", ["a\ud800c"], ["a\nc"]),
    (r"^[\b]$", ["\b"], ["b"]),
    (r"^[-\s]$", ["-", " "], ["a"]),
]


@pytest.mark.parametrize(("pattern", "yes", "no"), CASES)
def test_is_found_anywhere(pattern: str, yes: list[str], no: list[str]) -> None:
    search = searcher(pattern)
    assert [text for text in yes if not search(text)] == []
    assert [text for text in no if search(text)] == []


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        ("a(?=b)", "look-around"),
        ("(?<!a)b", "look-around"),
        ("(?i)a", "flag"),
        ("(?P<n>a)", "flag"),
        (r"(a)\1", "back-reference"),
        (r"(?<n>a)\k<n>", "back-reference"),
        (r"\Aa", r"\\A"),
        (r"a\z", r"\\z"),
        (r"\Qa\E", r"\\Q"),
        (r"\pL", r"\\p"),
        (r"\p{^L}", "ECMA 262"),
        (r"\p{Nope}", "not supported"),
        (r"\u12", r"\\u"),
        (r"\uD800", "no character"),
        (r"\u{110000}", "no character"),
        (r"[\s-\u{ffff}]", "a range"),
        (r"[\0-\s]", "a range"),
        ("[]", "empty class"),
        ("[^]", "empty class"),
        ("(", "not supported"),
        ("a**", "not supported"),
        ("a{2000}", "not supported"),
        ("\\", "not supported"),
        ("a|" * 5_001, "10002 characters"),
    ],
)
def test_what_is_refused(pattern: str, why: str) -> None:
    with pytest.raises(PatternError, match=why):
        searcher(pattern)


def test_time_is_linear_in_the_text() -> None:
    began = time.perf_counter()
    assert not searcher("^(a+)+$")("a" * 10_000_000 + "!")
    assert time.perf_counter() - began < 10
