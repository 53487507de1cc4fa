"""Where records of a large CSV file stand: their physical line and their bytes, without parsing the rows before them.

Outside quotes a line end ends a record. Inside, it does not; whether a byte stands inside is the parity of the quotes
before it, as long as a quote opens only where a cell begins (RFC 4180). Where that does not hold, nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

_PIECE = 1 << 20
_NEWLINE, _RETURN = 10, 13
Offsets = npt.NDArray[np.int64]


class LooseQuoteError(Exception):
    """A quote stands inside a cell that is not quoted: the parity of quotes says nothing."""


@dataclass(frozen=True, slots=True)
class Place:
    """A record: the physical line on which it begins, counted from 1, and its text without the line end."""

    line: int
    text: bytes


def places(file: Path, wanted: Sequence[int], delimiter: str, quote: str, *, quoted: bool) -> list[Place]:
    """The places of records, counted from 0 with the header as one of them, in the order of ``wanted``, which rises.

    ``quoted``: line ends may stand inside cells. Raises LooseQuoteError, OSError.
    """
    walk = _Walk(delimiter.encode(), quote.encode() if quoted else b"")
    asked = np.unique(np.array([end for record in wanted for end in (record - 1, record)], np.int64))
    found: dict[int, tuple[int, int]] = {-1: (-1, 0)}  # end of a record: offset of its line end, lines up to there
    records = lines = offset = 0
    with file.open("rb") as stream:
        while (piece := stream.read(_PIECE)) and records <= (asked[-1] if len(asked) else -1):
            text = np.frombuffer(piece, np.uint8)
            newlines = np.flatnonzero(text == _NEWLINE)
            ends = walk.ends(text, newlines)
            here = asked[np.searchsorted(asked, records) : np.searchsorted(asked, records + len(ends))]
            for record in here.tolist():
                at = int(ends[record - records])
                found[record] = (offset + at, lines + int(np.searchsorted(newlines, at)) + 1)
            records, lines, offset = records + len(ends), lines + len(newlines), offset + len(piece)
        return [_read(stream, found, record) for record in wanted]


def _read(stream: object, found: dict[int, tuple[int, int]], record: int) -> Place:
    before, lines = found[record - 1]
    stream.seek(before + 1)  # type: ignore[attr-defined]
    end = found.get(record)  # the last record may have no line end
    text: bytes = stream.read(-1 if end is None else end[0] - before - 1)  # type: ignore[attr-defined]
    return Place(lines + 1, text.removesuffix(b"\r"))


class _Walk:
    """Tells the line ends that end records from those inside quotes, piece by piece."""

    def __init__(self, delimiter: bytes, quote: bytes) -> None:
        self._quote = quote[0] if quote else -1
        self._starts = np.array([_NEWLINE, _RETURN, delimiter[0], self._quote], np.int64)
        self._inside = 0
        self._last = _NEWLINE  # the byte before the piece
        self._begun = False

    def ends(self, text: npt.NDArray[np.uint8], newlines: npt.NDArray[np.intp]) -> npt.NDArray[np.intp]:
        """The line ends that end a record."""
        if self._quote < 0:
            return newlines
        quotes = np.flatnonzero(text == self._quote)
        if len(quotes):
            opening = quotes[self._inside :: 2]
            before = np.where(opening > 0, text[opening - 1], self._last).astype(np.int64)
            if not self._begun and len(opening) and opening[0] == 3 and text[:3].tobytes() == b"\xef\xbb\xbf":
                before[0] = _NEWLINE
            if not np.isin(before, self._starts).all():
                raise LooseQuoteError
        inside = (np.searchsorted(quotes, newlines) + self._inside) & 1
        self._inside = (self._inside + len(quotes)) & 1
        self._last, self._begun = int(text[-1]), True
        outside: npt.NDArray[np.intp] = newlines[inside == 0]
        return outside
