"""Read one table into plain records, and find what is wrong with its files, its header and its rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from little_giants.findings import Finding
from little_giants.package.look import Look, look
from little_giants.package.model import Resource
from little_giants.package.records import BrokenText, Record
from little_giants.package.table import Table as Opened
from little_giants.package.table import open_table
from little_giants.schema.labels import LabelProblem
from little_giants.schema.names import Apart, apart
from little_giants.schema.values.native import NativeError, cell_text, shown


@dataclass(frozen=True, slots=True)
class Row:
    """One data record: its row number (the header is row 1), its physical line in its part, and its cells."""

    number: int
    line: int
    part: int
    cells: list[Any]


@dataclass(slots=True)
class Table:
    """What one resource holds. ``failed``: there is nothing to look at. ``cut``: reading stopped before the end."""

    resource: Resource
    names: Apart  # the schema with names that are apart, and the author's names
    seen: Look
    labels: list[str] = field(default_factory=list)
    columns: dict[str, int] = field(default_factory=dict)  # field -> place of its label; absent fields are not in it
    rows: list[Row] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    failed: bool = True
    cut: bool = False

    def report(
        self,
        code: str,
        params: Mapping[str, str],
        *,
        rule: str = "",
        at: Row | Record | None = None,
        line: int | None = None,
        part: int = 0,
        name: str | None = None,
        number: int | None = None,
        cell: str | None = None,
    ) -> None:
        """Note one finding. ``at`` is the record it is about; else it is about the file, at ``line`` of ``part``."""
        row = None
        if at is not None:
            row, line, part = at.number if isinstance(at, Row) else at.row, at.line, at.part
        paths, name = self.resource.paths, self.names.given.get(name, name) if name else name
        place = paths[part] if part < len(paths) else self.resource.place
        self.findings.append(
            Finding(code, self.resource.name, place, rule, "error", row, line, name, number, cell, params)
        )

    def has(self, row: Row, name: str) -> bool:
        """Whether the row has a cell for the field."""
        return self.columns.get(name, len(row.cells)) < len(row.cells)

    def shown(self, row: Row, name: str) -> str:
        """The cell as it stands in the file."""
        return shown(row.cells[self.columns[name]])

    def value(self, row: Row, name: str) -> str | None:
        """The text that rules judge; None for a missing value or cell. Raises NativeError (see ``cell_text``)."""
        if not self.has(row, name):
            return None
        return cell_text(self.names.schema.field(name), row.cells[self.columns[name]])


def read_table(resource: Resource, names: Apart, scratch: Path) -> Table:
    """Read the whole resource. Nothing is raised: whatever is wrong is a finding of the table."""
    table = Table(resource, names, look(resource, scratch))
    for problem in table.seen.problems:
        table.report(problem.code, problem.params, line=problem.line, part=problem.part)
    if not table.seen.readable:
        return table
    try:
        opened = open_table(table.seen)
        _header(table, opened)
        if table.failed:
            return table
        for record in opened.records:
            _row(table, record)
    except BrokenText as error:
        table.cut = True
        if error.row is not None:
            table.report(error.code, error.params, at=Record(error.line or 0, [], error.row, error.part))
        else:
            table.report(error.code, error.params, line=error.line, part=error.part)
    return table


def _header(table: Table, opened: Opened) -> None:
    if not opened.labels and opened.header is None:  # nothing but a byte order mark
        table.report("empty-file", {})
        return
    if not table.resource.schema.fields:
        table.names = apart({table.resource.name: opened.schema})[table.resource.name]
    table.labels = opened.labels
    table.failed = not any(opened.labels)  # a blank header: no column to read
    for name, place in zip(table.names.schema.field_names, opened.columns.positions, strict=True):
        if place is not None:
            table.columns[name] = place
    for problem in opened.columns.problems:
        params = {"expected": problem.expected, "found": problem.found}
        table.report(
            problem.code, params, at=opened.header, name=_label(problem, opened.labels), number=problem.position
        )


def _label(problem: LabelProblem, labels: list[str]) -> str | None:
    """The field that is missed, or the label that is too much."""
    if problem.code in ("missing-label", "incorrect-label") or problem.position is None:
        return problem.expected
    return labels[problem.position - 1] if problem.position <= len(labels) else None


def _row(table: Table, record: Record) -> None:
    width, found = len(table.labels), len(record.cells)
    params = {"expected": str(width), "found": str(found)}
    if not record.cells:
        table.report("blank-row", {}, at=record)
        return
    if found > width:
        table.report("extra-cell", params, at=record, number=width + 1, cell=shown(record.cells[width]))
    elif found < width:
        params["missing"] = ", ".join(table.labels[found:])
        table.report("missing-cell", params, at=record, name=table.labels[found], number=found + 1)
    table.rows.append(Row(record.row, record.line, record.part, record.cells[:width]))


def is_native_error(table: Table, row: Row, name: str) -> bool:
    """Whether the cell has a type of its own (as JSON gives it) that is none of the field's."""
    try:
        table.value(row, name)
    except NativeError:
        return True
    return False
