"""``build.json``: what a build wrote, from which content, and on which day that content was found valid."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from little_giants.package.model import Package

NAME = "build.json"


@dataclass(frozen=True, slots=True)
class Manifest:
    """``formats`` maps a format to its files, relative to the folder. No build yet: everything is empty."""

    key: str = ""
    checked: str = ""  # ISO date
    formats: Mapping[str, list[str]] = field(default_factory=dict)


def read(folder: Path) -> Manifest:
    """The manifest of ``folder``; empty when there is none, or when a file it lists is gone or has another size."""
    try:
        found = json.loads((folder / NAME).read_text("utf-8"))
        for name, entry in found["files"].items():
            if (folder / name).stat().st_size != entry["bytes"]:
                return Manifest()
        return Manifest(found["key"], found["checked"], found["formats"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return Manifest()


def listed(folder: Path) -> set[str]:
    """The files that the last build wrote, whether or not they are still as it left them."""
    try:
        return set(json.loads((folder / NAME).read_text("utf-8"))["files"])
    except (OSError, ValueError, KeyError, TypeError):
        return set()


def write(folder: Path, package: Package, key: str, checked: str, formats: Mapping[str, list[str]]) -> None:
    """Write the manifest with size and SHA-256 of every file."""
    files = {}
    for name in sorted(name for names in formats.values() for name in names):
        data = (folder / name).read_bytes()
        files[name] = {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    content = {
        "package": package.name,
        "version": package.version,
        "key": key,
        "checked": checked,
        "formats": dict(formats),
        "files": files,
    }
    aside = folder / f".{NAME}.{os.getpid()}.tmp"
    aside.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", "utf-8")
    aside.replace(folder / NAME)
