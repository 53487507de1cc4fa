"""Split text by delimiters and line ends of any length, which Python's ``csv`` cannot. Slow, and seldom needed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TextIO

from little_giants.package.dialect import Dialect

_PIECE = 1 << 16


class Split:
    """An iterator of (physical line, cells, whether it is a comment) over a stream. No cells: a blank line.

    The iteration ends early where the text is broken: ``broken`` is then the line of the record, and ``reason`` why.
    Only line feeds count as physical lines.
    """

    def __init__(self, stream: TextIO, dialect: Dialect) -> None:
        self._stream, self._dialect = stream, dialect
        self._text, self._at, self._line, self._ended = "", 0, 1, False
        self._ends = ("\r\n", "\n", "\r") if dialect.line_end in ("\r\n", "\n", "\r") else (dialect.line_end,)
        self._need = max(len(dialect.delimiter), len(dialect.comment), *map(len, self._ends), 2)
        self.broken, self.reason = 0, ""

    def __iter__(self) -> Iterator[tuple[int, list[str], bool]]:
        while self._have():
            line = self._line
            if self._dialect.comment and self._text.startswith(self._dialect.comment, self._at):
                while self._have() and not self._end():
                    self._take()
                yield line, [], True
                continue
            cells = self._record(line)
            if self.broken:
                return
            yield line, cells, False

    def _have(self) -> bool:
        """Fill the window so that every mark fits in it. False at the end of the text."""
        if len(self._text) - self._at < self._need and not self._ended:
            piece = self._stream.read(_PIECE)
            self._ended = not piece
            self._text, self._at = self._text[self._at :] + piece, 0
            if piece and len(self._text) < self._need:
                return self._have()
        return self._at < len(self._text)

    def _take(self, size: int = 1) -> str:
        found = self._text[self._at : self._at + size]
        self._at += size
        self._line += found.count("\n")
        return found

    def _end(self) -> bool:
        """Take a line end, if one is here."""
        for end in self._ends:
            if self._text.startswith(end, self._at):
                self._take(len(end))
                return True
        return False

    def _record(self, line: int) -> list[str]:
        dialect = self._dialect
        cells: list[str] = []
        cell: list[str] = []
        fresh, quoted, closed = True, False, False  # where in a cell: at its start, inside quotes, behind them
        bare = True  # nothing of the record was seen
        while self._have():
            here = self._text[self._at]
            if dialect.escape and here == dialect.escape:
                self._take()
                if self._have():
                    cell.append(self._take())
                fresh = bare = False
            elif quoted:
                if here != dialect.quote:
                    cell.append(self._take())
                elif dialect.double_quote and self._text.startswith(dialect.quote * 2, self._at):
                    self._take(2)
                    cell.append(dialect.quote)
                else:
                    self._take()
                    quoted, closed = False, True
            elif self._text.startswith(dialect.delimiter, self._at):
                self._take(len(dialect.delimiter))
                cells.append("".join(cell))
                cell, fresh, bare, closed = [], True, False, False
            elif self._end():
                return [] if bare else [*cells, "".join(cell)]
            elif closed:
                self.broken, self.reason = line, "text stands after a closing quote"
                return []
            elif fresh and here == dialect.quote:
                self._take()
                quoted, fresh, bare = True, False, False
            elif fresh and dialect.skip_initial_space and here == " ":
                self._take()
                bare = False
            else:
                cell.append(self._take())
                fresh = bare = False
        if quoted:
            self.broken, self.reason = line, "a quote is not closed"
        return [*cells, "".join(cell)]
