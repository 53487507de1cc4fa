"""Every check of claims runs, gives one value, and agrees with the stored verdict; the known cases come out."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

import little_giants

ROOT = Path(__file__).parents[2]
HOLDS = {"reproduced", "consistent", "partly_supported"}
FAILS = {"contradicted", "outdated"}

with (ROOT / "data" / "claims.csv").open(encoding="utf-8", newline="") as stream:
    CLAIMS = {row["claim_id"]: row for row in csv.DictReader(stream)}
CHECKED = [claim_id for claim_id, claim in CLAIMS.items() if claim["check"]]


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with little_giants.open(ROOT).connect() as connection:
        yield connection


def found(connection: duckdb.DuckDBPyConnection, claim_id: str) -> bool | float | str:
    rows = connection.execute(CLAIMS[claim_id]["check"]).fetchall()
    assert len(rows) == 1 and len(rows[0]) == 1, "a check gives one value"
    assert rows[0][0] is not None, "the check finds nothing"
    value: bool | float | str = rows[0][0]
    return value


def holds(claim: dict[str, str], value: bool | float | str) -> bool:
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        return value == claim["value_text"]
    said, tolerance = float(claim["value"]), float(claim["tolerance"] or 0)
    return {
        "exact": abs(value - said) <= tolerance,
        "about": abs(value - said) <= tolerance,
        "at_least": value >= said,
        "more_than": value > said,
        "at_most": value <= said,
    }[claim["qualifier"]]


@pytest.mark.parametrize("claim_id", CHECKED)
def test_the_verdict_follows_from_the_data(connection: duckdb.DuckDBPyConnection, claim_id: str) -> None:
    claim = CLAIMS[claim_id]
    value = found(connection, claim_id)
    if claim["verdict"] in HOLDS:
        assert holds(claim, value), f"{claim_id}: found {value}"
    else:
        assert claim["verdict"] in FAILS
        assert not holds(claim, value), f"{claim_id}: found {value}"


@pytest.mark.parametrize(
    ("claim_id", "verdict", "value"),
    [
        ("A1-01", "reproduced", "100-400"),  # million yuan, notice of 2018
        ("A1-46", "consistent", 22.4),  # 53.5 to 41.5
        ("A2-01", "contradicted", 20000),  # nanometres: 20 micrometres
        ("A2-03", "outdated", 14600),
        ("A2-05", "reproduced", 3012),
        ("A2-09", "contradicted", False),  # no overseas share before 2026
    ],
)
def test_known_cases(
    connection: duckdb.DuckDBPyConnection, claim_id: str, verdict: str, value: bool | float | str
) -> None:
    assert CLAIMS[claim_id]["verdict"] == verdict
    assert found(connection, claim_id) == value


def test_ningbo_is_not_among_the_first_five(connection: duckdb.DuckDBPyConnection) -> None:
    assert CLAIMS["A2-06"]["verdict"] == "contradicted"
    assert found(connection, "A2-06") > 5


def test_the_series_of_indium_tin_oxide_is_not_reproduced() -> None:
    for number in range(15, 24):
        assert CLAIMS[f"A1-{number}"]["verdict"] == "unverified"
    assert "basket" in CLAIMS["A1-15"]["explanation"]


def test_no_check_reads_an_unsourced_threshold(connection: duckdb.DuckDBPyConnection) -> None:
    unsourced = connection.execute("select criterion_id from criteria where verification = 'unsourced'").fetchall()
    for (criterion_id,) in unsourced:
        assert not [claim_id for claim_id in CHECKED if criterion_id in CLAIMS[claim_id]["check"]]
