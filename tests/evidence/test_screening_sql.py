"""The view gives the verdicts of the Python evaluation, in both databases, for whatever figures there are."""

from __future__ import annotations

import sqlite3
from copy import copy
from typing import Any

import duckdb
import pytest
from atlas import ROOT
from hypothesis import given, settings
from screening_cases import edges, every_tree, fitting, judged, measured, rows_of_firms, rules
from screening_cases import row as row_of

from little_giants.evidence.screening import Status
from little_giants.evidence.screening_figures import of_firm
from little_giants.evidence.screening_sql import view

FILE = ROOT / "publish/views/screening.sql"
COLUMNS = ("firm_id", "metric_id", "period", "value", "value_text")
TABLE = (
    "create table firm_figures (firm_id varchar, metric_id varchar, period varchar, value double, value_text varchar)"
)
MARKS = {Status.NOT_MET: "-", Status.UNKNOWN: "?", Status.NEEDS_JUDGEMENT: "!"}
ASKED = "select firm_id, year, edition_id, procedure, verdict, open_criteria from screening"


def test_the_view_is_compiled_from_the_tables() -> None:
    assert FILE.read_text("utf-8") == view(rules()), "run `make docs`"


@pytest.fixture(scope="module")
def databases() -> list[Any]:
    connections: list[Any] = [duckdb.connect(), sqlite3.connect(":memory:")]
    for connection in connections:
        connection.execute(TABLE)
        connection.execute(f"create view screening as {FILE.read_text('utf-8')}")
    return connections


def in_python(rows: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    held = copy(rules())
    held.figures = rows
    found = []
    for firm in sorted({row["firm_id"] for row in rows}):
        figures = of_firm(held, firm).figures
        for edition, procedure in every_tree():
            screening = judged(edition, figures, procedure)
            leaves = [(leaf.status, leaf.criterion.criterion_id) for leaf in screening.root.leaves()]
            marked = " ".join(MARKS[status] + name for status, name in leaves if status in MARKS)
            found.append((firm, figures.year, edition, procedure, screening.status.name.lower(), marked))
    return sorted(found, key=lambda row: row[:1] + row[2:4])


def assert_alike(databases: list[Any], rows: list[dict[str, Any]]) -> None:
    """Both databases give what Python gives."""
    expected = in_python(rows)
    for connection in databases:
        connection.execute("delete from firm_figures")
        if rows:
            values = [tuple(row[name] for name in COLUMNS) for row in rows]
            connection.executemany("insert into firm_figures values (?, ?, ?, ?, ?)", values)
        assert sorted(connection.execute(ASKED).fetchall(), key=lambda row: row[:1] + row[2:4]) == expected


@given(rows_of_firms())
@settings(max_examples=25)
def test_sql_and_python_judge_alike(databases: list[Any], rows: list[dict[str, Any]]) -> None:
    assert_alike(databases, rows)


def test_they_judge_alike_at_and_beside_every_threshold(databases: list[Any]) -> None:
    """One firm for each metric and each number that matters; all its other figures fit."""
    rows, number = [], 0
    for metric, values in edges().items():
        for value in values:
            number += 1
            figures = {**{other: fitting(other) for other in measured()}, metric: value}
            rows += [
                row_of(f"F{number:06}", name, period, amount)
                for name, amount in figures.items()
                for period in ("2024", "2025")
            ]
    assert number > 150
    assert_alike(databases, rows)


def test_a_firm_can_meet_an_edition_in_sql(databases: list[Any]) -> None:
    """The differential test would be worth little if nothing ever came out as met."""
    rows = [("F000001", name, "2025", value, None) for name, value in {"rd_spend": 5, "rd_spend_share": 4}.items()]
    rows += [("F000001", "years_in_niche", "2025", 2, None), ("F000001", "operating_revenue", "2025", 100, None)]
    rows += [("F000001", "specialised_sme_score", "undated", 60, None)]
    for connection in databases:
        connection.execute("delete from firm_figures")
        connection.executemany("insert into firm_figures values (?, ?, ?, ?, ?)", rows)
        found = connection.execute("select distinct verdict from screening where edition_id = 'SS-2022'").fetchall()
        assert found == [("met",)]


def test_sql_tells_which_firms_lost_their_eligibility_and_why(databases: list[Any]) -> None:
    """A specialised SME with a debt ratio of 85 percent: nobody asked for it in 2022, 80 is the most in 2026."""
    known = {
        "rd_spend": 5,
        "rd_spend_share": 4,
        "years_in_niche": 3,
        "operating_revenue": 100,
        "debt_to_asset_ratio": 85,
    }
    rows = [("F000001", name, year, value, None) for name, value in known.items() for year in ("2024", "2025")]
    rows += [("F000001", "specialised_sme_score", "undated", 60, None)]
    lost = """
        select old.firm_id, new.open_criteria from screening old join screening new using (firm_id, procedure)
        where old.edition_id = 'SS-2022' and new.edition_id = 'SS-2026' and old.verdict = 'met' and new.verdict <> 'met'
    """
    for connection in databases:
        connection.execute("delete from firm_figures")
        connection.executemany("insert into firm_figures values (?, ?, ?, ?, ?)", rows)
        found = connection.execute(lost).fetchall()
        assert len(found) == 2 and all("-SS-2026-06" in why and "?SS-2026-05" in why for _, why in found)
