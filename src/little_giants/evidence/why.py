"""Who says so: every document behind a cell of the package, which of them the package uses, and why.

All of it is read from the view ``who_says``. This module finds the cell that a reader
means, and puts the rows in words.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, fields
from difflib import get_close_matches
from itertools import groupby
from typing import TYPE_CHECKING

from little_giants.errors import UsageError
from little_giants.reports.display import visible, wrap

if TYPE_CHECKING:
    import duckdb

VIEW = "who_says"
MOST_FACTS = 20  # a key may name the beginning of several facts, but not of more
COLUMNS = 100  # width of the text


@dataclass(frozen=True, slots=True)
class Saying:
    """One row of ``who_says``: what one document says of one cell. ``rank`` 1 is the kind nearest to the authority."""

    table: str
    fact: str  # key of the row; in counts of what is counted, so that documents that disagree share it
    field: str
    value: str
    meaning: str | None  # name of a place whose code is the value
    detail: str | None
    source_id: str | None  # None: no document was located
    document: str | None
    publisher: str | None
    published: str | None
    kind: str | None
    rank: int | None
    verification: str | None
    preferred: bool | None  # None: nothing is preferred in this table
    given_for: str  # "cell"; "row": the document supports the row; "computed": the value was computed from it
    why: str
    row_key: str
    note: str | None


def who_says(connection: duckdb.DuckDBPyConnection, table: str, key: str, field: str) -> tuple[Saying, ...]:
    """What is said of the cell ``field`` of the row ``key`` of ``table``, best first, fact by fact.

    ``key`` is the primary key, its values joined by ``|`` or ``,`` in the order of the schema, or the first of them;
    ``field`` may leave out an ending such as ``_code``. ``connection`` is ``DataPackage.connect()``.
    Raises UsageError, one line with the nearest name, when there is no such table, field or row.
    """
    if not _has_view(connection):
        raise UsageError(f"the package has no view {VIEW} in publish/views, so nobody can be asked.")
    tables = _column(connection, f"select distinct table_name from {VIEW} order by 1")
    if table not in tables:
        raise UsageError(f"no table {table!r} can be asked; {_hint(table, tables)}")
    field = _field(connection, table, field)
    keys = connection.execute(
        f"select distinct fact, row_key from {VIEW} where table_name = ? and field = ? order by all", [table, field]
    ).fetchall()
    wanted = key.strip().replace(",", "|")
    facts = {fact for fact, row in keys if wanted in (fact, row) or f"{row}|".startswith(f"{wanted}|")}
    if not facts:
        raise UsageError(_no_row(connection, table, wanted, field, {row for _, row in keys}))
    if len(facts) > MOST_FACTS:
        raise UsageError(f"{wanted} is the beginning of {len(facts):,} facts of {table}; give more of the key.")
    rows = connection.execute(
        f"select table_name, fact, field, value, meaning, detail, source_id, document, publisher, published, kind,"
        f" kind_rank, verification, preferred = 1, given_for, why, row_key, note from {VIEW}"
        " where table_name = ? and field = ?",
        [table, field],
    ).fetchall()
    return tuple(Saying(*row) for row in rows if row[1] in facts)


def render(sayings: Sequence[Saying]) -> str:
    """The answer as text: fact by fact a summary, then each document with what it says and why it is used or not."""
    parts = []
    for (table, fact, field), group in groupby(sayings, key=lambda one: (one.table, one.fact, one.field)):
        said = list(group)
        parts.append("\n".join([f"{table} {fact} {field}", *_wrapped(_summary(said), ""), *_blocks(said)]))
    return "\n\n".join(parts) + "\n"


def records(sayings: Iterable[Saying]) -> list[dict[str, object]]:
    """The answer for programs: one record a document, its names those of :class:`Saying`."""
    return [{field.name: getattr(one, field.name) for field in fields(one)} for one in sayings]


def _summary(said: Sequence[Saying]) -> str:
    used = next((one for one in said if one.preferred), None)
    documents = len({one.source_id for one in said if one.source_id and one.given_for != "computed"})
    values = len({one.value for one in said if one.given_for != "computed"})
    if all(one.source_id is None for one in said):
        counted = "No document is known for it."
    elif documents == 0:
        counted = "No document states it: the number was computed here."
    elif documents == 1:
        counted = "One document says so."
    elif values > 1:
        counted = f"{documents} documents give {values} values."
    elif said[0].table == "claims":
        counted = f"The verdict rests on {documents} documents."
    elif any(one.given_for == "row" for one in said):
        counted = f"{documents} documents support the row; which of them gives this cell is not recorded."
    else:
        counted = f"{documents} documents agree."
    if used is None:
        return f"None is preferred. {counted}"
    return f"{_shown(used)}. {counted}"


def _shown(one: Saying) -> str:
    return f"{one.value} ({one.meaning})" if one.meaning else one.value


def _blocks(said: Iterable[Saying]) -> list[str]:
    lines = []
    for one in said:
        mark = "→" if one.preferred else " "
        rank = f"{(one.kind or '').replace('_', ' ')} (rank {one.rank})" if one.kind else ""
        borne = (one.verification or "").replace("_", " ")
        about = [one.source_id or "no document", one.published or ("undated" if one.source_id else ""), rank, borne]
        lines += ["", f"{mark} {visible(_shown(one))}", f"    {'  '.join(part for part in about if part)}"]
        if one.document:
            lines += _wrapped(f"{one.document}; {one.publisher}", "    ")
        lines += _wrapped("; ".join(part for part in (one.detail, one.why) if part), "    ")
        if one.note:
            lines += _wrapped(f"Note: {one.note}", "    ")
    return lines


def _wrapped(text: str, indent: str) -> list[str]:
    return [f"{indent}{line}" for line in wrap(visible(text), COLUMNS - len(indent))]


def _has_view(connection: duckdb.DuckDBPyConnection) -> bool:
    return bool(connection.execute("select 1 from duckdb_views() where view_name = ?", [VIEW]).fetchall())


def _column(connection: duckdb.DuckDBPyConnection, sql: str, *values: str) -> list[str]:
    return [row[0] for row in connection.execute(sql, list(values)).fetchall()]


def _field(connection: duckdb.DuckDBPyConnection, table: str, field: str) -> str:
    """The field of ``table`` that ``field`` names, whole or without its ending. Raises UsageError."""
    known = _column(connection, f"select distinct field from {VIEW} where table_name = ? order by 1", table)
    if field in known:
        return field
    longer = [name for name in known if name.startswith(f"{field}_")]
    if len(longer) == 1:
        return longer[0]
    if longer:
        raise UsageError(f"{table} has no field {field!r}; did you mean {' or '.join(longer)}?")
    columns = _column(connection, "select column_name from duckdb_columns() where table_name = ?", table)
    if field in columns:
        raise UsageError(
            f"no document gives {table}.{field}: it is empty, our own, or part of the key. Ask {_list(known)}."
        )
    raise UsageError(f"{table} has no field {field!r}; {_hint(field, known)}")


def _no_row(connection: duckdb.DuckDBPyConnection, table: str, key: str, field: str, others: Collection[str]) -> str:
    """Why the cell cannot be asked: it is empty, or there is no such row."""
    rows = _column(connection, f"select distinct row_key from {VIEW} where table_name = ? order by 1", table)
    if any(f"{row}|".startswith(f"{key}|") for row in rows):
        return f"{field} of {table} {key} is empty: no document that was read tells it."
    begun: list[str] = []
    wrong = key.split("|")  # the parts from the first wrong one on; begun has those before it
    while wrong[1:] and any(row.startswith("|".join([*begun, wrong[0], ""])) for row in rows):
        begun.append(wrong.pop(0))
    nexts = sorted({row.split("|")[len(begun)] for row in rows if row.split("|")[: len(begun)] == begun})
    longer = [part for part in nexts if wrong[0] and part.startswith(wrong[0])]
    near = longer if len(longer) == 1 else get_close_matches(wrong[0], nexts, n=1)
    hint = f"did you mean {'|'.join([*begun, near[0]])}?" if near else f"a key looks like {min(others)}."
    return f"{table} has no row {key!r}; {hint}"


def _hint(name: str, names: Sequence[str]) -> str:
    near = get_close_matches(name.lower(), names, n=1)
    return f"did you mean {near[0]}?" if near else f"there are {_list(names)}."


def _list(names: Sequence[str]) -> str:
    return ", ".join(names)
