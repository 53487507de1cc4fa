"""What a package's author chooses for the site: ``publish/site/tables.toml``, one section a table."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from little_giants.errors import PackageError, Problem
from little_giants.package.model import Package

TABLES = "publish/site/tables.toml"
HOME = "publish/site/home.toml"
_KEYS = {"label", "sort", "sort_desc", "size", "facets", "search", "show"}


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


def read_choices(package: Package) -> Mapping[str, Choice]:
    """The choices by table or view name. Raises PackageError: a table, column or key that does not exist is named."""
    problems: list[Problem] = []
    found: dict[str, Choice] = {}
    for table, section in read_toml(package.root, TABLES).items():
        for key in sorted(set(section) - _KEYS):
            known = f"Known: {', '.join(sorted(_KEYS))}."
            problems.append(Problem(TABLES, f"[{table}]", f"{key!r} is not known.", known))
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
        found[table] = choice
    if problems:
        raise PackageError(problems)
    return found


def read_toml(root: Path, place: str) -> dict[str, Any]:
    """A TOML file of the package, empty when there is none. Raises PackageError when it is not TOML."""
    file = root / place
    if not file.is_file():
        return {}
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PackageError([Problem(place, "", f"not TOML: {error}.")]) from None
