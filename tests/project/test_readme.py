"""Every command that README.md and CONTRIBUTING.md show is run, and says what the page says it says."""

from __future__ import annotations

import os
import re
import subprocess
import sys
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


@pytest.fixture(scope="module")
def path_with_command(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A PATH on which ``little-giants`` is the code under test, installed or not."""
    folder = tmp_path_factory.mktemp("bin")
    program = folder / "little-giants"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m little_giants "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    return f"{folder}{os.pathsep}{os.environ['PATH']}"


def tidy(output: str) -> str:
    return "\n".join(line.rstrip() for line in output.strip("\n").splitlines())


@pytest.mark.parametrize(("command", "output"), shown("README.md"))
def test_a_command_of_the_readme_prints_what_the_readme_says(command: str, output: str, path_with_command: str) -> None:
    environment = {**os.environ, "PATH": path_with_command, "COLUMNS": "120", "NO_COLOR": "1"}
    run = subprocess.run(["sh", "-c", command], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120)
    assert run.returncode == 0, run.stderr
    assert tidy(run.stdout) == tidy(output)


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
