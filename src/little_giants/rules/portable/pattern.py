"""Regular expressions that mean the same in RE2 (DuckDB) and in the Rust crate ``regex`` (polars).

Both are finite automata; their dialects differ at the edges. The pattern is read here and written again in the part
that they share, so a construct that only one of them has, or that each reads in its own way, is refused by name.
"""

from __future__ import annotations

from little_giants.rules.portable.node import PortableError

_MEND = "See docs/portable-sql.md, section Regular expressions."
_SHORTHANDS = {"d": "0-9", "w": "0-9A-Za-z_", "s": " \\t\\n\\r\\f"}
_CONTROLS = {"t": "\t", "n": "\n", "r": "\r", "f": "\f"}
_MOST = 1000  # the largest repetition RE2 takes, nested ones multiplied


class _Reader:
    def __init__(self, text: str, shorthands: bool) -> None:
        self.text = text
        self.at = 0
        self.shorthands = shorthands

    def refuse(self, what: str) -> PortableError:
        return PortableError(f"The pattern '{self.text}' has {what} at position {self.at + 1}.", _MEND)

    def peek(self, length: int = 1) -> str:
        return self.text[self.at : self.at + length]

    def alternatives(self, depth: int) -> tuple[str, int]:
        """Everything up to the closing bracket or the end, and the largest repetition within."""
        if depth > 50:
            raise self.refuse("more than 50 nested groups")
        out, largest, one = [], 1, 1
        quantifiable = False
        while self.at < len(self.text) and self.peek() != ")":
            char = self.peek()
            if char in "*+?{":
                if not quantifiable:
                    raise self.refuse(f"'{char}' with nothing to repeat")
                written, times = self.quantifier()
                out.append(written)
                if times * one > _MOST:
                    raise self.refuse(f"more than {_MOST} repetitions")
                largest, quantifiable = max(largest, times * one), False
                continue
            one, quantifiable = 1, char not in "^$|"
            if char == "(":
                out.append("(?:")
                self.group_start()
                inner, one = self.alternatives(depth + 1)
                if self.peek() != ")":
                    raise self.refuse("a '(' that is not closed")
                self.at += 1
                out.append(inner + ")")
                largest = max(largest, one)
            elif char == "[":
                out.append(self.brackets())
            elif char == "\\":
                out.append(self.escape(inside=False))
            else:
                self.at += 1
                out.append("[^\\n]" if char == "." else char if char in "^$|" else _written(char))
        return "".join(out), largest

    def group_start(self) -> None:
        self.at += 1
        if self.peek() == "?":
            if self.peek(2) != "?:":
                raise self.refuse(f"'(?{self.text[self.at + 1 : self.at + 2]}' (look-around, flags and names)")
            self.at += 2

    def quantifier(self) -> tuple[str, int]:
        char = self.peek()
        if char != "{":
            self.at += 1
            written, times = char, 1
        else:
            end = self.text.find("}", self.at)
            low, comma, high = self.text[self.at + 1 : max(end, 0)].partition(",")
            if end < 0 or not _digits(low) or (high and not _digits(high)) or (high and int(high) < int(low)):
                raise self.refuse("'{' that is no repetition such as {2,3}; write \\{ for the character")
            times = int(high or low)
            written, self.at = f"{{{int(low)}{comma}{int(high) if high else ''}}}", end + 1
        if self.peek() == "?":
            self.at += 1
            written += "?"
        return written, max(times, 1)

    def escape(self, *, inside: bool) -> str:
        char = self.text[self.at + 1 : self.at + 2]
        lower = char.lower()
        if lower in _SHORTHANDS and lower:
            if not self.shorthands:
                raise self.refuse(f"'\\{char}', which Pandera reads for all of Unicode: write [{_SHORTHANDS[lower]}]")
            if inside and char != lower:
                raise self.refuse(f"'\\{char}' inside brackets")
            self.at += 2
            return _SHORTHANDS[char] if inside else f"[{'^' if char != lower else ''}{_SHORTHANDS[lower]}]"
        return _written(self.character())

    def character(self) -> str:
        """One character behind a backslash."""
        char = self.text[self.at + 1 : self.at + 2]
        if char == "x" and self.text[self.at + 2 : self.at + 3] == "{":
            end = self.text.find("}", self.at)
            digits = self.text[self.at + 3 : max(end, 0)]
            if not 1 <= len(digits) <= 6 or any(c not in "0123456789abcdefABCDEF" for c in digits):
                raise self.refuse("'\\x{' without a code point such as \\x{4E00}")
            code = int(digits, 16)
            if not 0 < code <= 0x10FFFF or 0xD800 <= code <= 0xDFFF:
                raise self.refuse("a code point that is no character")
            self.at = end + 1
            return chr(code)
        if char in _CONTROLS and char:
            self.at += 2
            return _CONTROLS[char]
        if char and char.isascii() and not char.isalnum() and char.isprintable():
            self.at += 2
            return char
        raise self.refuse(f"'\\{char}'")

    def brackets(self) -> str:
        self.at += 1
        out = "["
        if self.peek() == "^":
            out, self.at = "[^", self.at + 1
        first = True
        while self.peek() != "]" or first:
            if self.at >= len(self.text) or (first and self.peek() == "]"):
                raise self.refuse("brackets that are empty or not closed")
            first = False
            if self.peek() == "[" or self.peek(2) in ("&&", "--", "~~"):
                raise self.refuse(f"'{self.peek(2)}' inside brackets; write a backslash before the character")
            if self.peek() == "\\" and self.text[self.at + 1 : self.at + 2].lower() in ("d", "w", "s"):
                out += self.escape(inside=True)
                continue
            low = self.member()
            if self.peek() == "-" and self.peek(2) not in ("-]", "-"):
                self.at += 1
                if self.peek() in ("[", "-") or self.peek(2) in ("\\d", "\\w", "\\s", "\\D", "\\W", "\\S"):
                    raise self.refuse("a range without an end")
                high = self.member()
                if high < low:
                    raise self.refuse(f"the empty range {low}-{high}")
                out += f"{_written(low)}-{_written(high)}"
            else:
                out += _written(low)
        self.at += 1
        return out + "]"

    def member(self) -> str:
        if self.peek() == "\\":
            return self.character()
        char = self.peek()
        if not char:
            raise self.refuse("brackets that are not closed")
        self.at += 1
        return char


def _digits(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 4


def _written(char: str) -> str:
    """A character so that both dialects read it as itself."""
    return char if char.isalnum() or not char.isascii() else f"\\x{{{ord(char):X}}}"


def shared(pattern: str, *, shorthands: bool = True) -> str:
    """The pattern in the common part of RE2 and Rust's regex, or PortableError naming what is not common.

    ``shorthands=False`` also refuses ``\\d``, ``\\w`` and ``\\s``: where the pattern as written goes to one of the
    engines, they would mean ASCII here and all of Unicode there.
    """
    if "\0" in pattern:
        raise PortableError("The pattern has a NUL character.", _MEND)
    reader = _Reader(pattern, shorthands)
    written, _ = reader.alternatives(0)
    if reader.at < len(pattern):
        raise reader.refuse("a ')' without '('")
    return written
