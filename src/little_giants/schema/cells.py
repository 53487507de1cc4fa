"""The rules a schema states about one cell: each written once, with a test in Python and, where there is one, in SQL.

The Python test is the meaning. The SQL is the same test for the values that ``sure`` says it is exact for; an engine
asks Python about the others (whole numbers beyond 64 bits, decimals beyond a double, and types that SQL has not).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from little_giants.schema import sql
from little_giants.schema.json_schema import json_schema, json_text
from little_giants.schema.model import Field, Schema
from little_giants.schema.pattern import translate
from little_giants.schema.values import parser
from little_giants.schema.values.times import Duration

_PLAIN = 100_000  # digits of a whole number that are written out
_REMEMBERED = 4096  # parsed cells of one field; values repeat
_COMPARE: dict[str, tuple[str, str, Callable[[Any, Any], bool]]] = {
    "minimum": ("minimum", "<", lambda value, limit: value < limit),
    "maximum": ("maximum", ">", lambda value, limit: value > limit),
    "exclusiveMinimum": ("exclusive-minimum", "<=", lambda value, limit: value <= limit),
    "exclusiveMaximum": ("exclusive-maximum", ">=", lambda value, limit: value >= limit),
}


@dataclass(frozen=True, slots=True)
class CellRule:
    """One rule on one cell.

    ``test`` takes the cell's text, None for a missing value, and is true where the rule is violated. ``violated`` says
    the same in SQL over ``"field"`` (logical value) and ``"raw:field"`` (its text); None where SQL cannot. It holds
    where the SQL condition ``sure`` does; "" means everywhere.
    """

    code: str
    field: str
    pointer: str
    params: Mapping[str, str]
    test: Callable[[str | None], bool]
    violated: str | None
    sure: str = ""
    choices: tuple[str, ...] = ()  # what an enumeration allows, for "did you mean"


class Cell:
    """The values of one field: parsed once, remembered for the rules that follow."""

    def __init__(self, field: Field) -> None:
        self.field = field
        self.parse = parser(field)
        self._parsed = lru_cache(maxsize=_REMEMBERED)(self._parse)

    def _parse(self, text: str) -> tuple[bool, Any]:
        try:
            return True, self.parse(text)
        except (ValueError, RecursionError):
            return False, None

    def invalid(self, text: str | None) -> bool:
        """Whether the text lies outside the lexical space of the field's type. A missing value does not."""
        return text is not None and not self._parsed(text)[0]

    def key(self, text: str) -> str | None:
        """A text that equal logical values share, and only they; None where there is no logical value."""
        valid, value = self._parsed(text)
        return key_text(value) if valid else None

    def when_valid(self, wrong: Callable[[Any], bool]) -> Callable[[str | None], bool]:
        """A test of the logical value that lets missing and mistyped cells pass: those are other rules' business."""

        def test(text: str | None) -> bool:
            if text is None:
                return False
            valid, value = self._parsed(text)
            return valid and wrong(value)

        return test


def cell_rules(schema: Schema) -> tuple[CellRule, ...]:
    """Every rule of the schema that looks at one cell, in field order. Keys look at more and are not here."""
    found: list[CellRule] = []
    for i, field in enumerate(schema.fields):
        at = schema.where(f"/fields/{i}")
        cell = Cell(field)
        if field.constraints.get("required"):
            found.append(_present(field, "required", f"{at}/constraints/required", {}))
        elif field.name in schema.primary_key:
            params = {"fields": ", ".join(schema.primary_key)}
            found.append(_present(field, "primary-key-null", schema.where("/primaryKey"), params))
        found += _type(cell, at)
        found += _constraints(cell, at)
    return tuple(found)


def _present(field: Field, code: str, pointer: str, params: Mapping[str, str]) -> CellRule:
    return CellRule(code, field.name, pointer, params, lambda text: text is None, f"{sql.raw(field.name)} is null")


def _type(cell: Cell, at: str) -> list[CellRule]:
    field = cell.field
    if field.type == "any" or (field.type, field.format) == ("string", "default"):
        return []
    native = sql.native(field)
    params = {"type": field.type, "format": field.format}
    invalid = f"{sql.raw(field.name)} is not null and {native.invalid}" if native else None
    return [CellRule("type", field.name, f"{at}/type", params, cell.invalid, invalid)]


