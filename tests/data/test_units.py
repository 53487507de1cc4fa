"""Units are one vocabulary: the same unit is the same word in every table that has a column of units."""

import csv
import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TABLES = ("metrics", "criteria", "claims", "programme_statistics", "firm_figures")
# Forms that stood, or could stand, for a unit written otherwise here.
SHORT = {"um", "nm", "t", "kg", "pct", "rmb", "yuan"}


def units(table: str) -> set[str]:
    """The units a table uses, and those its schema admits."""
    with (ROOT / "data" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        used = {row["unit"] for row in csv.DictReader(file) if row["unit"]}
    fields = json.loads((ROOT / "schemas" / f"{table}.json").read_text("utf-8"))["fields"]
    (field,) = (field for field in fields if field["name"] == "unit")
    return used | set(field.get("constraints", {}).get("enum", []))


@pytest.mark.parametrize("table", TABLES)
def test_a_unit_is_written_in_full_and_in_small_letters(table: str) -> None:
    found = units(table)
    assert found
    assert [unit for unit in found if not re.fullmatch(r"[a-z]+(_[a-z]+)*", unit) or unit in SHORT] == []


@pytest.mark.parametrize("table", ("criteria", "firm_figures"))
def test_criteria_and_figures_speak_the_units_of_the_metrics(table: str) -> None:
    assert units(table) <= units("metrics")
