"""Automata over bytes accept exactly what ``re.fullmatch`` accepts, or there is none; and none takes long to refuse."""

from __future__ import annotations

import csv
import io
import json
import re
import time
from array import array
from collections.abc import Iterator
from pathlib import Path
from random import Random

import duckdb
import pytest
from conformance import corpus
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from little_giants.schema import sql
from little_giants.schema.automaton import MOST_STATES, Automaton, automaton
from little_giants.schema.expression import Characters, Choice, Node, Repeat, Sequence, parse
from little_giants.schema.pattern import PatternError, translate
from little_giants.schema.values import numbers, texts

ROOT = Path(__file__).parents[2]
CONSTANTS = {
    "integer": numbers.INTEGER,
    "number": numbers.NUMBER,
    **texts.PATTERNS,
    "date": sql._DATE,
    "year": sql.YEAR,
    "month": sql._MONTH + sql._ZONE,
}


def compiled(pattern: str) -> Automaton:
    found = automaton(pattern)
    assert found is not None, pattern
    return found


def accepts(pattern: str, text: str) -> bool:
    return compiled(pattern).matches(text.encode())


@pytest.mark.parametrize(
    ("pattern", "yes", "no"),
    [
        ("", [""], ["a"]),
        ("[A-Z]{3}", ["CNY", "ABC"], ["CN", "CNYX", "cny", ""]),
        ("cat|dog|", ["cat", "dog", ""], ["ca", "catdog"]),
        ("(ab){2,3}", ["abab", "ababab"], ["ab", "aba", "abababab"]),
        ("(?:a|b)*?c", ["c", "abbac"], ["ab", "cc"]),
        ("a{2,}b+?c??", ["aab", "aaaabbc"], ["ab", "aac", "aabcc"]),
        ("a{0}b{0,0}", [""], ["a", "b"]),
        ("(a*)*(|b)+", ["", "aa", "aabbb"], ["ba"]),
        ("((a+)+)+b", ["ab", "aaab"], ["b", "aa"]),
        ("[中-国]{2}", ["中国", "丮丯"], ["中", "中国中", "国a", "丬国"]),
        ("é", ["é"], ["e", "è", "éé"]),
        ("[\x7f-\x80]", ["\x7f", "\x80"], ["~", "\x81"]),
        ("[\u07ff-\u0800]", ["\u07ff", "\u0800"], ["\u07fe", "\u0801"]),
        ("[\uffff-\U00010000]", ["\uffff", "\U00010000"], ["\ufffe", "\U00010001"]),
        ("[\ud000-\uf000]", ["\ud7ff", "\ue000"], ["\ucfff", "\uf001"]),
        ("[\x00-\U0010ffff]", ["\x00", "\x7f", "é", "中", "😀", "\U0010ffff"], ["", "aa"]),
        (r"\x41[\x0a\-\]\\^]", ["A\n", "A-", "A]", "A\\", "A^"], ["A", "Ax", "a\n"]),
        ("[a-c-]", ["a", "b", "c", "-"], ["d", "`"]),
        ("[cba-bc]{2}", ["ab", "cc"], ["dd", "a"]),
        ("(?i:NaN|-?INF)x", ["nanx", "NANx", "-iNfx", "infx"], ["nanX", "-nanx", "ınfx", "İNFx"]),
    ],
)
def test_accepts(pattern: str, yes: list[str], no: list[str]) -> None:
    assert [text for text in yes if not accepts(pattern, text)] == []
    assert [text for text in no if accepts(pattern, text)] == []


def test_the_tables_mean_what_they_say() -> None:
    """Read them as a scanner does: rows of unsigned 16 bits, one a state; from the dead state nothing leads away."""
    found = compiled("a|[中-国]")
    table = array("H", found.table)
    assert len(found.classes) == 256
    assert max(found.classes) < found.width
    assert len(table) == found.width * len(found.accepting)
    assert max(table) < len(found.accepting)
    assert set(table[: found.width]) == {0}
    assert found.accepting[0] == 0
    state = 1
    for byte in "中".encode():
        state = table[state * found.width + found.classes[byte]]
    assert found.accepting[state] == 1
    assert table[state * found.width + found.classes[ord("a")]] == 0


