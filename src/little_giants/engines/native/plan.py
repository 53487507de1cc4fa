"""Write down for the scanner what to do with one table, in the form that ``native/src/plan.rs`` reads.

Conditions are numbered: first the rules on single cells, then the foreign keys. A table that asks for something that
the scanner has not is not for it: there is no plan then.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

from little_giants.engines.packed import shares
from little_giants.engines.passed import Texts
from little_giants.schema import sql
from little_giants.schema.automaton import Automaton, automaton
from little_giants.schema.cells import CellRule
from little_giants.schema.model import Field, Schema
from little_giants.schema.pattern import translate
from little_giants.schema.values import numbers, texts

_NONE = 0xFFFF_FFFF
_DIGITS = 15  # of a decimal, as values.rs has it
_DATES = 10_000 * 372  # numbers that values.rs gives to days
_ENDLESS = 1 << 62  # characters: no text has so many
_PRESENT = ("required", "primary-key-null")
_ORDER = {"minimum": 0, "maximum": 1, "exclusive-minimum": 2, "exclusive-maximum": 3}
_MATCHES, _LISTED, _WHOLE, _DECIMAL, _LONGEST, _SHORTEST = range(6)


class NotNativeError(Exception):
    """The table asks for something that the scanner has not."""


def texts_of(values: Iterable[str]) -> Texts:
    """``values`` as the scanner reads them."""
    encoded = [value.encode() for value in values]
    return Texts(struct.pack(f"<{len(encoded)}I", *map(len, encoded)), b"".join(encoded))


@dataclass(frozen=True, slots=True)
class Reference:
    """A foreign key of one field, with the values that it may have."""

    field: str
    targets: Texts


@dataclass(slots=True)
class Plan:
    """The plan of one table, without the file: ``tail`` is everything behind the limit and the threads, in pieces."""

    tail: tuple[bytes, ...]
    exact: tuple[bool, ...]  # by key: no two keys share a number


def _u32(value: int | None) -> bytes:
    return struct.pack("<I", _NONE if value is None else value)


def _u64(value: int) -> bytes:
    return struct.pack("<Q", value)


def counted(value: bytes) -> bytes:
    """Bytes behind their number."""
    return _u64(len(value)) + value


def _list(items: Sequence[bytes]) -> bytes:
    return _u32(len(items)) + b"".join(items)


@dataclass(slots=True)
class _Writer:
    """Gathers the lookups and automata that the fields share."""

    lookups: dict[Texts, int] = field(default_factory=dict)
    automata: dict[Automaton, int] = field(default_factory=dict)

    def lookup(self, values: Texts) -> int:
        return self.lookups.setdefault(values, len(self.lookups))

    def matching(self, pattern: str) -> int:
        found = automaton(pattern)
        if found is None:
            raise NotNativeError(pattern)
        return self.automata.setdefault(found, len(self.automata))

    def kind(self, one: Field) -> bytes:
        """The type of a field."""
        bare = not sql.BARE & set(one.properties)
        match one.type:
            case "any":
                return b"\0"
            case "string" if one.format == "default":
                return b"\0"
            case "string" if one.format in texts.PATTERNS:
                return b"\1" + _u32(self.matching(texts.PATTERNS[one.format]))
            case "integer" if bare:
                return b"\2"
            case "number" if bare:
                return b"\3" + _u32(self.matching(numbers.NUMBER))
            case "date" if one.format == "default":
                return b"\4"
            case "year":
                return b"\5" + _u32(self.matching(sql.YEAR))
            case "boolean":
                yes = texts_of(one.properties.get("trueValues", texts.TRUE))
                no = texts_of(one.properties.get("falseValues", texts.FALSE))
                return b"\6" + _u32(self.lookup(yes)) + _u32(self.lookup(no))
        raise NotNativeError(one.type)

    def test(self, one: Field, rule: CellRule) -> bytes:
        """A test of a logical value."""
        text = one.type in ("string", "any")
        if rule.code in _ORDER:
            code = bytes([_ORDER[rule.code]])
            return _limit(one, rule.params["limit"], code)
        if rule.code in ("min-length", "max-length") and text:
            size = struct.pack("<Q", min(int(rule.params["limit"]), _ENDLESS))
            return bytes([_SHORTEST if rule.code == "min-length" else _LONGEST]) + size
        if rule.code == "pattern" and text:
            return bytes([_MATCHES]) + _u32(self.matching(translate(rule.params["pattern"])))
        if rule.code in ("enum", "categories") and (text or one.type in ("integer", "year", "date")):
            return bytes([_LISTED]) + _u32(self.lookup(texts_of(_usual(one, choice) for choice in rule.choices)))
        raise NotNativeError(rule.code)


def _limit(one: Field, text: str, code: bytes) -> bytes:
    if not sql.exact(one, text):
        raise NotNativeError(text)
    if one.type == "number":
        scaled = int(Decimal(text).scaleb(_DIGITS))
        return bytes([_DECIMAL]) + code + struct.pack("<qQ", scaled >> 64, scaled & (1 << 64) - 1)
    if one.type == "date":
        day = date.fromisoformat(text)
        return bytes([_WHOLE]) + code + struct.pack("<q", day.year * 372 + (day.month - 1) * 31 + day.day - 1)
    if one.type in ("integer", "year"):
        return bytes([_WHOLE]) + code + struct.pack("<q", int(text))
    raise NotNativeError(one.type)


def _usual(one: Field, text: str) -> str:
    """A value as it is usually written."""
    if one.sql_type != "BIGINT":
        return text
    if not sql.exact(one, text):
        raise NotNativeError(text)
    return str(int(text))


def plan(
    schema: Schema,
    positions: Sequence[int],
    width: int,
    rules: Sequence[CellRule],
    references: Sequence[Reference],
    keys: Sequence[Sequence[str]],
    logs: Sequence[Path],
    collected: Sequence[str] = (),
) -> Plan:
    """The plan of a table whose file has ``width`` columns.

    ``keys``: the fields of each key that must not come again; the numbers of each go to the file in ``logs``.
    ``collected``: fields whose values are wanted. Raises NotNativeError.
    """
    writer = _Writer()
    places = {one.name: i for i, one in enumerate(schema.fields)}
    if len(places) < len(schema.fields):
        raise NotNativeError("two fields of one name")  # rules and keys name their fields
    kept = {name for key in keys for name in key} | set(collected)
    own: dict[str, list[tuple[int, CellRule]]] = {one.name: [] for one in schema.fields}
    for number, rule in enumerate(rules):
        own[rule.field].append((number, rule))
    to = {one.field: (len(rules) + number, one.targets) for number, one in enumerate(references)}
    if len(to) < len(references):
        raise NotNativeError("two foreign keys of one field")
    fields = [
        _u32(at) + _field(writer, one, own[one.name], to.get(one.name), one.name in kept)
        for one, at in zip(schema.fields, positions, strict=True)
    ]
    written: list[bytes] = []
    exact: list[bool] = []
    for key, log in zip(keys, logs, strict=True):
        parts, packed = _key(writer, [schema.fields[places[name]] for name in dict.fromkeys(key)], to, places)
        written.append(counted(str(log).encode()) + bytes([packed]) + parts)
        exact.append(packed)
    texts = [part for one in writer.lookups for held in (one.sizes, one.blob) for part in (_u64(len(held)), held)]
    tail = (
        _u32(width) + _u32(len(rules) + len(references)) + _u32(len(writer.lookups)),
        *texts,  # they may be large: nothing is copied before all is put together
        _list([_automaton(one) for one in writer.automata]),
        _list(fields),
        _list(written),
        _list([_u32(places[name]) for name in collected]),
    )
    return Plan(tail, tuple(exact))


def _automaton(one: Automaton) -> bytes:
    return counted(one.classes) + _u32(one.width) + counted(one.table) + counted(one.accepting)


def _field(
    writer: _Writer, one: Field, own: Sequence[tuple[int, CellRule]], reference: tuple[int, Texts] | None, kept: bool
) -> bytes:
    kind = writer.kind(one)  # first of all: what follows is written for the types that it knows
    required = invalid = None
    tests: list[bytes] = []
    for number, rule in own:
        if rule.code in _PRESENT:
            required = number
        elif rule.code == "type":
            invalid = number
        else:
            found = writer.test(one, rule)
            tests.append(found[:1] + _u32(number) + found[1:])
    listed = placed = None
    if reference:
        if one.sql_type not in ("VARCHAR", "BIGINT"):
            raise NotNativeError(one.type)
        condition, targets = reference
        listed = lookup = writer.lookup(targets)
        tests.append(bytes([_LISTED]) + _u32(condition) + _u32(lookup))
        placed = lookup if kept and one.sql_type == "VARCHAR" else None
    if kept and one.type not in ("string", "integer", "year", "date", "boolean"):
        raise NotNativeError(one.type)
    return (
        _list([counted(text.encode()) for text in one.missing_values])
        + _u32(required)
        + kind
        + _u32(invalid)
        + _u32(listed)
        + _u32(placed)
        + _list(tests)
        + bytes([kept])
    )


def _key(
    writer: _Writer, key: Sequence[Field], to: Mapping[str, tuple[int, Texts]], places: Mapping[str, int]
) -> tuple[bytes, bool]:
    """The parts of a key, and whether its number is the key itself."""
    sizes: list[int | None] = []
    parts: list[tuple[int, int | None, int]] = []  # field, lookup, lowest value
    for one in key:
        lookup, low, size = None, 0, _DATES if one.type == "date" else 2 if one.type == "boolean" else 0
        if one.sql_type == "VARCHAR" and one.name in to:
            _, targets = to[one.name]
            lookup, size = writer.lookup(targets), max(1, len(targets.sizes) // 4)
        elif one.sql_type == "BIGINT":
            limits = [str(one.constraints.get(limit, "")) for limit in ("minimum", "maximum")]
            if all(re.fullmatch(r"-?[0-9]{1,18}", limit) for limit in limits) and int(limits[0]) <= int(limits[1]):
                low, size = int(limits[0]), int(limits[1]) - int(limits[0]) + 1
        sizes.append(None if one.sql_type == "VARCHAR" and lookup is None else size)
        parts.append((places[one.name], lookup, low))
    found = shares([size for size in sizes if size is not None]) if None not in sizes else None
    digits = found or [0] * len(parts)
    written = [
        _u32(field) + _u32(lookup) + struct.pack("<qq", low, size)
        for (field, lookup, low), size in zip(parts, digits, strict=True)
    ]
    return _list(written), found is not None
