"""Table Schema in SQL: the logical value of a cell, and the rules it must meet.

``TRY_CAST`` is laxer than Table Schema (it takes ``12.7`` for 13, ``1_000``, `` 12 ``, ``2015-2-3``), so the lexical
space of the type is checked first, with a pattern.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from little_giants.schema.model import Field, Schema

# Lexical spaces, as RE2 patterns matched against the whole cell (Table Schema v2, "Field types").
_NUMBER = r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?|(?i:NaN|-?INF)"
_URI = r"[A-Za-z][A-Za-z0-9+.-]*:(?:[!#$&-;=?-\[\]_a-z~A-Z]|%[0-9A-Fa-f]{2})+"  # RFC 3986, characters and escapes
_EMAIL = r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?"
LEXICAL = {
    ("integer", "default"): r"[+-]?[0-9]+",
    ("number", "default"): _NUMBER,
    ("date", "default"): r"[0-9]{4}-[0-9]{2}-[0-9]{2}",
    ("year", "default"): r"-?([1-9][0-9]{3,}|0[0-9]{3})",
    ("yearmonth", "default"): r"-?([1-9][0-9]{3,}|0[0-9]{3})-(0[1-9]|1[0-2])",
    ("string", "uri"): _URI,
    ("string", "email"): _EMAIL,
}
TRUE, FALSE = ("true", "True", "TRUE", "1"), ("false", "False", "FALSE", "0")
_COMPARE = {
    "minimum": ("minimum", "<"),
    "maximum": ("maximum", ">"),
    "exclusiveMinimum": ("exclusive-minimum", "<="),
    "exclusiveMaximum": ("exclusive-maximum", ">="),
}


@dataclass(frozen=True, slots=True)
class CellRule:
    """One rule on one cell. ``violated`` is SQL over ``"field"`` (logical value) and ``"raw:field"`` (its text)."""

    code: str
    field: str
    pointer: str
    violated: str
    params: Mapping[str, str]
    choices: tuple[str, ...] = ()  # what an enumeration allows, for "did you mean"


def name(identifier: str) -> str:
    """An SQL identifier, quoted."""
    return '"' + identifier.replace('"', '""') + '"'


def text(value: str) -> str:
    """An SQL string literal."""
    return "'" + value.replace("'", "''") + "'"


def raw(field: str) -> str:
    """The column that holds the cell's text, NULL where it is a missing value."""
    return name("raw:" + field)


def present(column: str, missing: tuple[str, ...]) -> str:
    """The cell's text, or NULL where it is one of the missing values. Done before any parsing (v2, missingValues)."""
    cell = column if "" in missing else f"coalesce({column}, '')"
    others = [value for value in missing if value]
    return f"case when {cell} in ({', '.join(map(text, others))}) then null else {cell} end" if others else cell


def logical(field: Field) -> str:
    """The logical value of a cell: NULL when the text is outside the lexical space of the type."""
    cell = raw(field.name)
    if field.type == "boolean":
        yes = field.properties.get("trueValues", TRUE)
        no = field.properties.get("falseValues", FALSE)
        return (
            f"case when {cell} in ({', '.join(map(text, yes))}) then true "
            f"when {cell} in ({', '.join(map(text, no))}) then false end"
        )
    pattern = LEXICAL.get((field.type, field.format))
    if pattern is None:
        return cell
    guard = f"regexp_full_match({cell}, {text(pattern)})"
    if field.sql_type == "VARCHAR":
        return f"case when {guard} then {cell} end"
    return f"case when {guard} then try_cast({cell} as {field.sql_type}) end"


def cell_rules(schema: Schema) -> tuple[CellRule, ...]:
    """Every rule of the schema that looks at one cell, in field order. Keys look at more and are not here."""
    found: list[CellRule] = []
    for i, field in enumerate(schema.fields):
        at = schema.where(f"/fields/{i}")
        value, cell, limits = name(field.name), raw(field.name), field.constraints

        def add(code: str, pointer: str, violated: str, *, field: Field = field, **params: str) -> None:
            choices = tuple(map(_lexical, field.constraints["enum"])) if code == "enum" else ()
            found.append(CellRule(code, field.name, pointer, violated, params, choices))

        if limits.get("required"):
            add("required", f"{at}/constraints/required", f"{cell} is null")
        elif field.name in schema.primary_key:
            add(
                "primary-key-null", schema.where("/primaryKey"), f"{cell} is null", fields=", ".join(schema.primary_key)
            )
        if field.type == "boolean" or (field.type, field.format) in LEXICAL:
            wrong = f"{cell} is not null and {value} is null"
            kind = field.type if field.format == "default" else f"{field.type} ({field.format})"
            add("type", f"{at}/type", wrong, type=kind, format=field.format)
        for constraint, (code, operator) in _COMPARE.items():
            if constraint in limits:
                limit = str(limits[constraint])
                wrong = f"{value} {operator} {literal(field, limit)}"
                add(code, f"{at}/constraints/{constraint}", wrong, limit=limit)
        if "minLength" in limits:
            limit = str(limits["minLength"])
            add("min-length", f"{at}/constraints/minLength", f"length({value}) < {limit}", limit=limit)
        if "maxLength" in limits:
            limit = str(limits["maxLength"])
            add("max-length", f"{at}/constraints/maxLength", f"length({value}) > {limit}", limit=limit)
        if "pattern" in limits:
            pattern = str(limits["pattern"])
            wrong = f"not regexp_full_match({value}, {text(pattern)})"
            add("pattern", f"{at}/constraints/pattern", wrong, pattern=pattern)
        if "enum" in limits:
            allowed = [_lexical(item) for item in limits["enum"]]
            wrong = f"{value} not in ({', '.join(literal(field, item) for item in allowed)})"
            add("enum", f"{at}/constraints/enum", wrong, allowed=", ".join(allowed))
    return tuple(found)


def literal(field: Field, value: str) -> str:
    """A constraint's value as a literal of the field's type."""
    if field.sql_type == "VARCHAR":
        return text(value)
    return f"cast({text(value)} as {field.sql_type})"


def _lexical(value: Any) -> str:
    """A value of a descriptor as a cell would write it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
