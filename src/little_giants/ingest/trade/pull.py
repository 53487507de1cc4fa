"""The records of a file from UN Comtrade, JSON or CSV, as text by column, each with its place in the file."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

from little_giants.errors import UsageError


class Record(dict[str, str]):
    """Column -> text; what is null or empty is "". ``place`` is ``file:line``, or ``file, record 3`` in JSON."""

    def __init__(self, cells: dict[str, str], place: str) -> None:
        super().__init__(cells)
        self.place = place


def records(file: Path) -> list[Record]:
    """The records of ``file``. Raises UsageError for a file that is neither layout, says an error, or was cut."""
    try:
        data = file.read_bytes()
    except OSError as error:
        raise UsageError(f"{file}: {error.strerror}.") from None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("latin-1")  # what the site's own download writes; only codes and numbers are read
    found = _json(text, file.name) if text.lstrip()[:1] in ("{", "[") else _csv(text, file.name)
    if not found:
        raise UsageError(f"{file.name} holds no record.")
    return found


def _json(text: str, name: str) -> list[Record]:
    try:
        document: Any = json.loads(text, parse_float=str, parse_int=str, parse_constant=str)
    except ValueError as error:
        raise UsageError(f"{name} is no JSON, or was cut: {error}.") from None
    items = document.get("data") if isinstance(document, dict) else document
    if isinstance(document, dict) and document.get("error"):
        raise UsageError(f"{name}: the service answered with an error: {document['error']}")
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise UsageError(f'{name}: there is no list of records under "data".')
    if isinstance(document, dict) and str(document.get("count", len(items))) != str(len(items)):
        raise UsageError(f"{name} says it holds {document['count']} records and holds {len(items)}: it was cut.")
    return [
        Record({k: "" if v is None else str(v).strip() for k, v in item.items()}, f"{name}, record {number}")
        for number, item in enumerate(items, 1)
    ]


def _csv(text: str, name: str) -> list[Record]:
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    found = []
    try:
        if "cmdCode" not in (reader.fieldnames or ()):
            raise UsageError(f"{name}:1: no column is called cmdCode; this is not a file of UN Comtrade, version 1.")
        for row in reader:
            extra = row.pop(None, [])
            if any(extra) or None in row.values():
                raise UsageError(f"{name}:{reader.line_num}: the line has not as many cells as the header.")
            found.append(Record({k: v.strip() for k, v in row.items()}, f"{name}:{reader.line_num}"))
    except csv.Error as error:
        raise UsageError(f"{name}:{reader.line_num}: {error}.") from None
    return found
