"""The regular expressions of XML Schema (Part 2, appendix F), written so that RE2 and Python read them alike.

>>> translate("[a-z-[aeiou]]+")
'[b-df-hj-np-tv-z]+'

Every character class becomes explicit ranges, so no engine's own idea of ``\\w`` or ``.`` remains. XML Schema has no
anchors: a pattern matches the whole value. ``^`` at the start and ``$`` at the end of a branch say just that, are
written by many authors, and are taken so; anywhere else they are plain characters. ``(?:`` and lazy quantifiers, which
change no verdict, are taken as well. Look-around, back-references and inline flags are refused.
"""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

Ranges = tuple[tuple[int, int], ...]  # sorted, apart from each other, both ends included

_LAST = sys.maxunicode
_MOST = 1000  # the largest repetition RE2 takes
_LITERAL = set("\\|.-^?*+{}()[]$/\"'#&,:;<=>@_`~!% ")
_CONTROL = {"n": "\n", "r": "\r", "t": "\t"}
# XML 1.0, fifth edition, productions 4 and 4a.
_NAME_START = (
    (0x3A, 0x3A), (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A), (0xC0, 0xD6), (0xD8, 0xF6), (0xF8, 0x2FF),
    (0x370, 0x37D), (0x37F, 0x1FFF), (0x200C, 0x200D), (0x2070, 0x218F), (0x2C00, 0x2FEF), (0x3001, 0xD7FF),
    (0xF900, 0xFDCF), (0xFDF0, 0xFFFD), (0x10000, 0xEFFFF),
)  # fmt: skip
_NAME_MORE = ((0x2D, 0x2E), (0x30, 0x39), (0xB7, 0xB7), (0x300, 0x36F), (0x203F, 0x2040))
_SPACE = ((0x09, 0x0A), (0x0D, 0x0D), (0x20, 0x20))
_LINE_END = ((0x0A, 0x0A), (0x0D, 0x0D))


class PatternError(ValueError):
    """The pattern is no XML Schema regular expression, or uses what this program does not support."""


@lru_cache(maxsize=1024)
def translate(pattern: str) -> str:
    """``pattern`` for RE2 and for Python's ``re``, to be matched against the whole value. Raises PatternError."""
    reader = _Reader(pattern)
    out, _ = reader.branches()
    if reader.at < len(pattern):
        raise reader.wrong("a ')' without a '('")
    return out


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.depth = 0

    def wrong(self, what: str) -> PatternError:
        return PatternError(f"the pattern {self.text!r} has {what} at character {self.at + 1}.")

    def peek(self) -> str:
        return self.text[self.at : self.at + 1]

    def take(self) -> str:
        if self.at >= len(self.text):
            raise self.wrong("an end that comes too early")
        self.at += 1
        return self.text[self.at - 1]

    def branches(self) -> tuple[str, int]:
        """The branches up to the end of the group, and how often the most repeated part of them is repeated."""
        found = [self.branch()]
        while self.peek() == "|":
            self.at += 1
            found.append(self.branch())
        return "|".join(out for out, _ in found), max(times for _, times in found)

    def branch(self) -> tuple[str, int]:
        out: list[str] = []
        most = 1
        if self.peek() == "^":
            self.at += 1
        while (char := self.peek()) and char not in "|)":
            if char == "$" and self.text[self.at + 1 : self.at + 2] in ("", "|", ")"):
                self.at += 1
                break
            atom, inner = self.atom()
            quantifier, times = self.quantifier()
            most = max(most, inner * times)
            if most > _MOST:
                raise self.wrong(f"more than {_MOST} repetitions in all")
            out.append(atom + quantifier)
        return "".join(out), most

    def atom(self) -> tuple[str, int]:
        char = self.take()
        if char in "*+?{}]":
            self.at -= 1
            raise self.wrong(f"'{char}' with nothing before it" if char in "*+?{" else f"a '{char}' without its pair")
        if char == "(":
            return self.group()
        if char == "[":
            return _class(self.brackets()), 1
        if char == ".":
            return _class(_invert(_LINE_END)), 1
        if char == "\\":
            return _class(self.escape()), 1
        return _class(((ord(char), ord(char)),)), 1

    def group(self) -> tuple[str, int]:
        if self.peek() == "?":
            if self.text[self.at : self.at + 2] != "?:":
                raise self.wrong("look-around, a name or a flag, which XML Schema does not know")
            self.at += 2
        self.depth += 1
        if self.depth > 50:
            raise self.wrong("more than 50 nested groups")
        inside, times = self.branches()
        if self.peek() != ")":
            raise self.wrong("a '(' that is not closed")
        self.at += 1
        self.depth -= 1
        return f"(?:{inside})", times

    def quantifier(self) -> tuple[str, int]:
        char, times = self.peek(), 1
        if not char or char not in "*+?{":
            return "", 1
        self.at += 1
        if char == "{":
            end = self.text.find("}", self.at)
            low, comma, high = self.text[self.at : max(end, self.at)].partition(",")
            if (
                end < 0
                or not low.isdecimal()
                or not low.isascii()
                or (high and not (high.isdecimal() and high.isascii()))
            ):
                raise self.wrong("a quantifier that is not {n}, {n,} or {n,m}")
            if max(int(low), int(high or 0)) > _MOST or (high and int(high) < int(low)):
                raise self.wrong(f"a quantifier that runs backwards or beyond {_MOST}")
            self.at = end + 1
            times = max(int(low), int(high or 0), 1)
            char = f"{{{int(low)}{comma}{int(high) if high else ''}}}"
        if self.peek() == "?":
            self.at += 1  # lazy: the same values match
        if self.peek() and self.peek() in "*+?{":
            raise self.wrong("a quantifier after a quantifier")
        return char, times

    def brackets(self) -> Ranges:
        negated = self.peek() == "^"
        self.at += negated
        parts: list[tuple[int, int]] = []
        taken: Ranges = ()
        first = True
        while (char := self.take()) != "]" or first:
            if char == "-" and self.peek() == "[" and not first:
                self.at += 1
                taken = self.brackets()
                if self.take() != "]":
                    raise self.wrong("something after a subtraction")
                break
            if char == "[":
                raise self.wrong("a '[' that must be written \\[")
            if char == "\\":
                one = self.escape()
            elif char == "]":
                raise self.wrong("an empty class")
            else:
                one = ((ord(char), ord(char)),)
            first = False
            if self.peek() == "-" and self.text[self.at + 1 : self.at + 2] not in ("]", "[", ""):
                if len(one) != 1 or one[0][0] != one[0][1]:
                    raise self.wrong("a range that does not begin with one character")
                self.at += 1
                end = self.take()
                last = self.escape() if end == "\\" else ((ord(end), ord(end)),)
                if len(last) != 1 or last[0][0] != last[0][1] or last[0][0] < one[0][0]:
                    raise self.wrong("a range that runs backwards")
                one = ((one[0][0], last[0][0]),)
            parts += one
        found = merge(parts)
        return _subtract(_invert(found) if negated else found, taken)

    def escape(self) -> Ranges:
        char = self.take()
        if char in _CONTROL:
            code = ord(_CONTROL[char])
            return ((code, code),)
        if char in _LITERAL:
            return ((ord(char), ord(char)),)
        if char in "pP":
            return self.category(char == "P")
        known = {
            "s": _SPACE,
            "d": _categories("Nd"),
            "w": _invert(merge((*_categories("P"), *_categories("Z"), *_categories("C")))),
            "i": _NAME_START,
            "c": merge((*_NAME_START, *_NAME_MORE)),
        }
        if char.lower() not in known:
            raise self.wrong(f"\\{char}, which XML Schema does not know")
        return known[char] if char.islower() else _invert(known[char.lower()])

    def category(self, negated: bool) -> Ranges:
        end = self.text.find("}", self.at)
        if self.peek() != "{" or end < 0:
            raise self.wrong("\\p without {…}")
        name = self.text[self.at + 1 : end]
        if name.startswith("Is"):
            raise self.wrong(f"the block {name!r}: blocks are not supported")
        found = _categories(name)
        if not found:
            raise self.wrong(f"the unknown category {name!r}")
        self.at = end + 1
        return _invert(found) if negated else found


