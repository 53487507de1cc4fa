"""Small pieces of work side by side, each on a connection of its own to the same database.

With small tables most of the time goes into planning statements, for which DuckDB takes one core; reading large tables
keeps all cores busy by itself. So a package of small tables is worked on in two lanes, any other in one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from threading import Lock
from typing import Generic, TypeVar

import duckdb

from little_giants.errors import LittleGiantsError

T = TypeVar("T")
Piece = Callable[[duckdb.DuckDBPyConnection], T]
_PATIENCE = 0.1  # seconds after which a query that did not hear that it is to stop is told again


class Lanes:
    """``connection`` and, if ``two``, another one to its database, which :meth:`close` closes."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, *, two: bool) -> None:
        self._first = connection
        self._second = connection.cursor() if two else None

    def execute(self, statement: str) -> None:
        """Run a statement on every connection, for settings that each has of its own."""
        self._first.execute(statement)
        if self._second:
            self._second.execute(statement)

    def each(self, pieces: Sequence[Piece[T]]) -> list[T]:
        """What each of ``pieces`` gives, in their order. A piece gets the connection that it is to use.

        They begin in their order, and none does once one went wrong. Raises what the first of those raised, as if they
        ran one by one. A piece that lacked memory beside another runs again, alone.
        """
        if self._second is None or len(pieces) == 1:
            return [piece(self._first) for piece in pieces]
        work = _Work(pieces)
        with ThreadPoolExecutor(1) as pool:
            beside = pool.submit(work.run, self._second)
            try:
                work.run(self._first)
                beside.result()
            except BaseException:  # Ctrl-C
                work.stop()
                while wait([beside], _PATIENCE).not_done:
                    self._second.interrupt()
                raise
        return list(work.results(self._first))

    def close(self) -> None:
        """Close the connection that was opened here."""
        if self._second:
            self._second.close()


class _Work(Generic[T]):
    def __init__(self, pieces: Sequence[Piece[T]]) -> None:
        self._pieces = pieces
        self._waiting = iter(range(len(pieces)))
        self._lock = Lock()
        self._done: dict[int, T] = {}
        self._failed: dict[int, Exception] = {}

    def run(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Do one piece after the other, as long as there are any."""
        while (number := self._next()) is not None:
            try:
                self._done[number] = self._pieces[number](connection)
            except (duckdb.Error, LittleGiantsError) as error:
                self._failed[number] = error
                self.stop()

    def stop(self) -> None:
        """Begin no further piece."""
        with self._lock:
            self._waiting = iter(range(0))

    def results(self, connection: duckdb.DuckDBPyConnection) -> Iterator[T]:
        """The results in order. Those that lacked memory, and what would have begun after them, are done now."""
        for number, piece in enumerate(self._pieces):
            error = self._failed.get(number)
            if error and not isinstance(error, duckdb.OutOfMemoryException):
                raise error
            yield self._done[number] if number in self._done else piece(connection)

    def _next(self) -> int | None:
        with self._lock:
            return next(self._waiting, None)
