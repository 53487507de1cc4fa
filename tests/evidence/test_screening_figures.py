"""Files of figures: what is read from them, and what is said of wrong ones; the command and its formats."""

from __future__ import annotations

import csv
import io
import json
from decimal import Decimal
from pathlib import Path

import pytest
from atlas import ROOT, command
from screening_cases import rules

from little_giants.errors import UsageError
from little_giants.evidence.screening_figures import read_profile

EXAMPLE = ROOT / "docs/evidence/example_firm.yaml"


def write(folder: Path, text: str) -> Path:
    file = folder / "figures.yaml"
    file.write_text(text, "utf-8")
    return file


def test_units_years_and_standing_facts(tmp_path: Path) -> None:
    text = """
    year: 2026
    figures:
      operating_revenue: {unit: ten_thousand_cny, 2024: 7500, 2025: 8000.5}
      rd_spend: {unit: cny, 2025: 5600000}
      debt_to_asset_ratio: {unit: fraction, 2025: 0.72}
      years_in_niche: 9
      specialised_development_score: 61
      own_brand: no
      national_rank_in_niche: none
    """
    values = read_profile(rules(), write(tmp_path, text)).figures.values
    assert values["operating_revenue", 2024] == 75
    assert values["operating_revenue", 2025] == Decimal("80.005")
    assert values["rd_spend", 2025] == Decimal("5.6")
    assert values["debt_to_asset_ratio", 2025] == 72
    assert values["years_in_niche", 2025] == 9  # a number without a year is last year's
    assert values["specialised_development_score", 2026] == 61  # asked of the year of application
    assert {values["own_brand", year] for year in (2023, 2024, 2025, 2026)} == {0}
    assert values["national_rank_in_niche", 2025] == Decimal("Infinity")


