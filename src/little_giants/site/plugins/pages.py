"""The pages that are ours: the home page's figures, the search over all tables, and how a cell is shown."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import Any

from datasette import hookimpl
from datasette.utils import escape_sqlite, tilde_encode
from datasette.utils.asgi import Request, Response
from markupsafe import Markup, escape

NAME = "little-giants"  # under which the site's metadata holds our options
_CHINESE = re.compile("[\u3400-\u9fff]")
_RUN = re.compile(
    "[\u3000-\u303f\u3400-\u9fff\uff00-\uffef“”·]*[\u3400-\u9fff][\u3000-\u303f\u3400-\u9fff\uff00-\uffef“”·]*"
)
_LONG = 400  # characters; a longer cell is left to Datasette, which cuts it
_FOUND = 8  # rows a table shows on the search page
_RELATED = 10  # rows of another table that a row's page shows


def options(datasette: Any) -> dict[str, Any]:
    """Our options, read once: Datasette walks through all of them at every call of ``plugin_config``."""
    found: dict[str, Any] | None = getattr(datasette, "_little_giants_options", None)
    if found is None:
        found = datasette.plugin_config(NAME) or {}
        datasette._little_giants_options = found
    return found


@hookimpl
def prepare_jinja2_environment(env: Any, datasette: Any) -> None:
    """Every page, also one that reports an error, knows the site and marks Chinese as such."""
    env.globals["site"] = options(datasette).get("site", {})
    env.globals["chinese"] = chinese


@hookimpl
def extra_template_vars(datasette: Any, view_name: str) -> dict[str, Any]:
    """The home page knows its figures; table and row pages the words of their fields, and the rows that point here."""
    if view_name == "index":
        return {"home": options(datasette).get("home", {})}
    if view_name not in ("row", "table"):
        return {}

    async def related(table: str, column: str, key: str) -> dict[str, Any]:
        return await related_rows(datasette, table, column, key)

    return {"fields": options(datasette).get("fields", {}), "related": related}


@hookimpl
def render_cell(
    value: Any, column: str, table: str | None, database: str, datasette: Any
) -> Markup | Awaitable[Markup] | None:
    """A key as a link, Chinese with its language, a number with separators. None leaves the cell to Datasette."""
    known = options(datasette)
    if database != known.get("site", {}).get("database"):
        return None
    own = known["links"]["tables"].get(table)
    target = own.get(column) if own is not None else known["links"]["columns"].get(column)
    if isinstance(value, dict):  # a foreign key that Datasette looked up
        return link(datasette, target, value["value"], value["label"]) if target else None
    if target and value is not None:
        return labelled(datasette, target, value) if own is not None else link(datasette, target, value, None)
    if column in known.get("booleans", {}).get(table or "", ()) and value in (0, 1):
        return Markup("<span>{}</span>").format("yes" if value else "no")
    if isinstance(value, int | float):
        return Markup("<span>{}</span>").format(number(value))
    if isinstance(value, str) and len(value) <= _LONG and _CHINESE.search(value):
        return chinese(value)
    return None


def link(datasette: Any, table: str, key: Any, label: str | None) -> Markup:
    """A link to the row of that key, by its label where it has one."""
    href = f"{datasette.urls.table(options(datasette)['site']['database'], table)}/{tilde_encode(str(key))}"
    if label in (None, "", key):
        return Markup('<a href="{}">{}</a>').format(href, key)
    return Markup('<a href="{}">{}</a> <em>{}</em>').format(href, chinese(label), key)


async def labelled(datasette: Any, table: str, key: Any) -> Markup:
    """The same on a row's own page, where Datasette looks no label up."""
    label = options(datasette)["labels"].get(table)
    if not label:
        return link(datasette, table, key, None)
    own = escape_sqlite(label["key"])
    sql = f"select {escape_sqlite(label['label'])} from {escape_sqlite(table)} where {own} = :key"
    found = await datasette.get_database(options(datasette)["site"]["database"]).execute(sql, {"key": key})
    return link(datasette, table, key, found.rows[0][0] if found.rows else None)


