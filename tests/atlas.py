"""The small package of the build's and the site's tests, copied so that a test may change it, and the real one."""

from __future__ import annotations

import csv
import io
import shutil
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

from little_giants.cli import main

ROOT = Path(__file__).parent.parent
ATLAS = Path(__file__).parent / "build" / "atlas"


def copy_atlas(folder: Path) -> Path:
    """A copy of the small package in ``folder``."""
    return Path(shutil.copytree(ATLAS, folder / "atlas", ignore=shutil.ignore_patterns("build")))


def replace(file: Path, old: str, new: str) -> None:
    """Replace a text that stands in ``file`` exactly once."""
    text = file.read_text("utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file.name}"
    file.write_text(text.replace(old, new), "utf-8")


def rows(file: Path) -> list[dict[str, str]]:
    """The rows of a CSV file as text."""
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@dataclass(frozen=True)
class Done:
    """How a command ended and what it said."""

    returncode: int
    stdout: str
    stderr: str


def command(*arguments: str | Path) -> Done:
    """Run ``little-giants`` in this process; an exception that it lets through fails the test."""
    out, err = io.StringIO(), io.StringIO()
    code: int | str | None = None
    with redirect_stdout(out), redirect_stderr(err):
        try:
            main([str(argument) for argument in arguments])
        except SystemExit as end:
            code = end.code
    assert isinstance(code, int) or code is None
    return Done(code or 0, out.getvalue(), err.getvalue())
