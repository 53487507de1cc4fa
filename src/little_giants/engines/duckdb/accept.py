"""A cheap test that a row violates nothing: it may send a right row to the exact test, never let a wrong one pass.

A value in its usual form (``1500``, ``2.5``, ``2024-05-31``) needs one look: it is of its type, SQL holds it exactly,
and its limits are compared at once. Everything else (``1E3``, ``+0012``, whole numbers beyond 64 bits) is for the exact
rules, which are evaluated for the rows that fail here.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from little_giants.engines.duckdb.hits import Predicate
from little_giants.schema.model import Field, Schema
from little_giants.schema.sql import name, native, raw

_PRESENT = ("required", "primary-key-null")
# What the usual form of a type is cast to, and the test that it is one: within the type's lexical space, held exactly.
# A whole number or a date that is written again as it stood is one; that costs less than a pattern.
_USUAL = {
    "integer": ("BIGINT", "{value}::varchar = {cell}"),
    "date": ("DATE", "strlen({cell}) = 10 and {value}::varchar = {cell}"),
    "year": ("BIGINT", "regexp_full_match({cell}, '[1-9][0-9]{{3}}')"),
    "string": ("VARCHAR", "{cell} is not null"),
    "number": ("DOUBLE", "regexp_full_match({cell}, '[+-]?[0-9.]{{1,15}}') and {value} is not null"),
}


@dataclass(frozen=True, slots=True)
class Accept:
    """SQL that is true only where nothing is violated, no target missed and nothing in doubt: ``fields`` for the cells
    of one field each, ``rest`` for what they leave.

    It reads the texts of the cells, and logical values, which for the fields in ``usual`` are to be computed by the SQL
    given there: right for rows that are accepted, anything for others.
    """

    fields: Mapping[str, str]
    rest: str
    usual: Mapping[str, str]


def accept(
    schema: Schema,
    violated: Sequence[tuple[Predicate, str]],
    misses: Mapping[str, str],
    sound: Mapping[str, str],
    doubts: Mapping[str, str],
    keyed: Collection[str],
) -> Accept:
    """The test.

    ``violated``: each predicate with the SQL that is true where it is violated. ``misses``: SQL that is true where a
    foreign key has no target, by the column that holds the position of the value among those of the target. ``sound``:
    such a column for a field whose targets violate none of the field's own predicates: a value that has a position is
    right. ``doubts``: SQL that is true for values that only Python can judge, by field. ``keyed``: the fields whose
    values keys compare.
    """
    usual: dict[str, str] = {}
    tests: dict[str, str] = {}
    exact = [sql for predicate, sql in violated if predicate.own or len(predicate.fields) != 1]
    exact += [sql for column, sql in misses.items() if column not in sound.values()]
    for field in schema.fields:
        own = [(one, sql) for one, sql in violated if not one.own and one.fields == (field.name,)]
        cell, value = raw(field.name), name(field.name)
        form = _form(field)
        eased = form is not None and all(one.violated for one, _ in own) and (own or field.name in sound)
        if form and eased and form[0] != "VARCHAR":
            usual[field.name] = f"try_cast({cell} as {form[0]})"
        if field.name in sound:
            test = f"{name(sound[field.name])} is not null"
        elif form and eased:
            if field.type == "number" and field.name not in keyed and (plain := _plain([one for one, _ in own])):
                form = ("", f"regexp_full_match({{cell}}, '{plain}')")
                own = [(one, sql) for one, sql in own if one.code != "minimum"]
            limits = [_kept(one, value) for one, _ in own if one.code not in ("type", *_PRESENT)]
            test = " and ".join([form[1].format(value=value, cell=cell), *limits])
        else:
            exact += [sql for _, sql in own] + ([doubts[field.name]] if field.name in doubts else [])
            continue
        must = any(one.code in _PRESENT for one, _ in own)
        tests[field.name] = test if must else f"{cell} is null or ({test})"
    return Accept(tests, " and ".join(f"not coalesce({sql}, false)" for sql in exact) or "true", usual)


def _form(field: Field) -> tuple[str, str] | None:
    if native(field) is None or (field.type == "string" and field.format != "default"):
        return None
    return _USUAL.get(field.type)


def _plain(own: Sequence[Predicate]) -> str:
    """A pattern of decimals that need no look at their value, because none without a sign is below their limit."""
    limits = [one for one in own if one.code not in ("type", *_PRESENT)]
    if not limits:
        return "-?[0-9]+(?:[.][0-9]*)?"
    low = all(one.code == "minimum" and float(one.params["limit"]) <= 0 for one in limits)
    return "[0-9]+(?:[.][0-9]*)?" if low else ""


def _kept(predicate: Predicate, value: str) -> str:
    """SQL that is true only where the predicate is kept. A text has at most as many characters as bytes."""
    if predicate.code == "max-length":
        return f"strlen({value}) <= {predicate.params['limit']}"
    return f"not ({predicate.violated})"
