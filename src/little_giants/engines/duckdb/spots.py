"""Where records of a table stand in the file that DuckDB read: looked up in one pass for many, and remembered."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from little_giants.engines.duckdb.statement import Source

if TYPE_CHECKING:
    from little_giants.package.offsets import Place


class Spots:
    """The places of data records, counted from 1. ``nested``: line ends may stand inside cells."""

    def __init__(self, source: Source, *, nested: bool) -> None:
        self._source, self._nested = source, nested
        self._known: dict[int, Place] = {}
        self._lost = False

    def find(self, records: Iterable[int]) -> dict[int, Place] | None:
        """The places of ``records``, or None where they cannot be told without reading the file cell by cell."""
        wanted = set(records)
        new = sorted(wanted - self._known.keys())
        source = self._source
        header = int(source.header)
        if new and not self._lost:
            from little_giants.package.offsets import places
            from little_giants.package.quotes import LooseQuoteError

            rows = [record - 1 + header for record in new]
            try:
                found = places(source.file, rows, source.delimiter, source.quote, quoted=self._nested)
                self._known.update(zip(new, found, strict=True))
            except LooseQuoteError:
                self._lost = True
        return None if self._lost else {record: self._known[record] for record in sorted(wanted)}
