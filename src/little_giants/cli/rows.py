"""Write the rows of a query: a table for eyes, or CSV, JSON and Parquet for programs."""

from __future__ import annotations

import csv
import json
import math
import sys
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any, TextIO

from little_giants.cli.output import aside
from little_giants.cli.query import Result
from little_giants.errors import UsageError
from little_giants.reports.display import pad, shorten, visible, width

SHOWN = 1_000  # rows a table shows; it says how many more there are
_NUMBERS = ("INT", "DECIMAL", "DOUBLE", "FLOAT", "HUGEINT")
_NARROW = 8  # a column is not cut below this width


def write_rows(result: Result, form: str, out: TextIO, *, columns: int | None = None, color: bool = False) -> None:
    """Write ``result`` to ``out`` as "table", "csv" or "json".

    ``columns`` is the width of the terminal; None means no limit: nothing is cut.
    """
    if form == "csv":
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(result.columns)
        writer.writerows([_csv_cell(value) for value in row] for row in result.rows)
    elif form == "json":
        _write_json(result, out)
    elif result.columns[:1] == ("explain_key",):
        out.writelines(f"{row[1]}\n" for row in result.rows)
    else:
        _write_table(result, out, columns, color)


def write_file(result: Result, form: str, file: Path) -> None:
    """Write ``result`` to ``file``, whole or not at all. ``form`` may be "parquet" too. Raises UsageError."""
    with aside(file) as place:
        if form == "parquet":
            _write_parquet(result, place)
        else:
            with place.open("w", encoding="utf-8", newline="") as out:
                write_rows(result, form, out)


def deliver(result: Result, form: str, file: Path | None, *, columns: int | None, color: bool) -> None:
    """Write ``result`` to ``file``, or to standard output when there is none."""
    if file is not None:
        write_file(result, form, file)
    else:
        write_rows(result, form, sys.stdout, columns=columns, color=color)


def _write_json(result: Result, out: TextIO) -> None:
    out.write("[")
    names = _unique(result.columns)
    for number, row in enumerate(result.rows):
        out.write(",\n " if number else "\n ")
        record = dict(zip(names, map(_json_value, row), strict=True))
        out.write(json.dumps(record, ensure_ascii=False, allow_nan=False, default=str))
    out.write("\n]\n")


def _write_parquet(result: Result, file: Path) -> None:
    import pyarrow
    import pyarrow.parquet

    rows = list(result.rows)
    names = _unique(result.columns)
    try:
        arrays = [pyarrow.array([row[i] for row in rows], _arrow_type(kind)) for i, kind in enumerate(result.types)]
        pyarrow.parquet.write_table(pyarrow.Table.from_arrays(arrays, names=names), file, compression="zstd")
    except (pyarrow.ArrowException, OverflowError) as error:
        raise UsageError(f"the result cannot be written as Parquet: {error}") from None


def _arrow_type(kind: str) -> Any:
    """The Arrow type of a DuckDB type, so that a column of nothing but NULL keeps its type; None: by its values."""
    import pyarrow

    simple = {
        "BOOLEAN": pyarrow.bool_(),
        "INTEGER": pyarrow.int32(),
        "BIGINT": pyarrow.int64(),
        "DOUBLE": pyarrow.float64(),
        "VARCHAR": pyarrow.string(),
        "DATE": pyarrow.date32(),
    }
    return simple.get(kind)


def _unique(names: tuple[str, ...]) -> list[str]:
    """Column names as they are, numbered where a query names two alike."""
    found: list[str] = []
    for name in names:
        number, free = 1, name
        while free in found:
            number += 1
            free = f"{name}_{number}"
        found.append(free)
    return found


def _write_table(result: Result, out: TextIO, columns: int | None, color: bool) -> None:
    rows = [[_cell(value) for value in row] for row in islice(result.rows, SHOWN)]
    more = sum(1 for _ in result.rows)
    labels = [visible(name) for name in result.columns]
    bold, dim, plain = ("\x1b[1m", "\x1b[2m", "\x1b[0m") if color else ("", "", "")
    widths = [max([width(label), *(width(row[i]) for row in rows)]) for i, label in enumerate(labels)]
    fitted = _fit(widths, columns)
    if fitted is None:
        _write_records(labels, rows, out, (bold, plain))
    else:
        right = [any(mark in kind for mark in _NUMBERS) and "[" not in kind for kind in result.types]

        def line(cells: list[str]) -> str:
            places = zip(cells, fitted, right, strict=True)
            return "  ".join(_place(shorten(cell, size), size, to_right) for cell, size, to_right in places).rstrip()

        out.write(f"{bold}{line(labels)}{plain}\n{'  '.join('─' * size for size in fitted)}\n")
        out.writelines(f"{line(row)}\n" for row in rows)
    total = len(rows) + more
    rest = f", the first {SHOWN:,} shown; --format csv gives all" if more else ""
    out.write(f"{dim}{total:,} row{'' if total == 1 else 's'}{rest}{plain}\n")


def _write_records(labels: list[str], rows: list[list[str]], out: TextIO, style: tuple[str, str]) -> None:
    """One line a field, for rows too wide for the terminal."""
    size = max(map(width, labels))
    for row in rows:
        for label, cell in zip(labels, row, strict=True):
            out.write(f"{style[0]}{pad(label, size)}{style[1]}  {cell}".rstrip() + "\n")
        out.write("\n")


def _fit(widths: list[int], columns: int | None) -> list[int] | None:
    """Column widths that fit ``columns``, the widest cut first; None when cutting would leave too little."""
    fitted, gaps = list(widths), 2 * (len(widths) - 1)
    while columns is not None and sum(fitted) + gaps > columns:
        widest = max(fitted)
        if widest <= _NARROW:
            return None
        fitted[fitted.index(widest)] -= 1
    return fitted


def _place(cell: str, size: int, to_right: bool) -> str:
    return " " * (size - width(cell)) + cell if to_right else pad(cell, size)


def _cell(value: Any) -> str:
    return visible(_csv_cell(value))


def _csv_cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, list | dict | tuple):
        return json.dumps(_json_value(value), ensure_ascii=False, default=str)
    return str(value)


def _json_value(value: Any) -> Any:
    """A value as JSON holds it: no NaN, numbers as numbers, dates as ISO text."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, list | tuple):
        return [_json_value(item) for item in value]
    if isinstance(value, dict):
        return {str(key): _json_value(item) for key, item in value.items()}
    return value
