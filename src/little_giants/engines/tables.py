"""Which tables of a package a run has to read, and which of them need not be kept."""

from __future__ import annotations

import re
from collections.abc import Collection

from little_giants.errors import UsageError
from little_giants.package.model import Package, Resource
from little_giants.rules.model import CompiledRule

WAIVERS = "waivers"  # the table of the findings that a package accepts for now
LARGE = 16 << 20  # bytes of a file from which on a table passes by and is not kept


def chosen(package: Package, only: Collection[str]) -> tuple[str, ...]:
    """The tables that are to be judged: those named in ``only``, or all. Raises UsageError for an unknown name."""
    unknown = [name for name in only if name not in package.names]
    if unknown:
        raise UsageError(f"there is no table {', '.join(unknown)}. The tables are {', '.join(package.names)}.")
    return tuple(name for name in package.names if not only or name in only)


def needed(package: Package, wanted: Collection[str], compiled: tuple[CompiledRule, ...]) -> tuple[str, ...]:
    """The wanted tables and those that their foreign keys and rules read; waivers always, so that they apply."""
    found = set(wanted) | ({WAIVERS} & set(package.names))
    for name in wanted:
        found.update(key.target for key in package.resource(name).schema.foreign_keys)
        for rule in compiled:
            if rule.resource == name and rule.asks:
                found.update(package.names)
            elif rule.resource == name and rule.query:
                found.update(other for other in package.names if names_table(rule.query, other))
    return tuple(name for name in package.names if name in found)


def passing(
    package: Package, wanted: Collection[str], compiled: tuple[CompiledRule, ...], least: int
) -> frozenset[str]:
    """The wanted tables of ``least`` bytes or more that nobody asks anything but what they violate: no foreign key and
    no query reads them."""
    read = needed(package, wanted, compiled)
    targets = {key.target for name in read for key in package.resource(name).schema.foreign_keys}
    small = {name for name in wanted if _size(package.resource(name)) < least}
    return unasked(package, wanted, compiled) - targets - small


def small(package: Package, wanted: Collection[str], large: int) -> bool:
    """Whether tables are so small, all together, that reading them takes no longer than planning to."""
    resources = [package.resource(name) for name in wanted]
    return not any(one.compression for one in resources) and sum(map(_size, resources)) < large


def unasked(package: Package, wanted: Collection[str], compiled: tuple[CompiledRule, ...]) -> frozenset[str]:
    """The wanted tables that no query of a rule reads."""
    asked = [rule for rule in compiled if (rule.query or rule.asks) and rule.resource in wanted]
    if any(rule.asks for rule in asked):
        return frozenset()  # a query that stands in a cell may read any table
    return frozenset(
        name
        for name in wanted
        if name != WAIVERS and not any(rule.resource == name or names_table(rule.query or "", name) for rule in asked)
    )


def names_table(query: str, table: str) -> bool:
    """Whether a query may read a table: its name stands in the text. Too many is safe, too few is not."""
    return re.search(rf"\b{re.escape(table)}\b", query, re.IGNORECASE) is not None


def _size(resource: Resource) -> int:
    try:
        return sum(file.stat().st_size for file in resource.files)
    except OSError:
        return 0
