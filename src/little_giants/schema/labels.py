"""Match the labels of a header row with the fields of a schema (Table Schema v2, "fieldsMatch")."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from little_giants.schema.model import Schema


@dataclass(frozen=True, slots=True)
class LabelProblem:
    """One thing wrong with the header. ``position`` is the 1-based label, None where the label is missing."""

    code: str
    position: int | None
    expected: str
    found: str


@dataclass(frozen=True, slots=True)
class Columns:
    """Where each field stands (0-based column, None when it is missing), and what is wrong with the header."""

    positions: tuple[int | None, ...]
    problems: tuple[LabelProblem, ...]


def match_labels(schema: Schema, labels: Sequence[str]) -> Columns:
    """Match by name; under ``exact`` also by order.

    A label that is unknown, where the field of that place is missing, is read as that field misspelt, so that its
    cells are still checked. Under ``subset`` (all fields, maybe more labels), ``superset`` (only fields, maybe fewer),
    ``equal`` and ``partial`` (at least one) the order is free.
    """
    names, match = schema.field_names, schema.fields_match
    problems: list[LabelProblem] = []
    first: dict[str, int] = {}
    for i, label in enumerate(labels):
        if not label.strip():
            problems.append(LabelProblem("blank-label", i + 1, names[i] if i < len(names) else "", label))
        elif label in first:
            problems.append(LabelProblem("duplicate-label", i + 1, "", label))
        else:
            first[label] = i
    known = set(names)
    misspelt = {
        names[i]: i
        for label, i in first.items()
        if match == "exact" and label not in known and i < len(names) and names[i] not in first
    }
    positions = tuple(first.get(name, misspelt.get(name)) for name in names)
    for name, i in misspelt.items():
        problems.append(LabelProblem("incorrect-label", i + 1, name, labels[i]))
    if match in ("exact", "equal", "superset"):
        for label, i in first.items():
            if label not in known and i not in misspelt.values():
                problems.append(LabelProblem("extra-label", i + 1, "", label))
    missing = [name for name, position in zip(names, positions, strict=True) if position is None]
    if match in ("exact", "equal", "subset"):
        problems += [LabelProblem("missing-label", None, name, "") for name in missing]
    elif match == "partial" and len(missing) == len(names):
        problems.append(LabelProblem("missing-label", None, names[0], ""))
    if match == "exact" and not problems:
        for i, (name, label) in enumerate(zip(names, labels, strict=True)):
            if name != label:
                problems.append(LabelProblem("incorrect-label", i + 1, name, label))
                break
    return Columns(positions, tuple(problems))
