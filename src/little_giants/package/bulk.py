"""The same facts about bytes as ``signs``, with numpy: ten times faster on large files, but 0.1 s to begin with."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from little_giants.package.signs import Signs


class BulkSigns(Signs):
    """Pieces of up to ``size`` bytes, one after the other. The room is taken once: asking the system for a megabyte
    again and again costs more than the work in it."""

    def __init__(self, size: int) -> None:
        self._room = np.empty(size, np.uint8)
        self._both = np.empty(size, np.bool_)
        self._rooms: dict[int, npt.NDArray[np.bool_]] = {}
        self._found: dict[int, npt.NDArray[np.bool_]] = {}
        self._text = self._room[:0]

    def take(self, tail: bytes, piece: bytes | bytearray) -> BulkSigns:
        """Look at this text from now on."""
        size = len(tail) + len(piece)
        self._room[: len(tail)] = np.frombuffer(tail, np.uint8)
        self._room[len(tail) : size] = np.frombuffer(piece, np.uint8)
        self._text = self._room[:size]
        self._found.clear()
        return self

    @property
    def seam(self) -> bytes:
        """The text."""
        return self._text.tobytes()

    def _is(self, sign: int) -> npt.NDArray[np.bool_]:
        """Where a byte stands."""
        if sign not in self._found:
            if sign not in self._rooms:
                self._rooms[sign] = np.empty(len(self._room), np.bool_)
            self._found[sign] = np.equal(self._text, sign, out=self._rooms[sign][: len(self._text)])
        return self._found[sign]

    def count(self, sign: bytes) -> int:
        """How often ``sign`` stands in the text."""
        return int(np.count_nonzero(self._is(sign[0]))) if len(sign) == 1 else self.seam.count(sign)

    def follows(self, first: bytes, then: bytes) -> bool:
        """Whether a byte of ``then`` stands right behind a byte of ``first``."""
        both = self._both[: max(0, len(self._text) - 1)]
        return any(
            np.logical_and(self._is(one)[:-1], self._is(other)[1:], out=both).any() for one in first for other in then
        )

    def line_ends_with(self, cells: tuple[bytes, ...]) -> bool:
        """Whether some line end stands right behind one of ``cells``."""
        ends = b"\n\r" if self._is(13).any() else b"\n"
        return any(self._stands(cell + bytes([end])) for cell in cells for end in ends)

    def _stands(self, signs: bytes) -> bool:
        """Whether bytes stand somewhere in this order. Looked for from behind: most lines end with another byte."""
        size = len(self._text) - len(signs) + 1
        if size <= 0:
            return False
        both = self._both[:size]
        both[:] = self._is(signs[-1])[len(signs) - 1 :]
        for i in reversed(range(len(signs) - 1)):
            np.logical_and(both, self._is(signs[i])[i : i + size], out=both)
            if not both.any():
                return False
        return True
