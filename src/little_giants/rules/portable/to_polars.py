"""Portable nodes -> polars expressions: how Pandera evaluates a predicate on a frame."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import reduce
from typing import Any

import polars as pl

from little_giants.rules.portable.node import Kind, Node

_UPPER = [chr(code) for code in range(ord("A"), ord("Z") + 1)]
_LOWER = [letter.lower() for letter in _UPPER]
_EXACT = float(2**53)
TYPES: dict[Kind, Any] = {
    Kind.TEXT: pl.String,
    Kind.INTEGER: pl.Int64,
    Kind.WHOLE: pl.Float64,
    Kind.NUMBER: pl.Float64,
    Kind.BOOLEAN: pl.Boolean,
    Kind.DATE: pl.Date,
}
_SIMPLE: dict[str, Callable[..., pl.Expr]] = {
    "eq": lambda a, b: a == b,
    "ne": lambda a, b: a != b,
    "lt": lambda a, b: a < b,
    "le": lambda a, b: a <= b,
    "gt": lambda a, b: a > b,
    "ge": lambda a, b: a >= b,
    "same": lambda a, b: a.eq_missing(b),
    "and": lambda a, b: a & b,
    "or": lambda a, b: a | b,
    "not": lambda a: ~a,
    "null": lambda a: a.is_null(),
    "neg": lambda a: -a,
    "double": lambda a: a.cast(pl.Float64),
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "mul": lambda a, b: a * b,
    "div": lambda a, b: pl.when(b != 0).then(a / b),
    "abs": lambda a: a.abs(),
    "floor": lambda a: a.floor(),
    "ceil": lambda a: a.ceil(),
    "coalesce": lambda *parts: pl.coalesce(parts),
    "concat": lambda a, b: pl.concat_str([a, b]),
    "length": lambda a: a.str.len_chars().cast(pl.Int64),
    "lower": lambda a: a.str.replace_many(_UPPER, _LOWER),
    "upper": lambda a: a.str.replace_many(_LOWER, _UPPER),
    "trim": lambda a: a.str.strip_chars(" "),
    "starts_with": lambda a, b: a.str.starts_with(b),
    "ends_with": lambda a, b: a.str.ends_with(b),
    "contains": lambda a, b: a.str.contains(b, literal=True),
    "year": lambda a: a.dt.year().cast(pl.Int64),
    "month": lambda a: a.dt.month().cast(pl.Int64),
    "day": lambda a: a.dt.day().cast(pl.Int64),
    "to_text": lambda a: a.cast(pl.String),
}


def render(node: Node) -> pl.Expr:
    """The node as a polars expression over columns of the same names."""
    args = [render(arg) for arg in node.args]
    if node.op in _SIMPLE:
        return _SIMPLE[node.op](*args)
    match node.op:
        case "column":
            return pl.col(node.value)
        case "literal":
            return pl.lit(node.value, dtype=TYPES[node.kind])
        case "in":
            return reduce(lambda left, right: left | right, [args[0] == item for item in args[1:]])
        case "case":
            out = args[-1]
            for i in range(len(args) - 3, -1, -2):
                out = pl.when(args[i]).then(args[i + 1]).otherwise(out)
            return out
        case "like":
            return args[0].str.contains(_like(node.value))
        case "match":
            return args[0].str.contains(node.value)
        case "full_match":
            return args[0].str.contains(f"^(?:{node.value})$")
        case "round":
            return args[0].round(node.value, mode="half_away_from_zero")
        case "replace":
            return args[0].str.replace_all(node.value[0], node.value[1], literal=True)
        case "mod":
            return _remainder(*args)
        case "strpos":
            return _position(*args)
        case "split_part":
            separator, part = node.value
            found = args[0].str.split(separator).list.get(part - 1, null_on_oob=True).fill_null("")
            return pl.when(args[0].is_not_null()).then(found)
        case "substr":
            start, *length = (arg.cast(pl.Int64, strict=False) for arg in args[1:])
            sizes = [_at_least(0, count) for count in length]
            return _if_known([start, *length], args[0].str.slice(_at_least(1, start) - 1, *sizes), least=[1, 0])
        case "left" | "right":
            count = args[1].cast(pl.Int64, strict=False)
            part = args[0].str.head if node.op == "left" else args[0].str.tail
            return _if_known([count], part(_at_least(0, count)), least=[0])
        case "text_to_integer":
            return _guarded(args[0], "[+-]?[0-9]+", args[0].cast(pl.Int64, strict=False))
        case "text_to_number":
            number = args[0].cast(pl.Float64, strict=False)
            finite = pl.when(number.is_finite()).then(number)
            return _guarded(args[0], r"[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?", finite)
        case "text_to_date":
            real = pl.when(~args[0].str.starts_with("0000")).then(args[0]).str.to_date("%Y-%m-%d", strict=False)
            return _guarded(args[0], "[0-9]{4}-[0-9]{2}-[0-9]{2}", real)
    raise NotImplementedError(node.op)


def _like(pattern: str) -> str:
    """A LIKE pattern as a regular expression over the whole text."""
    parts = {"%": ".*", "_": "."}
    return "(?s)^" + "".join(parts.get(char) or re.escape(char) for char in pattern) + "$"


def _guarded(value: pl.Expr, pattern: str, then: pl.Expr) -> pl.Expr:
    return pl.when(value.str.contains(f"^(?:{pattern})$")).then(then)


def _at_least(low: int, count: pl.Expr) -> pl.Expr:
    """The count, or the lowest one: what is computed for a row that ``_if_known`` leaves out must not fail."""
    return pl.when(count >= low).then(count).otherwise(low)


def _if_known(counts: list[pl.Expr], then: pl.Expr, *, least: list[int]) -> pl.Expr:
    """NULL where a count is NULL or below its least value."""
    return pl.when(*[count >= low for count, low in zip(counts, least, strict=False)]).then(then)


def _remainder(left: pl.Expr, right: pl.Expr) -> pl.Expr:
    """The remainder with the sign of ``left``; exact, because both are whole and below 2**53."""
    quotient = left / right
    whole = pl.when(quotient < 0).then(quotient.ceil()).otherwise(quotient.floor())
    known = (right != 0) & (left.abs() < _EXACT) & (right.abs() < _EXACT)
    return pl.when(known).then(left - right * whole)


def _position(text: pl.Expr, part: pl.Expr) -> pl.Expr:
    """The 1-based position in characters: polars finds bytes, so the characters before them are counted."""
    offset = text.str.find(part, literal=True)
    before = text.cast(pl.Binary).bin.slice(0, offset).cast(pl.String).str.len_chars().cast(pl.Int64)
    known = text.is_not_null() & part.is_not_null()
    return pl.when(known & offset.is_null()).then(pl.lit(0, dtype=pl.Int64)).when(known).then(before + 1)
