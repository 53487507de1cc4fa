"""The ledger of claims: the known cases come out, and no check rests on what nobody has backed."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

import little_giants
from little_giants.engines.duckdb.answers import Watch, ask
from little_giants.evidence.claims import Judged, judge
from little_giants.evidence.claims_run import read_ledger

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def judged() -> dict[str, Judged]:
    ledger = read_ledger(little_giants.open(ROOT))
    assert ledger.errors == 0
    return {one.claim["claim_id"]: one for one in ledger.claims}


def test_every_check_runs_and_every_stored_verdict_follows(judged: dict[str, Judged]) -> None:
    assert {name: one.problem for name, one in judged.items() if one.problem} == {}
    assert [name for name, one in judged.items() if not one.follows] == []
    assert sum(bool(one.claim["check"]) for one in judged.values()) > 40


@pytest.mark.parametrize(
    ("claim_id", "verdict", "found"),
    [
        ("A1-01", "reproduced", "100 - 400"),  # million yuan, notice of 2018
        ("A1-46", "consistent", "22.43"),  # 53.5 to 41.5
        ("A2-01", "contradicted", "20000"),  # nanometres: 20 micrometres
        ("A2-03", "outdated", "14600"),  # the ministry, 14 October 2024
        ("A2-05", "reproduced", "3012"),  # public notice of September 2024
        ("A2-06", "contradicted", "6"),  # Shenzhen, Beijing, Suzhou, Shanghai, Hangzhou have more
        ("A2-09", "contradicted", "false"),  # no overseas share before 2026
        ("A2-12", "disputed", "100; 500"),  # million dollars: SCMP and Hurun
        ("A2-27", "reproduced", "55.5"),  # (711 + 561 + 400) / 3012
    ],
)
def test_known_cases(judged: dict[str, Judged], claim_id: str, verdict: str, found: str) -> None:
    assert (judged[claim_id].verdict, judged[claim_id].found) == (verdict, found)


def test_the_outdated_count_was_right_in_june(judged: dict[str, Judged]) -> None:
    assert {(one.as_of, one.text) for one in judged["A2-03"].earlier if one.holds} == {
        ("2024-04-18", "12000"),
        ("2024-06-30", "12000"),
    }


def test_the_series_of_indium_tin_oxide_is_not_reproduced(judged: dict[str, Judged]) -> None:
    for number in range(15, 24):
        assert judged[f"A1-{number}"].verdict == "unverified"
    assert "basket" in judged["A1-15"].claim["explanation"]


def test_the_ruled_out_code_of_indium_is_traded_as_the_explanation_says() -> None:
    """HS 8112.92 in BACI: 95.6 million dollars in 2022, 361.3 in 2023. Counted from the CSV."""
    with (ROOT / "data" / "trade_flows.csv").open(encoding="utf-8", newline="") as stream:
        flows = [row for row in csv.DictReader(stream) if row["hs_code"] == "811292" and row["flow"] == "M"]
    totals = {
        year: sum(float(row["value_usd"]) for row in flows if row["period"] == year and row["reporter_code"] == "CHN")
        for year in ("2022", "2023")
    }
    assert {year: round(total / 1e6, 1) for year, total in totals.items()} == {"2022": 95.6, "2023": 361.3}


def test_no_check_rests_on_a_row_that_nobody_or_only_an_article_backs(judged: dict[str, Judged]) -> None:
    """Without those rows every check finds the same."""
    data_package = little_giants.open(ROOT)
    hidden = 0
    with data_package.connect() as connection, Watch(connection) as watch:
        for resource in data_package.package.resources:
            if {"verification", "source_id"} <= set(resource.schema.field_names) and resource.name != "claims":
                backed = "verification <> 'unsourced' and source_id not in ('A1', 'A2')"
                held = f"memory.main.{resource.name}"
                connection.execute(f"create temp view {resource.name} as select * from {held} where {backed}")
                query = f"select (select count(*) from {held}) - (select count(*) from {resource.name})"
                hidden += connection.execute(query).fetchall()[0][0]
        for name, one in judged.items():
            if one.claim["check"]:
                again = judge(one.claim, ask(watch, one.claim["check"], data_package.package.names))
                assert (again.verdict, again.decides) == (one.verdict, one.decides), name
    assert hidden > 5, "the rows are hidden"


def test_a_number_that_sources_give_rests_on_documents_other_than_the_article(judged: dict[str, Judged]) -> None:
    for name, one in judged.items():
        for found in one.decides:
            cited = set(found.evidence.get("source_id", "").split(";"))
            assert not cited & {"A1", "A2"}, f"{name} is judged by the article itself"


def test_no_article_is_quoted(judged: dict[str, Judged]) -> None:
    """Own words: no paraphrase or better statement repeats another one, and none is in quotation marks."""
    said = [one.claim["paraphrase_en"] for one in judged.values()]
    assert len(set(said)) == len(said)
    assert not [text for text in said if '"' in text or "“" in text]
