"""Names that tell the fields of a schema apart, for programs that cannot hold the ones the author gave.

Table Schema v1 allowed two fields of one name, and v2 consumers must take them; SQL sees no difference between ``a``
and ``A``, and has names of its own. Such a field gets another name inside an engine; findings show the author's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from little_giants.schema.model import Schema


@dataclass(frozen=True, slots=True)
class Apart:
    """A schema whose field names are apart. ``given``: from each of them, the author's name."""

    schema: Schema
    given: Mapping[str, str]


def apart(
    schemas: Mapping[str, Schema],
    *,
    same: Callable[[str], str] = str,
    taken: Callable[[str], bool] = lambda name: False,
) -> dict[str, Apart]:
    """The schemas of a package, by resource, with names that are apart.

    ``same`` gives equal results for names that cannot be told apart; ``taken`` is true for a name that cannot be used.
    A key that names a repeated field means the first of them.
    """
    fresh = {resource: _fresh(schema, same, taken) for resource, schema in schemas.items()}
    found: dict[str, Apart] = {}
    for resource, schema in schemas.items():
        names = fresh[resource]
        given = dict(zip(names, schema.field_names, strict=True))
        first = _first(schema, names)
        keys = tuple(
            replace(
                key,
                fields=tuple(first[name] for name in key.fields),
                target_fields=tuple(_first(schemas[key.target], fresh[key.target])[name] for name in key.target_fields),
            )
            for key in schema.foreign_keys
        )
        renamed = replace(
            schema,
            fields=tuple(
                field if field.name == name else replace(field, name=name)
                for field, name in zip(schema.fields, names, strict=True)
            ),
            primary_key=tuple(first[name] for name in schema.primary_key),
            unique_keys=tuple(tuple(first[name] for name in key) for key in schema.unique_keys),
            foreign_keys=keys,
        )
        found[resource] = Apart(renamed, given)
    return found


def _fresh(schema: Schema, same: Callable[[str], str], taken: Callable[[str], bool]) -> list[str]:
    used = {same(name) for name in schema.field_names}
    seen: set[str] = set()
    names: list[str] = []
    for number, name in enumerate(schema.field_names, 1):
        fresh = name
        if same(name) in seen or taken(name):
            fresh = f"field {number}: {name}"
            while same(fresh) in used:
                fresh += "'"
            used.add(same(fresh))
        seen.add(same(fresh))
        names.append(fresh)
    return names


def _first(schema: Schema, names: list[str]) -> dict[str, str]:
    return dict(zip(reversed(schema.field_names), reversed(names), strict=True))
