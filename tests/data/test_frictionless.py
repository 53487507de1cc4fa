"""The whole package is valid for the reference implementation as well."""

import csv
from pathlib import Path

import pytest
from frictionless import Package, Report

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def report() -> Report:
    return Package.from_descriptor(str(ROOT / "datapackage.json")).validate()


def test_frictionless_finds_nothing(report: Report) -> None:
    assert report.flatten(["name", "rowNumber", "fieldName", "type", "message"]) == []
    assert report.valid


def test_frictionless_read_every_row_of_every_table(report: Report) -> None:
    held = {}
    for file in (ROOT / "data").glob("*.csv"):
        with file.open(encoding="utf-8", newline="") as lines:
            held[file.stem] = sum(1 for _ in csv.reader(lines)) - 1
    assert {task.name: task.stats.get("rows", 0) for task in report.tasks} == held
