"""Portable nodes -> DuckDB SQL over typed columns."""

from __future__ import annotations

import datetime
from typing import Any

from little_giants.rules.portable.node import Kind, Node

TYPES = {
    Kind.TEXT: "VARCHAR",
    Kind.INTEGER: "BIGINT",
    Kind.WHOLE: "DOUBLE",
    Kind.NUMBER: "DOUBLE",
    Kind.BOOLEAN: "BOOLEAN",
    Kind.DATE: "DATE",
}
_INFIX = {
    "eq": "=",
    "ne": "<>",
    "lt": "<",
    "le": "<=",
    "gt": ">",
    "ge": ">=",
    "same": "IS NOT DISTINCT FROM",
    "and": "AND",
    "or": "OR",
    "add": "+",
    "sub": "-",
    "mul": "*",
    "concat": "||",
}
# {0}, {1} stand for the operands, in brackets where they need them
_TEMPLATES = {
    "not": "(NOT {0})",
    "null": "({0} IS NULL)",
    "neg": "(- {0})",
    "double": "CAST({0} AS DOUBLE)",
    "div": "({0} / NULLIF({1}, 0.0::DOUBLE))",
    "mod": "(CASE WHEN {1} <> 0 AND ABS({0}) < 9007199254740992 AND ABS({1}) < 9007199254740992 THEN {0} % {1} END)",
    "abs": "ABS({0})",
    "floor": "FLOOR({0})",
    "ceil": "CEIL({0})",
    "length": "LENGTH({0})",
    "lower": "TRANSLATE({0}, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz')",
    "upper": "TRANSLATE({0}, 'abcdefghijklmnopqrstuvwxyz', 'ABCDEFGHIJKLMNOPQRSTUVWXYZ')",
    "trim": "TRIM({0}, ' ')",
    "strpos": "STRPOS({0}, {1})",
    "starts_with": "STARTS_WITH({0}, {1})",
    "ends_with": "ENDS_WITH({0}, {1})",
    "contains": "CONTAINS({0}, {1})",
    "year": "YEAR({0})",
    "month": "MONTH({0})",
    "day": "DAY({0})",
    "to_text": "CAST({0} AS VARCHAR)",
    "text_to_integer": "(CASE WHEN REGEXP_FULL_MATCH({0}, '[+-]?[0-9]+') THEN TRY_CAST({0} AS BIGINT) END)",
    "text_to_number": (
        "(CASE WHEN REGEXP_FULL_MATCH({0}, '[+-]?[0-9]+([.][0-9]+)?([eE][+-]?[0-9]+)?') "
        "AND ISFINITE(TRY_CAST({0} AS DOUBLE)) THEN TRY_CAST({0} AS DOUBLE) END)"
    ),
    "text_to_date": (
        "(CASE WHEN REGEXP_FULL_MATCH({0}, '[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}') AND NOT STARTS_WITH({0}, '0000') "
        "THEN TRY_CAST({0} AS DATE) END)"
    ),
}
_LONGEST = 4294967295  # characters: the largest count DuckDB takes


def render(node: Node) -> str:
    """The node as one DuckDB expression; columns are quoted names of typed columns."""
    args = [render(arg) for arg in node.args]
    if node.op in _INFIX:
        return f"({args[0]} {_INFIX[node.op]} {args[1]})"
    if node.op in _TEMPLATES:
        return _TEMPLATES[node.op].format(*args)
    match node.op:
        case "column":
            return '"' + str(node.value).replace('"', '""') + '"'
        case "literal":
            return _literal(node.value, node.kind)
        case "coalesce":
            return f"COALESCE({', '.join(args)})"
        case "in":
            return f"({args[0]} IN ({', '.join(args[1:])}))"
        case "case":
            branches = " ".join(f"WHEN {args[i]} THEN {args[i + 1]}" for i in range(0, len(args) - 1, 2))
            return f"(CASE {branches} ELSE {args[-1]} END)"
        case "like":
            return f"({args[0]} LIKE {text(node.value)})"
        case "match":
            return f"REGEXP_MATCHES({args[0]}, {text(node.value)})"
        case "full_match":
            return f"REGEXP_FULL_MATCH({args[0]}, {text(node.value)})"
        case "round":
            return f"ROUND({args[0]}, {node.value})"
        case "replace":
            return f"REPLACE({args[0]}, {text(node.value[0])}, {text(node.value[1])})"
        case "split_part":
            return f"SPLIT_PART({args[0]}, {text(node.value[0])}, {node.value[1]})"
        case "substr":
            return _guarded("SUBSTR", args, node.args, (1, 0))
        case "left" | "right":
            return _guarded(node.op.upper(), args, node.args, (0,))
    raise NotImplementedError(node.op)


def violated(predicate: Node) -> str:
    """SQL that is true where the predicate is false; NULL where it is NULL."""
    return f"(NOT {render(predicate)})"


def text(value: str) -> str:
    """A text literal."""
    return "'" + value.replace("'", "''") + "'"


def _literal(value: Any, kind: Kind) -> str:
    if value is None:
        return f"CAST(NULL AS {TYPES[kind]})"
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime.date):
        return f"DATE '{value.isoformat()}'"
    if isinstance(value, str):
        return text(value)
    return f"CAST({value!r} AS {TYPES[kind]})"


def _guarded(function: str, args: list[str], nodes: tuple[Node, ...], least: tuple[int, ...]) -> str:
    """A call whose counts are NULL below their least value and capped where the engine would stop the query."""
    counts = []
    for sql, node, low in zip(args[1:], nodes[1:], least, strict=False):
        if node.op == "literal":
            counts.append(str(int(min(node.value, _LONGEST))) if node.value >= low else "CAST(NULL AS BIGINT)")
        else:
            counts.append(f"CAST(CASE WHEN {sql} >= {low} THEN LEAST({sql}, {_LONGEST}) END AS BIGINT)")
    return f"{function}({', '.join([args[0], *counts])})"
