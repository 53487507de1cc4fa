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
    if not any(labels):  # a blank line: there is no header, and no column to read
        return Columns((None,) * len(names), (LabelProblem("blank-label", 1, names[0], ""),))
    problems: list[LabelProblem] = []
    wanted = _numbered(names)
    there: dict[tuple[str, int], int] = {}
    for i, label in enumerate(_numbered(labels)):
        if not labels[i].strip():
            problems.append(LabelProblem("blank-label", i + 1, names[i] if i < len(names) else "", labels[i]))
        elif label[1] and label not in wanted:
            problems.append(LabelProblem("duplicate-label", i + 1, "", labels[i]))
        else:
            there[label] = i
    misspelt = {
        wanted[i]: i
        for label, i in there.items()
        if match == "exact" and label not in wanted and i < len(names) and wanted[i] not in there
    }
    positions = tuple(there.get(name, misspelt.get(name)) for name in wanted)
    for (name, _), i in misspelt.items():
        problems.append(LabelProblem("incorrect-label", i + 1, name, labels[i]))
    if match in ("exact", "equal", "superset"):
        for label, i in there.items():
            if label not in wanted and i not in misspelt.values():
                problems.append(LabelProblem("extra-label", i + 1, "", labels[i]))
    missing = [name for name, position in zip(names, positions, strict=True) if position is None]
    if match in ("exact", "equal", "subset"):
        problems += [LabelProblem("missing-label", None, name, "") for name in missing]
    elif match == "partial" and len(missing) == len(names):
        problems.append(LabelProblem("missing-label", None, names[0], ""))
    if match == "exact" and not problems:
        for i, (name, found) in enumerate(zip(names, labels, strict=True)):
            if name != found:
                problems.append(LabelProblem("incorrect-label", i + 1, name, found))
    return Columns(positions, tuple(problems))


def _numbered(names: Sequence[str]) -> list[tuple[str, int]]:
    """Each name with how often it stood before: Table Schema v1 allowed a name to be there twice."""
    seen: dict[str, int] = {}
    found: list[tuple[str, int]] = []
    for name in names:
        found.append((name, seen.get(name, 0)))
        seen[name] = seen.get(name, 0) + 1
    return found
