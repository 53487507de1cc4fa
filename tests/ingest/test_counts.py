"""Which observation of a fact is preferred, and why."""

from __future__ import annotations

import csv
from pathlib import Path

from little_giants.ingest.counts import prefer, read_ranks

ROOT = Path(__file__).parents[2]
RANKS = read_ranks(ROOT)
SOURCES = {
    "A1": {"kind": "news", "published": "2021-02"},
    "B1": {"kind": "news", "published": "2021-02-03"},
    "C1": {"kind": "consultancy", "published": "2020"},
}
ROW = {
    "batch": "2",
    "region_code": "410000",
    "measure": "new",
    "stage": "public_notice",
    "scope": "not_applicable",
    "as_of": "2020-11",
    "source_id": "A1",
    "value": "90",
    "qualifier": "exact",
    "verification": "archived_secondary",
}


def reasons(*rows: dict[str, str]) -> list[str]:
    return [row["preferred_reason"] for row in prefer(rows, SOURCES, RANKS)]


def test_final_list_beats_public_notice() -> None:
    final = {**ROW, "stage": "final", "source_id": "C1", "value": "86"}
    assert reasons(ROW, final) == ["", "final_list"]


def test_agreeing_sources_keep_the_earlier_one() -> None:
    assert reasons(ROW, {**ROW, "source_id": "B1"}) == ["", "sources_agree"]


def test_more_sources_win() -> None:
    rows = ({**ROW, "value": "91"}, {**ROW, "source_id": "B1"}, {**ROW, "source_id": "C1"})
    assert reasons(*rows) == ["", "most_sources", ""]


def test_own_sums_only_when_there_is_nothing_else() -> None:
    derived = {**ROW, "source_id": "B1", "stage": "final", "verification": "derived", "value": "86"}
    assert reasons(ROW, derived) == ["only_observation", ""]
    assert reasons(derived) == ["only_derived"]


def test_unknown_scope_is_never_preferred() -> None:
    assert reasons({**ROW, "region_code": "440000", "scope": "unknown"}) == [""]


def test_titles_in_force_are_one_fact_a_date() -> None:
    row = {**ROW, "measure": "in_force"}
    assert reasons(row, {**row, "as_of": "2021-03"}) == ["only_observation", "only_observation"]


def test_a_year_is_the_same_date_as_its_month_and_gives_way_to_it() -> None:
    year = {**ROW, "measure": "in_force", "as_of": "2021", "stage": "final", "value": "95"}
    month = {**ROW, "measure": "in_force", "as_of": "2021-03", "source_id": "B1", "stage": "reported"}
    assert reasons(year, month) == ["", "nearest_to_the_authority"]
    assert reasons({**year, "as_of": "2020"}, month) == ["only_observation", "only_observation"]


def test_the_order_is_that_of_the_table_of_ranks() -> None:
    """The ranks are data: a table that puts reports before the final list turns the choice round."""
    final = {**ROW, "stage": "final", "source_id": "C1", "value": "86"}
    turned = {**RANKS, ("stage_of_lists", "final"): 3, ("stage_of_lists", "public_notice"): 1}
    chosen = prefer((ROW, final), SOURCES, turned)
    assert [row["preferred_reason"] for row in chosen] == ["stage_of_the_list", ""]


def test_the_package_stands_as_chosen() -> None:
    with (ROOT / "data" / "counts.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with (ROOT / "data" / "sources.csv").open(encoding="utf-8", newline="") as file:
        sources = {row["source_id"]: row for row in csv.DictReader(file)}
    assert prefer(rows, sources, RANKS) == rows
