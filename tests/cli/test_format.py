"""format: canonical files, and a check that changes nothing."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from .conftest import REGIONS, Run


def untidy(package: Path) -> Path:
    """The rows of regions in the wrong order, with quotes that are not needed and CRLF."""
    file = package / "data" / "regions.csv"
    file.write_bytes('region_code,name\r\n330000,"浙江"\r\n110000,北京\r\n'.encode())
    return file


def test_check_lists_and_changes_nothing(run: Run, package: Path) -> None:
    file = untidy(package)
    before = {path: path.read_bytes() for path in package.rglob("*") if path.is_file()}
    outcome = run("format", package, "--check")
    assert outcome.code == 1
    assert "not canonical: data/regions.csv\n" in outcome.out
    assert "not canonical: data/firms.csv\n" not in outcome.out
    assert {path: path.read_bytes() for path in package.rglob("*") if path.is_file()} == before
    assert file.read_bytes().count(b"\r\n") == 3


def test_format_mends_and_refreshes_the_hash(run: Run, package: Path) -> None:
    file = untidy(package)
    outcome = run("format", package)
    assert outcome.code == 0
    assert "written: data/regions.csv\n" in outcome.out
    assert file.read_text("utf-8") == REGIONS
    resource = json.loads((package / "datapackage.json").read_text("utf-8"))["resources"][0]
    assert resource["hash"] == f"sha256:{hashlib.sha256(REGIONS.encode()).hexdigest()}"
    assert resource["bytes"] == len(REGIONS.encode())


def test_a_canonical_package_passes_the_check(run: Run, package: Path) -> None:
    run("format", package)
    outcome = run("format", package, "--check")
    assert (outcome.code, outcome.out, outcome.err) == (0, "", "")