def chinese(value: Any) -> Markup:
    """The text, its Chinese marked as such, so that fonts and screen readers are right."""
    text = "" if value is None else str(value)
    count = len(_CHINESE.findall(text))
    if not count:
        return escape(text)
    if 2 * count > sum(char.isascii() and char.isalpha() for char in text):
        return Markup('<span lang="zh-Hans">{}</span>').format(text)
    parts, end = [], 0
    for run in _RUN.finditer(text):
        parts += [escape(text[end : run.start()]), Markup('<span lang="zh-Hans">{}</span>').format(run[0])]
        end = run.end()
    return Markup("").join([*parts, escape(text[end:])])


def number(value: float) -> str:
    """A number for reading: separators from 10,000 on (a year has none), no ".0"."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    return f"{value:,}" if abs(value) >= 10_000 else str(value)


async def related_rows(datasette: Any, table: str, column: str, key: str) -> dict[str, Any]:
    """The first rows of ``table`` whose ``column`` is ``key``: the ``columns`` that hold anything, and ``rows``."""
    known = options(datasette)
    database = known["site"]["database"]
    sql = f"select * from {escape_sqlite(table)} where {escape_sqlite(column)} = :key limit {_RELATED}"
    found = await datasette.get_database(database).execute(sql, {"key": key})
    names = [name for name in found.columns if name != column and any(row[name] is not None for row in found.rows)]
    rows = []
    for row in found.rows:
        cells = []
        for name in names:
            if known["links"]["columns"].get(name) == table:
                shown: Any = link(datasette, table, row[name], None)
            else:
                shown = render_cell(row[name], name, table, database, datasette)
            if isinstance(shown, Awaitable):
                shown = await shown
            text = "" if row[name] is None else row[name]
            cells.append({"value": text if shown is None else shown, "raw": row[name]})
        rows.append(cells)
    return {"columns": names, "rows": rows, "title": known["titles"].get(table, table)}


@hookimpl
def register_routes() -> list[tuple[str, Callable[..., Any]]]:
    """``/search?q=…`` looks into every table that has an index."""
    return [(r"^/search$", search)]


async def search(datasette: Any, request: Request) -> Response:
    """The search page: the best rows of every table, and the way to all of them."""
    known = options(datasette)
    database = known["site"]["database"]
    text = (request.args.get("q") or "").strip()[:200]
    groups = []
    for table, how in known.get("search", {}).items() if text else ():
        found = await datasette.get_database(database).execute(_best(table, how), {"q": text})
        if rows := [dict(row) for row in found.rows]:
            path = datasette.urls.table(database, table)
            for row in rows:
                row["href"] = f"{path}/{tilde_encode(str(row['key']))}"
            groups.append({"title": how["title"], "rows": rows, "total": rows[0]["total"], "path": path})
    context = {"q": text, "groups": groups}
    return Response.html(await datasette.render_template("search.html", context, request=request, view_name="search"))


def _best(table: str, how: dict[str, Any]) -> str:
    """The query for the best rows of one table: key, label, what else is shown of it, and how many match in all."""
    name, index = escape_sqlite(table), escape_sqlite(how["index"])
    shown = " || ".join(f"coalesce(' · ' || t.{escape_sqlite(column)}, '')" for column in how["show"]) or "''"
    return (
        f"select t.{escape_sqlite(how['key'])} as key, t.{escape_sqlite(how['label'])} as label, {shown} as more,"
        f" (select count(*) from {index} where {index} match escape_fts(:q)) as total"
        f" from {index} f join {name} t on t.rowid = f.rowid where f.{index} match escape_fts(:q)"
        f" order by f.rank, t.rowid limit {_FOUND}"
    )
