"""The numbers of one key, row after row, and which of them come again: in memory that does not grow with the table.

Numbers that only rise prove every key unique, for nothing: that is how a table in canonical form arrives. Meanwhile
they go to a file in the scratch folder; only where they do not rise is it read again, and sorted in pieces.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt

from little_giants.engines.duckdb.codes import ODD, Repeats

Numbers = npt.NDArray[np.int64]
_PIECE = 1 << 20  # numbers read at once
_SORTED = 1 << 23  # numbers sorted at once: 64 MB


class KeyLog:
    """The numbers of one key. Negative ones stand for rows without a number."""

    def __init__(self, scratch: Path, *, exact: bool) -> None:
        self.exact = exact  # no two keys share a number
        self._file = tempfile.TemporaryFile(dir=scratch)  # noqa: SIM115 - it lives as long as the log
        self._last = -1
        self._rows = 0
        self.rising = True
        self.odds = 0  # rows whose key lies outside the domains of its parts

    def feed(self, numbers: Numbers) -> None:
        """Take the numbers of the next rows."""
        if self.rising:
            first = len(numbers) == 0 or numbers[0] > self._last
            self.rising = bool(first and (numbers[1:] > numbers[:-1]).all())
            self._last = int(numbers[-1]) if len(numbers) else self._last
        if not self.rising:
            self.odds += int(np.count_nonzero(numbers <= ODD))
        self._file.write(numbers.data)
        self._rows += len(numbers)

    def repeats(self, limit: int, *, odd: bool = False) -> Repeats:
        """The rows whose number an earlier row has: their exact count, and the first ``limit`` of them.

        ``odd``: among the rows whose key lies outside the domains of its parts; else among the others.
        """
        if self.rising or (odd and not self.odds):
            return Repeats(0, [])
        count, rows = 0, list[tuple[int, int]]()
        parts = self._rows // _SORTED + 1
        for part in range(parts):
            mine = np.concatenate(
                [piece[((piece <= ODD) if odd else (piece >= 0)) & (piece % parts == part)] for piece in self._pieces()]
            )
            mine.sort()
            repeated = mine[1:][mine[1:] == mine[:-1]]
            del mine
            if len(repeated):
                count += len(repeated)
                again = repeated[np.append(True, repeated[1:] != repeated[:-1])]
                rows = sorted(rows + self._first(again, limit))[:limit]
        return Repeats(count, rows)

    def close(self) -> None:
        """Remove the file."""
        self._file.close()

    def _pieces(self) -> Iterator[Numbers]:
        self._file.flush()
        self._file.seek(0)
        while data := self._file.read(8 * _PIECE):
            yield np.frombuffer(data, np.int64)
        if not self._rows:
            yield np.empty(0, np.int64)

    def _first(self, again: Numbers, limit: int) -> list[tuple[int, int]]:
        found: list[tuple[int, int]] = []
        earliest = np.zeros(len(again), np.int64)
        before = 0
        for piece in self._pieces():
            at = np.minimum(np.searchsorted(again, piece), len(again) - 1)
            places = np.flatnonzero(again[at] == piece)
            numbers, rows = at[places], places + (before + 1)
            fresh = earliest[numbers] == 0
            new, where = np.unique(numbers[fresh], return_index=True)
            earliest[new] = rows[fresh][where]
            repeats = np.flatnonzero(earliest[numbers] != rows)[: limit - len(found)]
            found += zip(rows[repeats].tolist(), earliest[numbers[repeats]].tolist(), strict=True)
            if len(found) == limit:
                break
            before += len(piece)
        return found
