"""The canonical form of a data file: UTF-8, LF, sorted by primary key, minimal quoting.

Two people who make the same change get the same bytes, and a difference shows only what changed.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from little_giants.errors import UsageError
from little_giants.package.model import Package, Resource
from little_giants.package.read import read
from little_giants.schema.model import Schema


def canonical_text(schema: Schema, labels: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """The canonical CSV text of ``rows`` (cells as text, in the order of ``labels``)."""
    wanted = list(labels)
    keys = [wanted.index(name) for name in schema.primary_key if name in wanted]
    numeric = [schema.field(wanted[i]).sql_type in ("BIGINT", "DOUBLE") for i in keys]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_MINIMAL)
    writer.writerow(wanted)
    ordered = sorted(rows, key=lambda row: [_sort(row[i], n) for i, n in zip(keys, numeric, strict=True)])
    writer.writerows(ordered)
    return out.getvalue()


def _sort(cell: str, numeric: bool) -> tuple[int, Decimal, str]:
    if numeric:
        try:
            return (0, Decimal(cell), cell)
        except InvalidOperation:
            pass  # a wrong number is a finding of the validator; here it only needs a place
    return (1, Decimal(0), cell)


def write_table(root: Path, name: str, rows: Iterable[Mapping[str, str]]) -> Path:
    """Write ``rows`` as the data file of table ``name`` in canonical form, in the field order of its schema.

    ``rows`` map field names to text; a field that is left out is empty. Raises UsageError for an unknown field.
    """
    resource = read(root).resource(name)
    names = resource.schema.field_names
    lines: list[list[str]] = []
    for number, row in enumerate(rows, 1):
        if unknown := set(row) - set(names):
            raise UsageError(f"{name}, row {number}: {', '.join(sorted(unknown))} is not in the schema.")
        lines.append([row.get(field, "") or "" for field in names])
    _write(resource.file, canonical_text(resource.schema, names, lines).encode())
    return resource.file


def format_package(package: Package, *, check: bool = False) -> list[str]:
    """Bring every data file into canonical form and refresh hash and bytes in the descriptor.

    Returns the files that were not canonical (relative to the root). With ``check`` nothing is written. Files of
    other formats and dialects have no canonical form; only their hash and bytes are refreshed. A file whose rows are
    ragged or whose text is broken is left alone: the validator names the line.
    """
    changed: list[str] = []
    descriptor: dict[str, Any] = json.loads((package.root / package.place).read_text("utf-8-sig"))
    for resource, item in zip(package.resources, descriptor["resources"], strict=True):
        if resource.inline or not all(file.is_file() for file in resource.files):
            continue
        old = b"".join(file.read_bytes() for file in resource.files)
        new = _canonical_bytes(resource, old) if resource.canonical else old
        if new != old:
            changed.append(resource.path)
            if not check:
                _write(resource.file, new)
        digest = "sha256:" + hashlib.sha256(new).hexdigest()
        if (item.get("hash"), item.get("bytes")) != (digest, len(new)):
            item["hash"], item["bytes"] = digest, len(new)
            if package.place not in changed:
                changed.append(package.place)
    text = json.dumps(descriptor, ensure_ascii=False, indent=2) + "\n"
    if package.place in changed and not check:
        _write(package.root / package.place, text.encode())
    return changed


def _canonical_bytes(resource: Resource, data: bytes) -> bytes:
    csv.field_size_limit(sys.maxsize)  # the module's limit is process-wide; a long cell is no error of CSV
    try:
        text = data.decode("utf-8-sig")
        reader = csv.reader(
            io.StringIO(text, newline=""), delimiter=resource.delimiter, quotechar=resource.quote, strict=True
        )
        labels = next(reader)
        rows = [row for row in reader if row]
    except (UnicodeDecodeError, csv.Error, StopIteration):
        return data
    known = set(resource.schema.field_names)
    if any(len(row) != len(labels) for row in rows) or len(set(labels)) < len(labels) or not set(labels) <= known:
        return data
    if resource.delimiter != "," or resource.quote != '"':
        return data
    return canonical_text(resource.schema, labels, rows).encode()


def _write(file: Path, data: bytes) -> None:
    """Write aside and rename, so that a killed run leaves the old file whole."""
    aside = file.with_name(f".{file.name}.{os.getpid()}.tmp")
    try:
        aside.write_bytes(data)
        aside.replace(file)
    finally:
        aside.unlink(missing_ok=True)
