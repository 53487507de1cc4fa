"""Every command that README.md and the pages on evidence show is run, and prints what the page says it prints."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def shown(page: str) -> list[tuple[str, str]]:
    """Commands and their output in the ``console`` blocks of a page: lines that begin with ``$`` are commands."""
    found = []
    text = (ROOT / page).read_text(encoding="utf-8")
    for block in re.findall(r"^```console\n(.*?)^```$", text, re.DOTALL | re.MULTILINE):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, output = part.partition("\n")
            while command.endswith("\\"):
                more, _, output = output.partition("\n")
                command = f"{command}\n{more}"
            found.append((command, output))
    return found


def tidy(output: str) -> str:
    return "\n".join(line.rstrip() for line in output.strip("\n").splitlines())


PAGES = ("README.md", "docs/evidence/coverage.md", "docs/evidence/why.md")  # as docs/generate.py writes


@pytest.mark.parametrize(("command", "output"), [example for page in PAGES for example in shown(page)])
def test_a_command_of_a_page_prints_what_the_page_says(
    command: str, output: str, environment: Mapping[str, str]
) -> None:
    run = subprocess.run(["sh", "-c", command], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120)
    assert run.returncode == 0, run.stderr
    assert tidy(run.stdout) == tidy(output), "run `make docs` and read what changed"


def test_the_readme_answers_five_questions_with_five_commands() -> None:
    assert len([command for command, _ in shown("README.md") if command.startswith("little-giants sql ")]) == 5


def test_the_two_commands_stand_in_the_readme() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert re.search(r"```sh\nmake serve\b.*\nmake test\b", text)


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md", "docs/index.md"])
def test_every_make_command_named_exists(page: str) -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = set(re.findall(r"(?:`|^)make ([a-z]+)", (ROOT / page).read_text(encoding="utf-8"), re.MULTILINE))
    assert named <= targets
