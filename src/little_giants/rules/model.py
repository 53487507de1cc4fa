"""The rule record: what an author writes in ``validators/``, and what an engine runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from little_giants.findings import RuleText

ANSWERED = ("said", "found", "follows", "problem")  # what a judge may tell the message of a rule that asks


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule of a package, as its author writes it. Exactly one of ``check``, ``query`` and ``asks`` is given.

    ``check``: a Pandera check (``pandera.polars.Check``): a built-in one over ``fields[0]``, or ``Check.sql("...")``
    (registered by :mod:`little_giants.rules.checks`), a portable SQL predicate over the row that is true when the row
    is right; NULL counts as right. ``query``: DuckDB SQL over the package's tables (each has its typed fields and
    ``_record``, the 1-based data record number) that returns one line per offending row of ``resource``: ``_record``
    first, further columns become parameters of the message. ``asks``: a field of the table that holds queries; each
    is run, and ``judge``, by its name, compares the answer with the row (:mod:`little_giants.evidence.claims`).
    """

    code: str  # kebab-case, starts with the table's name, never reused
    fields: tuple[str, ...]  # the cells the finding points to; the first is the finding's field
    title: str
    title_zh: str
    why: str
    why_zh: str
    mend: str
    mend_zh: str
    message: str  # template: {cell}, {row}, {line}, every field of the row, columns of the query
    message_zh: str
    check: Any = None
    query: str | None = None
    asks: str = ""
    judge: str = ""
    resource: str = ""  # only in validators/package.py; elsewhere the file's name says it
    severity: str = "error"
    # check: rows as {field: text as in the CSV}; query and asks: tables as {table: [rows]}
    passing: Mapping[str, Any] = field(default_factory=dict)
    failing: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CompiledRule:
    """A rule as engines run it: plain strings, so that a compiled plan can be kept as JSON."""

    code: str
    resource: str
    fields: tuple[str, ...]
    pointer: str
    severity: str
    violated: str | None = None  # DuckDB SQL over typed fields; true: violated, false or NULL: fine
    query: str | None = None
    asks: str = ""  # the field that holds queries, which ``judge`` compares with its row
    judge: str = ""
    shown: tuple[str, ...] = ()  # further fields of the row that the message names


@dataclass(frozen=True, slots=True)
class RuleSet:
    """Every rule of a package, compiled, and its words."""

    compiled: tuple[CompiledRule, ...]
    texts: Mapping[str, RuleText]
