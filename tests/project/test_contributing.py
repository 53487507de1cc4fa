"""The ten-minute path of CONTRIBUTING.md, walked: edit, format, validate, read the finding, mend."""

from __future__ import annotations

import csv
import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ["datapackage.json", "schemas", "data", "validators"]


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A copy of the package that a contributor may break."""
    for name in PACKAGE:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copyfile
        copy(ROOT / name, tmp_path / name)
    return tmp_path


def little_giants(package: Path, environment: Mapping[str, str], *arguments: str) -> tuple[int, str]:
    command = ["little-giants", *arguments]
    run = subprocess.run(command, cwd=package, env=environment, capture_output=True, text=True, timeout=120)
    return run.returncode, run.stdout + run.stderr


def type_final_count_of_batch_5(package: Path, value: str) -> None:
    """Write ``value`` into the cell that the example of CONTRIBUTING.md is about."""
    file = package / "data" / "counts.csv"
    with file.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    wanted = {"batch": "5", "region_code": "100000", "measure": "new", "stage": "final", "preferred": "true"}
    (row,) = (row for row in rows if wanted.items() <= row.items())
    row["value"] = value
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def without_places(text: str) -> str:
    """The text without the numbers that change whenever a row is added."""
    return re.sub(r"\.csv:\d+|row \d+|\d+ rows", "…", text)


def test_the_finding_reads_as_the_page_shows_it(package: Path, environment: Mapping[str, str]) -> None:
    page = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    (shown,) = re.findall(r"^```text\n(.*?)\n```$", page, re.DOTALL | re.MULTILINE)
    type_final_count_of_batch_5(package, "3 654")
    assert little_giants(package, environment, "format")[0] == 0
    code, output = little_giants(package, environment, "validate")
    assert code == 1
    assert without_places(shown) in without_places(output)


def test_a_mended_table_is_clean_again(package: Path, environment: Mapping[str, str]) -> None:
    before = (package / "data" / "counts.csv").read_bytes()
    type_final_count_of_batch_5(package, "3 654")
    type_final_count_of_batch_5(package, "3654")
    assert little_giants(package, environment, "format")[0] == 0
    assert little_giants(package, environment, "validate")[0] == 0
    assert (package / "data" / "counts.csv").read_bytes() == before


def test_the_rule_on_the_page_is_a_rule_of_the_package() -> None:
    page = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    (shown,) = re.findall(r"^```python\n(.*?)\n```$", page, re.DOTALL | re.MULTILINE)
    rules = (ROOT / "validators" / "products.py").read_text(encoding="utf-8")
    lines = [line.strip() for line in shown.splitlines() if re.match(r" +(code|fields|check|mend|passing)=", line)]
    assert len(lines) == 5
    assert [line for line in lines if line not in rules] == []
