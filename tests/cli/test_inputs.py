"""What PATH may be: a folder, a descriptor, a .zip, one table with --schema; an address is refused."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from .conftest import Run


@pytest.fixture
def zipped(broken: Path) -> Path:
    """The broken package as an archive."""
    return Path(shutil.make_archive(str(broken.parent / "small"), "zip", broken))


def test_an_archive(run: Run, zipped: Path, broken: Path) -> None:
    outcome = run("validate", zipped)
    assert outcome.code == 1
    assert "data/firms.csv:3  row 3  field employees" in outcome.out
    assert run("describe", zipped).out == run("describe", broken).out
    assert run("sql", zipped, "select count(*) as n from regions", "--format", "csv").out == "n\n2\n"
    assert run("validate", zipped, "--only", "regions").code == 0


def test_rules_of_an_archive_need_trust(run: Run, package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (package / "validators").mkdir()
    (package / "validators" / "firms.py").write_text("RULES = [")
    zipped = shutil.make_archive(str(package / "small"), "zip", package)
    monkeypatch.chdir(package)
    assert "--trust-rules" in run("validate", zipped).out
    assert run("validate", zipped, "--trust-rules").code == 2


def test_format_writes_into_no_archive(run: Run, zipped: Path) -> None:
    outcome = run("format", zipped)
    assert outcome.code == 2 and "Unpack it" in outcome.err


def test_one_table(run: Run, broken: Path) -> None:
    outcome = run("validate", broken / "data" / "firms.csv", "--schema", broken / "schemas" / "firms.json")
    assert outcome.code == 1
    assert "firms.csv:3  row 3  field employees" in outcome.out
    assert "Note: 1 rule did not run (keys between tables need the package, and firms.csv stands alone):" in outcome.out


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("https://example.org/datapackage.json",), "addresses are not read"),
        (("data/firms.csv",), "--schema"),
        ((".", "--schema", "schemas/firms.json"), "is a folder"),
        (("data/firms.csv", "--schema", "nope.json"), "nope.json: no such file"),
        (("nope.zip",), "no such file"),
        (("data/firms.csv", "--schema", "data/firms.csv"), "not JSON"),
    ],
)
def test_wrong_use_is_one_line(
    run: Run, package: Path, args: tuple[str, ...], says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(package)
    outcome = run("validate", *args)
    assert outcome.code == 2 and says in outcome.err and outcome.err.count("\n") == 1
