"""Python functions inside one SQL statement, for the few values and types that SQL cannot judge."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import duckdb
from duckdb.func import FunctionNullHandling

from little_giants.schema.sql import name


class Functions:
    """Functions registered under names of their own, which no query of a user has by accident: ``python 140… 0`` …"""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection
        self._names: list[str] = []

    def call(self, function: Callable[[Any], Any], argument: str, result: str) -> str:
        """Register ``function`` of one text and return the SQL that calls it. NULL in gives NULL out.

        A function that gives no BOOLEAN may give None for a text.
        """

        def answer(text: str | None) -> Any:
            return None if text is None else function(text)

        registered = f"python {id(self)} {len(self._names)}"
        if result == "BOOLEAN":
            self._connection.create_function(registered, function, ["VARCHAR"], result)
        else:
            self._connection.create_function(
                registered, answer, ["VARCHAR"], result, null_handling=FunctionNullHandling.SPECIAL
            )
        self._names.append(registered)
        return f"{name(registered)}({argument})"

    def remove(self) -> None:
        """Take the functions out again."""
        for registered in self._names:
            self._connection.remove_function(registered)


@contextmanager
def functions(connection: duckdb.DuckDBPyConnection) -> Iterator[Functions]:
    """Functions for one statement."""
    found = Functions(connection)
    try:
        yield found
    finally:
        found.remove()
