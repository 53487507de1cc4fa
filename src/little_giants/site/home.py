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

import sqlite3
from typing import Any

from little_giants.errors import PackageError, Problem
from little_giants.package.model import Package
from little_giants.site.choices import HOME, read_toml


def home_page(database: sqlite3.Connection, package: Package) -> dict[str, Any]:
    """Everything the home page shows, as plain data. Raises PackageError for a query that fails, with its label."""
    words = read_toml(package.root, HOME)
    figures = []
    for figure in words.get("figure", []):
        rows = _rows(database, figure)[1]
        if rows and rows[0][0] is not None:
            note = rows[0][1] if len(rows[0]) > 1 else figure.get("note", "")
            shown = {"label": figure["label"], "value": rows[0][0], "note": note}
            figures.append({**shown, **_link(figure, package, rows[0])})
    lists = []
    for item in words.get("list", []):
        head, rows = _rows(database, item)
        lists.append(
            {
                "title": item["title"],
                "note": item.get("note", ""),
                "head": head,
                "rows": [{**_link(item, package, row), "cells": row} for row in rows],
            }
        )
    tables = {resource.name: _table(database, package, resource.name) for resource in package.resources}
    groups = [
        {"title": group["title"], "tables": [tables.pop(name) for name in group["tables"] if name in tables]}
        for group in words.get("group", [])
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
        "cite": words.get("cite", "").format(version=package.version, name=package.name),
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


def _rows(database: sqlite3.Connection, item: dict[str, Any]) -> tuple[list[str], list[list[Any]]]:
    try:
        cursor = database.execute(item["sql"])
        return [column[0] for column in cursor.description], [list(row) for row in cursor.fetchall()]
    except (sqlite3.Error, KeyError) as error:
        place = str(item.get("label") or item.get("title") or "?")
        raise PackageError([Problem(HOME, f"“{place}”", f"the query cannot run: {error}.")]) from None


def _link(item: dict[str, Any], package: Package, row: list[Any]) -> dict[str, str]:
    link = str(item.get("link", ""))
    return {"link": link.format(*row, database=package.name, package=package.name)} if link else {}
