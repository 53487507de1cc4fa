"""Read a Table Schema descriptor. Every problem is collected; nothing is guessed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from little_giants.errors import Problem
from little_giants.schema.model import Field, ForeignKey, Schema
from little_giants.schema.read_field import read_field

FIELDS_MATCH = ("exact", "equal", "subset", "superset", "partial")


@dataclass(slots=True)
class _Reader:
    place: str
    pointer: str
    resource: str
    problems: list[Problem]

    def wrong(self, pointer: str, message: str, mend: str = "") -> None:
        self.problems.append(Problem(self.place, self.pointer + pointer, message, mend))


def read_schema(
    descriptor: Any, *, resource: str, place: str, pointer: str = "", problems: list[Problem]
) -> Schema | None:
    """Read one schema descriptor into a :class:`Schema`; append what is wrong to ``problems`` and return None then.

    Follows Table Schema v2, sections Fields, Constraints, Missing values and Keys; v1 spellings are accepted where
    v2 says so (a key as one string, ``resource: ""`` for the table itself).
    """
    reader = _Reader(place, pointer, resource, problems)
    before = len(problems)
    if not isinstance(descriptor, Mapping):
        reader.wrong("", "a schema must be a JSON object.", 'Write {"fields": [...]}.')
        return None
    missing = _missing_values(reader, "/missingValues", descriptor.get("missingValues", [""]))
    fields = _fields(reader, descriptor.get("fields"), missing)
    names = {field.name for field in fields}
    primary = _key(reader, "/primaryKey", descriptor.get("primaryKey", []), names)
    raw_unique = descriptor.get("uniqueKeys", [])
    if not isinstance(raw_unique, list) or ("uniqueKeys" in descriptor and not raw_unique):
        reader.wrong("/uniqueKeys", "must be a list of keys, not empty.", 'Write [["a", "b"]].')
        raw_unique = []
    for i, key in enumerate(raw_unique):
        if not isinstance(key, list):
            reader.wrong(f"/uniqueKeys/{i}", "must be a list of field names.", 'Write [["a"], ["a", "b"]].')
    unique = tuple(_key(reader, f"/uniqueKeys/{i}", key, names) for i, key in enumerate(raw_unique))
    foreign = _foreign_keys(reader, descriptor.get("foreignKeys", []), names)
    match = _fields_match(reader, descriptor.get("fieldsMatch", "exact"))
    if len(problems) > before:
        return None
    return Schema(tuple(fields), primary, unique, foreign, match, place, pointer, descriptor)


def _fields_match(reader: _Reader, value: Any) -> str:
    if isinstance(value, list) and len(value) == 1:  # the published JSON profile writes an array
        value = value[0]
    if value not in FIELDS_MATCH:
        reader.wrong("/fieldsMatch", f"{value!r} is not known.", f"Use one of {', '.join(FIELDS_MATCH)}.")
        return "exact"
    return str(value)


def _missing_values(reader: _Reader, pointer: str, value: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        reader.wrong(pointer, "must be a list.", 'Write ["", "NA"].')
        return ("",)
    found, labels = list[str](), list[str]()
    for i, item in enumerate(value):
        text = item.get("value") if isinstance(item, Mapping) else item
        label = item.get("label", "") if isinstance(item, Mapping) else ""
        if not isinstance(text, str) or not isinstance(label, str):
            reader.wrong(f"{pointer}/{i}", "must be text, or an object with a text `value` and perhaps a text `label`.")
            continue
        if text in found or (label and label in labels):
            reader.wrong(f"{pointer}/{i}", f"{text or label!r} is there twice.", "Remove one of them.")
        found.append(text)
        labels.append(label)
    return tuple(found)


def _fields(reader: _Reader, value: Any, missing: tuple[str, ...]) -> list[Field]:
    if not isinstance(value, list) or not value:
        reader.wrong("/fields", "a schema must list its fields.", 'Write "fields": [{"name": "id", "type": "string"}].')
        return []
    fields: list[Field] = []
    for i, item in enumerate(value):
        at = f"/fields/{i}"
        if not isinstance(item, Mapping) or not isinstance(item.get("name"), str) or not item["name"]:
            reader.wrong(at, "a field must be an object with a `name`.")
            continue
        own = missing
        if "missingValues" in item:
            own = _missing_values(reader, f"{at}/missingValues", item["missingValues"])
        field = read_field(reader.wrong, at, item, own)
        if field is not None:
            fields.append(field)
    return fields


def _key(reader: _Reader, at: str, value: Any, names: set[str]) -> tuple[str, ...]:
    key = [value] if isinstance(value, str) else value
    if not isinstance(key, list) or not all(isinstance(name, str) for name in key):
        reader.wrong(at, "must be a list of field names.")
        return ()
    for name in key:
        if names and name not in names:
            reader.wrong(at, f"names the field {name!r}, which is not in `fields`.", "Correct the name.")
    return tuple(key)


def _foreign_keys(reader: _Reader, value: Any, names: set[str]) -> tuple[ForeignKey, ...]:
    if not isinstance(value, list):
        reader.wrong("/foreignKeys", "must be a list.")
        return ()
    keys: list[ForeignKey] = []
    for i, item in enumerate(value):
        at = f"/foreignKeys/{i}"
        reference = item.get("reference") if isinstance(item, Mapping) else None
        if not isinstance(reference, Mapping):
            reader.wrong(at, "must have `fields` and a `reference`.")
            continue
        fields = _key(reader, f"{at}/fields", item.get("fields", []), names)
        target = reference.get("resource") or reader.resource  # "" and an absent resource mean this table
        own = names if target == reader.resource else set()
        targets = _key(reader, f"{at}/reference/fields", reference.get("fields", []), own)
        if len(fields) != len(targets) or not fields:
            reader.wrong(at, "must name as many fields as its reference.", "Give both lists the same length.")
        keys.append(ForeignKey(fields, str(target), targets))
    return tuple(keys)
