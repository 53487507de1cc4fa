"""Rules as a Pandera schema, for notebooks."""

from __future__ import annotations

from collections.abc import Sequence

from pandera.polars import Check, Column, DataFrameSchema

import little_giants.rules.checks  # noqa: F401  registers Check.sql
from little_giants.rules.model import Rule


def frame_schema(table: str, rules: Sequence[Rule]) -> DataFrameSchema:
    """A ``pandera.polars.DataFrameSchema`` with every row rule of ``rules``, to validate a polars frame of ``table``.

    Only the rules are in it: types, keys and constraints stand in the table's schema file and are checked by
    ``little-giants validate``. **Query rules are not in it**, because they look at other rows or tables. A missing
    value is never wrong here. The columns need the types of the schema (``little_giants.open(path).table(name)``
    gives such a frame).
    """
    columns: dict[str, list[Check]] = {}
    rows = []
    for rule in rules:
        if rule.check is None:
            continue
        if getattr(rule.check, "name", "") == "sql":
            rows.append(rule.check)
        elif rule.fields:
            columns.setdefault(rule.fields[0], []).append(rule.check)
    return DataFrameSchema(
        {name: Column(checks=[*checks], nullable=True) for name, checks in columns.items()},
        checks=rows,
        name=table,
    )
