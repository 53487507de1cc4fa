"""Cells of formats that have types of their own (JSON, Parquet, XLSX): the text that the rules of a field judge.

Glossary, "Data Representation": a physical representation "can have some type information (JSON, where the primitive
types that JSON supports can be used) or not (CSV, where all data is represented in string form)". So text is read
as a CSV cell is, whatever the format; a number, a truth value, a date is taken only by the types that it is one of.
"""

from __future__ import annotations

import datetime
import json
import math
from decimal import Decimal
from typing import Any

from little_giants.schema.model import Field
from little_giants.schema.values import texts

_DEFAULT = "default"


class NativeError(ValueError):
    """The cell's own type is none that the field's type has."""


def cell_text(field: Field, value: Any) -> str | None:
    """The text of a cell as the field's rules read it; None for a missing value.

    ``value`` is None (null), text, or a native value: bool, int, float, Decimal, list, dict, date, time, datetime.
    Missing values are texts (v2, "missingValues"), so only text can be one. Raises NativeError.
    """
    if value is None:
        return None
    if isinstance(value, str):
        return None if value in field.missing_values else value
    text = _written(field, value)
    if text is None:
        raise NativeError(f"{type(value).__name__} in a field of type {field.type}")
    return text


def shown(value: Any) -> str:
    """A cell as a report shows it."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, default=shown)
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return str(value)


def _written(field: Field, value: Any) -> str | None:
    """A native value in the lexical form that the field's options ask for, or None where the type is another."""
    kind, form = field.type, field.format
    if kind == "any":
        return shown(value)
    if isinstance(value, bool):
        words = field.properties.get(*(("trueValues", texts.TRUE) if value else ("falseValues", texts.FALSE)))
        return str(words[0]) if kind == "boolean" and words else None
    if isinstance(value, int | float | Decimal):
        return _number(field, value)
    if isinstance(value, datetime.datetime):
        return _moment(value, form) if kind == "datetime" else _midnight(value, field)
    if isinstance(value, datetime.date):
        return _moment(value, form) if kind == "date" else None
    if isinstance(value, datetime.time):
        return _moment(value, form) if kind == "time" else None
    if isinstance(value, list):
        if kind == "list":
            return _list(field, value)
        return shown(value) if (kind, form) in (("array", _DEFAULT), ("geopoint", "array")) else None
    if isinstance(value, dict):
        return shown(value) if kind in ("object", "geojson") or (kind, form) == ("geopoint", "object") else None
    return None


def _number(field: Field, value: int | float | Decimal) -> str | None:
    if field.type == "number":
        if isinstance(value, float) and not math.isfinite(value):
            return "NaN" if math.isnan(value) else "INF" if value > 0 else "-INF"
        return str(value).replace(".", str(field.properties.get("decimalChar", ".")))
    if field.type not in ("integer", "year"):
        return None
    if isinstance(value, int):
        return str(value) if field.type == "integer" else _year(value)
    exact = Decimal(value)
    if not exact.is_finite() or exact.adjusted() > 400 or exact != exact.to_integral_value():
        return None  # 1.5 is no whole number; 1.0 is one
    return str(int(exact)) if field.type == "integer" else _year(int(exact))


def _year(value: int) -> str:
    return f"{'-' if value < 0 else ''}{abs(value):04d}"


def _moment(value: datetime.date | datetime.time, form: str) -> str:
    """A date or time by the field's format: ISO 8601 for ``default`` and ``any``, else a strptime pattern."""
    return value.isoformat() if form in (_DEFAULT, "any") else value.strftime(form)


def _midnight(value: datetime.datetime, field: Field) -> str | None:
    """Spreadsheets write a date as a moment at midnight."""
    whole = (value.hour, value.minute, value.second, value.microsecond) == (0, 0, 0, 0)
    return _moment(value.date(), field.format) if field.type == "date" and whole else None


def _list(field: Field, value: list[Any]) -> str | None:
    """The items of a native list, each of the list's item type, between the list's delimiters."""
    item = Field(field.name, field.properties.get("itemType", "string"), _DEFAULT, {}, (), {})
    mark = str(field.properties.get("delimiter", ","))
    try:
        parts = [cell_text(item, one) for one in value]
    except NativeError:
        return None
    if any(part is None or mark in part for part in parts):
        return None
    return mark.join(str(part) for part in parts)
