"""The keys of one table, checked exactly: over its typed table, or over what a stream left of it.

A stream leaves numbers. Rows that they cast doubt on are few as a rule: those are read again, typed, and compared by
their values. Where they are many, the columns of the key are.
"""

from __future__ import annotations

import tempfile
from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path

import duckdb

from little_giants.engines.duckdb import keys
from little_giants.engines.duckdb.codes import MANY
from little_giants.engines.duckdb.hits import Hit
from little_giants.engines.duckdb.keys import KeyHits
from little_giants.engines.duckdb.scan import Scan
from little_giants.engines.duckdb.statement import Statement
from little_giants.engines.left import Log
from little_giants.engines.packed import Repeats
from little_giants.schema.keys import UniqueKey, unique_keys

_NARROW = "read.narrow"
_FEW = "read.few"


def unique(
    connection: duckdb.DuckDBPyConnection, result: Scan, compared: frozenset[str], scratch: Path, limit: int
) -> list[KeyHits]:
    """The rows that repeat a key of the table."""
    wanted = unique_keys(result.names.schema, result.absent)
    if result.streamed is None:
        table = keys.table(result.resource.name)
        return [keys.duplicates(connection, table, key, result.parts, limit) for key in wanted]
    again = _Again(connection, result, compared, scratch)
    logs = result.streamed.logs
    sure = [_certain(log, limit) for log in logs]
    doubtful = [Repeats(0, []) if log.settled else log.repeats(MANY, odd=log.exact) for log in logs]
    # Every record that somebody may ask for, now or for the report, is looked up in one pass.
    wished = [record for first in result.streamed.first for record in first]
    wished += [record for one in (*sure, *doubtful) if one.count < MANY for pair in one.rows for record in pair]
    result.spots.find(wished)
    each = zip(wanted, sure, doubtful, strict=True)
    return [_repeated(again, key, certain, doubt, limit) for key, certain, doubt in each]


def foreign(
    connection: duckdb.DuckDBPyConnection,
    result: Scan,
    number: int,
    their_parts: Collection[str],
    compared: frozenset[str],
    scratch: Path,
    limit: int,
) -> KeyHits:
    """The rows without a target of one foreign key."""
    schema = result.names.schema

    def lost(table: str) -> KeyHits:
        return keys.foreign(connection, table, schema, number, result.parts, their_parts, limit)

    if result.streamed is None:
        return lost(keys.table(result.resource.name))
    again = _Again(connection, result, compared, scratch)
    if number not in result.looked:
        again.narrow(schema.foreign_keys[number].fields)
        return lost(_NARROW)
    condition = len(result.predicates) + result.looked.index(number)
    count = result.streamed.counts[condition]
    if not count:
        return KeyHits(0, [])
    records = result.streamed.first[condition][:limit].tolist()
    if not again.few(records):
        again.narrow(schema.foreign_keys[number].fields)
        return lost(_NARROW)
    return KeyHits(count, _renumbered(lost(_FEW).hits, records))


def _certain(log: Log, limit: int) -> Repeats:
    """The rows whose number proves that they repeat a key."""
    found = log.repeats(limit) if log.exact else Repeats(0, [])
    if log.exact and log.settled and (odd := log.repeats(limit, odd=True)).count:
        return Repeats(found.count + odd.count, sorted(found.rows + odd.rows)[:limit])
    return found


def _repeated(again: _Again, key: UniqueKey, sure: Repeats, doubtful: Repeats, limit: int) -> KeyHits:
    """The rows that repeat one key: ``sure`` by numbers that are keys, ``doubtful`` by numbers that keys may share."""
    count, hits = sure.count, list[Hit]()
    many = doubtful.count >= MANY
    for repeats in () if many else (sure, doubtful):
        records = sorted({record for pair in repeats.rows for record in pair})
        if not records:
            continue
        if not again.few(records):
            many = True
            break
        found = keys.duplicates(again.connection, _FEW, key, again.result.parts, limit)
        count += found.count if repeats is doubtful else 0
        hits += _renumbered(found.hits, records)
    if many:
        again.narrow(key.fields)
        return keys.duplicates(again.connection, _NARROW, key, again.result.parts, limit)
    hits.sort(key=lambda hit: hit.record or 0)
    return KeyHits(count, hits[:limit])


def _renumbered(hits: Sequence[Hit], records: Sequence[int]) -> list[Hit]:
    """Hits over a table of a few rows, with the numbers that the rows have in the whole one."""
    return [
        replace(hit, record=records[hit.record - 1], first=None if hit.first is None else records[hit.first - 1])
        for hit in hits
        if hit.record is not None
    ]


class _Again:
    """Reads rows of a streamed table once more, into typed tables."""

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, result: Scan, compared: frozenset[str], scratch: Path
    ) -> None:
        self.connection, self.result, self._scratch = connection, result, scratch
        self._statement = Statement(
            result.names.schema,
            result.columns.positions,
            len(result.labels),
            (),
            compared,
            ask=result.asked,
            parts=result.parts,
        )

    def narrow(self, fields: Sequence[str]) -> None:
        """All rows, but only the columns that keys compare for ``fields``."""
        assert self.result.source is not None
        self._statement.execute(self.connection, _NARROW, self.result.source, fields)

    def few(self, records: Sequence[int]) -> bool:
        """Only some rows, whole. False where they cannot be found without reading the file in full."""
        source = self.result.source
        assert source is not None
        found = self.result.spots.find(records)
        if found is None:
            return False
        end = b"\n" if source.newline else b"\r\n"
        with tempfile.NamedTemporaryFile(dir=self._scratch, suffix=".csv", delete=False) as stream:
            stream.write(end * source.header)
            for place in found.values():
                stream.write(place.text + end)
        few = replace(source, file=Path(stream.name))
        self._statement.execute(self.connection, _FEW, few)
        Path(stream.name).unlink()
        return True
