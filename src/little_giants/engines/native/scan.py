"""Have the scanner read one table: the plan goes in, what it found comes back.

Whatever the scanner cannot judge exactly (values, dialects, files that are not quite regular) it refuses as a whole;
the DuckDB engine then does the work.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import struct
import tempfile
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from little_giants.engines.left import Log, Single, Streamed
from little_giants.engines.native.library import library
from little_giants.engines.native.plan import NotNativeError, Reference, counted, plan
from little_giants.engines.passed import Texts
from little_giants.package.model import Resource
from little_giants.package.table import Table
from little_giants.package.text import FileFacts
from little_giants.schema.cells import CellRule
from little_giants.schema.keys import unique_keys

_MOST_THREADS = 8
_BAD_PLAN = -2  # as lib.rs has it


@dataclass(frozen=True, slots=True)
class Scanned:
    """What the scanner found. ``facts``: what the bytes say, but for their hash. ``collected``: by field."""

    streamed: Streamed
    facts: FileFacts
    collected: tuple[Texts, ...]


def scan(
    resource: Resource,
    table: Table,
    rules: Sequence[CellRule],
    references: Sequence[Reference],
    scratch: Path,
    limit: int,
    collected: Sequence[str] = (),
) -> Scanned | None:
    """Read the file of ``resource``, whose labels ``table`` has matched with its fields.

    ``rules``, then ``references``, are the conditions that are counted. ``limit``: how many records of one are kept.
    ``collected``: fields whose values are wanted. None where the scanner is not there, or refuses.
    """
    positions = [position for position in table.columns.positions if position is not None]
    if (
        library() is None
        or len(positions) < len(table.columns.positions)
        or "\0" in resource.delimiter + resource.quote
    ):
        return None
    keys = [key.fields for key in unique_keys(resource.schema, ())]
    folder = Path(tempfile.mkdtemp(dir=scratch))
    logs = [folder / str(number) for number in range(len(keys))]
    try:
        planned = plan(resource.schema, positions, len(table.labels), rules, references, keys, logs, collected)
        dialect = resource.delimiter.encode() + resource.quote.encode() + bytes([resource.dialect.header])
        head = counted(str(resource.file.resolve()).encode()) + dialect
        head += struct.pack("<IQ", min(_MOST_THREADS, _cores()), limit)
        found = _call(b"".join((head, *planned.tail)))
        return None if found is None else _read(found, logs, planned.exact, limit)
    except (NotNativeError, UnicodeEncodeError):
        return None
    finally:
        shutil.rmtree(folder)


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _call(text: bytes) -> bytes | None:
    scanner = library()
    assert scanner is not None
    out, size = ctypes.c_void_p(), ctypes.c_size_t()
    code = scanner.scanner_scan(text, ctypes.c_size_t(len(text)), ctypes.byref(out), ctypes.byref(size))
    if code == _BAD_PLAN:
        raise RuntimeError("the scanner does not understand its plan")
    if code:  # it refuses the file, or it failed: either way DuckDB can read it
        return None
    try:
        return ctypes.string_at(out, size.value)
    finally:
        scanner.scanner_free(out, size)


class _Reader:
    def __init__(self, text: bytes) -> None:
        self._text, self._at = text, 0

    def take(self, kinds: str) -> tuple[int, ...]:
        """Numbers, by the letters of ``struct``."""
        found = struct.unpack_from("<" + kinds, self._text, self._at)
        self._at += struct.calcsize("<" + kinds)
        return found

    def bytes(self, width: int = 1) -> bytes:
        """Bytes behind the number of their items, each of ``width`` bytes."""
        (size,) = self.take("Q")
        start, self._at = self._at, self._at + size * width
        return self._text[start : self._at]

    def list(self) -> range:
        """As many steps as a list has items."""
        return range(self.take("I")[0])


def _read(text: bytes, logs: Sequence[Path], exact: Sequence[bool], limit: int) -> Scanned:
    reader = _Reader(text)
    rows, size, lines, quoted, crlf = reader.take("QQQBB")
    counts: list[int] = []
    first: list[array[int]] = []
    for _ in reader.list():
        counts += reader.take("Q")
        first.append(array("q", reader.bytes(8)))
    kept = [_log(reader, file, one, rows) for _, file, one in zip(reader.list(), logs, exact, strict=True)]
    collected = tuple(Texts(reader.bytes(), reader.bytes()) for _ in reader.list())
    facts = FileFacts(size, "", -1, -1, lines, quoted=bool(quoted), crlf=bool(crlf), plain=True, blanks=False)
    return Scanned(Streamed(limit, counts, first, kept, rows), facts, collected)


def _log(reader: _Reader, file: Path, exact: bool, rows: int) -> Log:
    single, odds = reader.take("BQ")
    held = reader.bytes(8)
    if single:
        return Single(exact)
    from little_giants.engines.keylog import KeyLog

    return KeyLog.take(file, exact=exact, rows=rows, odds=odds, held=held)
