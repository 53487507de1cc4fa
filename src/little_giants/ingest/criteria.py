"""Turns a researched list of thresholds, written as people write them, into the columns of `criteria`.

Only what is mechanical is done here: operators, units, periods, conditions and source marks. Which group a threshold
belongs to, and where one clause becomes two rows, is judgement and stands in docs/curation/rules.md.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

OPERATORS = {
    ">=": "ge",
    "<=": "le",
    "between": "between",
    "required": "is_true",
    "one_of": "one_of",
    "qualitative": "qualitative",
    "waived": "waived",
    "not_yet_issued": "not_yet_issued",
}

UNITS = {
    "million CNY": "million_cny",
    "percent": "percent",
    "percent of revenue": "percent",
    "percent of operating revenue": "percent",
    "percent of employees": "percent",
    "years": "years",
    "patents": "patents",
    "patents (incl. IC layout rights)": "patents",
    "rights": "rights",
    "rank": "rank",
    "rank in home province": "rank",
    "rank among winning units": "rank",
    "points": "points",
    "business process": "processes",
}

PERIODS = {
    "last year": "last_year",
    "last year end": "last_year_end",
    "this year": "this_year",
    "to last year end": "to_last_year_end",
    "two years": "last_two_years",
    "each of two years": "each_of_two_years",
    "two years, average": "two_year_average",
    "two years to last year end, average": "two_year_average",
    "two years, mean": "two_year_average",
    "two years, sum": "two_year_sum",
    "two years, compound": "two_year_cagr",
    "three years": "last_three_years",
}

# A total over several years is a sum, whatever the list calls the period.
TOTALS = {"last_two_years": "two_year_sum", "last_three_years": "three_year_sum"}

_BELOW = re.compile(r"operating revenue < (\d+) million CNY")
_FROM = re.compile(r"operating revenue >= (\d+) million CNY")
_BAND = re.compile(r"(\d+) million <= operating revenue < (\d+) million CNY")


@dataclass(frozen=True, slots=True)
class Condition:
    """When a criterion applies: the four ``applies_when_*`` columns, as text; all empty when it always applies."""

    metric_id: str = ""
    operator: str = ""
    value: str = ""
    value_max: str = ""


def condition(text: str) -> Condition:
    """Read a condition on revenue such as ``50 million <= operating revenue < 100 million CNY``.

    Raises ValueError for wording it does not know: a condition must never be dropped silently.
    """
    text = text.strip()
    if not text:
        return Condition()
    if found := _BAND.fullmatch(text):
        return Condition("operating_revenue", "ge_lt", found[1], found[2])
    if found := _BELOW.fullmatch(text):
        return Condition("operating_revenue", "lt", found[1])
    if found := _FROM.fullmatch(text):
        return Condition("operating_revenue", "ge", found[1])
    raise ValueError(f"unknown condition: {text!r}")


def word(text: str, vocabulary: dict[str, str]) -> str:
    """Translate one word of the list (operator, unit or period); empty stays empty, an unknown word is a ValueError."""
    text = text.strip()
    if not text:
        return ""
    if text not in vocabulary:
        raise ValueError(f"unknown word: {text!r}")
    return vocabulary[text]


def period(text: str, *, total: bool = False) -> str:
    """Translate a period; with ``total`` two or three years mean their sum."""
    found = word(text, PERIODS)
    return TOTALS.get(found, found) if total else found


def sources(text: str) -> tuple[str, str]:
    """Split ``C06;C07;C08`` into the first source and the others; ``UNSOURCED`` gives two empty texts."""
    ids = [part.strip() for part in text.split(";") if part.strip() and part.strip() != "UNSOURCED"]
    return (ids[0], ";".join(ids[1:])) if ids else ("", "")
