"""Turns a researched list of thresholds, written as people write them, into the columns of `criteria`.

Only what is mechanical is done here: operators, units, periods, conditions and source marks. Which group a threshold
belongs to, what its metric is called and where one clause becomes two rows is judgement: docs/curation/criteria.md.

    python -m little_giants.ingest.criteria THRESHOLDS.csv > draft.csv
"""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from little_giants.ingest import run

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


def threshold(listed: Mapping[str, str]) -> dict[str, str]:
    """One line of the list as columns of ``criteria``, all text; the metric keeps the name the list gives it.

    A period that slipped into the unit column (``three years`` beside a yes-or-no criterion) is put back. Raises
    ValueError for a word it does not know.
    """
    listed_unit, listed_period = listed["unit"].strip(), listed["period"].strip()
    if listed_unit in PERIODS and not listed_period:
        listed_unit, listed_period = "", listed_unit
    only_re_review = listed["condition"].strip() == "re-review only"
    when = condition("" if only_re_review else listed["condition"])
    operator = word(listed["operator"], OPERATORS)
    value, value_text = listed["value"].strip(), ""
    if operator in ("qualitative", "one_of"):
        value, value_text = "", value
    elif operator in ("is_true", "waived", "not_yet_issued"):
        value = ""
    source_id, also_source_ids = sources(listed["source_id"])
    total = listed["metric"] in ("rd_spend_total", "new_equity_financing_paid_in")
    return {
        "criterion_id": listed["criterion_id"],
        "dimension": listed["dimension"],
        "metric_id": listed["metric"],
        "operator": operator,
        "value": value,
        "value_max": listed["value_max"].strip(),
        "value_text": value_text,
        "unit": word(listed_unit, UNITS),
        "period": period(listed_period, total=total),
        "applies_when_metric_id": when.metric_id,
        "applies_when_operator": when.operator,
        "applies_when_value": when.value,
        "applies_when_value_max": when.value_max,
        "applies_to": "re_review" if only_re_review else "both",
        "source_id": source_id,
        "also_source_ids": also_source_ids,
        "verification": listed["verification"],
        "note": listed["note"],
    }


def main(arguments: Sequence[str]) -> int:
    """Write a list to standard output as a draft of ``criteria``."""
    if len(arguments) != 1:
        print("usage: python -m little_giants.ingest.criteria THRESHOLDS.csv", file=sys.stderr)
        return 2
    with open(arguments[0], encoding="utf-8", newline="") as stream:
        rows = [threshold(listed) for listed in csv.DictReader(stream)]
    writer = csv.DictWriter(sys.stdout, rows[0] if rows else [], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return 0


if __name__ == "__main__":
    run(main)
