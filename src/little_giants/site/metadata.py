"""Datasette's metadata, made from the descriptor, the schemas and the author's choices: nothing is written twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from little_giants.build.views import View
from little_giants.package.model import Package, Resource
from little_giants.schema.model import Field, Schema
from little_giants.site.choices import Choice
from little_giants.site.index import index_name
from little_giants.site.plugins.pages import NAME
from little_giants.site.queries import Query

SETTINGS: Mapping[str, int | bool] = {
    "allow_csv_stream": False,
    "allow_download": False,
    "default_cache_ttl": 0,  # a rebuilt site must not show yesterday's pages; a public one may cache
    "default_page_size": 50,
    "facet_time_limit_ms": 150,
    "max_returned_rows": 1000,
    "num_sql_threads": 4,
    "sql_time_limit_ms": 700,
    "suggest_facets": False,  # it made table pages five times slower
    "truncate_cells_html": 400,
}


def metadata(
    package: Package,
    choices: Mapping[str, Choice],
    views: Sequence[View],
    queries: Sequence[Query],
    home: Mapping[str, Any],
) -> dict[str, Any]:
    """The content of ``metadata.json`` (Datasette 0.65); ``home`` as :mod:`little_giants.site.home` makes it."""
    about = _licence(package.properties.get("licenses"))  # tables inherit it; a source is a table's own
    tables = {resource.name: _table(resource, choices.get(resource.name, Choice())) for resource in package.tables}
    for view in views:
        title = view.name.replace("_", " ").capitalize()
        words = {"title": title, "description": view.description}
        tables[view.name] = {**words, **_browsing(choices.get(view.name, Choice()))}
    stored = {
        query.name: {"title": query.title, "description": query.description, "sql": query.sql} for query in queries
    }
    title = str(package.properties.get("title") or package.name)
    return {
        "title": title,
        "description": str(package.properties.get("description", "")),
        **about,
        "databases": {package.name: {"title": title, **about, "tables": tables, "queries": stored}},
        "plugins": {NAME: _options(package, choices, queries, home)},
    }


def _options(
    package: Package, choices: Mapping[str, Choice], queries: Sequence[Query], home: Mapping[str, Any]
) -> dict[str, Any]:
    """What our plugins and templates need: names, links between tables, the words of every field."""
    keys = {
        resource.schema.primary_key[0]: resource.name
        for resource in package.tables
        if len(resource.schema.primary_key) == 1
    }
    tables = package.tables
    return {
        "site": {
            "database": package.name,
            "name": str(package.properties.get("title") or package.name).partition(":")[0],
            "name_zh": str(package.properties.get("title_zh") or "").partition("：")[0],
            "version": package.version,
            "licences": package.properties.get("licenses", []),
            "sources": package.properties.get("sources", []),
            "queries": [{"name": query.name, "title": query.title, "title_zh": query.title_zh} for query in queries],
        },
        "home": dict(home),
        "links": {"columns": keys, "tables": {table.name: _targets(table.schema) for table in tables}},
        "booleans": {
            table.name: [field.name for field in table.schema.fields if field.type == "boolean"] for table in tables
        },
        "fields": {table.name: {field.name: _words(field) for field in table.schema.fields} for table in tables},
        "titles": {table.name: table.title for table in tables},
        "labels": {
            name: {"key": package.resource(name).schema.primary_key[0], "label": choice.label}
            for name, choice in choices.items()
            if choice.label and name in package.names
        },
        "search": {
            name: _search(package.resource(name), choice)
            for name, choice in choices.items()
            if choice.search and name in package.names
        },
    }


def _search(table: Resource, choice: Choice) -> dict[str, Any]:
    key = table.schema.primary_key[0]
    return {
        "title": table.title,
        "index": index_name(table.name),
        "key": key,
        "label": choice.label or key,
        "show": list(choice.show),
    }


def _targets(schema: Schema) -> dict[str, str]:
    """Column -> the table its key points at, for keys of one column."""
    return {key.fields[0]: key.target for key in schema.foreign_keys if len(key.fields) == 1}


def _words(field: Field) -> dict[str, str]:
    names = ("title", "title_zh", "description", "description_zh", "unit")
    return {name: str(field.properties[name]) for name in names if field.properties.get(name)}


def _table(resource: Resource, choice: Choice) -> dict[str, Any]:
    found: dict[str, Any] = {
        "title": resource.title,
        "description": str(resource.properties.get("description", "")),
        "columns": {field.name: _describe(field) for field in resource.schema.fields},
        **_browsing(choice),
        **_licence(resource.properties.get("licenses")),
        **_source(resource.properties.get("sources")),
    }
    if choice.label:
        found["label_column"] = choice.label
    if choice.search:
        found["fts_table"], found["fts_pk"] = index_name(resource.name), "rowid"
    return found


def _browsing(choice: Choice) -> dict[str, Any]:
    found: dict[str, Any] = {"facets": list(choice.facets), "sort": choice.sort, "sort_desc": choice.sort_desc}
    return {name: value for name, value in {**found, "size": choice.size}.items() if value}


def _describe(field: Field) -> str:
    """Title, description and unit of a column in one line."""
    words = _words(field)
    unit = f" Unit: {words['unit']}." if "unit" in words else ""
    return f"{words.get('description') or words.get('title', '')}{unit}".strip()


def _licence(licences: Any) -> dict[str, str]:
    if not isinstance(licences, list) or not licences:
        return {}
    first = licences[0]
    found = {"license": str(first.get("title") or first.get("name", ""))}
    return {**found, "license_url": str(first["path"])} if _is_web(first.get("path")) else found


def _source(sources: Any) -> dict[str, str]:
    if not isinstance(sources, list) or not sources:
        return {}
    first = sources[0]
    found = {"source": str(first.get("title", ""))}
    return {**found, "source_url": str(first["path"])} if _is_web(first.get("path")) else found


def _is_web(address: Any) -> bool:
    return isinstance(address, str) and address.startswith(("https://", "http://"))
