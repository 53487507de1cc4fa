"""What a table leaves that passes by and is not kept: which conditions are violated, where, and its keys."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from little_giants.engines.packed import Repeats


class Log(Protocol):
    """The numbers of one key, row after row."""

    @property
    def exact(self) -> bool:
        """Whether no two keys share a number; those outside the domains of their parts may, unless ``settled``."""

    @property
    def settled(self) -> bool:
        """Whether those do not either: they were compared."""

    def repeats(self, limit: int, *, odd: bool = False) -> Repeats:
        """The rows whose number an earlier row has: their exact count, and the first ``limit`` of them.

        ``odd``: among the rows whose key lies outside the domains of its parts; else among the others.
        """

    def close(self) -> None:
        """Remove what it keeps on disk."""


@dataclass(frozen=True, slots=True)
class Single:
    """A key whose numbers are each there once."""

    exact: bool
    settled: bool = True

    def repeats(self, limit: int, *, odd: bool = False) -> Repeats:
        """None."""
        return Repeats(0, [])

    def close(self) -> None:
        """Nothing is on disk."""


@dataclass(slots=True)
class Streamed:
    """What a stream left. Conditions are counted in the order in which they were given."""

    limit: int
    counts: list[int]
    first: list[array[int]]  # the first records, counted from 1, of each condition
    logs: Sequence[Log] = field(default_factory=list)
    rows: int = 0

    def close(self) -> None:
        """Remove the files of the keys."""
        for log in self.logs:
            log.close()
