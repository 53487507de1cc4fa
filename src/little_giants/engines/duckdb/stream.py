"""The scan of a large table: its rows pass by in order and leave behind what was violated where, and nothing else.

One query gives a mask of violated rules and a number for each key, as an ordered stream of Arrow batches; the place in
the stream is the record number. No table is written, and no join stands in the query, which would lose the order.
A row that violates nothing costs one test: its mask is not even put together.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import duckdb
import numpy as np
import numpy.typing as npt

from little_giants.engines.duckdb.accept import accept
from little_giants.engines.duckdb.codes import Domain, KeyCode, Looked, Part, domain, key_code
from little_giants.engines.duckdb.functions import functions
from little_giants.engines.duckdb.statement import BITS, DoubtError, Source, Statement, bit_of, column_of
from little_giants.engines.keylog import KeyLog
from little_giants.engines.left import Streamed
from little_giants.schema.sql import name, raw

Number = TypeVar("Number", np.uint8, np.uint64, np.int64)
_BATCH = 122_880  # rows, as many as DuckDB hands on at once


def stream(
    connection: duckdb.DuckDBPyConnection,
    statement: Statement,
    source: Source,
    looked: Sequence[Looked],
    keys: Sequence[Sequence[str]],
    scratch: Path,
    limit: int,
) -> Streamed:
    """Let the rows of ``source`` pass by.

    ``looked``: each is a condition behind the statement's predicates. ``keys``: the fields of each key that must not
    come again. ``limit``: how many records of a condition are kept. Raises DoubtError, duckdb.Error.
    """
    with functions(connection) as python:
        violated = statement.violations(python)
        misses = {one.column: one.missed for one in looked}
        sound = {one.field: one.column for one in looked if one.sound}
        pairs = list(zip(statement.predicates, violated, strict=True))
        named = {one.field for one in looked}
        keyed = {field for key in keys for field in key} | named
        test = accept(statement.schema, pairs, misses, sound, statement.doubts, keyed)
        conditions = [*violated, *misses.values()]
        # Rules over several fields need all of their values; else each field is looked at again by itself.
        alone = all(one.fields == (one.fields[0],) and not one.own for one in statement.predicates)
        apart = {
            field: name(f"ok:{field}") for field in test.fields if alone and (field in sound or field not in named)
        }
        groups = [apart.get(one.fields[0], "") for one in statement.predicates]
        groups += [apart.get(one.field, "") for one in looked]
        masks = [_mask(conditions[i : i + BITS], groups[i : i + BITS]) for i in range(0, len(conditions), BITS)]
        doubt = [f"(not accepted and {statement.doubt})::utinyint"] if statement.doubt else []
        usual = [_code(statement, key, looked) for key in keys]
        exact = [_code(statement, key, looked, apart) for key in keys]
        numbers = [f"case when accepted then {name(f'usual:{i}')} else {one.sql} end" for i, one in enumerate(exact)]

        # What is put together for a row that is not accepted rests on texts that are NULL in the others: DuckDB passes
        # over a run of those at next to no cost.
        query = statement.cells(source)
        places = [f"{one.listed.position(raw(one.field))} as {name(one.column)}" for one in looked]
        query = f"select {_list('*', statement.values(python, test.usual), places)} from ({query})"
        query = f"select {_list('*', statement.part_columns(python))} from ({query})"
        whole = " and ".join(f"({sql})" for sql in (*test.fields.values(), test.rest))
        query = f"select *, coalesce({whole}, false) as accepted from ({query})"
        oks = [
            f"case when accepted then true else coalesce({test.fields[field]}, false) end as {column}"
            for field, column in apart.items()
        ]
        query = f"select {_list('*', oks)} from ({query})"
        texts = [
            f"case when {apart.get(one, 'accepted')} then null else {raw(one)} end as {raw(one)}"
            for one in statement.schema.field_names
        ]
        kept = [column_of(one, statement.parts) for one in statement.parts]
        kept += [f"{name(one)} as {name(f'was:{one}')}" for one in apart if one in keyed]
        kept += [*apart.values(), *(name(one.column) for one in looked)]
        ready = [f"case when accepted then {one.sql} end as {name(f'usual:{i}')}" for i, one in enumerate(usual)]
        query = f"select {_list('accepted', texts, kept, ready)} from ({query})"
        query = f"select {_list('*', statement.values(python))} from ({query})"
        wanted = [*masks, *doubt, *numbers] or ["1::utinyint"]
        outs = [f"{sql} as {name(f'out {i}')}" for i, sql in enumerate(wanted)]
        query = f"select {', '.join(outs)} from ({query})"
        found = Streamed(limit, [0] * len(conditions), [array("q") for _ in conditions])
        logs = [KeyLog(scratch, exact=code.exact) for code in exact]
        found.logs = [*logs]
        try:
            _feed(connection, query, found, logs, len(masks), len(doubt))
        except BaseException:
            found.close()
            raise
        return found


def _list(*columns: str | Sequence[str]) -> str:
    return ", ".join(", ".join([one] if isinstance(one, str) else one) for one in columns if one)


def _mask(conditions: Sequence[str], groups: Sequence[str]) -> str:
    """The mask of a row: nothing where it is accepted, nor of a field whose column in ``groups`` is true."""
    bits: dict[str, list[str]] = {}
    for place, (condition, group) in enumerate(zip(conditions, groups, strict=True)):
        bits.setdefault(group, []).append(bit_of(condition, place))
    each = [
        f"(case when {group} then 0::ubigint else {' | '.join(own)} end)" if group else " | ".join(own)
        for group, own in bits.items()
    ]
    return f"case when accepted then 0::ubigint else {' | '.join(each)} end"


def _code(
    statement: Statement, key: Sequence[str], looked: Sequence[Looked], apart: Mapping[str, str] | None = None
) -> KeyCode:
    """The number of a key, for rows that are accepted, or, with ``apart``, for the others.

    There the values of fields for which it names a column that is true stand as ``was:``, as they were found.
    """
    by_name = {field.name: field for field in statement.schema.fields}
    targets = {one.field: one for one in looked}
    parts: list[Part] = []
    for one in dict.fromkeys(key):
        field, column = by_name[one], column_of(one, statement.parts)
        present = bool(field.constraints.get("required")) or one in statement.schema.primary_key
        ok = apart.get(one) if apart and one not in statement.parts else None
        if ok:
            column = f"(case when {ok} then {name(f'was:{one}')} else {column} end)"
        if one in statement.parts:
            parts.append(Part(field, column, None, present))
        elif one in targets:
            target = targets[one]
            place = name(target.column)
            if apart is not None:
                found = target.listed.position(f"{name(one)}::varchar")
                place = f"case when {ok} then {place} else {found} end" if ok else found
            parts.append(Part(field, column, Domain(target.listed.size, place), present))
        else:
            parts.append(Part(field, column, domain(field, column), present))
    return key_code(parts, accepted=apart is None)


def _feed(
    connection: duckdb.DuckDBPyConnection,
    query: str,
    found: Streamed,
    logs: Sequence[KeyLog],
    masks: int,
    doubt: int,
) -> None:
    reader = connection.sql(query).to_arrow_reader(_BATCH)
    try:
        for batch in _batches(reader):
            columns = batch.columns
            for i in range(masks):
                _count(found, i * BITS, _numbers(columns[i], np.uint64))
            if doubt and _numbers(columns[masks], np.uint8).any():
                raise DoubtError
            for log, column in zip(logs, columns[masks + doubt :], strict=False):
                log.feed(_numbers(column, np.int64))
            found.rows += batch.num_rows
    finally:
        reader.close()


def _count(found: Streamed, start: int, mask: npt.NDArray[np.uint64]) -> None:
    """Count the bits of masks whose lowest bit is condition ``start``; ``found.rows`` were counted before."""
    places = np.flatnonzero(mask)
    if not len(places):
        return
    masks = mask[places]
    seen = int(np.bitwise_or.reduce(masks))
    for i in range(start, min(start + BITS, len(found.counts))):
        bit = 1 << (i - start)
        if seen & bit:
            hit = (masks & np.uint64(bit)) != 0
            found.counts[i] += int(np.count_nonzero(hit))
            if (room := found.limit - len(found.first[i])) > 0:
                found.first[i].extend((places[hit][:room] + (found.rows + 1)).tolist())


def _batches(reader: Any) -> Iterator[Any]:
    """The batches. What DuckDB says once the stream has begun comes through Arrow as an OSError: it is given back."""
    while True:
        try:
            batch = next(reader, None)
        except OSError as error:
            kind = duckdb.OutOfMemoryException if "Out of Memory" in str(error) else duckdb.InvalidInputException
            raise kind(str(error)) from None
        if batch is None:
            return
        yield batch


def _numbers(column: Any, kind: type[Number]) -> npt.NDArray[Number]:
    """The numbers of an Arrow column that has no NULL, where they lie."""
    buffer = column.buffers()[1]
    start = column.offset
    return np.frombuffer(buffer, kind)[start : start + len(column)]
