"""What a schema says must not come again: primary keys, unique fields and unique keys (Table Schema v2, "Keys")."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from little_giants.schema.model import Schema


@dataclass(frozen=True, slots=True)
class UniqueKey:
    """A primary key, a unique field or a unique key: what must not come again. ``rule`` is where it is stated."""

    code: str
    fields: tuple[str, ...]
    rule: str


def unique_keys(schema: Schema, absent: Collection[str]) -> list[UniqueKey]:
    """The keys of a table, without those over a field that is ``absent`` from the file."""
    keys: list[UniqueKey] = []
    if schema.primary_key:
        keys.append(UniqueKey("primary-key", schema.primary_key, schema.where("/primaryKey")))
    for i, field in enumerate(schema.fields):
        if field.constraints.get("unique"):
            keys.append(UniqueKey("unique", (field.name,), schema.where(f"/fields/{i}/constraints/unique")))
    for i, key in enumerate(schema.unique_keys):
        keys.append(UniqueKey("unique-key", key, schema.where(f"/uniqueKeys/{i}")))
    return [key for key in keys if not set(key.fields) & set(absent)]
