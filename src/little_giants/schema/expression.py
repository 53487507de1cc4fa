r"""Read the regular expressions that this program writes itself: those of ``pattern.translate`` and its own constants.

>>> parse("a{2}|[0-9]")
Choice(branches=(Repeat(body=Characters(ranges=((97, 97),)), low=2, high=2), Characters(ranges=((48, 57),))))

Characters, escaped punctuation, ``\xhh``, classes of plain ranges, groups, alternation, and greedy or lazy quantifiers:
what Python's ``re`` and RE2 read alike. All else, even if legal in both, is refused rather than guessed at.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from little_giants.schema.pattern import Ranges, merge

_DEEPEST = 60  # groups within groups; translate writes at most 50
_ESCAPED = r"\\x[0-9a-fA-F]{2}|\\[!-/:-@\[-`{-~]"  # other escapes mean more than a character
_OUTSIDE = re.compile(_ESCAPED + r"|[^\\.^$*+?{}\[\]()|]")
_ONE = _ESCAPED + r"|[^\\\[\]\-]"  # within a class
_ITEM = re.compile(rf"({_ONE})(?:-({_ONE}))?|(-)(?=\])")  # a plain "-" stands last
_TIMES = re.compile(r"(?:(\*)|(\+)|(\?)|\{([0-9]{1,4})(,?)([0-9]{0,4})\})\??")
_GROUP = re.compile(r"\((?:\?(i?):)?")
# Python takes ı and İ for I, RE2 does not; both take the Kelvin sign for k and ſ for s. Only NaN and INF stand in such
# a group, and ``numbers.number`` reads neither ı nor İ there, as RE2: so the folding is that of ASCII.
_FOLDED = frozenset("abcdefghijlmnopqrtuvwxyzABCDEFGHIJLMNOPQRTUVWXYZ-")


class NotUnderstoodError(ValueError):
    """The pattern has something that is not read here. Nobody is told: another way of matching takes over."""


# Named tuples, which are made in a third of the time of frozen dataclasses: this is read at every start.
class Characters(NamedTuple):
    """One character out of the ranges."""

    ranges: Ranges


class Sequence(NamedTuple):
    """The parts, one after the other; without parts, the empty text."""

    parts: tuple[Node, ...]


class Choice(NamedTuple):
    """Any of the branches."""

    branches: tuple[Node, ...]


class Repeat(NamedTuple):
    """The body ``low`` to ``high`` times; None: without an end."""

    body: Node
    low: int
    high: int | None


Node = Characters | Sequence | Choice | Repeat


def parse(pattern: str) -> Node:
    """The tree of a pattern that is matched against the whole text. Raises NotUnderstoodError."""
    reader = _Reader(pattern)
    found = reader.choice(folded=False)
    if reader.at < len(pattern):
        raise NotUnderstoodError(pattern)
    return found


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.depth = 0

    def choice(self, folded: bool) -> Node:
        branches = [self.sequence(folded)]
        while self.text.startswith("|", self.at):
            self.at += 1
            branches.append(self.sequence(folded))
        return branches[0] if len(branches) == 1 else Choice(tuple(branches))

    def sequence(self, folded: bool) -> Node:
        parts: list[Node] = []
        while self.at < len(self.text) and self.text[self.at] not in "|)":
            parts.append(self.repeated(self.atom(folded)))
        return parts[0] if len(parts) == 1 else Sequence(tuple(parts))

    def atom(self, folded: bool) -> Node:
        char = self.text[self.at]
        if char == "(":
            return self.group(folded)
        if char == "[" and not folded:
            return Characters(self.brackets())
        found = self.take(_OUTSIDE)[0]
        if not folded:
            return Characters(((_code(found),) * 2,))
        if found not in _FOLDED:
            raise NotUnderstoodError(self.text)
        return Characters(merge((ord(one), ord(one)) for one in {found.lower(), found.upper()}))

    def group(self, folded: bool) -> Node:
        opened = self.take(_GROUP)
        self.depth += 1
        if self.depth > _DEEPEST:
            raise NotUnderstoodError(self.text)
        inside = self.choice(folded or opened[1] == "i")
        if not self.text.startswith(")", self.at):
            raise NotUnderstoodError(self.text)
        self.at += 1
        self.depth -= 1
        return inside

    def repeated(self, atom: Node) -> Node:
        if self.text[self.at : self.at + 1] not in ("*", "+", "?", "{"):
            return atom
        star, plus, maybe, low, comma, high = self.take(_TIMES).groups()
        if star or plus or maybe:
            times = (1 if plus else 0, 1 if maybe else None)
        elif comma:
            times = (int(low), int(high) if high else None)
        else:
            times = (int(low), int(low))
        twice = self.text[self.at : self.at + 1] in ("*", "+", "?", "{")  # possessive in Python, an error elsewhere
        if twice or (high and not comma) or (times[1] is not None and times[1] < times[0]):
            raise NotUnderstoodError(self.text)
        return Repeat(atom, *times)

    def brackets(self) -> Ranges:
        self.at += 1
        if self.text.startswith("^", self.at):
            raise NotUnderstoodError(self.text)
        found: list[tuple[int, int]] = []
        while not self.text.startswith("]", self.at):
            low, high, dash = self.take(_ITEM).groups()
            first = _code(low or dash)
            found.append((first, _code(high) if high else first))
            if found[-1][1] < first:
                raise NotUnderstoodError(self.text)
        self.at += 1
        if not found:
            raise NotUnderstoodError(self.text)
        return merge(found)

    def take(self, what: re.Pattern[str]) -> re.Match[str]:
        match = what.match(self.text, self.at)
        if not match:
            raise NotUnderstoodError(self.text)
        self.at = match.end()
        return match


def _code(written: str) -> int:
    """The code point of a character as ``_ONE`` writes it."""
    return int(written[2:], 16) if written[0] == "\\" and written[1] == "x" else ord(written[-1])
