"""Facts about the bytes of a data file, gathered in one pass before it is parsed.

They decide two things: whether the file can be read at all (encoding, NUL bytes), and whether the fast CSV reader
sees exactly the records that RFC 4180 gives. Where the reader is known to be more lenient, ``plain`` is false and the
exact reader is used.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from little_giants.package.signs import Signs

if TYPE_CHECKING:
    from little_giants.package.bulk import BulkSigns

CHUNK = 1 << 20
_SMALL = 4 * CHUNK  # bytes of a file from which on it pays to load numpy
BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What the bytes say. Offsets count from 0; -1 means there is none."""

    size: int
    sha256: str
    bad_byte: int  # offset of the first byte that is not UTF-8
    nul: int  # offset of the first NUL
    lines: int  # physical lines, whether or not the last one ends
    quoted: bool  # a quote character stands somewhere: cells may hold line ends
    crlf: bool
    plain: bool
    blanks: bool  # it is not plain because a blank stands beside a quote, if that quote opens or closes a cell
    delimiters: int = 0  # how often the delimiter stands in the text
    open_end: bool = False  # some line ends with an empty cell: it may be one too many, which the fast reader drops


class TextFacts:
    """Facts about UTF-8 text that comes in pieces."""

    def __init__(self, delimiter: str = ",", quote: str = '"') -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self._loose = _loose_quote(delimiter, quote) if quote else None
        self._quote = quote.encode()
        self._newlines = self._carriage = self._pairs = self._delimiters = 0
        self._delimiter, empty = delimiter.encode(), (b"", quote.encode() * 2)
        self._ends = tuple({self._delimiter + cell for cell in empty})
        self._open_end = False
        self._plain, self._quoted, self._tail = True, False, b""
        self._blanks = False
        self._bulk: BulkSigns | None = None
        self.size, self.bad, self.nul = 0, -1, -1

    def feed(self, piece: bytes | bytearray) -> None:
        """Take the next piece. It may be overwritten afterwards."""
        if self.bad < 0:
            self._decode(piece)
        if self.nul < 0 and (at := piece.find(b"\0")) >= 0:
            self.nul = self.size + at
        # What straddles two pieces is seen too; runs of blanks longer than the tail are not plain.
        tail = self._tail
        signs = self._signs(tail, piece)
        if b"\r" in piece or tail.endswith(b"\r"):
            self._carriage += piece.count(b"\r")
            self._pairs += signs.seam.count(b"\r\n") - tail.count(b"\r\n")
        self._quoted = self._quoted or (self._quote != b"" and self._quote in piece)
        self._newlines += signs.count(b"\n") - tail.count(b"\n")
        self._delimiters += signs.count(self._delimiter) - tail.count(self._delimiter)
        self._open_end = self._open_end or signs.line_ends_with(self._ends)
        if self._plain:
            start = piece[:4].removeprefix(BOM) if self.size == 0 else b""
            self._plain = not (
                # The fast reader skips blank lines without a word, and trims blanks around quotes. A lone carriage
                # return is not plain either, so one behind a line end may count as a blank line.
                signs.follows(b"\n", b"\n\r" if self._carriage else b"\n") or start[:1] in (b"\r", b"\n")
            )
            if self._plain and not self._blanks and self._quoted:
                self._blanks = self._blank_beside_quote(signs) and (self.size >= _SMALL or self._loose_in(signs.seam))
        self._tail = bytes(piece[-64:]) if len(piece) >= 64 else (tail + piece)[-64:]
        self.size += len(piece)

    def _signs(self, tail: bytes, piece: bytes | bytearray) -> Signs:
        if self.size < _SMALL or len(piece) > CHUNK:
            return Signs(tail + piece)
        from little_giants.package.bulk import BulkSigns

        self._bulk = self._bulk or BulkSigns(64 + CHUNK)
        return self._bulk.take(tail, piece)

    def _decode(self, piece: bytes | bytearray) -> None:
        pending = len(self._decoder.getstate()[0])
        if not pending and piece.isascii():
            return
        try:
            self._decoder.decode(piece)
        except UnicodeDecodeError as error:
            self.bad = self.size - pending + error.start

    def _blank_beside_quote(self, signs: Signs) -> bool:
        return signs.follows(self._quote, b" \t") or signs.follows(b" \t", self._quote)

    def _loose_in(self, seam: bytes | bytearray) -> bool:
        return self._loose is not None and self._loose.search(seam) is not None

    @property
    def blank(self) -> bool:
        """Whether there is no text: nothing, or a byte order mark alone."""
        return self.size == 0 or (self.size == len(BOM) and self._tail == BOM)

    def done(self, size: int, sha256: str) -> FileFacts:
        """The facts, once every piece was fed. ``size`` and ``sha256`` are those of the file as it lies."""
        if self.bad < 0:
            try:
                self._decoder.decode(b"", final=True)
            except UnicodeDecodeError:
                self.bad = self.size - len(self._decoder.getstate()[0])
        uniform = self._carriage == 0 or self._carriage == self._pairs == self._newlines
        lines = self._newlines + (self.size > 0 and not self._tail.endswith(b"\n"))
        plain = self._plain and uniform and not self._blanks
        return FileFacts(
            size,
            sha256,
            self.bad,
            self.nul,
            lines,
            self._quoted,
            self._carriage > 0,
            plain,
            self._plain and uniform and self._blanks,
            self._delimiters,
            self._open_end or self._tail.endswith(self._ends),
        )


def _loose_quote(delimiter: str, quote: str) -> re.Pattern[bytes]:
    d, q = re.escape(delimiter.encode()), re.escape(quote.encode())
    return re.compile(rb"(?:^|[\n\r]|" + d + rb")[ \t]+" + q + rb"|" + q + rb"[ \t]+(?:[\n\r]|" + d + rb"|$)")
