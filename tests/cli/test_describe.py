"""describe: the data dictionary comes from descriptor and schemas."""

from __future__ import annotations

import json
from pathlib import Path

from .conftest import Run


def test_text(run: Run, package: Path) -> None:
    outcome = run("describe", package)
    assert (outcome.code, outcome.err) == (0, "")
    lines = outcome.out.splitlines()
    assert lines[0] == "A small package (version 1.2.0)"
    assert "firms  data/firms.csv  Firms" in lines
    assert "  One row a firm." in lines
    assert "  Primary key: firm_id" in lines
    assert "  Points at: region_code → regions.region_code" in lines
    assert "    firm_id      string            Firm. Example: F1" in lines
    assert "    name         string, required" in lines
    assert "    employees    integer           Unit: persons" in lines
    assert any(line.endswith("One of: 110000, 330000, 990000") for line in lines)


def test_markdown(run: Run, package: Path) -> None:
    lines = run("describe", package, "--format", "markdown").out.splitlines()
    assert lines[0] == "# A small package (version 1.2.0)"
    assert "## firms" in lines
    assert "- Primary key: `firm_id`" in lines
    assert "- Points at: `region_code` → `regions.region_code`" in lines
    assert "| `employees` | integer | Unit: persons |" in lines


def test_a_markdown_cell_stays_one_cell(run: Run, package: Path) -> None:
    schema = json.loads((package / "schemas" / "firms.json").read_text("utf-8"))
    schema["fields"][1]["description"] = "a|b\n<script>"
    (package / "schemas" / "firms.json").write_text(json.dumps(schema), encoding="utf-8")
    assert "| `name` | string, required | a\\|b\\n&lt;script> |" in run("describe", package, "--format", "markdown").out


def test_chinese_falls_back_to_english(run: Run, package: Path) -> None:
    text = run("describe", package, "--lang", "zh").out
    assert "firms  data/firms.csv  企业" in text
    assert "企业编号。示例：F1" in text
    assert text.startswith("A small package（版本 1.2.0）\n")
    assert "One row a firm." in text


def test_only_and_output(run: Run, package: Path, tmp_path: Path) -> None:
    outcome = run("describe", package, "--only", "regions", "--output", tmp_path / "out.txt")
    assert (outcome.code, outcome.out) == (0, "")
    text = (tmp_path / "out.txt").read_text("utf-8")
    assert "regions  data/regions.csv" in text
    assert "firms" not in text
    assert run("describe", package, "--only", "region").err.endswith("did you mean regions?\n")
