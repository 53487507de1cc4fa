"""What a package's author chooses for the site: ``publish/site/tables.toml``, one section a table."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from little_giants.errors import PackageError, Problem
from little_giants.package.model import Package

TABLES = "publish/site/tables.toml"
HOME = "publish/site/home.toml"
_TYPES = {"label": str, "sort": str, "sort_desc": str, "size": int, "facets": list, "search": list, "show": list}
_WORDS = {str: "a text", int: "a whole number", list: "a list of columns"}


@dataclass(frozen=True, slots=True)
class Choice:
    """One table or view on the site. ``label``: the column that stands for a row; ``search``: columns of the index."""

    label: str = ""
    sort: str = ""
    sort_desc: str = ""
    size: int = 0
    facets: tuple[str, ...] = ()
    search: tuple[str, ...] = ()
    show: tuple[str, ...] = ()  # columns beside the label on the search page


def read_choices(package: Package, views: Collection[str] = ()) -> Mapping[str, Choice]:
    """The choices by table or view name. Raises PackageError: a table, column or key that does not exist is named."""
    problems: list[Problem] = []
    found: dict[str, Choice] = {}
    for table, section in read_toml(package.root, TABLES).items():
        before = len(problems)
        if table not in package.names and table not in views:
            problems.append(Problem(TABLES, f"[{table}]", "there is no such table or view."))
        elif not isinstance(section, Mapping):
            problems.append(Problem(TABLES, f"[{table}]", "is not a section."))
        else:
            problems += _wrong_keys(table, section)
        if len(problems) > before:
            continue
        choice = Choice(
            label=section.get("label", ""),
            sort=section.get("sort", ""),
            sort_desc=section.get("sort_desc", ""),
            size=section.get("size", 0),
            facets=tuple(section.get("facets", ())),
            search=tuple(section.get("search", ())),
            show=tuple(section.get("show", ())),
        )
        if table in package.names:
            schema = package.resource(table).schema
            named = {choice.label, choice.sort, choice.sort_desc, *choice.facets, *choice.search, *choice.show} - {""}
            for column in sorted(named - set(schema.field_names)):
                problems.append(Problem(TABLES, f"[{table}]", f"the table has no column {column!r}."))
            if (choice.search or choice.label) and len(schema.primary_key) != 1:
                problems.append(Problem(TABLES, f"[{table}]", "label and search need a primary key of one column."))
        elif choice.search or choice.label:
            problems.append(Problem(TABLES, f"[{table}]", "a view has no label and no search."))
        found[table] = choice
    if problems:
        raise PackageError(problems)
    return found


def _wrong_keys(table: str, section: Mapping[str, Any]) -> Iterator[Problem]:
    for key, value in section.items():
        if key not in _TYPES:
            known = f"Known: {', '.join(sorted(_TYPES))}."
            yield Problem(TABLES, f"[{table}]", f"{key!r} is not known.", known)
        elif type(value) is not _TYPES[key] or (isinstance(value, list) and not all(isinstance(v, str) for v in value)):
            yield Problem(TABLES, f"[{table}]", f"{key} must be {_WORDS[_TYPES[key]]}.")


def read_toml(root: Path, place: str) -> dict[str, Any]:
    """A TOML file of the package, empty when there is none. Raises PackageError when it is not TOML."""
    file = root / place
    if not file.is_file():
        return {}
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PackageError([Problem(place, "", f"not TOML: {error}.")]) from None
