"""The search index of the site's database: single Chinese characters and words, in FTS5.

The index knows a row by its number. The build numbers rows 1, 2, 3… in the order of the primary key and none is ever
removed, so the numbers stay as they are, even through VACUUM.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping

from little_giants.package.model import Package
from little_giants.schema.sql import name as sql_name
from little_giants.site.choices import Choice
from little_giants.site.plugins.search import spaced


def index_name(table: str) -> str:
    """The index of a table; Datasette hides it and its shadow tables."""
    return f"{table}_fts"


def add_indexes(database: sqlite3.Connection, package: Package, choices: Mapping[str, Choice]) -> None:
    """Add the index of every table that the author lets be searched."""
    database.create_function("spaced", 1, lambda text: None if text is None else spaced(str(text)), deterministic=True)
    for table in package.names:
        columns = choices.get(table, Choice()).search
        if not columns:
            continue
        index, names = sql_name(index_name(table)), ", ".join(map(sql_name, columns))
        texts = ", ".join(f"spaced({sql_name(column)})" for column in columns)
        # Contentless: the texts stand in the table already.
        database.execute(
            f"create virtual table {index} using fts5({names}, content='', tokenize='unicode61 remove_diacritics 2')"
        )
        database.execute(f"insert into {index} (rowid, {names}) select rowid, {texts} from {sql_name(table)}")
        database.execute(f"insert into {index} ({index}) values ('optimize')")
