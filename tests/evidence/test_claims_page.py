"""docs/evidence/claims.md is true: its commands print what it shows, and it names every verdict, fit and word."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from little_giants.engines.duckdb import answers
from little_giants.evidence.claims import FITS, VERDICTS

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "evidence" / "claims.md"
TEXT = PAGE.read_text(encoding="utf-8")
SHOWN = re.findall(r"^```console\n\$ ([^\n]*)\n(.*?)^```$", TEXT, re.DOTALL | re.MULTILINE)


def printed(command: str) -> str:
    """What a command of the page prints; ``| tail -N`` is done here."""
    command, _, tail = command.partition(" | tail -")
    words = shlex.split(command)
    assert words[0] == "little-giants"
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONIOENCODING": "utf-8"}
    run = subprocess.run(
        [sys.executable, "-m", "little_giants", *words[1:]],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=True,
    )
    lines = run.stdout.splitlines()
    return "\n".join(line.rstrip() for line in lines[-int(tail) :] if tail) if tail else run.stdout.strip()


@pytest.mark.parametrize(("command", "output"), SHOWN, ids=[command for command, _ in SHOWN])
def test_a_command_prints_what_the_page_shows(command: str, output: str) -> None:
    assert printed(command) == "\n".join(line.rstrip() for line in output.splitlines())


def test_the_page_shows_commands() -> None:
    assert len(SHOWN) >= 5


def test_every_verdict_and_fit_is_explained() -> None:
    assert set(re.findall(r"`(\w+)`", TEXT)) >= {*VERDICTS, *FITS}
    rows = dict(re.findall(r"^\| all hold \| `(\w+)`.*\| `(\w+)` \|$", TEXT, re.MULTILINE))
    assert rows == FITS


def test_the_bounds_are_those_of_the_program() -> None:
    assert f"more than {answers.ROWS} rows" in TEXT and f"more than {answers.SECONDS:g} seconds" in TEXT
