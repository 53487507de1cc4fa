"""The stored questions about substitution, counted again from the CSV file."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from typing import Any

import pytest
from atlas import ROOT, rows


def query(connection: sqlite3.Connection, name: str, **values: str) -> list[dict[str, Any]]:
    sql = (ROOT / "publish" / "queries" / f"{name}.sql").read_text("utf-8")
    cursor = connection.execute(sql, values)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]


@pytest.fixture(scope="module")
def totals() -> dict[tuple[str, str, int], float]:
    """Flow, code and year -> dollars, summed from the file."""
    found: dict[tuple[str, str, int], float] = defaultdict(float)
    for row in rows(ROOT / "data" / "trade_flows.csv"):
        found[row["flow"], row["hs_code"], int(row["period"])] += float(row["value_usd"])
    return found


def test_the_shapes_are_series_of_the_file(
    real_sqlite: sqlite3.Connection, totals: dict[tuple[str, str, int], float]
) -> None:
    found = query(real_sqlite, "substitution_shapes")
    assert list(found[0])[:3] == ["year", "series", "value"]
    assert len(found) == 3 * 2 * 7
    for row in found:
        flow = "M" if row["series"].endswith(", imports") else "X"
        assert row["value"] == pytest.approx(totals[flow, row["hs_code"], row["year"]] / 1e6, abs=0.0006)
    reasons = {(row["hs_code"], row["year"]): row["no_change_because"] for row in found}
    assert {year for (_, year), reason in reasons.items() if reason == "no_year_before"} == {2018}


def test_the_counter_examples_are_those_that_the_arithmetic_names(
    real_sqlite: sqlite3.Connection, totals: dict[tuple[str, str, int], float]
) -> None:
    want = {}
    for code in {code for _, code, _ in totals}:
        imports, exports = (totals[flow, code, 2024] / totals[flow, code, 2022] for flow in "MX")
        if totals["M", code, 2022] < 1e6:
            continue
        if imports >= 1.25:
            want[code] = "imports rose"
        elif imports <= 2 / 3 and exports < imports:
            want[code] = "imports fell, exports fell further"
    found = query(real_sqlite, "substitution_counter_examples")
    assert {row["hs_code"]: row["why"] for row in found} == want
    assert {"283691", "720293"} <= want.keys()
    assert not {"810820", "850511", "720292"} & want.keys()


@pytest.mark.parametrize(("code", "flow"), [("", ""), ("850511", "x")])
def test_the_partners_of_a_year_add_up_and_no_series_stands_twice(
    real_sqlite: sqlite3.Connection, totals: dict[tuple[str, str, int], float], code: str, flow: str
) -> None:
    found = query(real_sqlite, "trade_by_partner", hs_code=code, flow=flow)
    assert list(found[0])[:3] == ["year", "series", "value"]
    assert len({(row["year"], row["series"]) for row in found}) == len(found)
    for year in range(2018, 2025):
        total = sum(row["value"] for row in found if row["year"] == year)
        assert total == pytest.approx(totals[flow.upper() or "M", code or "810820", year] / 1e6)


def test_the_shares_of_import_partners_carry_their_caveats(real_sqlite: sqlite3.Connection) -> None:
    found = query(real_sqlite, "import_partners", hs_code="810820")
    japan = next(row for row in found if (row["period"], row["partner_code"]) == (2024, "JPN"))
    assert (japan["value_usd"], japan["share_percent"]) == (9737739, 70.5)  # 9,737,739 of 13,821,595
    assert "coverage_break" in japan["caveats"].split(";")
    russia = next(row for row in found if (row["period"], row["partner_code"]) == (2022, "RUS"))
    assert (russia["change_percent"] is None) == (russia["no_change_because"] is not None)