@pytest.mark.parametrize(
    "pattern",
    [
        *[".", "^a", "a$", r"\d", r"\w", r"\n", r"[\d]", r"\Aa", r"\bx", r"(a)\1", r"\x4", r"\u0041", r"\ "],
        *["(?=a)", "(?!a)", "(?<=a)b", "(?i)a", "(?P<n>a)", "(?s:a)", "(?-i:a)", "(?#a)", "(?>a)", "(?(1)a)"],
        *["[^a]", "[]a]", "[]", "[[a]", "[a", "[-a]", "[a-c-e]", "[z-a]", r"[a-\d]", "a]", "[a--]"],
        *["*a", "a**", "a++", "a*+", "a?+", "a{2}+", "a{2}{3}", "a???", "(*a)", "|*"],
        *["a{", "a{x}", "a{,2}", "a{3,2}", "a{12345}", "a}", "{2}", "(a", "a)", "a\\"],
        # Only what folds alike in Python, in RE2 and by hand is folded.
        *["(?i:k)", "(?i:s)", "(?i:é)", "(?i:[a-z])", r"(?i:\x41)"],
        "(" * 2000 + ")" * 2000,
    ],
)
def test_what_is_not_understood_has_no_automaton(pattern: str) -> None:
    assert automaton(pattern) is None


CHARACTERS = "ab01-.,|é中文\u0800😀\n]^\\ "
TEXTS = st.text(CHARACTERS, max_size=6)
MEMBERS = st.sampled_from(
    ["a", "b", "0", "a-c", "0-9", "中-文", "é-😀", "\\d", "\\s", "\\i", "\\]", "\\-", "\\^", "\\n", "\\p{Lu}", " ", "~"]
)
CLASSES = st.builds(
    lambda sign, members, taken: f"[{sign}{''.join(members)}{taken}]",
    st.sampled_from(["", "^"]),
    st.lists(MEMBERS, min_size=1, max_size=3),
    st.sampled_from(["", "", "", "-[a]", "-[^b-文]", "-"]),
)
ATOMS = st.deferred(
    lambda: st.one_of(
        st.sampled_from([*"ab01é中😀", ".", "\\.", "\\d", "\\S", "\\w", "\\c", "\\\\", "\\n", "-", "^", " "]),
        CLASSES,
        st.builds("({})".format, PATTERNS),
        st.builds("(?:{})".format, PATTERNS),
    )
)
TIMES = ["", "", "", "*", "+", "?", "{2}", "{0}", "{1,2}", "{0,3}", "{2,}", "{0,}", "*?", "+?", "??", "{1,2}?"]
PIECES = st.builds("{}{}".format, ATOMS, st.sampled_from(TIMES))
PATTERNS: st.SearchStrategy[str] = st.deferred(
    lambda: st.one_of(
        PIECES,
        st.just(""),
        st.builds("^{}$".format, PIECES),
        st.builds("{}{}".format, PIECES, PATTERNS),
        st.builds("{}|{}".format, PIECES, PATTERNS),
    )
)


def walk(node: Node, random: Random) -> str:
    """A text that the tree matches."""
    match node:
        case Characters(ranges):
            return chr(random.choice(random.choice(ranges)))
        case Sequence(parts):
            return "".join(walk(part, random) for part in parts)
        case Choice(branches):
            return walk(random.choice(branches), random)
        case Repeat(body, low, high):
            times = random.randint(low, low + 2 if high is None else high)
            return "".join(walk(body, random) for _ in range(times))


def near(pattern: str, random: Random) -> Iterator[str]:
    """A text that matches, and what becomes of it when a character is changed, taken out or put in."""
    text = walk(parse(pattern), random)
    yield text
    at = random.randint(0, len(text))
    for new, old in ((random.choice(CHARACTERS), 1), ("", 1), (random.choice(CHARACTERS), 0)):
        yield text[:at] + new + text[at + old :]


@settings(max_examples=300, deadline=None)
@given(PATTERNS, st.lists(TEXTS, min_size=1, max_size=5), st.randoms(use_true_random=False))
def test_accepts_what_re2_and_python_match(pattern: str, some: list[str], random: Random) -> None:
    try:
        written = translate(pattern)
    except PatternError:  # such as [a-[a]], which holds no character
        return
    found = automaton(written)
    assume(found is not None)  # a few take too many states
    for text in [*some, *near(written, random)]:
        (expected,) = duckdb.execute("select regexp_full_match(?, ?)", [text, written]).fetchall()[0]
        assert found.matches(text.encode()) == expected, (written, text)
        if not re.search(r"\)[*+?{]", written):  # Python tries every way to match, which may take for ever
            assert expected == bool(re.fullmatch(written, text)), (written, text)


