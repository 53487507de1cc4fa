"""What is held against the official counts, and what the documents are worth: tables read from the package's views.

The numbers are those of the views ``coverage``, ``cell_support``, ``support_by_table`` and ``unsourced``; here they are
only selected.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from little_giants.errors import UsageError

if TYPE_CHECKING:
    import duckdb

VIEWS = ("coverage", "cell_support", "support_by_table", "unsourced")
OFFICIAL = "case when official is null then 'not known' when official_is = 'exact' then cast(official as varchar)"
OFFICIAL += " else official_is || ' ' || cast(official as varchar) end as official"
SCOPE = "case scope when 'includes_planned_city' then 'with its planned city'"
SCOPE += " when 'excludes_planned_city' then 'without its planned city' when 'unknown' then 'not known' end as scope"


@dataclass(frozen=True, slots=True)
class Table:
    """Rows for a reader or a program. ``types`` are DuckDB's names of the types of the columns."""

    title: str
    columns: tuple[str, ...]
    types: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]


def check(connection: duckdb.DuckDBPyConnection) -> None:
    """Raise UsageError when the package has not the views that this module reads."""
    held = {row[0] for row in connection.execute("select view_name from duckdb_views()").fetchall()}
    if missing := [view for view in VIEWS if view not in held]:
        raise UsageError(f"the package has no view {missing[0]} in publish/views, so coverage cannot be told.")


def find_region(connection: duckdb.DuckDBPyConnection, wanted: str) -> str:
    """The code of the region that ``wanted`` names by code, Chinese or English name.

    Raises UsageError with the nearest name when no province-level region is called so.
    """
    rows = connection.execute("select distinct region_code, region_zh, region_en from coverage order by 1").fetchall()
    for row in rows:
        if wanted.strip().lower() in (row[0].lower(), row[1], row[2].lower()):
            return str(row[0])
    begun = [row for row in rows if len(wanted.strip()) > 1 and row[1].startswith(wanted.strip())]
    if len(begun) == 1:
        return str(begun[0][0])
    names = [name for row in rows for name in row]
    near = get_close_matches(wanted.title(), names, n=1) or get_close_matches(wanted, names, n=1)
    hint = f"did you mean {near[0]}?" if near else "give a province, a planned city, or its code, such as 330000."
    raise UsageError(f"no region of the official counts is called {wanted!r}; {hint}")


def find_batch(connection: duckdb.DuckDBPyConnection, wanted: int) -> int:
    """``wanted``, if it is a batch that was counted. Raises UsageError otherwise."""
    batches = [row[0] for row in connection.execute("select distinct batch from coverage order by 1").fetchall()]
    if wanted not in batches:
        raise UsageError(f"batch {wanted} was not counted; there are {', '.join(map(str, batches))}.")
    return wanted


def coverage(connection: duckdb.DuckDBPyConnection, batch: int | None = None, region: str | None = None) -> Table:
    """All columns of the view ``coverage``, for a batch, a region's code, both, or everything."""
    where, values = _where(batch, region)
    return _table(connection, "coverage", f"select * from coverage{where}", values)


def shown(connection: duckdb.DuckDBPyConnection, batch: int | None = None, region: str | None = None) -> Table:
    """The same for a reader: names in one column, and "not known" where no document counts the region.

    Without batch and region it is the whole country, with the number of regions that any document counts.
    """
    if batch is None and region is None:
        sql = f"""
            select c.batch, {OFFICIAL}, replace(stage, '_', ' ') as list, as_of, source_id, firms_held as held,
              held_percent as percent, k.counted || ' of ' || k.regions as regions_counted
            from coverage c join (
              select batch, count(distinct case when official is not null then region_code end) as counted,
                count(distinct region_code) as regions
              from coverage where level <> 'country' group by batch
            ) k on k.batch = c.batch
            where level = 'country' order by c.batch"""
        return _table(connection, "Held here against the official counts, the whole country", sql, [])
    where, values = _where(batch, region)
    sql = f"""
        select batch, region_zh || ' ' || region_en as region, {SCOPE}, {OFFICIAL}, replace(stage, '_', ' ') as list,
          as_of, source_id, firms_held as held, held_percent as percent, held_city_unknown as city_unknown
        from coverage{where} order by batch, level <> 'country', region_code, scope"""
    return _table(connection, "Held here against the official counts", sql, values)


def kinds(connection: duckdb.DuckDBPyConnection) -> Table:
    """The kinds of document in their order, how many there are, and the cells that one document of the kind gives."""
    sql = """
        select r.rank, r.word as kind, r.name_en as "means",
          (select count(*) from sources s where s.kind = r.word) as documents,
          (select count(*) from cell_support c where c.support = 'one document' and c.only_kind = r.word)
            as cells_of_one_document
        from evidence_ranks r where r.scale = 'kind' order by r.rank, r.word"""
    return _table(connection, "Kinds of document, the nearest to the authority first", sql, [])


def support(connection: duckdb.DuckDBPyConnection) -> Table:
    """The view ``support_by_table``."""
    return _table(connection, "Cells by the documents that give them", "select * from support_by_table", [])


def unsourced(connection: duckdb.DuckDBPyConnection) -> Table:
    """The view ``unsourced``: every cell that no located document supports."""
    sql = "select table_name, row_key, field, value from unsourced"
    return _table(connection, "No document was located for these; no total and no claim rests on them", sql, [])


def _where(batch: int | None, region: str | None) -> tuple[str, list[Any]]:
    conditions = [name for name, value in (("batch = ?", batch), ("region_code = ?", region)) if value is not None]
    where = f" where {' and '.join(conditions)}" if conditions else ""
    return where, [value for value in (batch, region) if value is not None]


def _table(connection: duckdb.DuckDBPyConnection, title: str, sql: str, values: Sequence[Any]) -> Table:
    found = connection.execute(sql, list(values))
    described = found.description or []
    names, types = tuple(column[0] for column in described), tuple(str(column[1]) for column in described)
    return Table(title, names, types, tuple(found.fetchall()))
