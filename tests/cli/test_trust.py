"""Rules are code: those of a package from elsewhere do not run until somebody says so, and the report says it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import little_giants
from little_giants.errors import UsageError

from .conftest import Run

SPY = "from pathlib import Path\nPath({!r}).write_text('run')\nRULES = []\n"


@pytest.fixture
def spied(package: Path) -> Path:
    """The package with a rule file that leaves a trace beside the package when it runs."""
    (package / "validators").mkdir()
    (package / "validators" / "firms.py").write_text(SPY.format(str(trace(package))), encoding="utf-8")
    return package


@pytest.fixture(autouse=True)
def no_kept_plans(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def trace(package: Path) -> Path:
    return package.parent / "trace"


def test_a_package_elsewhere_runs_no_code_and_says_so(run: Run, spied: Path) -> None:
    outcome = run("validate", spied)
    assert outcome.code == 0 and not trace(spied).exists()
    note = next(line for line in outcome.out.splitlines() if "did not run" in line)
    assert "--trust-rules" in note
    assert "--trust-rules" in run("validate", spied, "--lang", "zh").out
    report = json.loads(run("validate", spied, "--format", "json").out)
    assert (report["rulesRun"], report["rulesTrusted"]) == (False, False)
    assert report["warnings"] == [
        "The rules of the package were not run.",
        "They are code, and it is not the package of the current folder.",
    ]


def test_trust_runs_them(run: Run, spied: Path) -> None:
    outcome = run("validate", spied, "--trust-rules")
    assert outcome.code == 0 and trace(spied).exists() and "did not run" not in outcome.out


@pytest.mark.parametrize("folder", [".", "data"])
def test_the_package_of_the_current_folder_runs_its_own(
    folder: str, run: Run, spied: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(spied / folder)
    assert run("validate", ".." if folder == "data" else ".").code == 0
    assert trace(spied).exists()


@pytest.mark.parametrize("way", ["below", "linked"])
def test_a_package_below_the_current_folder_may_be_a_download(
    way: str, run: Run, spied: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Standing in a folder that holds a clone, or a link to one, is not standing in the clone."""
    monkeypatch.chdir(spied.parent)
    (spied.parent / "link").symlink_to(spied)
    assert run("validate", "package" if way == "below" else "link").code == 0
    assert not trace(spied).exists()


def test_a_neighbour_whose_name_begins_alike_is_another_folder(
    run: Run, spied: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (spied.parent / "package2").mkdir()
    monkeypatch.chdir(spied.parent / "package2")
    run("validate", spied)
    assert not trace(spied).exists()


def test_no_rules_is_no_rules_also_at_home(run: Run, spied: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(spied)
    assert "own rules did not run" in run("validate", "--no-rules").out
    assert not trace(spied).exists()
    outcome = run("validate", "--no-rules", "--trust-rules")
    assert outcome.code == 2 and "--no-rules and --trust-rules cannot both hold" in outcome.err


def test_a_package_without_rules_needs_no_trust(run: Run, package: Path) -> None:
    report = json.loads(run("validate", package, "--format", "json").out)
    assert (report["rulesRun"], report["rulesTrusted"], report["warnings"]) == (True, True, [])


@pytest.mark.parametrize("command", [("build", "--to", "out"), ("serve", "--port", "0")])
def test_nothing_is_built_that_not_every_rule_has_judged(
    command: tuple[str, ...], run: Run, spied: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, *options = command
    monkeypatch.chdir(spied.parent)
    outcome = run(name, spied, *options)
    assert outcome.code == 2 and "--trust-rules" in outcome.err and "Traceback" not in outcome.err
    assert not trace(spied).exists() and not (spied.parent / "out").exists() and not (spied / "build").exists()


def test_build_with_trust(run: Run, spied: Path) -> None:
    assert run("build", spied, "--to", spied.parent / "out", "--only", "sqlite", "--trust-rules").code == 0
    assert trace(spied).exists()


def test_in_python(spied: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    report = little_giants.open(spied).validate()
    assert (report.rules_run, report.rules_trusted) == (False, False)
    with pytest.raises(UsageError, match="trust_rules=True"):
        _ = little_giants.open(spied).rules
    assert not trace(spied).exists()
    assert little_giants.open(spied, trust_rules=True).validate().rules_run
    trace(spied).unlink()
    monkeypatch.chdir(spied)
    assert not little_giants.open(trust_rules=False).validate().rules_run
    assert not trace(spied).exists()
    assert little_giants.open().validate().rules_run


def test_a_current_folder_that_is_gone_trusts_nothing(run: Run, spied: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = spied.parent / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert run("validate", spied).code == 0
    assert not trace(spied).exists()
