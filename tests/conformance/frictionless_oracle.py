"""Run frictionless over a package, and put its errors and ours into one form: triples (table, row, field, type)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import frictionless
from frictionless import system

from little_giants.findings import Finding, RuleText
from little_giants.rules.catalogue import BUILT_IN

Triple = tuple[int | None, str | None, str]  # row, field, type
REFUSED: frozenset[Triple] = frozenset({(None, None, "refused")})
# Faults that lie in rows have no field, and whatever is wrong with a file as a whole has one type.
ROW = ("blank-row", "primary-key", "foreign-key", "unique-key")
FILE = ("file-error", "encoding-error", "source-error", "scheme-error", "format-error", "compression-error")
LABEL = (
    "extra-label",
    "missing-label",
    "duplicate-label",
    "blank-label",
    "incorrect-label",
    "blank-header",
    "unmatched-header",
)


def theirs(root: Path, name: str = "datapackage.json") -> frozenset[Triple]:
    """What frictionless finds; ``REFUSED`` where it takes the descriptor for wrong, ("crash") where it fails."""
    try:
        with system.use_context(trusted=True):
            report = frictionless.Package.from_descriptor(str(root / name)).validate()
    except frictionless.FrictionlessException:
        return REFUSED
    except Exception:
        return frozenset({(None, None, "crash")})
    errors = [*report.errors, *(error for task in report.tasks for error in task.errors)]
    found: set[Triple] = set()
    for error in errors:
        kind = error.type
        if "metadata" in error.tags or kind in ("package-error", "resource-error", "schema-error", "field-error"):
            return REFUSED
        found.add(_one(kind, getattr(error, "row_number", None), _field(error)))
    return frozenset(found)


def _field(error: frictionless.Error) -> str | None:
    name = getattr(error, "field_name", None) or getattr(error, "label", None)
    return str(name) if name else None


def kind(mine: frozenset[Triple], other: frozenset[Triple]) -> str:
    """How frictionless differs from us, in a word; "" where it does not."""
    if mine == other:
        return ""
    if (None, None, "crash") in other:
        return "crashes"
    if other == REFUSED:
        return "refuses"
    if mine == REFUSED:
        return "accepts"
    return "misses" if other < mine else "adds" if mine < other else "differs"


def ours(findings: Iterable[Finding], texts: Mapping[str, RuleText] = BUILT_IN) -> frozenset[Triple]:
    """Our findings in the same form."""
    return frozenset(_one(texts[one.code].type, one.row_number, one.field_name) for one in findings)


def _one(kind: str, row: int | None, field: str | None) -> Triple:
    if kind in LABEL:  # the two place header faults under other names; that there is one is what counts
        return (None, None, "label")
    if kind in FILE:
        return (None, None, "file")
    if kind in ("byte-count", "hash-count"):
        return (None, None, kind)
    if kind in ROW or kind in ("unique-error", "extra-cell", "missing-cell"):
        return (row, None, kind)
    return (row, field, kind)
