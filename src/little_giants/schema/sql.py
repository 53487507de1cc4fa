"""Table Schema in SQL: the logical value of a cell, for the types that DuckDB has.

``TRY_CAST`` is laxer than Table Schema (it takes ``12.7`` for 13, ``1_000``, `` 12 ``, ``2015-2-3``), so the lexical
space of the type is checked first, with a pattern.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from little_giants.schema.model import Field
from little_giants.schema.values import numbers, texts

_DATE = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_ZONE = r"(Z|[+-]((0[0-9]|1[0-3]):[0-5][0-9]|14:00))?"
_WHOLE_YEAR = r"-?([1-9][0-9]{3,}|0[1-9][0-9]{2}|00[1-9][0-9]|000[1-9])"  # XML Schema 1.0 has no year 0
YEAR = _WHOLE_YEAR + _ZONE
_MONTH = _WHOLE_YEAR + r"-(0[1-9]|1[0-2])"
BARE = {"groupChar", "decimalChar", "bareNumber"}


@dataclass(frozen=True, slots=True)
class Native:
    """How SQL reads a field. ``value`` is its logical value, NULL where there is none; ``invalid`` is true for text
    outside the lexical space. Both, and comparisons of ``value``, hold where ``sure`` does; "" means everywhere.
    """

    value: str
    invalid: str
    sure: str = ""


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


def native(field: Field) -> Native | None:
    """How SQL reads the field, or None where only Python can."""
    cell = raw(field.name)

    def guarded(pattern: str, cast: str = "", sure: str = "") -> Native:
        guard = f"regexp_full_match({cell}, {text(pattern)})"
        value = f"try_cast({cell} as {cast})" if cast else cell
        return Native(f"case when {guard} then {value} end", f"not {guard}", sure)

    match field.type:
        case "any":
            return Native(cell, "false")
        case "string" if field.format == "default":
            return Native(cell, "false")
        case "string" if field.format in texts.PATTERNS:
            return guarded(texts.PATTERNS[field.format])
        case "boolean":
            yes = ", ".join(text(one) for one in field.properties.get("trueValues", texts.TRUE))
            no = ", ".join(text(one) for one in field.properties.get("falseValues", texts.FALSE))
            value = f"case when {cell} in ({yes}) then true when {cell} in ({no}) then false end"
            return Native(value, f"({value}) is null")
        case "integer" if not BARE & set(field.properties):
            return guarded(numbers.INTEGER, "BIGINT", f"strlen({cell}) <= 18")
        case "number" if not BARE & set(field.properties):
            # Decimals of up to 15 digits keep their order as doubles (IEEE 754), and there is no NaN among them.
            return guarded(numbers.NUMBER, "DOUBLE", f"regexp_full_match({cell}, '[+-]?[0-9.]{{1,15}}')")
        case "date" if field.format == "default":
            value = (
                f"case when regexp_full_match({cell}, '{_DATE}') and {cell} >= '0001' then try_cast({cell} as DATE) end"
            )
            return Native(value, f"({value}) is null")
        case "year":
            return guarded(YEAR, "BIGINT", f"regexp_full_match({cell}, '-?[0-9]{{4,12}}')")
        case "yearmonth":
            return guarded(_MONTH + _ZONE, "", f"regexp_full_match({cell}, '[0-9]{{4}}-[0-9]{{2}}')")
    return None


def exact(field: Field, value: str) -> bool:
    """Whether a constraint's value is one that SQL holds exactly, so that comparisons with it can be trusted."""
    match field.type:
        case "integer":
            return len(value) <= 18
        case "number":
            return re.fullmatch(r"[+-]?[0-9.]{1,15}", value) is not None
        case "year":
            return re.fullmatch(r"-?[0-9]{4,12}", value) is not None
        case "yearmonth":
            return re.fullmatch(r"[0-9]{4}-[0-9]{2}", value) is not None
    return True


def literal(field: Field, value: str) -> str:
    """A constraint's value, as a cell would write it, as a literal of the field's type."""
    if field.type == "boolean":
        return "true" if value in field.properties.get("trueValues", texts.TRUE) else "false"
    return text(value) if field.sql_type == "VARCHAR" else f"cast({text(value)} as {field.sql_type})"
