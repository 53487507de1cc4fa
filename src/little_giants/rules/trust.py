"""Whose rules run: rule files are Python, so those of a package that came from elsewhere run only when asked for."""

from __future__ import annotations

from pathlib import Path

from little_giants.rules.files import rule_files


def yours(root: Path) -> bool:
    """Whether the package at ``root`` counts as the user's own: the current folder is that folder or stands in it.

    Who works in a folder has gone there, as with ``make`` or ``pytest``. A package below the current folder is not
    enough: there lie clones and downloads, too.
    """
    try:
        return Path.cwd().resolve().is_relative_to(root.resolve())
    except (OSError, RuntimeError):  # the current folder is gone; a loop of links
        return False


def trusted(root: Path, said: bool | None) -> bool:
    """Whether the rules of the package at ``root`` may run. ``said``: what the user said about it, None for nothing.

    A package without rule files has none to distrust.
    """
    return (yours(root) if said is None else said) or not rule_files(root)
