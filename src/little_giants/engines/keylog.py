"""The numbers of one key, row after row, and which of them come again: in memory that does not grow with the table.

Numbers that only rise prove every key unique, for nothing: that is how a table in canonical form arrives. Meanwhile
they go to a file in the scratch folder; only where they do not rise is it read again, and sorted in pieces.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import numpy as np
import numpy.typing as npt

from little_giants.engines.packed import ODD, Repeats

Numbers = npt.NDArray[np.int64]
_PIECE = 1 << 20  # numbers read at once
_AT_ONCE = 3 << 22  # numbers that are sorted in one: 96 MB
_SORTED = 1 << 23  # numbers sorted at once of more than that: 64 MB
_SPREAD = np.uint64(0x9E37_79B9_7F4A_7C15)  # brings what differs in a number into its highest bits


class KeyLog:
    """The numbers of one key. Negative ones stand for rows without a number."""

    def __init__(self, scratch: Path, *, exact: bool) -> None:
        self.exact = exact  # no two keys share a number
        self._held: Numbers = np.empty(0, np.int64)
        self._file: IO[bytes] = tempfile.TemporaryFile(dir=scratch)  # noqa: SIM115 - it lives as long as the log
        self._last = -1
        self._rows = 0
        self.rising = True
        self.odds = 0  # rows whose key lies outside the domains of its parts

    @classmethod
    def take(cls, file: Path, *, exact: bool, rows: int, odds: int, held: bytes) -> KeyLog:
        """A log whose numbers, which do not only rise, stand in a file already. It is taken away.

        ``held``: numbers, 8 bytes each, of keys outside the domains of their parts that no two keys share either.
        """
        log = cls.__new__(cls)
        log.exact, log._file, log._last, log._rows, log.rising, log.odds = exact, file.open("rb"), -1, rows, False, odds
        log._held = np.sort(np.frombuffer(held, np.int64))
        file.unlink()
        return log

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
        for mine in self._parts(odd):
            more, again = _repeated(mine)
            if more:
                del mine
                count += more
                rows = sorted(rows + self._first(again, limit))[:limit]
        return Repeats(count, rows)

    @property
    def settled(self) -> bool:
        """Whether no two of those that come again outside the domains of their parts share a number."""
        if not self.exact or not self.odds:
            return self.exact
        return all(
            len(self._held) > 0 and bool((self._held[_places(self._held, again)] == again).all())
            for _, again in map(_repeated, self._parts(odd=True))
            if len(again)
        )

    def close(self) -> None:
        """Remove the file."""
        self._file.close()

    def _parts(self, odd: bool) -> Iterator[Numbers]:
        """The numbers that are asked for, those that are equal together: all in one, or in parts that can be sorted."""

        def asked(piece: Numbers) -> npt.NDArray[np.bool_]:
            return piece <= ODD if odd else piece >= 0

        if self._rows <= _AT_ONCE:
            self._file.flush()
            self._file.seek(0)
            every = np.fromfile(self._file, np.int64)
            there = asked(every)
            yield every if there.all() else every[there]
            return
        bits = (self._rows // _SORTED).bit_length()
        for part in range(1 << bits):
            yield np.concatenate(
                [
                    piece[asked(piece) & ((piece.view(np.uint64) * _SPREAD) >> (64 - bits) == part)]
                    for piece in self._pieces()
                ]
            )

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
            at = _places(again, piece)
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


def _repeated(numbers: Numbers) -> tuple[int, Numbers]:
    """How many of some numbers stood there before, and which, each once, in order. They are sorted in place."""
    numbers.sort()
    more: Numbers = numbers[1:][numbers[1:] == numbers[:-1]]
    return len(more), more[np.append(True, more[1:] != more[:-1])] if len(more) else more


def _places(among: Numbers, numbers: Numbers) -> npt.NDArray[np.intp]:
    """Where each of some numbers would stand among others, which are in order."""
    return np.minimum(np.searchsorted(among, numbers), len(among) - 1)
