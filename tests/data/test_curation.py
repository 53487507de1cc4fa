"""The page on how the data was made names every table once, with the rows it has, and links every page of an area."""

import csv
import json
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "curation.md").read_text("utf-8")
AREAS = [line.split("|")[1:-1] for line in PAGE.splitlines() if "](curation/" in line and line.startswith("|")]


def rows(table: str) -> int:
    with (ROOT / "data" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return sum(1 for _ in csv.reader(file)) - 1


def test_every_table_stands_in_one_area() -> None:
    named = [table for area in AREAS for table in re.findall(r"`(\w+)`", area[1])]
    tables = [resource["name"] for resource in json.loads((ROOT / "datapackage.json").read_text("utf-8"))["resources"]]
    assert sorted(named) == sorted(tables)


def test_the_numbers_of_rows_are_those_of_the_tables() -> None:
    for area in AREAS:
        held = [rows(table) for table in re.findall(r"`(\w+)`", area[1])]
        said = [int(number.replace(",", "")) for number in re.findall(r"\d[\d,]*", area[3])]
        assert said == [number for number in held if number], area[0]


def test_every_page_of_an_area_is_linked() -> None:
    linked = {name for area in AREAS for name in re.findall(r"\(curation/([\w]+\.md)\)", area[4])}
    assert linked == {page.name for page in (ROOT / "docs" / "curation").glob("*.md")}
