"""The rows of a Parquet file, with the types that its columns have."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from little_giants.package.look import Look
from little_giants.package.records import BrokenText, Record

_BATCH = 10_000  # rows that are held at once


def columnar(seen: Look) -> tuple[list[str], Iterator[Record]]:
    """The labels and the rows. Raises BrokenText for what is no Parquet file.

    There are no lines in it: ``line`` is 0. The first row is row 2, as if the labels stood in row 1.
    """
    import pyarrow
    from pyarrow import parquet

    assert seen.file is not None
    try:
        file = parquet.ParquetFile(seen.file, memory_map=False)
        return list(file.schema_arrow.names), _rows(file)
    except (pyarrow.ArrowException, OSError, ValueError) as error:
        raise _broken(error) from None


def _rows(file: Any) -> Iterator[Record]:
    import pyarrow

    row = 1
    try:
        for batch in file.iter_batches(batch_size=_BATCH):
            columns = [[_value(one) for one in _exact(column).to_pylist()] for column in batch.columns]
            for cells in zip(*columns, strict=True):
                row += 1
                yield Record(0, list(cells), row)
    except (pyarrow.ArrowException, OSError, ValueError, OverflowError) as error:
        raise _broken(error) from None


def _exact(column: Any) -> Any:
    """Moments to the microsecond: Python has no nanoseconds."""
    import pyarrow

    kind = column.type
    if pyarrow.types.is_timestamp(kind):
        return column.cast(pyarrow.timestamp("us", tz=kind.tz), safe=False)
    if pyarrow.types.is_time64(kind):
        return column.cast(pyarrow.time64("us"), safe=False)
    if pyarrow.types.is_duration(kind):
        return column.cast(pyarrow.duration("us"), safe=False)
    return column


def _value(value: Any) -> Any:
    """What Python has no JSON-like form for: bytes as base64, pairs of a map as an object."""
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, timedelta):
        return f"{'-' if value < timedelta() else ''}PT{abs(value) / timedelta(seconds=1):f}S"
    if isinstance(value, list):
        if value and all(isinstance(one, tuple) and len(one) == 2 and isinstance(one[0], str) for one in value):
            return {key: _value(one) for key, one in value}
        return [_value(one) for one in value]
    if isinstance(value, dict):
        return {key: _value(one) for key, one in value.items()}
    return value


def _broken(error: Exception) -> BrokenText:
    reason = (str(error).splitlines() or ["it is damaged"])[0]
    return BrokenText(None, reason, code="unreadable", format="Parquet")
