"""The scanner's turn: before the DuckDB engine is even loaded, it reads the tables that nobody wants to query.

What it left of them is used as it is. If it has read all tables of a package, and nothing is wrong with any, that is
the proof that the package is valid, and there is nothing more to do.
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from little_giants.engines.native.library import library
from little_giants.engines.native.plan import Reference
from little_giants.engines.native.scan import scan
from little_giants.engines.passed import Passed, state
from little_giants.package.look import Look, Word, look_beside, peek
from little_giants.package.model import Package, Resource
from little_giants.package.records import BrokenText
from little_giants.package.table import open_table, plain_rows
from little_giants.schema.cells import cell_rules
from little_giants.schema.model import Schema

_LISTED = 256 << 20  # bytes of a key's targets that are held


def turn(package: Package, wanted: Collection[str], scratch: Path, limit: int) -> dict[str, Passed]:
    """Read those of the ``wanted`` tables that the scanner can judge, by name. Each is closed by the caller.

    ``limit``: how many records of a condition are kept.
    """
    if library() is None:
        return {}
    pointed: dict[str, set[str]] = {}
    for name in wanted:
        for key in package.resource(name).schema.foreign_keys:
            if key.target in wanted and key.target != name and len(key.target_fields) == 1:
                pointed.setdefault(key.target, set()).add(key.target_fields[0])
    found: dict[str, Passed] = {}
    for name in _targets_first(package, wanted):
        resource = package.resource(name)
        references = _references(resource.schema, package, found)
        passed = _pass(resource, references, sorted(pointed.get(name, ())), scratch, limit)
        if passed is not None:
            found[name] = passed
    return found


def proven(package: Package, wanted: Collection[str], found: Mapping[str, Passed]) -> bool:
    """Whether what was found proves that every wanted table is valid."""
    return all(
        name in found
        and len(found[name].looked) == len(package.resource(name).schema.foreign_keys)
        and found[name].valid
        for name in wanted
    )


def _targets_first(package: Package, wanted: Collection[str]) -> list[str]:
    """The tables, each behind those that its foreign keys point at, as far as they do not point in a circle."""
    done: dict[str, None] = {}
    begun: set[str] = set()
    for first in (name for name in package.names if name in wanted):
        waiting = [first]
        while waiting:  # no recursion: a chain of tables may be longer than Python's stack
            name = waiting[-1]
            if name in begun:  # and so are its targets, which stood above it
                done[waiting.pop()] = None
                continue
            begun.add(name)
            targets = [key.target for key in package.resource(name).schema.foreign_keys]
            waiting += [one for one in targets if one in wanted and one not in begun]
    return list(done)


def _references(schema: Schema, package: Package, found: Mapping[str, Passed]) -> dict[int, Reference]:
    """The foreign keys, by number, whose targets are all known: their table is valid as far as rows and values go."""
    references: dict[int, Reference] = {}
    for number, key in enumerate(schema.foreign_keys):
        target = found.get(key.target)
        if len(key.fields) > 1 or target is None or not target.valid:
            continue
        field, other = schema.field(key.fields[0]), package.resource(key.target).schema.field(key.target_fields[0])
        values = target.values.get(other.name)
        alike = field.sql_type == other.sql_type and field.sql_type in ("VARCHAR", "BIGINT")
        twice = any(one.field == field.name for one in references.values())
        if alike and not twice and values is not None and len(values.sizes) + len(values.blob) <= _LISTED:
            references[number] = Reference(field.name, values)
    return references


def _pass(
    resource: Resource, references: Mapping[int, Reference], collected: Sequence[str], scratch: Path, limit: int
) -> Passed | None:
    """One table, or None where it is not for the scanner."""
    before = state(resource.file)
    try:
        early = peek(resource)
        table = open_table(early) if early and resource.schema.fields else None
    except (BrokenText, OSError, UnicodeError):
        return None
    if not early or not table or table.columns.problems or not plain_rows(early, table):
        return None
    word = Word()
    looks: list[Look | None] = []
    looking = threading.Thread(target=lambda: looks.append(look_beside(resource, word)))
    looking.start()
    found = None
    try:
        found = scan(resource, table, cell_rules(resource.schema), [*references.values()], scratch, limit, collected)
    finally:
        word.say(found.facts if found else None)
        looking.join()
    # A file that was written meanwhile may have been one thing to the scanner and another to the look.
    if found is None or not looks or looks[0] is None or state(resource.file) != before:
        if found is not None:
            found.streamed.close()
        return None
    values = dict(zip(collected, found.collected, strict=True))
    return Passed(looks[0], found.streamed, tuple(references), values, before)
