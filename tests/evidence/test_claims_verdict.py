"""The verdict follows from the answer to a check: every way of comparing, on claims made up for the purpose."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from little_giants.engines.duckdb.answers import Answer
from little_giants.evidence.claims import judge, plain, rounded, said


def claim(**fields: Any) -> dict[str, Any]:
    """A claim of ten firms, exact, whose check computes the very thing."""
    empty = dict.fromkeys(("value_max", "value_text", "rounding"))
    given = {"claim_id": "A1-01", "qualifier": "exact", "value": 10, "unit": "firms", "tolerance": 0, "fit": "same"}
    return {**empty, **given, "verdict": "reproduced", **fields}


def answer(*rows: Any, columns: tuple[str, ...] = ("found",)) -> Answer:
    return Answer(columns, tuple(row if isinstance(row, tuple) else (row,) for row in rows), ("counts",))


TRUTH = {"value": None, "qualifier": None, "unit": None, "tolerance": None}


@pytest.mark.parametrize(
    ("fields", "found", "verdict"),
    [
        ({}, 10, "reproduced"),
        ({}, 10.0, "reproduced"),
        ({}, Decimal("10.00"), "reproduced"),
        ({}, 11, "contradicted"),
        ({"fit": "wording"}, 10, "consistent"),
        ({"fit": "part"}, 10, "partly_supported"),
        ({"fit": "part"}, 11, "contradicted"),
        ({"tolerance": 1}, 11, "reproduced"),
        ({"tolerance": 1}, 11.01, "contradicted"),
        ({"tolerance": 0.1, "value": 0.3}, 0.4, "reproduced"),  # 0.4 - 0.3 is more than 0.1 in binary
        ({"qualifier": "about", "value": 22, "rounding": 1}, 22.43, "reproduced"),
        ({"qualifier": "about", "value": 22, "rounding": 1}, 22.5, "contradicted"),  # halves go up: 23
        ({"qualifier": "about", "value": 12000, "rounding": 1000}, 14600, "contradicted"),
        ({"qualifier": "about", "value": 12000, "rounding": 1000}, 12499, "reproduced"),
        ({"qualifier": "at_least"}, 10, "reproduced"),
        ({"qualifier": "at_least"}, 9, "contradicted"),
        ({"qualifier": "at_least", "tolerance": 1}, 9, "reproduced"),
        ({"qualifier": "more_than"}, 10, "contradicted"),
        ({"qualifier": "more_than"}, 11, "reproduced"),
        ({"qualifier": "at_most"}, 10, "reproduced"),
        ({"qualifier": "at_most"}, 11, "contradicted"),
        (TRUTH, True, "reproduced"),
        (TRUTH, False, "contradicted"),
        ({**TRUTH, "value_text": "2024-09"}, "2024-09", "reproduced"),
        ({**TRUTH, "value_text": "2024-09"}, "2024-10", "contradicted"),
    ],
)
def test_one_value(fields: dict[str, Any], found: Any, verdict: str) -> None:
    one = judge(claim(**fields), answer(found))
    assert (one.verdict, one.problem) == (verdict, "")


@pytest.mark.parametrize(
    ("row", "verdict"),
    [((100, 400), "reproduced"), ((100, 401), "contradicted"), ((99, 400), "contradicted")],
)
def test_both_ends_of_a_range_count(row: tuple[int, int], verdict: str) -> None:
    stated = claim(value=100, value_max=400, unit="million_cny")
    assert judge(stated, answer(row, columns=("value", "found_max"))).verdict == verdict


@pytest.mark.parametrize(
    ("found", "verdict"),
    [((10, 10), "reproduced"), ((10, 11), "disputed"), ((11, 12), "contradicted")],
)
def test_sources_in_conflict_are_shown_and_not_averaged(found: tuple[int, int], verdict: str) -> None:
    rows = answer(*((value, f"S0{number}") for number, value in enumerate(found)), columns=("value", "source_id"))
    one = judge(claim(), rows)
    assert one.verdict == verdict
    assert [float(line.value) for line in one.decides] == list(found)
    assert [line.evidence["source_id"] for line in one.decides] == ["S00", "S01"]


@pytest.mark.parametrize(
    ("series", "verdict"),
    [
        ([(10, "2024-06"), (12, "2024-10")], "outdated"),
        ([(12, "2024-10"), (10, "2024-06")], "outdated"),  # the order of the rows is no matter
        ([(9, "2024-06"), (12, "2024-10")], "contradicted"),
        ([(12, "2024-06"), (10, "2024-10")], "reproduced"),
        ([(10, "2024-06"), (10, "2024-10"), (12, "2024-10")], "disputed"),
    ],
)
def test_of_a_series_the_latest_decides(series: list[tuple[int, str]], verdict: str) -> None:
    assert judge(claim(), answer(*series, columns=("value", "as_of"))).verdict == verdict


@pytest.mark.parametrize("rows", [(), (None,)])
def test_a_check_that_finds_nothing_contradicts_nothing(rows: tuple[Any, ...]) -> None:
    """Most firms are not held here: that a row is missing proves nothing."""
    assert judge(claim(), answer(*rows)).verdict == "unverified"


@pytest.mark.parametrize(
    ("fields", "found", "problem"),
    [
        ({}, answer("ten"), "The check gives a text, and the claim states none in value_text."),
        (TRUTH, answer(10), "The check gives a number, and the claim states none in value."),
        ({"tolerance": None}, answer(10), "The check gives a number, and the claim gives no tolerance"),
        ({"value_max": 20}, answer(10), "A range needs value_max in the claim and found_max in the check."),
        ({"fit": None}, answer(10), "The claim has a check and no fit"),
        ({}, answer([1, 2]), "The check gives something that is no number, text or truth value."),
        ({}, Answer(error="Binder Error: no column x"), "Binder Error: no column x"),
    ],
)
def test_what_cannot_be_compared_gives_no_verdict(fields: dict[str, Any], found: Answer, problem: str) -> None:
    one = judge(claim(**fields), found)
    assert one.problem.startswith(problem)
    assert (one.verdict, one.follows) == ("", False)


def test_without_a_check_the_stored_verdict_stands() -> None:
    one = judge(claim(verdict="disputed"), None)
    assert (one.verdict, one.follows, one.found) == ("disputed", True, "")


def test_a_verdict_follows_or_not() -> None:
    assert judge(claim(verdict="reproduced"), answer(10)).follows
    assert not judge(claim(verdict="consistent"), answer(10)).follows


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({}, "10 firms"),
        ({"qualifier": "about", "value": 0.5, "unit": "percent"}, "≈ 0.5 percent"),
        ({"qualifier": "at_most"}, "≤ 10 firms"),
        ({"qualifier": "more_than"}, "> 10 firms"),
        ({"qualifier": "at_least"}, "≥ 10 firms"),
        ({"value_max": 20.0}, "10 - 20 firms"),
        ({"value_text": "2024-09", "value": None}, "2024-09"),
        ({"value": None}, "true"),
    ],
)
def test_what_is_said_in_short(fields: dict[str, Any], text: str) -> None:
    assert said(claim(**fields)) == text


def test_numbers_are_written_plainly() -> None:
    assert [plain(Decimal(text)) for text in ("1E+4", "10.50", "100", "0.0")] == ["10000", "10.5", "100", "0"]
    assert rounded(Decimal("-22.5"), Decimal(1)) == -23
    assert rounded(Decimal("53.45"), Decimal("0.1")) == Decimal("53.5")
