"""A small package in a temporary folder, and the command line run in this process or in one of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from little_giants.cli import main

ROOT = Path(__file__).parents[2]
REGIONS = "region_code,name\n110000,北京\n330000,浙江\n"
FIRMS = "firm_id,name,region_code,employees\nF1,甲公司,110000,12\nF2,乙公司,330000,340\n"
SCHEMAS = {
    "regions": {
        "title": "Regions",
        "title_zh": "地区",
        "fields": [
            {"name": "region_code", "type": "string", "constraints": {"required": True, "pattern": "[0-9]{6}"}},
            {"name": "name", "type": "string"},
        ],
        "primaryKey": ["region_code"],
    },
    "firms": {
        "title": "Firms",
        "title_zh": "企业",
        "description": "One row a firm.",
        "fields": [
            {"name": "firm_id", "type": "string", "title": "Firm", "title_zh": "企业编号", "example": "F1"},
            {"name": "name", "type": "string", "constraints": {"required": True}},
            {"name": "region_code", "type": "string", "constraints": {"enum": ["110000", "330000", "990000"]}},
            {"name": "employees", "type": "integer", "unit": "persons", "constraints": {"minimum": 0}},
        ],
        "primaryKey": ["firm_id"],
        "foreignKeys": [{"fields": ["region_code"], "reference": {"resource": "regions", "fields": ["region_code"]}}],
    },
}


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """The root of a valid package with the tables regions and firms."""
    root = tmp_path / "package"
    (root / "data").mkdir(parents=True)
    (root / "schemas").mkdir()
    for name, schema in SCHEMAS.items():
        (root / "schemas" / f"{name}.json").write_text(json.dumps(schema, ensure_ascii=False), encoding="utf-8")
    resources = [{"name": name, "path": f"data/{name}.csv", "schema": f"schemas/{name}.json"} for name in SCHEMAS]
    descriptor = {"name": "small", "title": "A small package", "version": "1.2.0", "resources": resources}
    (root / "datapackage.json").write_text(json.dumps(descriptor, indent=2) + "\n", encoding="utf-8")
    (root / "data" / "regions.csv").write_text(REGIONS, encoding="utf-8")
    (root / "data" / "firms.csv").write_text(FIRMS, encoding="utf-8")
    return root


@pytest.fixture
def broken(package: Path) -> Path:
    """The same with one wrong cell: firm F2, in row 3 on line 3, has -5 employees."""
    (package / "data" / "firms.csv").write_text(FIRMS.replace("340", "-5"), encoding="utf-8")
    return package


@dataclass(frozen=True)
class Outcome:
    """What a run of the command line left."""

    code: int
    out: str
    err: str


Run = Callable[..., Outcome]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the command line in this process."""

    def call(*args: str | Path) -> Outcome:
        with pytest.raises(SystemExit) as caught:
            main([str(arg) for arg in args])
        out, err = capsys.readouterr()
        return Outcome(int(caught.value.code or 0), out, err)

    return call


@pytest.fixture
def start() -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Start the command line, or other Python arguments, in a process of its own, which ends with the test."""
    started: list[subprocess.Popen[str]] = []

    def call(*args: str | Path, python: tuple[str, ...] = ("-m", "little_giants")) -> subprocess.Popen[str]:
        environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
        environment.pop("PYTHONUNBUFFERED", None)  # it makes Python lose what a closed pipe did not take, silently
        command = [sys.executable, *python, *map(str, args)]
        pipe = subprocess.PIPE
        started.append(
            subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True, encoding="utf-8", env=environment)
        )
        return started[-1]

    yield call
    for process in started:
        process.kill()
        process.wait()
