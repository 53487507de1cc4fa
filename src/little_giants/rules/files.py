"""Where a package keeps its rules. Apart from what reads them, so that looking for them imports nothing heavy."""

from __future__ import annotations

from pathlib import Path

FOLDER = "validators"


def rule_files(root: Path) -> list[Path]:
    """The rule files of the package at ``root``, by name: counts.py before counts.totals.py."""
    folder = root / FOLDER
    found = [file for file in folder.glob("*.py") if file.is_file()] if folder.is_dir() else []
    return sorted(found, key=lambda file: file.stem.split("."))
