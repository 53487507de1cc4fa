"""CI is one script: the workflow runs it and nothing else, on every Python, and CONTRIBUTING says what it judges."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
SCRIPT = (ROOT / ".ci" / "run").read_text("utf-8")
JUDGES = re.findall(
    r"^(?:make|\"\$VENV/bin/little-giants\") (lint|format --check|validate|test)$", SCRIPT, re.MULTILINE
)


@pytest.fixture(scope="module")
def job() -> dict[str, Any]:
    workflow = yaml.safe_load((ROOT / ".github" / "workflows" / "ci.yml").read_text("utf-8"))
    [only] = workflow["jobs"].values()
    assert isinstance(only, dict)
    return only


def test_the_workflow_judges_by_the_script_alone(job: dict[str, Any]) -> None:
    *before, last = [step["run"] for step in job["steps"] if "run" in step]
    assert last == "bash .ci/run"
    assert all(command.startswith("git config ") for command in before)


def test_the_workflow_runs_every_python_from_the_oldest_that_is_allowed(job: dict[str, Any]) -> None:
    versions = [tuple(map(int, one.split("."))) for one in job["strategy"]["matrix"]["python"]]
    oldest = re.search(r'requires-python = ">=(\d+)\.(\d+)"', (ROOT / "pyproject.toml").read_text("utf-8"))
    assert oldest
    major, minor = map(int, oldest.groups())
    assert versions == [(major, minor + number) for number in range(len(versions))]
    assert "${{ matrix.python }}" in job["container"]


def test_contributing_lists_what_the_script_judges_in_its_order() -> None:
    section = (ROOT / "CONTRIBUTING.md").read_text("utf-8").partition("## What CI judges")[2].partition("\n## ")[0]
    listed = re.findall(r"^\d\. `(?:make|little-giants) ([^`]+)`", section, re.MULTILINE)
    assert listed == JUDGES == ["lint", "format --check", "validate", "test"]


def test_the_script_sets_up_from_the_locked_files_and_skips_nothing() -> None:
    assert "export LITTLE_GIANTS_CI=1" in SCRIPT
    assert SCRIPT.index("\nmake setup\n") < SCRIPT.index(f"\nmake {JUDGES[0]}\n")
    assert "set -euo pipefail" in SCRIPT


def test_the_script_does_not_do_without_the_scanner() -> None:
    """cargo is looked for, and installed, before the set-up, which then has to build the scanner."""
    setup = SCRIPT.index("\nmake setup\n")
    assert SCRIPT.index("\nexport LITTLE_GIANTS_NATIVE=required\n") < setup
    assert SCRIPT.index("$HOME/.cargo/bin") < SCRIPT.index("missing+=(cargo ") < SCRIPT.index("apt-get install") < setup
