"""Facts that anybody who knows the programme would look up first, against values written by hand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

import little_giants

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def data() -> Iterator[duckdb.DuckDBPyConnection]:
    with little_giants.open(ROOT).connect() as connection:
        yield connection


def rows(data: duckdb.DuckDBPyConnection, query: str) -> list[tuple[object, ...]]:
    return data.execute(query).fetchall()


NATION = "region_code = '100000' and preferred"


def test_the_first_four_batches_make_8997(data: duckdb.DuckDBPyConnection) -> None:
    parts = rows(
        data,
        f"select value from counts where {NATION} and (measure = 're_review_passed' and batch = 1 "
        "or measure = 'new' and batch between 2 and 4) order by batch",
    )
    assert parts == [(155,), (1584,), (2930,), (4328,)]
    total = f"select value from counts where {NATION} and measure = 'announced_total' and batch = 4"
    assert rows(data, total) == [(8997,)]


def test_the_37_units_of_the_ministry_make_1832(data: duckdb.DuckDBPyConnection) -> None:
    units = rows(
        data,
        "select r.level, count(*), min(c.scope) from counts c join regions r using (region_code) "
        "where c.source_id = 'S03' and c.batch = 2 and c.measure = 'cumulative' and r.level <> 'country' "
        "group by r.level order by r.level",
    )
    assert [unit[:2] for unit in units] == [("province", 31), ("separately_planned_city", 5), ("xpcc", 1)]
    whole = (
        "select sum(value) from counts c where source_id = 'S03' and batch = 2 and measure = 'cumulative' "
        "and region_code <> '100000'"
    )
    assert rows(data, whole) == [(1832,)]
    with_city = "select count(*) from counts where source_id = 'S03' and scope = 'includes_planned_city'"
    assert rows(data, with_city) == [(0,)]


def test_sums_of_public_notice_lists_were_never_in_force(data: duckdb.DuckDBPyConnection) -> None:
    found = rows(data, "select distinct measure, stage, value from counts where value in (12950, 15970) order by value")
    assert found == [("cumulative", "public_notice", 12950), ("cumulative", "public_notice", 15970)]


def test_only_the_edition_of_2018_has_a_ceiling_on_revenue(data: duckdb.DuckDBPyConnection) -> None:
    capped = rows(
        data,
        "select criterion_id, value_max from criteria where metric_id = 'operating_revenue' "
        "and operator not in ('ge', 'gt')",
    )
    assert capped == [("LG-2018-01", 400)]


@pytest.mark.parametrize(
    ("edition", "equity"),
    [("LG-2020", [80]), ("LG-2021", [80]), ("LG-2022", [80]), ("LG-2026", []), ("SS-2022", [20, 60])],
)
def test_80_million_is_for_little_giants_and_20_million_for_the_tier_below(
    data: duckdb.DuckDBPyConnection, edition: str, equity: list[int]
) -> None:
    found = rows(
        data,
        "select c.value from criteria c join criterion_groups g using (group_id) "
        f"where g.edition_id = '{edition}' and c.metric_id = 'new_equity_financing_paid_in' order by c.value",
    )
    assert [value for (value,) in found] == equity


@pytest.mark.parametrize("edition", ["LG-2020", "LG-2021", "LG-2022"])
def test_research_spending_depends_on_size(data: duckdb.DuckDBPyConnection, edition: str) -> None:
    bands = rows(
        data,
        "select c.applies_when_value, c.applies_when_value_max, c.value from criteria c "
        f"join criterion_groups g using (group_id) where g.edition_id = '{edition}' and c.metric_id = 'rd_spend_share' "
        "order by c.applies_when_value",
    )
    assert bands == [(50, 100, 6), (100, None, 3)]


def test_the_edition_of_2026_asks_60_points_and_is_in_force_from_april(data: duckdb.DuckDBPyConnection) -> None:
    score = "select distinct value from criteria where criterion_id like 'LG-2026-%' and metric_id like '%score'"
    assert rows(data, score) == [(60,)]
    dates = "select in_force_from, batch_from from rule_editions where edition_id = 'LG-2026'"
    assert rows(data, dates) == [("2026-04-01", 8)]


def test_taiwan_stands_once_and_namibia_is_no_null(data: duckdb.DuckDBPyConnection) -> None:
    codes = "select economy_code, iso2 from economies where economy_code in ('NAM', 'S19', 'TWN') order by 1"
    assert [row[0] for row in rows(data, codes)] == ["NAM", "S19"]
    assert rows(data, codes)[0] == ("NAM", "NA")
    assert rows(data, "select count(*) from trade_flows where partner_code = 'TWN'") == [(0,)]


def test_complete_years_have_the_totals_of_another_reading_of_baci(data: duckdb.DuckDBPyConnection) -> None:
    """80.16 and 91.08 billion dollars of imports over these 30 codes, Taiwan counted once."""
    found = rows(
        data,
        "select period, round(sum(value_usd) / 1e9, 2) from trade_flows where flow = 'M' and coverage = 'all_partners' "
        "group by period order by period",
    )
    assert found == [(2022, 80.16), (2024, 91.08)]
