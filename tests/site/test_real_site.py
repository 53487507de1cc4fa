"""The site of this repository's own package: every page, every stored query, and figures counted again."""

from __future__ import annotations

import json
import re

import pytest
from atlas import ROOT, rows
from serving import Get

DATABASE = "little-giants"
TABLES = sorted(file.stem for file in (ROOT / "data").glob("*.csv"))
VIEWS = sorted(file.stem for file in (ROOT / "publish/views").glob("*.sql"))
QUERIES = sorted(file.stem for file in (ROOT / "publish/queries").glob("*.sql"))
DATA = ROOT / "data"


def query(get: Get, name: str, **parameters: str) -> list[dict[str, object]]:
    """The rows of a stored query."""
    options = "&".join(f"{key}={value}" for key, value in parameters.items())
    answer = get(f"/{DATABASE}/{name}.json?_shape=objects&{options}")
    assert answer.status_code == 200, answer.text
    found: list[dict[str, object]] = json.loads(answer.text)["rows"]
    return found


@pytest.mark.parametrize("name", [*TABLES, *VIEWS, *QUERIES])
def test_every_page_can_be_shown(get_real: Get, name: str) -> None:
    answer = get_real(f"/{DATABASE}/{name}")
    assert answer.status_code == 200
    assert 'class="message-error"' not in answer.text
    assert "Not counted in time" not in answer.text
    if name != "waivers":
        assert "No rows." not in answer.text


def test_the_home_page_counts_what_is_there(get_real: Get) -> None:
    page = get_real("/").text
    figures = {label: value for value, label in re.findall(r"<strong>([^<]*)</strong><span>([^<]*)</span>", page)}
    assert figures["firms held here by name"] == str(len(rows(DATA / "firms.csv")))
    assert figures["trade flows"] == f"{len(rows(DATA / 'trade_flows.csv')):,}"
    assert figures["criteria"] == str(len(rows(DATA / "criteria.csv")))
    assert figures["observed counts"] == str(len(rows(DATA / "counts.csv")))
    totals = [
        row
        for row in rows(DATA / "counts.csv")
        if (row["region_code"], row["measure"], row["preferred"]) == ("100000", "announced_total", "true")
    ]
    latest = max(totals, key=lambda row: (int(row["batch"]), row["as_of"]))
    assert figures["firms announced in all, latest total"] == f"{int(latest['value']):,}"
    assert latest["as_of"] in page
    assert "BACI" in page and "Etalab" in page and "CC BY 4.0" in page


def test_who_was_recognised_in_a_batch_in_a_province(get_real: Get) -> None:
    firms = {row["firm_id"]: row for row in rows(DATA / "firms.csv")}
    want = sorted(
        row["firm_id"]
        for row in rows(DATA / "recognitions.csv")
        if row["event"] == "recognition" and row["batch"] == "2" and firms[row["firm_id"]]["region_code"] == "330000"
    )
    for province in ("330000", "浙江", "浙江省", "zhejiang"):
        found = query(get_real, "firms_of_a_batch", batch="2", province=province)
        assert sorted(str(row["firm_id"]) for row in found) == want


def test_how_a_criterion_changed(get_real: Get) -> None:
    found = query(get_real, "criterion_over_editions", metric="debt")
    giant = [(row["edition"], row["threshold"]) for row in found if row["tier"] == "little_giant"]
    assert giant[0] == (2018, "≤ 70 percent") and giant[-1] == (2026, "≤ 75 percent")
    chinese = query(get_real, "criterion_over_editions", metric="资产负债")
    assert chinese == found


def test_the_shares_of_titanium_add_up(get_real: Get) -> None:
    found = query(get_real, "import_partners")
    assert {row["hs_code"] for row in found} == {"810820"}
    for year in {row["period"] for row in found}:
        assert sum(float(str(row["share_percent"])) for row in found if row["period"] == year) == pytest.approx(
            100, abs=1
        )


def test_conflicting_counts_stand_side_by_side(get_real: Get) -> None:
    found = query(get_real, "conflicting_counts", batch="2")
    notice = [row["value"] for row in found if (row["region_en"], row["stage"]) == ("China", "public_notice")]
    assert {1744, 1748} <= set(notice)


def test_held_firms_against_official_counts(get_real: Get) -> None:
    found = {row["batch"]: row["official"] for row in query(get_real, "held_against_official")}
    assert [found[batch] for batch in (1, 2, 3, 4)] == [248, 1584, 2930, 4328]


def test_claims_that_fail_say_why(get_real: Get) -> None:
    found = query(get_real, "claims_that_fail")
    claims = {row["claim_id"]: row["verdict"] for row in rows(DATA / "claims.csv")}
    failing = {claim for claim, verdict in claims.items() if verdict in ("contradicted", "outdated", "disputed")}
    assert {row["claim_id"] for row in found} == failing
    assert all(row["explanation"] for row in found)
    assert all(row["better"] and row["更准确的说法"] for row in found)


@pytest.mark.parametrize(
    ("typed", "table", "key"), [("钛", "products", "ti_sponge"), ("轴承", "products", "ball_bearing")]
)
def test_chinese_is_found(get_real: Get, typed: str, table: str, key: str) -> None:
    assert f'href="/{DATABASE}/{table}/{key}"' in get_real(f"/search?q={typed}").text


def test_every_firm_with_a_character_is_found_by_it(get_real: Get) -> None:
    firms = rows(DATA / "firms.csv")
    searched = ("name_zh", "name_en", "niche", "stock_code", "credit_code", "note")
    for char in "科华电精新":
        want = {row["firm_id"] for row in firms if any(char in row[name] for name in searched)}
        found = json.loads(get_real(f"/{DATABASE}/firms.json?_shape=array&_size=max&_search={char}").text)
        assert {row["firm_id"] for row in found} == want
