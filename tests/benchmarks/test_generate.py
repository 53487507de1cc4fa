"""The packages that are measured hold what they say."""

from __future__ import annotations

import csv
import json
import sys
from collections import Counter
from pathlib import Path

import pytest

import little_giants

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from benchmarks.generate import main  # noqa: E402
from benchmarks.wrong import VARIANTS  # noqa: E402

ROWS = 2_021


def generated(folder: Path, *arguments: str) -> tuple[dict[str, int], list[dict[str, object]]]:
    """Write a package; returns the counts and the places that it is said to hold."""
    main([str(folder), *arguments])
    expected = json.loads((folder / "expected.json").read_text())
    return expected["findings"], expected["where"]


@pytest.mark.parametrize("variant", VARIANTS)
def test_every_variant_holds_what_it_says(tmp_path: Path, variant: str) -> None:
    counts, where = generated(tmp_path, "--rows", str(ROWS), "--variant", variant)
    report = little_giants.open(tmp_path).validate(limit=1_000_000)
    found = [finding for table in report.tables for finding in table.findings]
    assert Counter(finding.code for finding in found) == counts
    if variant == "some":
        assert len(where) == 130
        places = Counter((finding.row_number, finding.code) for finding in found)
        assert places == Counter((place["row"], place["code"]) for place in where)


def test_a_table_is_ordered_by_its_key_and_shuffled_on_demand(tmp_path: Path) -> None:
    keys = []
    for name, more in (("sorted", ()), ("shuffled", ("--shuffled",))):
        generated(tmp_path / name, "--rows", str(ROWS), *more)
        with (tmp_path / name / "trade.csv").open(encoding="utf-8", newline="") as file:
            keys.append([(row["year"], row["exporter"], row["importer"], row["hs6"]) for row in csv.DictReader(file)])
    ordered, shuffled = keys
    assert len(set(ordered)) == ROWS
    assert ordered == sorted(ordered)
    assert shuffled != ordered
    assert sorted(shuffled) == ordered


def test_the_same_arguments_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        generated(tmp_path / name, "--rows", "5000", "--variant", "some", "--shuffled")
    for file in ("trade.csv", "countries.csv", "products.csv", "datapackage.json", "expected.json"):
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes()


@pytest.mark.parametrize(
    ("shape", "arguments", "tables", "rows"),
    [
        ("keys", ["--rows", "90", "--targets", "70"], 2, 160),
        ("wide", ["--rows", "9", "--columns", "50"], 1, 9),
        ("long", ["--rows", "3", "--cell", "4000"], 1, 3),
        ("small", ["--rows", "40", "--tables", "20"], 20, 40),
    ],
)
def test_every_shape_is_valid(tmp_path: Path, shape: str, arguments: list[str], tables: int, rows: int) -> None:
    generated(tmp_path, "--shape", shape, *arguments)
    report = little_giants.open(tmp_path).validate()
    assert [finding for table in report.tables for finding in table.findings] == []
    assert len(report.tables) == tables
    assert sum(table.rows for table in report.tables) == rows


def test_more_rows_than_the_years_hold_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="choose fewer"):
        main([str(tmp_path), "--rows", "900000000"])
