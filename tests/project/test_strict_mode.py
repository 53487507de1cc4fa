"""The strict mode of tests/conftest.py: in continuous integration a skip is a failure, and a skipped module too."""

from __future__ import annotations

from pathlib import Path

import pytest

CONFTEST = Path(__file__).parents[1] / "conftest.py"

ONE_SKIP = """
import pytest

def test_runs():
    assert True

def test_skips():
    pytest.skip("no browser here")

@pytest.mark.xfail(reason="known", strict=True)
def test_fails_as_expected():
    assert False
"""
SKIPPED_MODULE = """
import pytest
pytest.importorskip("a_module_that_nobody_has")

def test_never_reached():
    assert True
"""

pytest_plugins = ["pytester"]


@pytest.fixture
def project(pytester: pytest.Pytester) -> pytest.Pytester:
    """A folder with our conftest and nothing else."""
    pytester.makeconftest(CONFTEST.read_text(encoding="utf-8"))
    return pytester


@pytest.mark.parametrize("variable", ["LITTLE_GIANTS_CI", "CI"])
def test_a_skip_fails_and_names_its_reason(
    project: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    monkeypatch.delenv("LITTLE_GIANTS_CI", raising=False)
    monkeypatch.setenv(variable, "true")
    project.makepyfile(ONE_SKIP)
    result = project.runpytest_subprocess()
    result.assert_outcomes(passed=1, failed=1, xfailed=1)
    result.stdout.fnmatch_lines(["*no test may be skipped here: Skipped: no browser here*"])


def test_a_skipped_module_fails(project: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LITTLE_GIANTS_CI", "1")
    project.makepyfile(SKIPPED_MODULE)
    result = project.runpytest_subprocess()
    assert result.ret != pytest.ExitCode.OK
    result.stdout.fnmatch_lines(["*no test may be skipped here*a_module_that_nobody_has*"])


def test_a_skip_is_allowed_on_a_laptop(project: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setenv("LITTLE_GIANTS_CI", "0")
    project.makepyfile(ONE_SKIP)
    result = project.runpytest_subprocess()
    result.assert_outcomes(passed=1, skipped=1, xfailed=1)
    assert result.ret == pytest.ExitCode.OK
