"""docs/evidence/screening.md shows what the program prints, and its example of a file is one."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from atlas import ROOT, command
from screening_cases import rules

from little_giants.evidence.screening_figures import read_profile

PAGE = (ROOT / "docs/evidence/screening.md").read_text("utf-8")
SHOWN = re.findall(r"```sh\nlittle-giants (screen [^\n]*)\n```\n\n```text\n(.*?)```", PAGE, re.DOTALL)
ASKED = re.findall(r"^little-giants (sql \".*?\")$", PAGE, re.MULTILINE | re.DOTALL)


def test_there_are_examples() -> None:
    assert len(SHOWN) >= 4 and ASKED


@pytest.mark.parametrize(("line", "output"), SHOWN)
def test_the_output_is_what_is_shown(line: str, output: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    done = command(*shlex.split(line))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == output


@pytest.mark.parametrize("line", ASKED)
def test_the_query_runs(line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    done = command(*shlex.split(line))
    assert done.returncode == 0, done.stderr


def test_the_example_of_a_file_is_read(tmp_path: Path) -> None:
    (text,) = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    file = tmp_path / "figures.yaml"
    file.write_text(text, "utf-8")
    profile = read_profile(rules(), file)
    assert profile.figures.year == 2026 and profile.tier == "little_giant"
    assert profile.figures.judgements == {"LG-2026-13": True}


def test_every_figure_of_the_article_firms_is_honest_about_what_is_missing() -> None:
    """None of them has a figure that a criterion asks for, so nothing may be met or not met."""
    for firm in range(325, 330):
        done = command("screen", f"F{firm:06}", ROOT, "--edition", "all", "--format", "json")
        assert '"verdict": "met"' not in done.stdout and '"verdict": "not_met"' not in done.stdout
        assert '"verdict": "unknown"' in done.stdout
