"""Text on a terminal: how wide it is, how it is made harmless, cut, padded and wrapped.

Widths are columns of a fixed-width font: a Chinese character takes two, a combining mark none
(Unicode Standard Annex 11, East Asian Width: F and W are wide).
"""

from __future__ import annotations

import unicodedata

ELLIPSIS = "…"
_SHORT_ESCAPES = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
# Control, format (zero width, direction), surrogate, line, paragraph and odd space characters: none of them shows.
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp", "Zs"})
_OPENING = "（《「『【〔“‘(["
_CLOSING = "，。、；：？！）》」』】〕”’,.;:?!)]"


def char_width(char: str) -> int:
    """Columns that one character takes: 0, 1 or 2."""
    if unicodedata.east_asian_width(char) in "FW":
        return 2
    return 0 if unicodedata.category(char) in ("Mn", "Me") else 1


def width(text: str) -> int:
    """Columns that the text takes."""
    return len(text) if text.isascii() else sum(map(char_width, text))


def visible(text: str) -> str:
    r"""The text with escapes for what does not show: a newline becomes ``\n``, a byte order mark ``\ufeff``.

    No text that passed through here can move the cursor, change colours or reverse the reading direction.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(_escape(char) for char in text)


def _escape(char: str) -> str:
    if char == " " or unicodedata.category(char) not in _INVISIBLE:
        return char
    if char in _SHORT_ESCAPES:
        return _SHORT_ESCAPES[char]
    code = ord(char)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def shorten(text: str, columns: int) -> str:
    """The text cut in the middle, so that its two ends and an ellipsis take at most ``columns`` (at least 3)."""
    if len(text) <= 10 * columns and width(text) <= columns:  # to measure a cell of a megabyte takes its time
        return text
    tail_columns = (columns - 1) // 2
    head = _fitting(text, columns - 1 - tail_columns)
    tail = _fitting(text[::-1], tail_columns)[::-1]
    return head + ELLIPSIS + tail


def _fitting(text: str, columns: int) -> str:
    used = 0
    for index, char in enumerate(text):
        used += char_width(char)
        if used > columns:
            return text[:index]
    return text


def pad(text: str, columns: int) -> str:
    """The text filled with spaces up to ``columns``; wider text stays as it is."""
    return text + " " * (columns - width(text))


def wrap(text: str, columns: int) -> list[str]:
    """Lines of at most ``columns``: broken at spaces and between Chinese characters, never before closing punctuation.

    A piece that is wider than a line (an address, a pattern) stays whole on a line of its own.
    """
    lines: list[str] = []
    line = ""
    for piece in _pieces(text):
        if line and width(line) + width(piece.rstrip()) > columns:
            lines.append(line.rstrip())
            line = ""
        line += piece
    if line.strip():
        lines.append(line.rstrip())
    return lines


def _pieces(text: str) -> list[str]:
    pieces: list[str] = []
    piece = ""
    for char in text:
        if piece and _may_break(piece[-1], char):
            pieces.append(piece)
            piece = ""
        piece += char
    return [*pieces, piece] if piece else pieces


def _may_break(before: str, after: str) -> bool:
    if after == " " or after in _CLOSING or before in _OPENING:
        return False
    return before == " " or char_width(before) == 2 or char_width(after) == 2
