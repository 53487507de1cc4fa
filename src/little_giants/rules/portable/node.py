"""The typed nodes of a portable predicate: what every engine renders.

A node has an operation, a kind (its type), operands and, where the operation needs one, a plain value. The builders
here insist on types that fit, so that no engine converts anything silently.
"""

from __future__ import annotations

import datetime
import math
from dataclasses import dataclass
from enum import Enum
from typing import Any


class Kind(Enum):
    """The type of a node. INTEGER is a 64-bit integer; WHOLE a double that holds a whole number; NUMBER a double."""

    TEXT = "text"
    INTEGER = "integer"
    WHOLE = "whole number"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"
    NULL = "null"


NUMERIC = (Kind.INTEGER, Kind.WHOLE, Kind.NUMBER)
# The kind of a field by its Table Schema type; every type not named here is text, as in the typed views.
FIELD_KINDS = {
    "integer": Kind.INTEGER,
    "year": Kind.INTEGER,
    "number": Kind.NUMBER,
    "boolean": Kind.BOOLEAN,
    "date": Kind.DATE,
}


class PortableError(Exception):
    """A predicate that is not portable: what stands there, and what to write instead."""

    def __init__(self, message: str, mend: str = "See docs/portable-sql.md for what may stand in a predicate.") -> None:
        super().__init__(message)
        self.message = message
        self.mend = mend


@dataclass(frozen=True, slots=True)
class Node:
    """One operation. ``value`` holds what is not an operand: a column's name, a literal, a pattern, a count."""

    op: str
    kind: Kind
    args: tuple[Node, ...] = ()
    value: Any = None

    @property
    def numeric(self) -> bool:
        return self.kind in NUMERIC


def column(name: str, kind: Kind) -> Node:
    """The value of a field of the row."""
    return Node("column", kind, value=name)


def literal(value: Any) -> Node:
    """A constant: text, bool, int, float or date. Raises PortableError for any other Python value."""
    if value is None:
        return Node("literal", Kind.NULL)
    if isinstance(value, bool):
        return Node("literal", Kind.BOOLEAN, value=value)
    if isinstance(value, int):
        if not -(2**63) <= value < 2**63:
            raise PortableError(f"{value} is beyond 64 bits.", "Write a smaller number.")
        return Node("literal", Kind.INTEGER, value=value)
    if isinstance(value, float):
        if not math.isfinite(value):
            raise PortableError(f"{value} is not a finite number.", "Write a finite number.")
        return Node("literal", Kind.NUMBER, value=value)
    if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
        return Node("literal", Kind.DATE, value=value)
    if isinstance(value, str):
        if "\0" in value:
            raise PortableError("A text with a NUL character cannot be compared in every engine.", "Leave it out.")
        return Node("literal", Kind.TEXT, value=value)
    raise PortableError(f"{value!r} is neither text, number, boolean nor date.", "Write a plain value.")


def as_double(node: Node) -> Node:
    """The node as a double; only integers change."""
    if node.kind is not Kind.INTEGER:
        return node
    if node.op == "literal" and abs(node.value) <= 2**53:
        return Node("literal", Kind.WHOLE, value=float(node.value))
    return Node("double", Kind.WHOLE, (node,))


def as_date(node: Node) -> Node:
    """A text literal in a comparison with a date, as that date."""
    if node.op == "literal" and node.kind is Kind.TEXT:
        try:
            if len(node.value) == 10:
                return literal(datetime.date.fromisoformat(node.value))
        except ValueError:
            pass
        raise PortableError(f"'{node.value}' is not a date.", "Write a day that exists, as '2019-06-05'.")
    return node


def alike(nodes: list[Node], what: object) -> list[Node]:
    """The nodes brought to one kind: integers become doubles beside doubles, NULL takes the others' kind."""
    kinds = {node.kind for node in nodes} - {Kind.NULL}
    if not kinds:
        raise PortableError(f"{what} has NULL only.", "Leave it out.")
    if Kind.DATE in kinds and Kind.TEXT in kinds:
        nodes = [as_date(node) for node in nodes]
        kinds = {node.kind for node in nodes} - {Kind.NULL}
    if kinds <= set(NUMERIC):
        if kinds != {Kind.INTEGER}:
            nodes = [as_double(node) for node in nodes]
        kind = Kind.INTEGER if kinds == {Kind.INTEGER} else Kind.NUMBER if Kind.NUMBER in kinds else Kind.WHOLE
    elif len(kinds) == 1:
        kind = kinds.pop()
    else:
        names = " and ".join(sorted(kind.value for kind in kinds))
        raise PortableError(f"{what} mixes {names}.", "Convert one side, for example with try_cast(x as bigint).")
    return [Node("literal", kind) if node.kind is Kind.NULL else node for node in nodes]


def need(node: Node, kinds: tuple[Kind, ...], what: object) -> Node:
    """The node, if it is of one of these kinds. Raises PortableError."""
    if node.kind in kinds:
        return node
    names = " or ".join(kind.value for kind in kinds if kind is not Kind.WHOLE)
    article = "NULL" if node.kind is Kind.NULL else node.kind.value
    raise PortableError(f"{what} needs {names}, and stands on {article}.", "Convert it, or use another form.")


def compare(op: str, left: Node, right: Node, what: object) -> Node:
    """``eq ne lt le gt ge`` or ``same`` (NULL is a value) of two nodes of one type."""
    if op != "same" and Kind.NULL in (left.kind, right.kind):
        raise PortableError(f"{what} compares with NULL, which is never true.", "Write `is null` or `is not null`.")
    left, right = alike([left, right], what)
    if left.kind is Kind.BOOLEAN and op in ("lt", "le", "gt", "ge"):
        raise PortableError(f"{what} orders true and false.", "Use = or <>.")
    return Node(op, Kind.BOOLEAN, (left, right))


def both(left: Node, right: Node) -> Node:
    """Both conditions hold."""
    return Node("and", Kind.BOOLEAN, (left, right))


def negated(node: Node) -> Node:
    """The condition does not hold."""
    return Node("not", Kind.BOOLEAN, (node,))