@lru_cache(maxsize=64)
def _categories(name: str) -> Ranges:
    """The characters of a Unicode general category such as ``Nd``, or of a group of them such as ``L``."""
    found: list[tuple[int, int]] = []
    start = -1
    for code in range(_LAST + 2):
        inside = code <= _LAST and unicodedata.category(chr(code)).startswith(name)
        if inside and start < 0:
            start = code
        elif not inside and start >= 0:
            found.append((start, code - 1))
            start = -1
    return tuple(found)


def merge(ranges: Iterable[tuple[int, int]]) -> Ranges:
    """The same characters as ranges that are sorted and apart from each other."""
    merged: list[tuple[int, int]] = []
    for low, high in sorted(ranges):
        if merged and low <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(high, merged[-1][1]))
        else:
            merged.append((low, high))
    return tuple(merged)


def _invert(ranges: Ranges) -> Ranges:
    found: list[tuple[int, int]] = []
    after = 0
    for low, high in ranges:
        if low > after:
            found.append((after, low - 1))
        after = high + 1
    if after <= _LAST:
        found.append((after, _LAST))
    return tuple(found)


def _subtract(ranges: Ranges, taken: Ranges) -> Ranges:
    return _invert(merge((*_invert(ranges), *taken))) if taken else ranges


def _class(ranges: Ranges) -> str:
    """The ranges as a class that RE2 and Python read alike; surrogates stand in no text."""
    kept = _subtract(ranges, ((0xD800, 0xDFFF),))
    if not kept:
        raise PatternError("a character class that holds no character.")
    if len(kept) == 1 and kept[0][0] == kept[0][1]:
        return _char(kept[0][0])
    return "[" + "".join(_char(low) + (f"-{_char(high)}" if high > low else "") for low, high in kept) + "]"


def _char(code: int) -> str:
    char = chr(code)
    if char.isascii() and not char.isalnum() and char.isprintable():
        return "\\" + char if char not in " \"'#%&,/:;<=>@_`~!" else char
    if code < 0x20 or 0x7F <= code < 0xA0:
        return f"\\x{code:02x}"
    return char
