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
        self._first, self._then, self._more = (np.empty(size, np.bool_) for _ in range(3))
        self._text = self._room[:0]

    def take(self, tail: bytes, piece: bytes | bytearray) -> BulkSigns:
        """Look at this text from now on."""
        size = len(tail) + len(piece)
        self._room[: len(tail)] = np.frombuffer(tail, np.uint8)
        self._room[len(tail) : size] = np.frombuffer(piece, np.uint8)
        self._text = self._room[:size]
        return self

    @property
    def seam(self) -> bytes:
        """The text."""
        return self._text.tobytes()

    def _is(self, signs: bytes, room: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
        found = room[: len(self._text)]
        np.equal(self._text, signs[0], out=found)
        for sign in signs[1:]:
            more = self._more[: len(self._text)]
            np.equal(self._text, sign, out=more)
            np.logical_or(found, more, out=found)
        return found

    def count(self, sign: bytes) -> int:
        """How often ``sign`` stands in the text."""
        return int(np.count_nonzero(self._is(sign, self._first))) if len(sign) == 1 else self.seam.count(sign)

    def follows(self, first: bytes, then: bytes) -> bool:
        """Whether a byte of ``then`` stands right behind a byte of ``first``."""
        if not first or not then:
            return False
        one, other = self._is(first, self._first)[:-1], self._is(then, self._then)[1:]
        np.logical_and(one, other, out=one)
        return bool(one.any())

    def line_ends_with(self, cells: tuple[bytes, ...]) -> bool:
        """Whether some line end stands right behind one of ``cells``."""
        last = b"".join({cell[-1:] for cell in cells})  # most lines end with another byte: one look is enough
        return self.follows(last, b"\n\r") and super().line_ends_with(cells)
