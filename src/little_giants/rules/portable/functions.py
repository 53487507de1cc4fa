"""The functions of portable SQL: what each takes and what it gives."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from sqlglot import exp

from little_giants.rules.portable.node import (
    NUMERIC,
    Kind,
    Node,
    PortableError,
    alike,
    as_double,
    need,
    negated,
)
from little_giants.rules.portable.pattern import shared

_TEXT = (Kind.TEXT,)
_COUNT = (Kind.INTEGER, Kind.WHOLE)
Build = Callable[[list[Node], object], Node]
_Constant = TypeVar("_Constant", int, str)


def _of_text(op: str, kind: Kind, texts: int = 1) -> Build:
    """A function of one or more texts."""

    def build(args: list[Node], shown: object) -> Node:
        if len(args) != texts:
            raise PortableError(f"{shown} has {len(args)} arguments and not {texts}.")
        return Node(op, kind, tuple(need(arg, _TEXT, shown) for arg in args))

    return build


def _of_number(op: str) -> Build:
    """A function of one number: whole numbers stay whole."""

    def build(args: list[Node], shown: object) -> Node:
        if len(args) != 1:
            raise PortableError(f"{shown} has {len(args)} arguments and not 1.")
        value = as_double(need(args[0], NUMERIC, shown))
        whole = op != "abs" or value.kind is Kind.WHOLE
        return Node(op, Kind.WHOLE if whole else Kind.NUMBER, (value,))

    return build


def _of_date(op: str) -> Build:
    def build(args: list[Node], shown: object) -> Node:
        return Node(op, Kind.INTEGER, (need(args[0], (Kind.DATE,), shown),))

    return build


def _round(args: list[Node], shown: object) -> Node:
    places = _constant(args[1], int, shown) if len(args) == 2 else 0
    if len(args) > 2 or not 0 <= places <= 9:
        raise PortableError(f"{shown} rounds to other than 0 to 9 places.", "Write a literal from 0 to 9.")
    value = as_double(need(args[0], NUMERIC, shown))
    if value.kind is Kind.WHOLE:
        return value
    return Node("round", Kind.WHOLE if places == 0 else Kind.NUMBER, (value,), places)


def _substr(args: list[Node], shown: object) -> Node:
    if not 2 <= len(args) <= 3:
        raise PortableError(f"{shown} needs a text, a start and perhaps a length.")
    counts = [need(arg, _COUNT, shown) for arg in args[1:]]
    return Node("substr", Kind.TEXT, (need(args[0], _TEXT, shown), *counts))


def _end(op: str) -> Build:
    def build(args: list[Node], shown: object) -> Node:
        return Node(op, Kind.TEXT, (need(args[0], _TEXT, shown), need(args[1], _COUNT, shown)))

    return build


def _replace(args: list[Node], shown: object) -> Node:
    if len(args) != 3:
        raise PortableError(f"{shown} needs a text, what to replace, and with what.")
    old, new = (_constant(arg, str, shown) for arg in args[1:])
    if not old:
        raise PortableError(f"{shown} replaces an empty text.", "Write the text to replace.")
    return Node("replace", Kind.TEXT, (need(args[0], _TEXT, shown),), (old, new))


def _split_part(args: list[Node], shown: object) -> Node:
    if len(args) != 3:
        raise PortableError(f"{shown} needs a text, a separator and a number.")
    separator, part = _constant(args[1], str, shown), _constant(args[2], int, shown)
    if not separator or part < 1:
        raise PortableError(f"{shown} needs a separator and a number from 1.", "Write both as literals.")
    return Node("split_part", Kind.TEXT, (need(args[0], _TEXT, shown),), (separator, part))


def like(args: list[Node], shown: object) -> Node:
    """``%`` stands for any text, ``_`` for one character."""
    return Node("like", Kind.BOOLEAN, (need(args[0], _TEXT, shown),), _constant(args[1], str, shown))


def matches(value: Node, pattern: str, *, full: bool, shown: object, shorthands: bool = True) -> Node:
    """The pattern occurs in the text, or is the whole of it."""
    written = shared(pattern, shorthands=shorthands)
    return Node("full_match" if full else "match", Kind.BOOLEAN, (need(value, _TEXT, shown),), written)


def one_of(value: Node, allowed: list[Node], shown: object) -> Node:
    """The value is one of these constants."""
    if any(item.op != "literal" or item.kind is Kind.NULL for item in allowed):
        raise PortableError(f"{shown} lists something else than values.", "Write literals; no NULL.")
    value, *allowed = alike([value, *allowed], shown)
    need(value, (Kind.TEXT, Kind.DATE, *NUMERIC), shown)
    return Node("in", Kind.BOOLEAN, (value, *allowed))


def _constant(node: Node, kind: type[_Constant], shown: object) -> _Constant:
    value = node.value
    if node.op != "literal" or type(value) is not kind:
        raise PortableError(f"{shown} needs a literal {'text' if kind is str else 'whole number'} there.")
    return value


def _regexp(full: bool) -> Build:
    def build(args: list[Node], shown: object) -> Node:
        return matches(args[0], _constant(args[1], str, shown), full=full, shown=shown)

    return build


_PAIR = ("this", "expression")
# sqlglot's node -> the names of its arguments, and what builds ours
FUNCTIONS: Mapping[type[exp.Expr], tuple[tuple[str, ...], Build]] = {
    exp.Abs: (("this",), _of_number("abs")),
    exp.Floor: (("this",), _of_number("floor")),
    exp.Ceil: (("this",), _of_number("ceil")),
    exp.Round: (("this", "decimals"), _round),
    exp.Length: (("this",), _of_text("length", Kind.INTEGER)),
    exp.Lower: (("this",), _of_text("lower", Kind.TEXT)),
    exp.Upper: (("this",), _of_text("upper", Kind.TEXT)),
    exp.Trim: (("this",), _of_text("trim", Kind.TEXT)),
    exp.Substring: (("this", "start", "length"), _substr),
    exp.Left: (_PAIR, _end("left")),
    exp.Right: (_PAIR, _end("right")),
    exp.StrPosition: (("this", "substr"), _of_text("strpos", Kind.INTEGER, 2)),
    exp.StartsWith: (_PAIR, _of_text("starts_with", Kind.BOOLEAN, 2)),
    exp.EndsWith: (_PAIR, _of_text("ends_with", Kind.BOOLEAN, 2)),
    exp.Contains: (_PAIR, _of_text("contains", Kind.BOOLEAN, 2)),
    exp.Replace: (("this", "expression", "replacement"), _replace),
    exp.SplitPart: (("this", "delimiter", "part_index"), _split_part),
    exp.DPipe: (_PAIR, _of_text("concat", Kind.TEXT, 2)),
    exp.Like: (_PAIR, like),
    exp.RegexpLike: (_PAIR, _regexp(full=False)),
    exp.RegexpFullMatch: (_PAIR, _regexp(full=True)),
    exp.Year: (("this",), _of_date("year")),
    exp.Month: (("this",), _of_date("month")),
    exp.Day: (("this",), _of_date("day")),
}


def call(tree: exp.Expr, node: Callable[[exp.Expr], Node], shown: object) -> Node:
    """A call of one of ``FUNCTIONS``. Raises PortableError for arguments beyond the documented ones."""
    names, build = FUNCTIONS[type(tree)]
    given = [tree.args[name] for name in names if tree.args.get(name) is not None]
    if len(given) < len(names) and type(tree) not in (exp.Round, exp.Substring):
        raise PortableError(f"{shown} has too few arguments.")
    built = build([node(part) for part in given], shown)
    return negated(built) if tree.args.get("negate") else built  # NOT LIKE is one node of sqlglot
