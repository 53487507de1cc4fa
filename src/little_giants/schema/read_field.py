"""Read field descriptors: type, format, options, constraints and categories, each checked against Table Schema v2."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from little_giants.schema.cells import Cell, lexical
from little_giants.schema.json_schema import json_schema
from little_giants.schema.model import Field
from little_giants.schema.pattern import PatternError, translate

Wrong = Callable[..., None]  # pointer, message, remedy

FORMATS = {
    "string": ("default", "email", "uri", "binary", "uuid"),
    "number": ("default",),
    "integer": ("default",),
    "boolean": ("default",),
    "object": ("default",),
    "array": ("default",),
    "list": ("default",),
    "datetime": ("default", "any"),  # and any strptime pattern
    "date": ("default", "any"),
    "time": ("default", "any"),
    "year": ("default",),
    "yearmonth": ("default",),
    "duration": ("default",),
    "geopoint": ("default", "array", "object"),
    "geojson": ("default", "topojson"),
    "any": ("default",),
}
TEMPORAL = ("datetime", "date", "time")
ITEM_TYPES = ("string", "integer", "boolean", "number", "datetime", "date", "time")
_TEXT, _BOOL, _TEXTS = "text", "true or false", "a list of text"
# Options that change what a cell means, the types that have them, and what they must be.
OPTIONS: dict[str, tuple[tuple[str, ...], str]] = {
    "decimalChar": (("number",), _TEXT),
    "groupChar": (("number", "integer"), _TEXT),
    "bareNumber": (("number", "integer"), _BOOL),
    "trueValues": (("boolean",), _TEXTS),
    "falseValues": (("boolean",), _TEXTS),
    "delimiter": (("list",), _TEXT),
    "itemType": (("list",), _TEXT),
    "categoriesOrdered": (("string", "integer"), _BOOL),
}
RANGE = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")
LENGTH = ("minLength", "maxLength")
CONSTRAINTS = ("required", "unique", "enum", "pattern", "jsonSchema", *RANGE, *LENGTH)
# The types each constraint may stand on (v2, "Field constraints"); the others stand on all.
MEANT_FOR: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(RANGE, ("integer", "number", "date", "time", "datetime", "duration", "year", "yearmonth")),
    **dict.fromkeys(LENGTH, ("string", "array", "object", "list")),
    "pattern": ("string",),
    "jsonSchema": ("array", "object"),
}


def read_field(wrong: Wrong, at: str, item: Mapping[str, Any], missing: tuple[str, ...]) -> Field | None:
    """One field, or None when its type cannot be read. Problems go to ``wrong`` with pointers below ``at``."""
    kind, form = item.get("type", "any"), item.get("format", "default")
    if not isinstance(kind, str) or kind not in FORMATS:
        wrong(f"{at}/type", f"there is no type {kind!r}.", f"Use one of {', '.join(FORMATS)}.")
        return None
    if not isinstance(form, str):
        wrong(f"{at}/format", "must be text.")
        return None
    if form.startswith("fmt:"):  # v0 wrote temporal formats so
        form = form.removeprefix("fmt:")
    if form not in FORMATS[kind] and not (kind in TEMPORAL and "%" in form):
        extra = ", or a strptime pattern such as %d/%m/%Y" if kind in TEMPORAL else ""
        wrong(f"{at}/format", f"there is no format {form!r} of {kind}.", f"Use {', '.join(FORMATS[kind])}{extra}.")
        return None
    if not _options(wrong, at, kind, item):
        return None
    constraints = item.get("constraints", {})
    if not isinstance(constraints, Mapping):
        wrong(f"{at}/constraints", "must be an object.", 'Write {"required": true}.')
        constraints = {}
    field = Field(item["name"], kind, form, constraints, missing, item)
    cell = Cell(field)
    for name, limit in constraints.items():
        _constraint(wrong, f"{at}/constraints/{name}", cell, name, limit)
    if "categories" in item:
        _categories(wrong, f"{at}/categories", cell, item["categories"])
    return field


def _options(wrong: Wrong, at: str, kind: str, item: Mapping[str, Any]) -> bool:
    good = True

    def refuse(name: str, message: str, mend: str = "") -> None:
        nonlocal good
        good = False
        wrong(f"{at}/{name}", message, mend)

    for name, (kinds, shape) in OPTIONS.items():
        if name not in item or kind not in kinds:
            continue  # on another type it means nothing, and does nothing
        value = item[name]
        if (name, value) == ("groupChar", ""):
            continue  # nothing groups digits, as without it
        if shape == _TEXT and (not isinstance(value, str) or not value):
            refuse(name, "must be text, not empty.")
        elif shape == _BOOL and not isinstance(value, bool):
            refuse(name, "must be true or false.")
        elif shape == _TEXTS and not (isinstance(value, list) and value and all(isinstance(one, str) for one in value)):
            refuse(name, "must be a list of text, not empty.")
    if kind == "list" and item.get("itemType", "string") not in ITEM_TYPES:
        refuse("itemType", f"there is no item type {item['itemType']!r}.", f"Use one of {', '.join(ITEM_TYPES)}.")
    if good and kind == "number" and item.get("groupChar") == item.get("decimalChar", "."):
        refuse("groupChar", "is the decimal character as well.", "Use another one.")
    return good


def _constraint(wrong: Wrong, here: str, cell: Cell, name: str, limit: Any) -> None:
    kind = cell.field.type
    if name not in CONSTRAINTS:
        wrong(here, f"there is no constraint {name!r}.", f"Use one of {', '.join(CONSTRAINTS)}.")
    elif kind not in MEANT_FOR.get(name, (kind,)):
        wrong(here, f"a field of type {kind} takes no {name}.", "Remove it, or change the type.")
    elif name in ("required", "unique") and not isinstance(limit, bool):
        wrong(here, "must be true or false.")
    elif name in LENGTH and (not isinstance(limit, int) or isinstance(limit, bool) or limit < 0):
        wrong(here, "must be a whole number, 0 or more.")
    elif name in RANGE:
        _value(wrong, here, cell, limit)
    elif name == "enum":
        _values(wrong, here, cell, limit)
    elif name == "pattern":
        if not isinstance(limit, str):
            wrong(here, "must be text.")
            return
        try:
            translate(limit)
        except PatternError as error:
            wrong(here, str(error), "Write it as XML Schema has it.")
    elif name == "jsonSchema":
        try:
            json_schema(limit)
        except (ValueError, TypeError, AttributeError) as error:
            wrong(here, f"is no JSON Schema: {error}.")


def _categories(wrong: Wrong, here: str, cell: Cell, value: Any) -> None:
    if cell.field.type not in ("string", "integer"):
        wrong(here, f"a field of type {cell.field.type} takes no categories.", "Remove them, or change the type.")
        return
    if isinstance(value, list) and any(isinstance(one, Mapping) for one in value):
        if not all(isinstance(one, Mapping) and "value" in one for one in value):
            wrong(here, "must be all values, or all objects with a `value`.")
            return
        labels = [one["label"] for one in value if "label" in one]
        if not all(isinstance(label, str) for label in labels) or len(set(labels)) < len(labels):
            wrong(here, "the labels must be text, each there once.")
        value = [one["value"] for one in value]
    _values(wrong, here, cell, value)
    if isinstance(value, list) and len({lexical(one) for one in value}) < len(value):
        wrong(here, "has a value twice.", "Remove one of them.")
    allowed = cell.field.constraints.get("enum", [])
    if isinstance(value, list) and isinstance(allowed, list):
        known = {lexical(one) for one in value}
        for one in allowed:
            if lexical(one) not in known:
                wrong(
                    f"{here}",
                    f"lacks {one!r}, which the constraint enum allows.",
                    "An enum is a part of the categories.",
                )


def _values(wrong: Wrong, here: str, cell: Cell, value: Any) -> None:
    if not isinstance(value, list) or not value:
        wrong(here, "must be a list of the allowed values, not empty.")
        return
    for i, one in enumerate(value):
        _value(wrong, f"{here}/{i}", cell, one)


def _value(wrong: Wrong, here: str, cell: Cell, value: Any) -> None:
    """A constraint's value is a JSON value or text, and must be castable to the field's type (v2, "Constraints")."""
    text = lexical(value)
    if value is None or cell.invalid(text):
        wrong(here, f"{text!r} is not of type {cell.field.type}.", "Write it as a cell would.")
