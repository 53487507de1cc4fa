"""Spell ranges of characters as ranges of UTF-8 bytes (RFC 3629, section 4), with ends and beginnings shared.

>>> spell([(0xE0, 0xFF, 7)])
Spelling(single=[], leads=[(195, 195, -1)], nodes=[((160, 191, 7),)])

U+00E0 to U+00FF, all of kind 7, are the byte C3, then a byte from A0 to BF.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

Run = tuple[int, int, int]  # first and last of adjacent numbers, both included, and what they all lead to

_LENGTHS = (  # what two, three and four bytes can spell, without the surrogates, and the smallest lead byte
    (((0x80, 0x7FF),), 0xC0),
    (((0x800, 0xD7FF), (0xE000, 0xFFFF)), 0xE0),
    (((0x10000, 0x10FFFF),), 0xF0),
)


class Spelling(NamedTuple):
    """What each byte leads to: a kind, from 0 up, or to more bytes: ``~child`` is the place of their runs in ``nodes``.

    Bytes that are in no run spell nothing.
    """

    single: list[Run]  # bytes below 80
    leads: list[Run]  # first bytes from C2
    nodes: list[tuple[Run, ...]]  # further bytes, 80 to BF; no two are equal


def spell(runs: list[Run]) -> Spelling:
    """The bytes of code points, whose runs are in order and as few as possible. Surrogates among them do not count."""
    numbers: dict[tuple[Run, ...], int] = {}
    leads: list[Run] = []
    for length, (regions, smallest) in enumerate(_LENGTHS, start=1):
        part = [run for first, last in regions for run in _clip(runs, first, last)]
        for _ in range(length):
            part = _fold(part, numbers)
        leads += [(smallest + low, smallest + high, child) for low, high, child in part]
    return Spelling(list(_clip(runs, 0, 0x7F)), leads, list(numbers))


def joined(runs: Iterable[Run]) -> list[Run]:
    """The same with as few runs as possible."""
    found: list[Run] = []
    for low, high, child in runs:
        if found and found[-1][1] + 1 == low and found[-1][2] == child:
            found[-1] = (found[-1][0], high, child)
        else:
            found.append((low, high, child))
    return found


def _clip(runs: list[Run], first: int, last: int) -> Iterator[Run]:
    for low, high, kind in runs:
        if low <= last and high >= first:
            yield max(low, first), min(high, last), kind


def _fold(runs: list[Run], numbers: dict[tuple[Run, ...], int]) -> list[Run]:
    """Take the last six bits, a byte, off the numbers: runs of what is left, each leading to a node of last bytes."""
    found: list[Run] = []
    for (first, last), pieces in groupby(_blocks(runs), key=itemgetter(0, 1)):
        node = tuple((0x80 + low, 0x80 + high, child) for _, _, low, high, child in pieces)
        found.append((first, last, ~numbers.setdefault(node, len(numbers))))
    return joined(found)


def _blocks(runs: list[Run]) -> Iterator[tuple[int, int, int, int, int]]:
    """The runs cut at multiples of 64: first and last block of 64, first and last number within each, child.

    Only whole blocks come several at once, so that two of equal blocks are pieces of one.
    """
    for low, high, child in runs:
        while low <= high:
            block = low >> 6
            if low & 63 or high < low | 63:
                end = min(high, low | 63)
                yield block, block, low & 63, end & 63, child
            else:
                end = (high + 1 & ~63) - 1
                yield block, end >> 6, 0, 63, child
            low = end + 1
