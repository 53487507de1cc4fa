"""Query rules: is the text one SELECT over the package's own tables, with ``_record`` first, and does it bind.

DuckDB itself judges the columns, functions and types, on empty tables with the types of the schemas.
"""

from __future__ import annotations

from collections.abc import Mapping

import duckdb
import sqlglot
from sqlglot import exp

from little_giants.rules.portable import PortableError

_SOURCES = ("range", "generate_series", "unnest")  # table functions that read nothing


def check_query(
    text: str, tables: Mapping[str, Mapping[str, str]], connection: duckdb.DuckDBPyConnection
) -> tuple[str, ...]:
    """The columns of ``text``. Raises PortableError unless it is one query over ``tables`` with ``_record`` first.

    ``connection`` holds the tables, empty: see :func:`empty_tables`.
    """
    try:
        trees = sqlglot.parse(text, dialect="duckdb")
    except sqlglot.errors.SqlglotError as error:
        raise PortableError(f"The query does not parse: {_first(error)}.", "Correct the SQL.") from None
    if len(trees) != 1 or not isinstance(trees[0], exp.Query):
        raise PortableError("The query is not one SELECT.", "Write one SELECT, without a semicolon in between.")
    tree = trees[0]
    names = {cte.alias.lower() for cte in tree.find_all(exp.CTE)}
    for table in tree.find_all(exp.Table):
        if isinstance(table.this, exp.Func):
            name = table.this.sql(dialect="duckdb").partition("(")[0].lower()
            if name not in _SOURCES:
                raise PortableError(f"The query reads from `{name}(...)`.", "Read the package's own tables only.")
        elif table.db or (table.name not in tables and table.name.lower() not in names):
            message = f"The query names the table `{table.name}`, which is not in the package."
            raise PortableError(message, f"The tables are {', '.join(sorted(tables))}.")
    try:
        columns = connection.execute(f"select * from ({text.rstrip().rstrip(';')}) limit 0").description
    except duckdb.Error as error:
        raise PortableError(f"The query does not run: {_first(error)}", "Correct the SQL.") from None
    if not columns or columns[0][0] != "_record":
        raise PortableError("The query's first column is not `_record`.", "Write select t._record, ... from ... t.")
    return tuple(column[0] for column in columns)


def empty_tables(tables: Mapping[str, Mapping[str, str]]) -> duckdb.DuckDBPyConnection:
    """A locked database with every table empty: ``_record``, then the fields of ``{table: {field: DuckDB type}}``."""
    connection = duckdb.connect(config={"threads": 1})
    for table, fields in tables.items():
        columns = "".join(f", {quoted(name)} {kind}" for name, kind in fields.items())
        connection.execute(f"create table {quoted(table)} (_record BIGINT{columns})")
    connection.execute("set enable_external_access = false")
    connection.execute("set lock_configuration = true")
    return connection


def quoted(name: str) -> str:
    """An identifier in double quotes."""
    return '"' + name.replace('"', '""') + '"'


def _first(error: Exception) -> str:
    return str(error).splitlines()[0].rstrip(".")
