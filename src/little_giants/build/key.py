"""The content key of a build: equal keys mean that a build would write the same again."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import duckdb

import little_giants
from little_giants.package.model import Package


def content_key(package: Package) -> str:
    """SHA-256 over everything a build reads: descriptor, schemas, data, rules, views, our program, both databases."""
    digest = hashlib.sha256()
    digest.update(f"duckdb {duckdb.__version__} sqlite {sqlite3.sqlite_version}\n".encode())
    for base, file in _inputs(package):
        digest.update(f"{file.relative_to(base).as_posix()} ".encode())
        digest.update(hashlib.sha256(file.read_bytes()).hexdigest().encode() + b"\n")
    return digest.hexdigest()


def _inputs(package: Package) -> Iterator[tuple[Path, Path]]:
    root, program = package.root, Path(little_giants.__file__).parent
    files = {root / package.place}
    for resource in package.resources:
        files.update(resource.files)
        files.add(root / resource.schema.place)
        if isinstance(dialect := resource.properties.get("dialect"), str):
            files.add(root / dialect)
    for pattern in ("validators/*.py", "publish/views/*.sql"):
        files.update(root.glob(pattern))
    yield from ((root, file) for file in sorted(files) if file.is_file())
    yield from ((program, file) for file in sorted(program.rglob("*.py")))
