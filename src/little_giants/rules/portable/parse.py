"""Portable SQL text -> typed nodes. What is not in docs/portable-sql.md is refused by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import sqlglot
from sqlglot import exp

from little_giants.rules.portable import functions
from little_giants.rules.portable.node import (
    NUMERIC,
    Kind,
    Node,
    PortableError,
    alike,
    as_date,
    as_double,
    both,
    column,
    compare,
    literal,
    need,
    negated,
)

_COMPARISONS: dict[type[exp.Expr], str] = {
    exp.EQ: "eq",
    exp.NEQ: "ne",
    exp.LT: "lt",
    exp.LTE: "le",
    exp.GT: "gt",
    exp.GTE: "ge",
}
_ARITHMETIC: dict[type[exp.Expr], str] = {exp.Add: "add", exp.Sub: "sub", exp.Mul: "mul", exp.Div: "div"}
# What else is read of a node: parts, and flags that are set for DuckDB's dialect and mean what is rendered
_READ: dict[type[exp.Expr], tuple[str, ...]] = {
    exp.Column: ("this", "table"),
    exp.Literal: ("this", "is_string"),
    exp.Between: ("this", "low", "high"),
    exp.In: ("this", "expressions", "query", "unnest", "field"),
    exp.Case: ("this", "ifs", "default"),
    exp.Coalesce: ("this", "expressions"),
    exp.Cast: ("this", "to", "_type"),
    exp.TryCast: ("this", "to", "_type", "safe"),
    exp.Like: ("negate",),
    exp.DPipe: ("safe",),
}
_ADVICE = "Use a form listed in docs/portable-sql.md, or write the rule as a query."


def parse(text: str, fields: Mapping[str, Kind]) -> Node:
    """The predicate as a boolean node over ``fields`` (name -> kind).

    Raises PortableError for text that does not parse, an unknown field, types that do not fit and every form or
    function outside the portable language.
    """
    try:
        return _parsed(text, fields)
    except RecursionError:
        raise PortableError("The predicate is nested too deeply.", "Split it into several rules.") from None


def _parsed(text: str, fields: Mapping[str, Kind]) -> Node:
    try:
        trees = sqlglot.parse(text, dialect="duckdb")
    except sqlglot.errors.SqlglotError as error:
        reason = str(error).splitlines()[0].rstrip(".")
        raise PortableError(f"The predicate does not parse: {reason}.", "Correct the SQL.") from None
    if len(trees) != 1 or trees[0] is None:
        raise PortableError("A predicate is one expression.", "Write one condition, without a semicolon.")
    node = _Parser(fields).node(trees[0])
    return need(node, (Kind.BOOLEAN,), "A predicate")


class _Shown:
    """A part of the predicate as messages quote it, written only when one does: long predicates have many parts."""

    def __init__(self, tree: exp.Expr) -> None:
        self.tree = tree

    def __str__(self) -> str:
        text = self.tree.sql(dialect="duckdb")
        return f"`{text if len(text) <= 80 else text[:77] + '...'}`"


class _Parser:
    def __init__(self, fields: Mapping[str, Kind]) -> None:
        self.fields = fields
        self.forms: dict[type[exp.Expr], Callable[..., Node]] = {
            exp.Column: self.column,
            exp.Literal: self.literal,
            exp.Boolean: lambda tree: literal(tree.this),
            exp.Null: lambda tree: literal(None),
            exp.Paren: lambda tree: self.node(tree.this),
            exp.And: lambda tree: both(self.condition(tree.this), self.condition(tree.expression)),
            exp.Or: lambda tree: Node("or", Kind.BOOLEAN, (self.condition(tree.this), self.condition(tree.expression))),
            exp.Not: lambda tree: negated(self.condition(tree.this)),
            exp.Is: self.test,
            exp.NullSafeEQ: self.same,
            exp.NullSafeNEQ: lambda tree: negated(self.same(tree)),
            exp.Between: self.between,
            exp.In: self.member,
            exp.Case: self.case,
            exp.Coalesce: self.coalesce,
            exp.Nullif: self.nullif,
            exp.Neg: self.minus,
            exp.Mod: self.remainder,
            exp.Cast: self.cast,
            exp.TryCast: self.cast,
        }

    def node(self, tree: exp.Expr) -> Node:
        """Any expression of the language."""
        kind = type(tree)
        self.nothing_more(tree)
        if kind in self.forms:
            return self.forms[kind](tree)
        if kind in _COMPARISONS:
            return compare(_COMPARISONS[kind], self.node(tree.this), self.node(tree.expression), _Shown(tree))
        if kind in _ARITHMETIC:
            return self.arithmetic(_ARITHMETIC[kind], tree)
        if kind in functions.FUNCTIONS:
            return functions.call(tree, self.node, _Shown(tree))
        if isinstance(tree, exp.Anonymous):
            raise PortableError(f"The function `{tree.name.lower()}` is not portable.", _ADVICE)
        if isinstance(tree, exp.Func):
            name = tree.sql(dialect="duckdb").partition("(")[0].strip().lower()
            raise PortableError(f"`{name}` in {_Shown(tree)} is not portable.", _ADVICE)
        raise PortableError(f"`{kind.key}` in {_Shown(tree)} is not portable.", _ADVICE)

    def nothing_more(self, tree: exp.Expr) -> None:
        """Refuse what sqlglot keeps beside the parts read here, so that no flag or clause is lost silently."""
        if type(tree) in self.forms or type(tree) in _COMPARISONS or type(tree) in _ARITHMETIC:
            read: tuple[str, ...] = _READ.get(type(tree), ("this", "expression"))
        elif type(tree) in functions.FUNCTIONS:
            read = (*functions.FUNCTIONS[type(tree)][0], *_READ.get(type(tree), ()))
        else:
            return
        more = [name for name, part in tree.args.items() if name not in read and part not in (None, False, [])]
        if more:
            message = f"{_Shown(tree)} has more parts than portable SQL gives it ({', '.join(more)})."
            raise PortableError(message, _ADVICE)

    def condition(self, tree: exp.Expr) -> Node:
        node = self.node(tree)
        if node.kind is Kind.NULL:
            return Node("literal", Kind.BOOLEAN)
        return need(node, (Kind.BOOLEAN,), _Shown(tree))

    def column(self, tree: exp.Column) -> Node:
        name = tree.name
        if tree.table:
            raise PortableError(f"{_Shown(tree)} names a table.", "Write the field's name alone.")
        if name not in self.fields:
            near = [field for field in self.fields if field.lower() == name.lower()]
            mend = f"Spell it as in the schema: {near[0]}." if near else f"The fields are {', '.join(self.fields)}."
            raise PortableError(f"There is no field `{name}`.", mend)
        return column(name, self.fields[name])

    def literal(self, tree: exp.Literal) -> Node:
        if tree.is_string:
            return literal(str(tree.this))
        text = str(tree.this)
        return literal(int(text) if text.isascii() and text.isdigit() else float(text))

    def test(self, tree: exp.Is) -> Node:
        what = tree.expression
        if isinstance(what, exp.Null):
            return Node("null", Kind.BOOLEAN, (self.node(tree.this),))
        if isinstance(what, exp.Boolean):
            asked = self.condition(tree.this)
            return Node("coalesce", Kind.BOOLEAN, (asked if what.this else negated(asked), literal(False)))
        raise PortableError(f"{_Shown(tree)} is not portable.", "Write is null, is true or is false.")

    def same(self, tree: exp.Binary) -> Node:
        return compare("same", self.node(tree.this), self.node(tree.expression), _Shown(tree))

    def between(self, tree: exp.Between) -> Node:
        value, shown = self.node(tree.this), _Shown(tree)
        low = compare("ge", value, self.node(tree.args["low"]), shown)
        return both(low, compare("le", value, self.node(tree.args["high"]), shown))

    def member(self, tree: exp.In) -> Node:
        shown = _Shown(tree)
        if any(tree.args.get(part) for part in ("query", "unnest", "field")) or not tree.expressions:
            raise PortableError(f"{shown} does not list its values.", "Write them out, or write the rule as a query.")
        return functions.one_of(self.node(tree.this), [self.node(item) for item in tree.expressions], shown)

    def case(self, tree: exp.Case) -> Node:
        asked = tree.this
        tests, results = [], []
        for branch in tree.args["ifs"]:
            if asked is None:
                tests.append(self.condition(branch.this))
            else:
                tests.append(compare("eq", self.node(asked), self.node(branch.this), _Shown(branch)))
            results.append(self.node(branch.args["true"]))
        default = tree.args.get("default")
        results.append(self.node(default) if default is not None else literal(None))
        results = alike(results, _Shown(tree))
        pairs = [part for pair in zip(tests, results[:-1], strict=True) for part in pair]
        return Node("case", results[-1].kind, (*pairs, results[-1]))

    def coalesce(self, tree: exp.Coalesce) -> Node:
        parts = alike([self.node(part) for part in (tree.this, *tree.expressions)], _Shown(tree))
        return Node("coalesce", parts[0].kind, tuple(parts))

    def nullif(self, tree: exp.Nullif) -> Node:
        value = self.node(tree.this)
        equal = compare("eq", value, self.node(tree.expression), _Shown(tree))
        return Node("case", value.kind, (equal, Node("literal", value.kind), value))

    def minus(self, tree: exp.Neg) -> Node:
        value = need(self.node(tree.this), NUMERIC, _Shown(tree))
        if value.op == "literal":
            return Node("literal", value.kind, value=-value.value)
        value = as_double(value)
        return Node("neg", value.kind, (value,))

    def arithmetic(self, op: str, tree: exp.Expr) -> Node:
        shown = _Shown(tree)
        left, right = (as_double(need(self.node(side), NUMERIC, shown)) for side in (tree.this, tree.expression))
        whole = op != "div" and left.kind is right.kind is Kind.WHOLE
        return Node(op, Kind.WHOLE if whole else Kind.NUMBER, (left, right))

    def remainder(self, tree: exp.Mod) -> Node:
        shown = _Shown(tree)
        whole = (Kind.INTEGER, Kind.WHOLE)
        left, right = (as_double(need(self.node(side), whole, shown)) for side in (tree.this, tree.expression))
        return Node("mod", Kind.WHOLE, (left, right))

    def cast(self, tree: exp.Cast) -> Node:
        value, target, shown = self.node(tree.this), tree.to.this, _Shown(tree)
        types = exp.DataType.Type
        if tree.to.expressions or target not in (types.BIGINT, types.DOUBLE, types.DATE, types.VARCHAR, types.TEXT):
            raise PortableError(f"{shown} casts to another type.", "Cast to bigint, double, date or varchar.")
        if target is types.DATE and value.op == "literal" and value.kind is Kind.TEXT:
            return as_date(value)
        if target is types.DATE:
            need(value, (Kind.TEXT, Kind.DATE), shown)
            return value if value.kind is Kind.DATE else Node("text_to_date", Kind.DATE, (value,))
        if target is types.BIGINT:
            need(value, (Kind.TEXT, Kind.INTEGER), shown)
            return value if value.kind is Kind.INTEGER else Node("text_to_integer", Kind.INTEGER, (value,))
        if target is types.DOUBLE:
            need(value, (Kind.TEXT, *NUMERIC), shown)
            return Node("text_to_number", Kind.NUMBER, (value,)) if value.kind is Kind.TEXT else as_double(value)
        if value.kind in (Kind.WHOLE, Kind.NUMBER):
            raise PortableError(
                f"{shown} writes a number as text, which no two engines do alike.",
                "Convert the text to a number instead; the result of arithmetic counts as a number.",
            )
        need(value, (Kind.TEXT, Kind.INTEGER, Kind.BOOLEAN, Kind.DATE), shown)
        return value if value.kind is Kind.TEXT else Node("to_text", Kind.TEXT, (value,))