@settings(max_examples=300, deadline=None)
@given(st.text("ab^$.|()[]{}*+?-\\dswpLu中\n1,2:ix", max_size=14), TEXTS)
def test_is_right_about_any_pattern_or_silent(pattern: str, text: str) -> None:
    """Also where the pattern was not translated: a legal one is read as Python reads it, or not at all."""
    found = automaton(pattern)
    if found is not None:
        assert found.matches(text.encode()) == bool(re.fullmatch(pattern, text)), (pattern, text)


@pytest.mark.parametrize("name", CONSTANTS)
@settings(max_examples=100, deadline=None)
@given(st.text("0123456789+-.eE:ZINFnaf@/%xıİ", max_size=12), st.randoms(use_true_random=False))
def test_accepts_what_the_types_take(name: str, text: str, random: Random) -> None:
    """RE2 is asked, as the types are in SQL: Python takes ``ınf`` for INF in any case, RE2 and ``numbers`` do not."""
    found = compiled(CONSTANTS[name])
    for one in (text, *near(CONSTANTS[name], random)):
        (expected,) = duckdb.execute("select regexp_full_match(?, ?)", [one, CONSTANTS[name]]).fetchall()[0]
        assert found.matches(one.encode()) == expected, one


def constrained() -> Iterator[tuple[str, str, str]]:
    """Of every case of the corpus with a pattern: its name, the pattern, and each cell of its field."""
    for case in corpus.cases():
        if case.problem is not None or "t.csv" not in case.files:
            continue
        for field in case.descriptor["resources"][0].get("schema", {}).get("fields", []):
            if pattern := field.get("constraints", {}).get("pattern"):
                for row in csv.DictReader(io.StringIO(case.files["t.csv"].decode(), newline="")):
                    yield case.id, pattern, row[field["name"]]


def test_accepts_what_the_conformance_cases_say() -> None:
    expected = {case.id: {finding.code for finding in case.expect} for case in corpus.cases()}
    cells = list(constrained())
    assert len(cells) > 40
    for case, pattern, text in cells:
        if text:  # an empty cell is no value
            assert accepts(translate(pattern), text) == ("pattern" not in expected[case]), case


def test_every_pattern_of_this_package_has_an_automaton() -> None:
    schemas = [json.loads(path.read_text(encoding="utf-8")) for path in (ROOT / "schemas").glob("*.json")]
    fields = [field for schema in schemas for field in schema["fields"]]
    patterns = {field["constraints"]["pattern"] for field in fields if "pattern" in field.get("constraints", {})}
    assert len(patterns) > 10
    assert [pattern for pattern in patterns if automaton(translate(pattern)) is None] == []


@pytest.mark.parametrize("pattern", ["[0-9]{1000}", "[0-9]{0,1000}", "(a|b|c|d|e|f){1000}"])
def test_a_long_repetition_is_fine(pattern: str) -> None:
    found = compiled(pattern)
    assert found.width <= 3
    assert len(found.accepting) == 1002  # the dead one, and one for each number of characters read


def test_many_alternatives_are_fine() -> None:
    listed = [str(number) for number in range(0, 3000, 3)]
    found = compiled("|".join(listed))
    assert [text for text in map(str, range(3001)) if found.matches(text.encode())] == listed


@pytest.mark.parametrize(
    "pattern",
    [
        "(a|b)*a(a|b){20}",
        "[a-z]*x[a-z]{500}",
        "(a*){1000}",
        "(((a?){10}){10}){10}",
        "a?" * 500 + "a" * 500,
        "((((){1000}){1000}){1000}){1000}",
        "((((a|b|c){1000}){1000}){1000}){1000}",
        translate(r"(\p{Lu}|\p{Ll}\p{Nd}){1,100}"),
        translate(r"(\p{L}|\P{L}){1000}"),
        "".join(map(chr, range(0x4E00, 0x9F00))),
        "".join(f"[a-{chr(code)}]" for code in range(0x4E00, 0x9F00)),
        "[" + "".join(map(chr, range(0x10000, 0x60000, 2))) + "]",
    ],
    ids=lambda pattern: pattern[:20],
)
def test_what_is_too_large_is_refused_quickly(pattern: str) -> None:
    """Each needs thousands of states or far more, or is very long. The slowest, of 20,000 letters, took 57 to 73 ms."""
    begin = time.perf_counter()
    assert automaton(pattern) is None
    assert time.perf_counter() - begin < 3


def test_one_state_more_is_too_many() -> None:
    longest = MOST_STATES - 2  # beside the dead one and the start
    assert len(compiled(f"a{{{longest}}}").accepting) == MOST_STATES
    assert automaton(f"a{{{longest + 1}}}") is None
