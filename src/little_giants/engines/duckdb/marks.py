"""Which records violate which predicate of a table: read from the masks that its scan left."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import duckdb

from little_giants.engines.duckdb.statement import BITS, bit, mask

if TYPE_CHECKING:
    from little_giants.engines.left import Streamed


class Marks(Protocol):
    """Violations by the number of the predicate."""

    def count(self, predicate: int) -> int:
        """How many records violate it."""

    def records(self, predicate: int, limit: int) -> list[int]:
        """The first ``limit`` of them, counted from 1, in order."""


class TableMarks:
    """Masks in the columns of a typed table."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, table: str, predicates: int) -> None:
        self._connection, self._table = connection, table
        masks = [f"coalesce(bit_or({mask(i)}), 0)" for i in range(0, predicates, BITS)]
        query = f"select {', '.join(masks)} from {table}"
        self._seen = connection.execute(query).fetchall()[0] if masks else ()

    def count(self, predicate: int) -> int:
        """How many records violate it."""
        if not self._seen[predicate // BITS] & bit(predicate):
            return 0
        return int(self._connection.execute(f"select count(*) {self._where(predicate)}").fetchall()[0][0])

    def records(self, predicate: int, limit: int) -> list[int]:
        """The first ``limit`` of them, counted from 1, in order."""
        query = f"select rowid + 1 {self._where(predicate)} order by 1 limit {limit}"
        return [int(record) for (record,) in self._connection.execute(query).fetchall()]

    def _where(self, predicate: int) -> str:
        return f"from {self._table} where {mask(predicate)} & {bit(predicate)} <> 0"


class StreamMarks:
    """Masks that passed by and were counted."""

    def __init__(self, streamed: Streamed) -> None:
        self._streamed = streamed

    def count(self, predicate: int) -> int:
        """How many records violate it."""
        return self._streamed.counts[predicate]

    def records(self, predicate: int, limit: int) -> list[int]:
        """The first ``limit`` of them, counted from 1, in order; never more than the stream kept."""
        return self._streamed.first[predicate][:limit].tolist()
