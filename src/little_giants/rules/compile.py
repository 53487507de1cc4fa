"""Pandera checks -> CompiledRule: the same verdict as Pandera's, as DuckDB SQL.

Built-in checks are known by their function and read from its arguments; ``Check.sql`` carries its text. Everything else
(a lambda, a function, a check over groups) is opaque and is refused by name: a check that silently does not run is
worse than none.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from functools import partial
from typing import Any

from little_giants.rules.checks import Check, evaluate
from little_giants.rules.model import Rule
from little_giants.rules.portable import Kind, Node, PortableError, parse
from little_giants.rules.portable.functions import matches, one_of
from little_giants.rules.portable.node import both, column, compare, literal, need, negated
from little_giants.rules.portable.to_duckdb import violated

_OPAQUE = 'Write it as Check.sql("..."), see docs/portable-sql.md, or as a query.'


def predicate(rule: Rule, kinds: Mapping[str, Kind]) -> Node:
    """The check of a row rule as a portable node that is true when the row is right.

    ``kinds`` are the fields of the table. Raises PortableError for a check that cannot be compiled.
    """
    check = rule.check
    if not isinstance(check, Check):
        raise PortableError("`check` is no Pandera check.", _OPAQUE)
    if check.element_wise or check.groupby:
        raise PortableError(f"The check `{check.name}` works element by element or on groups.", _OPAQUE)
    if not check.ignore_na:
        raise PortableError(f"The check `{check.name}` has ignore_na=False.", 'Write Check.sql("... is not null").')
    function = check._check_fn
    if isinstance(function, partial) and function.func is evaluate:
        return parse(function.keywords["predicate"], kinds)
    # By function and not by name: a check may bear any name, and only its own function says what Pandera will run.
    name = next((name for name in BUILT_IN_CHECKS if function is Check.get_builtin_check_fn(name)), None)
    if name is None:
        raise PortableError(f"The check `{check.name}` is opaque: it cannot be read as a rule.", _OPAQUE)
    field, given = rule.fields[0], check._check_kwargs
    try:
        return BUILT_IN_CHECKS[name](column(field, kinds[field]), f"Check.{name}", **given)
    except TypeError:
        raise PortableError(f"The arguments of Check.{name} cannot be read: {given}.", _OPAQUE) from None


def compile_check(rule: Rule, kinds: Mapping[str, Kind]) -> str:
    """DuckDB SQL that is true where the row violates the rule. Raises PortableError as ``predicate`` does."""
    return violated(predicate(rule, kinds))


def _compared(op: str, parameter: str) -> Callable[..., Node]:
    def build(node: Node, shown: str, /, **statistics: Any) -> Node:
        if set(statistics) != {parameter}:
            raise TypeError(shown)
        return compare(op, node, literal(statistics[parameter]), shown)

    return build


def _in_range(
    value: Node, shown: str, min_value: Any, max_value: Any, include_min: bool = True, include_max: bool = True
) -> Node:
    low = compare("ge" if include_min else "gt", value, literal(min_value), shown)
    return both(low, compare("le" if include_max else "lt", value, literal(max_value), shown))


def _listed(value: Node, shown: str, values: Any) -> Node:
    if not isinstance(values, Collection) or not values:
        raise PortableError(f"{shown} needs a list of values.", "Write a list with at least one value.")
    return one_of(value, [literal(item) for item in sorted(values, key=repr)], shown)


def _isin(value: Node, shown: str, allowed_values: Any) -> Node:
    return _listed(value, shown, allowed_values)


def _notin(value: Node, shown: str, forbidden_values: Any) -> Node:
    return negated(_listed(value, shown, forbidden_values))


def _expression(pattern: Any, shown: str) -> str:
    if not isinstance(pattern, str):
        raise PortableError(f"{shown} has a compiled pattern.", "Write the pattern as text.")
    return pattern


def _str_matches(value: Node, shown: str, pattern: Any) -> Node:
    text = _expression(pattern, shown)  # anchored at the start exactly as Pandera does it, alternations included
    text = text if text.startswith("^") else f"^{text}"
    return matches(value, text, full=False, shown=shown, shorthands=False)


def _str_contains(value: Node, shown: str, pattern: Any) -> Node:
    return matches(value, _expression(pattern, shown), full=False, shown=shown, shorthands=False)


def _edge(op: str) -> Callable[..., Node]:
    def build(value: Node, shown: str, string: str) -> Node:
        part = need(literal(string), (Kind.TEXT,), shown)
        return Node(op, Kind.BOOLEAN, (need(value, (Kind.TEXT,), shown), part))

    return build


def _str_length(value: Node, shown: str, min_value: Any = None, max_value: Any = None, exact_value: Any = None) -> Node:
    length = Node("length", Kind.INTEGER, (need(value, (Kind.TEXT,), shown),))
    bounds = [("eq", exact_value)] if exact_value is not None else [("ge", min_value), ("le", max_value)]
    tests = [compare(op, length, literal(bound), shown) for op, bound in bounds if bound is not None]
    if not tests:
        raise PortableError(f"{shown} has no bound.", "Give min_value, max_value or exact_value.")
    return tests[0] if len(tests) == 1 else both(*tests)


BUILT_IN_CHECKS: Mapping[str, Callable[..., Node]] = {
    "equal_to": _compared("eq", "value"),
    "not_equal_to": _compared("ne", "value"),
    "greater_than": _compared("gt", "min_value"),
    "greater_than_or_equal_to": _compared("ge", "min_value"),
    "less_than": _compared("lt", "max_value"),
    "less_than_or_equal_to": _compared("le", "max_value"),
    "in_range": _in_range,
    "isin": _isin,
    "notin": _notin,
    "str_matches": _str_matches,
    "str_contains": _str_contains,
    "str_startswith": _edge("starts_with"),
    "str_endswith": _edge("ends_with"),
    "str_length": _str_length,
}