def _constraints(cell: Cell, at: str) -> list[CellRule]:
    limits = cell.field.constraints
    found: list[CellRule] = []
    for name in _COMPARE:
        if name in limits:
            found.append(_range(cell, at, name, lexical(limits[name])))
    for name in ("minLength", "maxLength"):
        if name in limits:
            found.append(_length(cell, at, name, int(limits[name])))
    if "pattern" in limits:
        found.append(_pattern(cell, at, str(limits["pattern"])))
    if "enum" in limits:
        found.append(_one_of(cell, "enum", f"{at}/constraints/enum", limits["enum"]))
    if categories := cell.field.properties.get("categories"):
        values = [item["value"] if isinstance(item, Mapping) else item for item in categories]
        found.append(_one_of(cell, "categories", f"{at}/categories", values))
    if "jsonSchema" in limits:
        valid = json_schema(limits["jsonSchema"])
        test = cell.when_valid(lambda value: not valid(value))
        found.append(CellRule("json-schema", cell.field.name, f"{at}/constraints/jsonSchema", {}, test, None))
    return found


def _range(cell: Cell, at: str, name: str, text: str) -> CellRule:
    field, limit = cell.field, cell.parse(text)
    code, operator, compare = _COMPARE[name]
    native = sql.native(field) if sql.exact(field, text) else None
    return CellRule(
        code,
        field.name,
        f"{at}/constraints/{name}",
        {"limit": text},
        # NaN is neither greater than, nor less than, nor equal to anything: it meets no limit.
        cell.when_valid(lambda value: value != value or compare(value, limit)),
        f"{sql.name(field.name)} {operator} {sql.literal(field, text)}" if native else None,
        native.sure if native else "",
    )


def _length(cell: Cell, at: str, name: str, size: int) -> CellRule:
    field = cell.field
    least = name == "minLength"
    return CellRule(
        "min-length" if least else "max-length",
        field.name,
        f"{at}/constraints/{name}",
        {"limit": str(size)},
        cell.when_valid(lambda value: len(value) < size if least else len(value) > size),
        f"length({sql.name(field.name)}) {'<' if least else '>'} {size}" if sql.native(field) else None,
    )


def _pattern(cell: Cell, at: str, pattern: str) -> CellRule:
    field, written = cell.field, translate(pattern)
    compiled = re.compile(written)
    return CellRule(
        "pattern",
        field.name,
        f"{at}/constraints/pattern",
        {"pattern": pattern},
        cell.when_valid(lambda value: compiled.fullmatch(value) is None),
        f"not regexp_full_match({sql.name(field.name)}, {sql.text(written)})" if sql.native(field) else None,
    )


def _one_of(cell: Cell, code: str, pointer: str, values: Sequence[Any]) -> CellRule:
    field = cell.field
    texts = tuple(map(lexical, values))
    allowed = {key_text(cell.parse(text)) for text in texts}
    native = sql.native(field) if all(sql.exact(field, text) for text in texts) else None
    listed = ", ".join(sql.literal(field, text) for text in texts) if native else ""
    return CellRule(
        code,
        field.name,
        pointer,
        {"allowed": ", ".join(texts)},
        cell.when_valid(lambda value: key_text(value) not in allowed),
        f"{sql.name(field.name)} not in ({listed})" if native else None,
        native.sure if native else "",
        texts,
    )


def key_text(value: Any) -> str:
    """Write a logical value so that equal values give equal text. Whole numbers and years are written plainly."""
    match value:
        case bool():
            return "true" if value else "false"
        case Decimal():
            if not value.is_finite():
                return str(value)
            sign, digits, exponent = value.as_tuple()
            written = "".join(map(str, digits)).lstrip("0")
            body = written.rstrip("0")
            shift = int(exponent) + len(written) - len(body)
            if not body:
                return "0"
            if 0 <= shift <= _PLAIN:
                return "-" * sign + body + "0" * shift
            return f"{'-' * sign}{body}E{shift}"
        case dict() | list():
            return json_text(value)
        case tuple():
            return "|".join(key_text(part).replace("\\", "\\\\").replace("|", "\\|") for part in value)
        case Duration():
            return f"{value.months}M{key_text(value.seconds)}S"
    return str(value)


def lexical(value: Any) -> str:
    """A value of a descriptor as a cell would write it (v2: constraint values are JSON values or their text)."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    return str(value)
