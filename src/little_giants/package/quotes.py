"""Which bytes of a CSV file stand inside quotes, without parsing it: the parity of the quotes before them.

That holds as long as a quote opens only where a cell begins and closes only where one ends, or is doubled (RFC 4180).
Where it does not, nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt

PIECE = 1 << 20
_NEWLINE, _RETURN = 10, 13
_BOM = b"\xef\xbb\xbf"
Bytes = npt.NDArray[np.uint8]
Places = npt.NDArray[np.intp]


class LooseQuoteError(Exception):
    """A quote stands inside a cell that is not quoted, or beside a blank outside: the parity of quotes says nothing."""


class QuoteWalk:
    """Follows the quotes of a file piece by piece."""

    def __init__(self, delimiter: bytes, quote: bytes) -> None:
        self._quote = quote[0]
        self._beside = np.zeros(256, np.bool_)  # what may stand before an opening quote, and behind a closing one
        self._beside[[_NEWLINE, _RETURN, delimiter[0], self._quote]] = True
        self.inside = 0  # 1 where the piece ended inside quotes
        self._last = _NEWLINE  # the byte before the piece
        self._closed = False  # that byte is a closing quote

    def feed(self, text: Bytes) -> Places:
        """The quotes of the next piece. Raises LooseQuoteError."""
        if self._closed and len(text) and not self._beside[text[0]]:
            raise LooseQuoteError
        quotes: Places = np.flatnonzero(text == self._quote)
        opening, closing = quotes[self.inside :: 2], quotes[1 - self.inside :: 2]
        if len(opening):
            before = text[opening - 1]
            if opening[0] == 0:
                before[0] = self._last
            if not self._beside[before].all():
                raise LooseQuoteError
        self._closed = bool(len(closing)) and int(closing[-1]) == len(text) - 1
        if not self._beside[text[closing[: len(closing) - self._closed] + 1]].all():
            raise LooseQuoteError
        self.inside = (self.inside + len(quotes)) & 1
        self._last = int(text[-1]) if len(text) else self._last
        return quotes


def pieces(file: Path) -> list[int]:
    """The offsets at which the pieces of a file begin; a byte order mark belongs to none."""
    with file.open("rb") as stream:
        start = len(_BOM) if stream.read(len(_BOM)) == _BOM else 0
    return list(range(start, file.stat().st_size, PIECE))


def regular(file: Path, delimiter: str, quote: str) -> bool:
    """Whether every quote of a file opens or closes a cell, or is doubled inside one. Raises OSError."""
    return _walk(file, QuoteWalk(delimiter.encode(), quote.encode()), lambda text, quotes, inside: None)


def separators(file: Path, delimiter: str, quote: str) -> int | None:
    """How many delimiters of a file stand outside quotes, between cells; None where quotes do not tell."""
    mark, found = ord(delimiter), 0

    def count(text: Bytes, quotes: Places, inside: int) -> None:
        nonlocal found
        there = (text == mark).view(np.uint8)
        runs = np.add.reduceat(there, np.concatenate([[0], quotes]), dtype=np.int64) if len(text) else there
        found += int(runs[inside::2].sum())

    return found if _walk(file, QuoteWalk(delimiter.encode(), quote.encode()), count) else None


def _walk(file: Path, walk: QuoteWalk, each: Callable[[Bytes, Places, int], None]) -> bool:
    """Let ``each`` see every piece, its quotes, and whether it begins inside quotes. False where a quote is loose."""
    room = bytearray(PIECE)
    try:
        with file.open("rb", buffering=0) as stream:
            for start in pieces(file):
                stream.seek(start)
                text, inside = np.frombuffer(room, np.uint8)[: stream.readinto(room)], walk.inside
                each(text, walk.feed(text), inside)
    except LooseQuoteError:
        return False
    return not walk.inside
