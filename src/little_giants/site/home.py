"""The home page's figures and lists: queries in ``publish/site/home.toml``, answered once from the built database.

It holds figures, lists and groups of tables:

    [[figure]]
    label = "firms"
    sql = "select count(*) from firms"     # the value, then perhaps a note
    link = "/{database}/firms"             # {database}, {package}, {0}, {1}… stand for names and columns

    [[list]]
    title = "Batches"
    sql = "select …"                       # a table: the columns' names are its head
    link = "/{database}/batches/{0}"       # optional, for the first column

    [[group]]
    title = "Firms"
    tables = ["firms", "recognitions"]
"""

from __future__ import annotations

import re
import sqlite3
from typing import Any

from little_giants.errors import PackageError, Problem
from little_giants.package.model import Package
from little_giants.site.choices import HOME, read_toml

_KEYS = {"cite", "examples", "figure", "group", "lead", "lead_zh", "licence_note", "list", "search_hint"}


def home_page(database: sqlite3.Connection, package: Package) -> dict[str, Any]:
    """Everything the home page shows, as plain data. Raises PackageError for a query that fails, with its label."""
    words = read_toml(package.root, HOME)
    if unknown := sorted(set(words) - _KEYS):
        known = f"Known: {', '.join(sorted(_KEYS))}."
        raise PackageError([Problem(HOME, "", f"{unknown[0]!r} is not known.", known)])
    figures = []
    for figure in _items(words, "figure", "label", "sql"):
        rows = _rows(database, figure)[1]
        if rows and rows[0][0] is not None:
            note = rows[0][1] if len(rows[0]) > 1 else figure.get("note", "")
            shown = {"label": figure["label"], "value": rows[0][0], "note": note}
            figures.append({**shown, **_link(figure, package, rows[0])})
    lists = []
    for item in _items(words, "list", "title", "sql"):
        head, rows = _rows(database, item)
        lists.append(
            {
                "title": item["title"],
                "note": item.get("note", ""),
                "head": head,
                "rows": [{**_link(item, package, row), "cells": row} for row in rows],
            }
        )
    tables = {resource.name: _table(database, package, resource.name) for resource in package.tables}
    for group in _items(words, "group", "title", "tables"):
        if unknown := [name for name in group["tables"] if name not in package.names]:
            raise PackageError([Problem(HOME, f"“{group['title']}”", f"there is no table {unknown[0]!r}.")])
    groups = [
        {"title": group["title"], "tables": [tables.pop(name) for name in group["tables"] if name in tables]}
        for group in _items(words, "group", "title", "tables")
    ]
    if tables:
        groups.append({"title": "More tables" if groups else "", "tables": list(tables.values())})
    return {
        "lead": words.get("lead", ""),
        "lead_zh": words.get("lead_zh", ""),
        "search_hint": words.get("search_hint", ""),
        "examples": words.get("examples", []),
        "figures": figures,
        "lists": lists,
        "groups": groups,
        "cite": _filled(words.get("cite", ""), "cite", version=package.version, name=package.name),
        "licence_note": words.get("licence_note", ""),
    }


def _table(database: sqlite3.Connection, package: Package, name: str) -> dict[str, Any]:
    resource = package.resource(name)
    (rows,) = database.execute(f'select count(*) from "{name}"').fetchone()
    return {
        "name": name,
        "title": resource.title,
        "title_zh": resource.properties.get("title_zh", ""),
        "description": resource.properties.get("description", ""),
        "rows": rows,
    }


def _items(words: dict[str, Any], kind: str, *needed: str) -> list[dict[str, Any]]:
    """The ``[[kind]]`` sections. Raises PackageError when one lacks what it needs."""
    found = words.get(kind, [])
    if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
        raise PackageError([Problem(HOME, kind, f"is not a section: write [[{kind}]].")])
    for number, item in enumerate(found, 1):
        for key in needed:
            wanted = list if key == "tables" else str
            if not isinstance(item.get(key), wanted):
                message = f"needs {key}, {'a list' if wanted is list else 'a text'}."
                raise PackageError([Problem(HOME, f"[[{kind}]] {number}", message)])
    return found


def _rows(database: sqlite3.Connection, item: dict[str, Any]) -> tuple[list[str], list[list[Any]]]:
    place = f"“{item.get('label') or item['title']}”"
    if not re.match(r"\s*(select|with)\b", item["sql"], re.IGNORECASE):
        raise PackageError([Problem(HOME, place, "sql is one SELECT.")])
    try:
        cursor = database.execute(item["sql"])
        return [column[0] for column in cursor.description or ()], [list(row) for row in cursor.fetchall()]
    except sqlite3.Error as error:
        raise PackageError([Problem(HOME, place, f"the query cannot run: {error}.")]) from None


def _link(item: dict[str, Any], package: Package, row: list[Any]) -> dict[str, str]:
    link = str(item.get("link", ""))
    return {"link": _filled(link, "link", *row, database=package.name, package=package.name)} if link else {}


def _filled(text: Any, key: str, *columns: Any, **names: str) -> str:
    """``text`` with its holes filled. Raises PackageError for a hole that nothing fills."""
    try:
        return str(text).format(*columns, **names)
    except (KeyError, IndexError, ValueError, AttributeError) as error:
        holes = ", ".join(f"{{{name}}}" for name in [*names, *map(str, range(len(columns)))])
        raise PackageError(
            [Problem(HOME, f"{key} = {text!r}", f"cannot be filled: {error}.", f"Use {holes}.")]
        ) from None
