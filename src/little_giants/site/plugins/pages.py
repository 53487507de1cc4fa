"""The pages that are ours: the home page's figures, the search over all tables, and how a cell is shown."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from datasette import hookimpl
from datasette.utils import escape_sqlite, tilde_encode
from datasette.utils.asgi import Request, Response
from markupsafe import Markup

NAME = "little-giants"  # under which the site's metadata holds our options
_CHINESE = re.compile("[\u3400-\u9fff]")
_LONG = 400  # characters; a longer cell is left to Datasette, which cuts it
_FOUND = 8  # rows a table shows on the search page


@hookimpl
def prepare_jinja2_environment(env: Any, datasette: Any) -> None:
    """Every page, also one that reports an error, knows the site and marks Chinese as such."""
    env.globals["site"] = (datasette.plugin_config(NAME) or {}).get("site", {})
    env.globals["chinese"] = chinese


@hookimpl
def extra_template_vars(datasette: Any, view_name: str) -> dict[str, Any]:
    """The home page knows its figures; table and row pages the words of their fields."""
    options = datasette.plugin_config(NAME) or {}
    if view_name == "index":
        return {"home": options.get("home", {})}
    return {"fields": options.get("fields", {})} if view_name in ("row", "table") else {}


@hookimpl
def render_cell(value: Any, column: str, table: str | None, database: str, datasette: Any) -> Markup | None:
    """A key as a link, Chinese with its language, a number with separators. None leaves the cell to Datasette."""
    options = datasette.plugin_config(NAME) or {}
    if database != options.get("site", {}).get("database"):
        return None
    links = options.get("links", {})
    own = links["tables"].get(table)
    target = own.get(column) if own is not None else links["columns"].get(column)
    if isinstance(value, dict):  # a foreign key that Datasette looked up
        return link(datasette.urls.table(database, target), value["value"], value["label"]) if target else None
    if target and value is not None:
        return link(datasette.urls.table(database, target), value, None)
    if column in options.get("booleans", {}).get(table or "", ()) and value in (0, 1):
        return Markup("<span>{}</span>").format("yes" if value else "no")
    if isinstance(value, int | float):
        return Markup("<span>{}</span>").format(number(value))
    if isinstance(value, str) and len(value) <= _LONG and _CHINESE.search(value):
        return chinese(value)
    return None


def link(table_path: str, key: Any, label: str | None) -> Markup:
    """A link to the row of that key, by its label where it has one."""
    href = f"{table_path}/{tilde_encode(str(key))}"
    if label in (None, "", key):
        return Markup('<a href="{}">{}</a>').format(href, key)
    return Markup('<a href="{}">{}</a> <em>{}</em>').format(href, chinese(label), key)


def chinese(value: Any) -> Markup:
    """The text, marked as Chinese when it holds any, so that fonts and screen readers are right."""
    text = "" if value is None else str(value)
    return Markup('<span lang="zh-Hans">{}</span>').format(text) if _CHINESE.search(text) else Markup.escape(text)


def number(value: float) -> str:
    """A number for reading: separators from 10,000 on (a year has none), no ".0"."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    return f"{value:,}" if abs(value) >= 10_000 else str(value)


@hookimpl
def register_routes() -> list[tuple[str, Callable[..., Any]]]:
    """``/search?q=…`` looks into every table that has an index."""
    return [(r"^/search$", search)]


async def search(datasette: Any, request: Request) -> Response:
    """The search page: the best rows of every table, and the way to all of them."""
    options = datasette.plugin_config(NAME) or {}
    database = options["site"]["database"]
    text = (request.args.get("q") or "").strip()[:200]
    groups = []
    for table, how in options.get("search", {}).items() if text else ():
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
    shown = " || ' · ' || ".join(f"coalesce(t.{escape_sqlite(column)}, '')" for column in how["show"]) or "''"
    return (
        f"select t.{escape_sqlite(how['key'])} as key, t.{escape_sqlite(how['label'])} as label, {shown} as more,"
        f" (select count(*) from {index} where {index} match escape_fts(:q)) as total"
        f" from {index} f join {name} t on t.rowid = f.rowid where f.{index} match escape_fts(:q)"
        f" order by f.rank, t.rowid limit {_FOUND}"
    )
