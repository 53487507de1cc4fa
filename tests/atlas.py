"""The small package of the build's and the site's tests, copied so that a test may change it, and the real one."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

ROOT = Path(__file__).parent.parent
ATLAS = Path(__file__).parent / "build" / "atlas"


def copy_atlas(folder: Path) -> Path:
    """A copy of the small package in ``folder``."""
    return Path(shutil.copytree(ATLAS, folder / "atlas"))


def replace(file: Path, old: str, new: str) -> None:
    """Replace a text that stands in ``file`` exactly once."""
    text = file.read_text("utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file.name}"
    file.write_text(text.replace(old, new), "utf-8")


def rows(file: Path) -> list[dict[str, str]]:
    """The rows of a CSV file as text."""
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))
