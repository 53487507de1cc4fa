"""A table that passed by: what one pass over its rows left, before anybody asks for more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from little_giants.engines.left import Log, Single, Streamed
from little_giants.package.look import Look


@dataclass(frozen=True, slots=True)
class Texts:
    """Texts one behind the other: their sizes in bytes (32 bits each, little endian), and all of them in one."""

    sizes: bytes
    blob: bytes


@dataclass(frozen=True, slots=True)
class Passed:
    """One table. The conditions of ``streamed`` are the cell rules of its schema, in order, and then the foreign keys
    with the numbers in ``looked``. ``values``: those of fields that foreign keys of other tables point at."""

    seen: Look
    streamed: Streamed
    looked: tuple[int, ...]
    values: Mapping[str, Texts] = field(default_factory=dict)
    state: tuple[int, ...] | None = None  # of its file when it was read

    @property
    def current(self) -> bool:
        """Whether its file is still the one that was read, as far as the system tells."""
        return state(self.seen.resource.file) == self.state

    @property
    def valid(self) -> bool:
        """Whether nothing at all is wrong with it, as far as was looked: no file problem, no violation, no repeat.

        Rows that may repeat a key, because they share a number that is none, count as wrong.
        """
        if self.seen.problems or any(self.streamed.counts):
            return False
        logs = [log for log in self.streamed.logs if not isinstance(log, Single)]
        if len(logs) < 2:
            return not any(map(_repeats, logs))
        from concurrent.futures import ThreadPoolExecutor

        with ThreadPoolExecutor(2) as pool:  # to sort numbers lets other threads run
            return not any(pool.map(_repeats, logs))


def state(file: Path) -> tuple[int, ...] | None:
    """What changes with the content of a file: which one it is, its size, and when it was written. None without one."""
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns


def _repeats(log: Log) -> bool:
    return any(log.repeats(1, odd=odd).count for odd in (False, True))
