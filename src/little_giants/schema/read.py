"""Read a Table Schema descriptor. Every problem is collected; what is not supported yet is refused by name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from little_giants.errors import Problem
from little_giants.schema.model import Field, ForeignKey, Schema

FORMATS = {
    "string": {"default", "uri", "email"},
    "integer": {"default"},
    "number": {"default"},
    "boolean": {"default"},
    "date": {"default"},
    "year": {"default"},
    "yearmonth": {"default"},
    "any": {"default"},
}
ORDERED = {"integer", "number", "date", "year", "yearmonth"}
RANGE = {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"}
LENGTH = {"minLength", "maxLength"}
CONSTRAINTS = RANGE | LENGTH | {"required", "unique", "pattern", "enum"}
FIELDS_MATCH = ("exact", "equal", "subset", "superset", "partial")
# Properties that change what a cell means, by type; all other properties are words and are kept as they are.
MEANING = {"groupChar", "decimalChar", "bareNumber", "categories", "categoriesOrdered", "delimiter", "itemType"}


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
    if not isinstance(raw_unique, list):
        reader.wrong("/uniqueKeys", "must be a list of keys.", 'Write [["a", "b"]].')
        raw_unique = []
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
    found: list[str] = []
    for i, item in enumerate(value):
        text = item.get("value") if isinstance(item, Mapping) else item
        if not isinstance(text, str):
            reader.wrong(f"{pointer}/{i}", "must be text or an object with a text `value`.")
        else:
            found.append(text)
    return tuple(found)


def _fields(reader: _Reader, value: Any, missing: tuple[str, ...]) -> list[Field]:
    if not isinstance(value, list) or not value:
        reader.wrong("/fields", "a schema must list its fields.", 'Write "fields": [{"name": "id", "type": "string"}].')
        return []
    fields: list[Field] = []
    seen: set[str] = set()
    for i, item in enumerate(value):
        at = f"/fields/{i}"
        if not isinstance(item, Mapping) or not isinstance(item.get("name"), str) or not item["name"]:
            reader.wrong(at, "a field must be an object with a `name`.")
            continue
        name = item["name"]
        if name in seen:
            reader.wrong(f"{at}/name", f"the field {name!r} is there twice.", "Rename or remove one of them.")
        seen.add(name)
        kind, form = item.get("type", "any"), item.get("format", "default")
        if kind not in FORMATS:
            reader.wrong(f"{at}/type", f"the type {kind!r} is not supported.", f"Use one of {', '.join(FORMATS)}.")
            continue
        if form not in FORMATS[kind]:
            reader.wrong(
                f"{at}/format", f"the format {form!r} of {kind} is not supported.", f"Use {_list(FORMATS[kind])}."
            )
        for prop in sorted(MEANING & set(item)):
            reader.wrong(f"{at}/{prop}", f"the property {prop!r} is not supported.", "Remove it.")
        own = (
            _missing_values(reader, f"{at}/missingValues", item["missingValues"])
            if "missingValues" in item
            else missing
        )
        constraints = _constraints(reader, f"{at}/constraints", item.get("constraints", {}), kind)
        fields.append(Field(name, kind, form, constraints, own, item))
    return fields


def _list(values: set[str]) -> str:
    return ", ".join(sorted(values))


def _constraints(reader: _Reader, at: str, value: Any, kind: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        reader.wrong(at, "must be an object.", 'Write {"required": true}.')
        return {}
    for name, limit in value.items():
        here = f"{at}/{name}"
        if name not in CONSTRAINTS:
            reader.wrong(here, f"the constraint {name!r} is not supported.", f"Use one of {_list(CONSTRAINTS)}.")
        elif name in ("required", "unique") and not isinstance(limit, bool):
            reader.wrong(here, "must be true or false.")
        elif name in RANGE and kind not in ORDERED:
            reader.wrong(here, f"a field of type {kind} has no order.", "Remove it, or change the type.")
        elif name in LENGTH and kind != "string":
            reader.wrong(here, f"a field of type {kind} has no length.", "Remove it, or change the type.")
        elif name in LENGTH and (not isinstance(limit, int) or isinstance(limit, bool) or limit < 0):
            reader.wrong(here, "must be a whole number, 0 or more.")
        elif name == "pattern" and (kind != "string" or not isinstance(limit, str)):
            reader.wrong(here, "must be text, on a field of type string.")
        elif name == "enum" and (not isinstance(limit, list) or not limit):
            reader.wrong(here, "must be a list of the allowed values.")
        elif name in RANGE and not _is(kind, limit):
            reader.wrong(here, f"{limit!r} is not of type {kind}.")
        elif name == "enum":
            for i, item in enumerate(limit):
                if not _is(kind, item):
                    reader.wrong(f"{here}/{i}", f"{item!r} is not of type {kind}.")
    return value


def _is(kind: str, value: Any) -> bool:
    """Whether a constraint's value can be read as ``kind`` (v2: it may be written as JSON value or as text)."""
    text = str(value)
    try:
        if kind in ("integer", "year"):
            int(text)
        elif kind == "number":
            float(text)
        elif kind == "date":
            date.fromisoformat(text)
        elif kind == "boolean":
            return isinstance(value, bool) or text in ("true", "false")
    except ValueError:
        return False
    return not isinstance(value, Mapping | list) and value is not None


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
