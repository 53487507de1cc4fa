"""Keys as whole numbers of 64 bits, one a row: what all who number keys agree on, and what they find.

Where the domain of every part is known and small enough, the number *is* the key: its digits are the positions of the
parts in their domains. Elsewhere it is a hash.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod

NULL = -1  # a part is missing: such rows are not compared
ODD = -2  # a part lies outside its domain: these rows have a hash, from here down, and share keys only with one another
_ROOM = 1 << 62
_LEAST = 1 << 20  # values that a whole number without limits must be given, or the key is hashed


def shares(sizes: Sequence[int]) -> list[int] | None:
    """How many values each part of a key gets, so that one number holds them all; None where it does not fit.

    ``sizes``: of the domains of the parts, 0 for any whole number; such parts share what the others leave.
    """
    closed = prod(size or 1 for size in sizes)
    open_parts = sizes.count(0)
    share = int((_ROOM // closed) ** (1 / open_parts)) if open_parts else 1
    return None if closed > _ROOM or (open_parts and share < _LEAST) else [size or share for size in sizes]


@dataclass(frozen=True, slots=True)
class Repeats:
    """Which numbers come again. ``count``: rows whose number an earlier row has. ``rows``: the first of these rows and,
    for each, the earliest row with the number; both count from 1, and are in the order of the table."""

    count: int
    rows: list[tuple[int, int]]
