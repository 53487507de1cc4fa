"""Thresholds that the rules are known for, written by hand from the documents; and the shape of the trees."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def read(table: str, key: str) -> dict[str, dict[str, str]]:
    with (ROOT / "data" / f"{table}.csv").open(encoding="utf-8", newline="") as stream:
        return {row[key]: row for row in csv.DictReader(stream)}


CRITERIA = read("criteria", "criterion_id")
GROUPS = read("criterion_groups", "group_id")
EDITIONS = read("rule_editions", "edition_id")


@pytest.mark.parametrize(
    ("edition", "metric", "operator", "value", "unit", "period"),
    [
        ("LG-2018", "operating_revenue", "between", "100", "million_cny", "last_year"),
        ("LG-2022", "national_niche_market_share", "ge", "10", "percent", ""),
        ("LG-2022", "class_1_ip_for_main_product", "ge", "2", "rights", ""),
        ("LG-2022", "new_equity_financing_paid_in", "ge", "80", "million_cny", "two_year_sum"),
        ("LG-2026", "operating_revenue", "ge", "50", "million_cny", "last_year"),
        ("LG-2026", "main_business_revenue_share", "ge", "90", "percent", "last_year"),
        ("LG-2026", "operating_revenue_growth", "ge", "5", "percent", "two_year_cagr"),
        ("LG-2026", "debt_to_asset_ratio", "le", "75", "percent", "last_year_end"),
        ("LG-2026", "rd_spend", "ge", "12", "million_cny", "two_year_sum"),
        ("LG-2026", "rd_spend_share", "ge", "3", "percent", "each_of_two_years"),
        ("LG-2026", "class_1_ip_for_main_product", "ge", "4", "rights", ""),
        ("LG-2026", "national_rank_in_niche", "le", "3", "rank", ""),
        ("LG-2026", "international_niche_market_share", "ge", "10", "percent", ""),
    ],
)
def test_known_thresholds(edition: str, metric: str, operator: str, value: str, unit: str, period: str) -> None:
    found = [
        (row["operator"], row["value"], row["unit"], row["period"])
        for row in CRITERIA.values()
        if row["group_id"].startswith(edition + "/") and row["metric_id"] == metric
    ]
    assert found == [(operator, value, unit, period)]


def path(group_id: str) -> list[str]:
    """Names of the groups from the root down to this one."""
    names = []
    while group_id:
        names.append(group_id.split("/")[1])
        group_id = GROUPS[group_id]["parent_group_id"]
    return names[::-1]


@pytest.mark.parametrize(
    ("criterion_id", "expected"),
    [
        ("LG-2022-12", ["root", "innovation", "general_route", "size_rd", "size_rd_startup"]),
        ("LG-2022-15", ["root", "innovation", "general_route", "rd_institution"]),
        ("LG-2022-16", ["root", "innovation", "general_route", "ip"]),
        ("LG-2022-17", ["root", "innovation", "direct_route"]),
        ("LG-2026-12", ["root", "market"]),
    ],
)
def test_the_place_in_the_tree(criterion_id: str, expected: list[str]) -> None:
    assert path(CRITERIA[criterion_id]["group_id"]) == expected


def test_the_logic_of_the_2022_innovation_dimension() -> None:
    names = ("innovation", "general_route", "size_rd", "direct_route")
    logic = {name: GROUPS[f"LG-2022/{name}"]["logic"] for name in names}
    assert logic == {"innovation": "any_of", "general_route": "all_of", "size_rd": "any_of", "direct_route": "any_of"}
    assert GROUPS["LG-2022/size_rd_startup"]["logic"] == "all_of"


def test_2025_is_an_overlay_that_waives_growth_at_re_review_only() -> None:
    assert EDITIONS["LG-2025"]["amends_edition_id"] == "LG-2022"
    waiver = CRITERIA["LG-2025-02"]
    assert (waiver["operator"], waiver["applies_to"]) == ("waived", "re_review")
    assert waiver["amends_criterion_id"] == "LG-2022-03"


def test_the_score_of_innovative_smes() -> None:
    minima = {
        name: (row["minimum_score"], row["maximum_score"]) for name, row in GROUPS.items() if row["logic"] == "score"
    }
    assert minima == {
        "IN-2022/scored_indicators": ("60", "100"),
        "IN-2022/innovation_indicators": ("20", "40"),
        "IN-2022/growth_indicators": ("15", "30"),
        "IN-2022/specialisation_indicators": ("15", "30"),
    }


def test_unsourced_thresholds_are_few_and_known() -> None:
    assert [name for name, row in CRITERIA.items() if row["verification"] == "unsourced"] == ["LG-2018-10"]
