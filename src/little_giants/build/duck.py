"""Write the DuckDB file and the Parquet files.

The reading connection is locked down and can write nothing, so a second one writes: rows cross as an Arrow stream.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from little_giants.build.views import View, create_view
from little_giants.package.model import Package, Resource
from little_giants.schema.model import Field
from little_giants.schema.sql import name as sql_name
from little_giants.schema.sql import text as sql_text

# The browser's DuckDB is older than ours and reads no newer storage.
_STORAGE = "v1.0.0"


def write_duckdb(
    source: duckdb.DuckDBPyConnection, package: Package, views: tuple[View, ...], folder: Path
) -> list[str]:
    """Write ``<package>.duckdb``: typed tables with primary keys and comments, and the views."""
    name = f"{package.name}.duckdb"
    with _writer(folder) as out:
        out.execute(f"attach {sql_text(str(folder / name))} as built (storage_version {sql_text(_STORAGE)})")
        out.execute("use built")
        for resource in package.resources:
            out.execute(_create(resource))
            with _incoming(source, resource, out):
                out.execute(f"insert into {sql_name(resource.name)} select * from incoming")
            _comment(out, "table", resource.name, described(resource.properties))
            for field in resource.schema.fields:
                _comment(out, "column", resource.name, described(field.properties), field)
        for view in views:
            create_view(out, view)
            _comment(out, "view", view.name, view.description)
        out.execute("use memory")
        out.execute("detach built")
    return [name]


def write_parquet(
    source: duckdb.DuckDBPyConnection, package: Package, views: tuple[View, ...], folder: Path
) -> list[str]:
    """Write ``parquet/<table>.parquet`` for every table; title and licence travel in the file's metadata."""
    (folder / "parquet").mkdir()
    licences = ", ".join(str(licence.get("name", "")) for licence in package.properties.get("licenses", []))
    files: list[str] = []
    with _writer(folder) as out:
        for resource in package.resources:
            file = f"parquet/{resource.name}.parquet"
            about = {"package": package.name, "version": package.version, "title": resource.title, "licence": licences}
            facts = ", ".join(f"{key}: {sql_text(value)}" for key, value in about.items())
            with _incoming(source, resource, out):
                out.execute(
                    f"copy (select * from incoming) to {sql_text(str(folder / file))}"
                    f" (format parquet, compression zstd, kv_metadata {{{facts}}})"
                )
            files.append(file)
    return files


def select(resource: Resource, *, dates_as_text: bool = False) -> str:
    """The SELECT that gives the rows of a table, by primary key."""
    columns = [
        f"{sql_name(field.name)}::varchar" if dates_as_text and field.sql_type == "DATE" else sql_name(field.name)
        for field in resource.schema.fields
    ]
    order = ", ".join(sql_name(name) for name in resource.schema.primary_key)
    table = f"main.{sql_name(resource.name)}"
    return f"select {', '.join(columns)} from {table}" + (f" order by {order}" if order else "")


def described(properties: object) -> str:
    """Title and description of a table or a field, with its unit: the words a reader of the database sees."""
    assert isinstance(properties, dict)
    text = str(properties.get("description") or properties.get("title") or "")
    return text + (f" [{properties['unit']}]" if properties.get("unit") else "")


@contextmanager
def _writer(folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that can write in ``folder`` and touch no other file, whatever a view says."""
    out = duckdb.connect(":memory:", config={"autoinstall_known_extensions": "false"})
    try:
        out.execute(f"set allowed_directories = [{sql_text(str(folder))}]")
        out.execute("set enable_external_access = false")
        out.execute("set lock_configuration = true")
        yield out
    finally:
        out.close()


@contextmanager
def _incoming(source: duckdb.DuckDBPyConnection, resource: Resource, out: duckdb.DuckDBPyConnection) -> Iterator[None]:
    out.register("incoming", source.sql(select(resource)).to_arrow_reader())
    try:
        yield
    finally:
        out.unregister("incoming")


def _create(resource: Resource) -> str:
    lines = [
        f"{sql_name(field.name)} {field.sql_type}" + (" not null" if field.constraints.get("required") else "")
        for field in resource.schema.fields
    ]
    if resource.schema.primary_key:
        lines.append(f"primary key ({', '.join(map(sql_name, resource.schema.primary_key))})")
    return f"create table {sql_name(resource.name)} ({', '.join(lines)})"


def _comment(out: duckdb.DuckDBPyConnection, kind: str, name: str, text: str, field: Field | None = None) -> None:
    target = sql_name(name) + (f".{sql_name(field.name)}" if field else "")
    if text:
        out.execute(f"comment on {kind} {target} is {sql_text(text)}")
