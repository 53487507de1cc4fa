"""Where records of a large CSV file stand: physical line and bytes, without parsing the rows before them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import FileIO
from pathlib import Path

import numpy as np

from little_giants.package import quotes

_NEWLINE = 10


@dataclass(frozen=True, slots=True)
class Place:
    """A record: the physical line on which it begins, counted from 1, and its text without the line end."""

    line: int
    text: bytes


def places(file: Path, wanted: Sequence[int], delimiter: str, quote: str, *, quoted: bool) -> list[Place]:
    """The places of records, counted from 0 with the header as one of them, in the order of ``wanted``, which rises.

    ``quoted``: line ends may stand inside cells. Raises LooseQuoteError, OSError.
    """
    walk = quotes.QuoteWalk(delimiter.encode(), quote.encode()) if quoted else None
    asked = np.unique(np.array([end for record in wanted for end in (record - 1, record)], np.int64))
    starts = quotes.pieces(file)
    found = {-1: (starts[0] - 1 if starts else -1, 0)}  # end of a record: offset of its line end, lines up to there
    records = lines = 0
    room = bytearray(quotes.PIECE)
    with file.open("rb", buffering=0) as stream:
        for start in starts:
            if not len(asked) or records > asked[-1]:
                break
            stream.seek(start)
            text = np.frombuffer(room, np.uint8)[: stream.readinto(room)]
            here = text == _NEWLINE
            count = int(np.count_nonzero(here))
            if walk is None and not np.searchsorted(asked, records + count) > np.searchsorted(asked, records):
                records, lines = records + count, lines + count
                continue
            newlines = np.flatnonzero(here)
            ends = newlines
            if walk is not None:
                inside = walk.inside
                ends = newlines[((np.searchsorted(walk.feed(text), newlines) + inside) & 1) == 0]
            for record in asked[np.searchsorted(asked, records) : np.searchsorted(asked, records + len(ends))].tolist():
                at = int(ends[record - records])
                found[record] = (start + at, lines + int(np.searchsorted(newlines, at)) + 1)
            records, lines = records + len(ends), lines + count
        return [_read(stream, found, record) for record in wanted]


def _read(stream: FileIO, found: dict[int, tuple[int, int]], record: int) -> Place:
    before, lines = found[record - 1]
    stream.seek(before + 1)
    end = found.get(record)  # the last record may have no line end
    text = stream.read(-1 if end is None else end[0] - before - 1)
    return Place(lines + 1, text.removesuffix(b"\r"))