def test_json_is_read_too_and_the_year_follows_the_newest_figure(tmp_path: Path) -> None:
    file = write(tmp_path, json.dumps({"figures": {"rd_spend": {"2023": 5, "2024": 6}}}))
    assert read_profile(rules(), file).figures.year == 2025


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the file is empty"),
        ("year: 2026", "there is no figures"),
        ("figures: [1, 2]", ":1: figures: must hold keys and values"),
        ("figures: {rd_spent: 5}", r":1: figures: there is no 'rd_spent'. Did you mean rd_spend\?"),
        ("year: 2026\nfigures:\n  rd_spend: 12,5", r":3: rd_spend: '12,5' is not a number. Write digits and a point"),
        ("year: 2026\nfigures:\n  rd_spend: .nan", "'.nan' is not a number"),
        ("year: 2026\nfigures:\n  rd_spend: -5", "'-5' is below 0"),
        ("year: 2026\nfigures:\n  rd_spend: 100000000", "'100000000' is too large. The unit is million_cny; check it"),
        ("year: 2026\nfigures:\n  rd_spend:", "has no single value"),
        ("year: 2026\nfigures:\n  rd_spend: {25: 5}", "'25' is no year. Write for example 2025: 12.5"),
        ("year: 2026\nfigures:\n  rd_spend: {unit: percent, 2025: 5}", "the unit 'percent' does not fit"),
        ("year: 2026\nfigures:\n  rd_spend: {2025: 5, 2025: 6}", "has the same year twice"),
        ("year: 2026\nfigures:\n  rd_spend: 5\n  rd_spend: 6", ":4: rd_spend: stands here twice"),
        ("year: 2026\nfigures:\n  own_brand: 1", "'1' is neither yes nor no"),
        ("year: 2026\nfigures:\n  class_1_ip_for_main_product: 2.5", "'2.5' is not whole"),
        ("year: 2026\nfigures:\n  operating_revenue_growth: 5", "is computed. Give operating_revenue of three years"),
        ("year: 2026\nfigures:\n  main_product_field: x", "needs a person's judgement. Answer the criterion"),
        ("figures:\n  years_in_niche: 5", "year is missing, and no figure has one"),
        ("year: 26\nfigures: {rd_spend: 5}", "'26' is no year"),
        ("year: 2026\ntier: giant\nfigures: {}", ":2: tier: there is no 'giant'. Write one of"),
        ("year: 2026\nfigures: {}\njudgements: {LG-2026-04: yes}", "judgements: there is no 'LG-2026-04'"),
        ("figures: {", ":1: no YAML or JSON"),
        ("figures: " + "[" * 3000, "no YAML or JSON|nested too deeply"),
    ],
)
def test_a_wrong_file_is_refused_in_one_line(tmp_path: Path, text: str, message: str) -> None:
    file = write(tmp_path, text)
    with pytest.raises(UsageError, match=message) as caught:
        read_profile(rules(), file)
    assert str(caught.value).startswith(str(file)) and "\n" not in str(caught.value)


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    (tmp_path / "figures.yaml").write_bytes(b"\xff\xfe")
    with pytest.raises(UsageError, match="not UTF-8"):
        read_profile(rules(), tmp_path / "figures.yaml")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nothing.yaml"], "there is no such file"),
        (["F999999"], "neither a file nor a firm_id"),
        ([str(EXAMPLE), "--edition", "2019"], "there is no edition '2019' of little_giant"),
        ([str(EXAMPLE), "--diff", "LG-2022", "LG-2026"], ""),
        (["--diff", "LG-2022", "LG-1999"], "there is no edition 'LG-1999'"),
        ([str(EXAMPLE), "--format", "csv"], "--format csv is for --diff and --grid"),
        ([str(EXAMPLE), "--grid", "--format", "json"], "--grid writes CSV only"),
        ([], "screen takes FIGURES and a PATH"),
    ],
)
def test_wrong_use_ends_with_one_line(arguments: list[str], message: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    done = command("screen", *arguments)
    assert done.returncode == 2 and message in done.stderr
    assert len(done.stderr.splitlines()) == 1 and not done.stdout


def test_a_package_without_rules_is_refused(tmp_path: Path) -> None:
    (tmp_path / "datapackage.json").write_text(
        '{"name": "bare", "resources": [{"name": "t", "path": "t.csv", "schema": {"fields": [{"name": "a"}]}}]}'
    )
    (tmp_path / "t.csv").write_text("a\n1\n")
    done = command("screen", str(EXAMPLE), tmp_path)
    assert done.returncode == 2 and "screening needs the table rule_editions" in done.stderr


def test_json_says_what_the_text_says() -> None:
    data = json.loads(command("screen", EXAMPLE, ROOT, "--edition", "LG-2026", "--format", "json").stdout)
    (screening,) = data["screenings"]
    leaf = next(one for one in screening["criteria"] if one["criterion_id"] == "LG-2026-07")
    assert (leaf["has"], leaf["margin"], leaf["verdict"], leaf["source_id"]) == ("10.7", "-1.3", "not_met", "C12")
    assert {"name": "rd_spend", "year": 2025, "before": "5.6", "after": "6.9", "judgement": False} in screening[
        "cheapest"
    ]


def test_the_grid_shows_the_floor_of_2026_and_the_ceiling_of_2018() -> None:
    """At 5 million nobody passes 2026; at 401 nobody passes 2018. Revenue and share are those of the row."""
    out = command("screen", EXAMPLE, ROOT, "--grid").stdout
    rows = list(csv.DictReader(io.StringIO(out)))
    assert {row["edition_id"] for row in rows} == {name for name in rules().editions if name.startswith("LG")}
    for row in rows:
        revenue, share = Decimal(row["operating_revenue"]), Decimal(row["rd_spend_share"])
        assert Decimal(row["rd_spend"]) == revenue * share / 100
        if (row["edition_id"] == "LG-2026" and revenue < 50) or (row["edition_id"] == "LG-2018" and revenue > 400):
            assert row["verdict"] == "not met"
