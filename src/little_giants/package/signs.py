"""Where single bytes stand in a piece of text: counted and looked for with the methods of ``bytes``."""

from __future__ import annotations


class Signs:
    """A piece of text, ``seam``: the end of the piece before it, then the piece."""

    def __init__(self, seam: bytes | bytearray) -> None:
        self._seam = seam

    @property
    def seam(self) -> bytes | bytearray:
        """The text."""
        return self._seam

    def count(self, sign: bytes) -> int:
        """How often ``sign`` stands in the text."""
        return self.seam.count(sign)

    def follows(self, first: bytes, then: bytes) -> bool:
        """Whether a byte of ``then`` stands right behind a byte of ``first``."""
        return any(bytes((a, b)) in self.seam for a in first for b in then)

    def line_ends_with(self, cells: tuple[bytes, ...]) -> bool:
        """Whether some line end stands right behind one of ``cells``."""
        return any(cell + mark in self.seam for cell in cells for mark in (b"\n", b"\r"))
