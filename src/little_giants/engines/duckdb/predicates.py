"""The predicates over single rows of a table: those of its schema, then those of the package's own rules."""

from __future__ import annotations

from collections.abc import Sequence

from little_giants.engines.duckdb.hits import Predicate
from little_giants.package.model import Resource
from little_giants.rules.model import CompiledRule
from little_giants.schema import sql
from little_giants.schema.cells import cell_rules
from little_giants.schema.model import Schema


def predicates_of(resource: Resource, schema: Schema, compiled: Sequence[CompiledRule]) -> list[Predicate]:
    """What a scan of ``resource`` has to judge. ``schema`` is its schema with names that SQL can tell apart."""
    cells = [
        Predicate(
            rule.code,
            rule.pointer,
            "error",
            (rule.field,),
            rule.violated,
            rule.params,
            rule.choices,
            test=rule.test,
            sure=rule.sure,
        )
        for rule in cell_rules(schema)
    ]
    rows = [rule for rule in compiled if rule.resource == resource.name]
    return cells + [_own(rule, rule.violated, resource.schema) for rule in rows if rule.violated]


def _own(rule: CompiledRule, violated: str, schema: Schema) -> Predicate:
    """A rule of the package on one row. Where a cell that it reads is not of its type, it is not judged: the value is
    unknown, not missing."""
    reads = [field for field in schema.fields if field.name in rule.fields or sql.name(field.name) in violated]
    typed = [field for field in reads if field.sql_type != "VARCHAR"]
    known = "".join(f" and ({sql.raw(field.name)} is null or {sql.name(field.name)} is not null)" for field in typed)
    named = (*rule.fields, *rule.shown)
    fields = (*named, *(field.name for field in reads if field.name not in named))
    return Predicate(rule.code, rule.pointer, rule.severity, fields, f"({violated}){known}", own=True)
