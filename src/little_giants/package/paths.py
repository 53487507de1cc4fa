"""Paths of a package: they stay inside it. A path that leaves it is refused before anything is opened."""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


def why_unsafe(root: Path, path: str) -> str:
    """Why ``path`` may not be opened below ``root``, or "" when it may.

    Data Package v2, "Path": a path is relative, POSIX style, and holds no ``..`` (security). A symbolic link that
    leads out of the package is as bad as ``..``, and is found by resolving it.
    """
    if not path or "\0" in path:
        return "the path is empty or holds a NUL."
    if _SCHEME.match(path):
        return f"the path {path!r} is an address, not a file of the package."
    if "\\" in path or PurePosixPath(path).is_absolute():
        return f"the path {path!r} is not a relative POSIX path."
    if ".." in PurePosixPath(path).parts:
        return f"the path {path!r} leaves the package."
    if any(part.startswith(".") for part in PurePosixPath(path).parts):
        return f"the path {path!r} is hidden: it has a part that begins with a dot."
    try:
        inside = (root / path).resolve().is_relative_to(root.resolve())
    except (OSError, RuntimeError):  # a loop of links
        inside = False
    return "" if inside else f"the path {path!r} is a link that leaves the package."


def is_address(text: str) -> bool:
    """Whether a text names something on the network, or a file by its address: ``https://…``, ``file://…``."""
    return re.match(r"[A-Za-z][A-Za-z0-9+.-]*://", text) is not None


def is_file(path: Path) -> bool:
    """Whether there is a plain file: a pipe or a device would never end. A name too long for the system is none."""
    try:
        return path.is_file()
    except OSError:
        return False
