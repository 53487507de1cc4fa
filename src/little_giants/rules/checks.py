"""``Check``: Pandera's check for polars frames, with ``Check.sql`` registered.

``Check.sql("value_max >= value")`` is a row rule in portable SQL. Pandera evaluates it on a polars frame from the same
text that the engines compile, and a row for which it is NULL is right.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import polars as pl
from pandera.api.polars.types import PolarsData
from pandera.polars import Check
from polars import selectors

from little_giants.rules.portable import Kind, parse
from little_giants.rules.portable.to_polars import render

__all__ = ["Check"]


def frame_kinds(schema: Mapping[str, pl.DataType]) -> dict[str, Kind]:
    """Kinds of the columns of a frame. Columns of other types (lists, timestamps, decimals) are left out."""
    kinds = {}
    for name, kind in schema.items():
        if kind.is_integer():
            kinds[name] = Kind.INTEGER
        elif kind.is_float():
            kinds[name] = Kind.NUMBER
        elif kind == pl.String:
            kinds[name] = Kind.TEXT
        elif kind == pl.Boolean:
            kinds[name] = Kind.BOOLEAN
        elif kind == pl.Date:
            kinds[name] = Kind.DATE
    return kinds


def evaluate(data: PolarsData, *, predicate: str) -> pl.LazyFrame:
    """True where the row is right or the predicate is NULL. Raises PortableError as ``parse`` does."""
    frame = data.lazyframe.with_columns((selectors.categorical() | selectors.enum()).cast(pl.String))
    right = render(parse(predicate, frame_kinds(frame.collect_schema()))).fill_null(True)
    return frame.with_columns(right.alias("check_output")).select("check_output")


def sql(predicate: str, **options: Any) -> Check:
    """``Check.sql``: a row rule in portable SQL (docs/portable-sql.md), readable as ``check.statistics``."""
    statistics = {"predicate": predicate}
    options.setdefault("error", f"sql({predicate})")
    return Check(partial(evaluate, predicate=predicate), name="sql", statistics=statistics, **options)


# Into the registry itself: ``register_check_method`` does the same but imports numpy, which nothing here needs.
Check.REGISTERED_CUSTOM_CHECKS["sql"] = sql
