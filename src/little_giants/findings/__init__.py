"""What a validation found: frozen data, no text. Reports turn it into words with the rule texts it carries.

This package imports nothing of ours, so that engines, reports and readers can share it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class RuleText:
    """The words of one rule, in English and Chinese: the single source of messages, manual and rule lists.

    ``message`` is a template: ``{cell}``, ``{field}``, ``{row}`` and the names in ``Finding.params`` may stand in it.
    """

    code: str  # ours, e.g. "minimum"
    type: str  # the Frictionless error type, e.g. "constraint-error"
    title: str
    title_zh: str
    why: str
    why_zh: str
    mend: str
    mend_zh: str
    message: str
    message_zh: str
    severity: str = "error"  # "error" or "warning"
    spec: str = ""  # address of the specification section, where one rules


@dataclass(frozen=True, slots=True)
class Finding:
    """One violated rule at one place. ``row_number`` counts the header as row 1, as Frictionless does."""

    code: str
    resource: str
    place: str  # data file, relative to the package root
    rule: str  # pointer to the rule: "schemas/firms.json#/fields/3/constraints/pattern" or "validators/firms.py#CODE"
    severity: str = "error"
    row_number: int | None = None
    line: int | None = None  # physical line on which the record begins, first line is 1
    field_name: str | None = None
    field_number: int | None = None  # 1-based position of the label in the file
    cell: str | None = None  # the text as it stands in the file
    params: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NotJudged:
    """Why a rule did not run: its file could not be read (``unreadable``), lacks a column that it reads (``column``),
    its target has errors in ``fields`` (``target``), the tables it reads must be mended first (``doubt``), or are not
    there, because one table is validated alone (``alone``)."""

    cause: str
    place: str
    fields: str = ""


@dataclass(frozen=True, slots=True)
class TableReport:
    """The result of one resource. ``counts`` are exact; ``findings`` may be capped, then ``truncated`` is true."""

    name: str
    place: str
    rows: int
    bytes: int
    sha256: str
    counts: Mapping[str, int]  # code -> number of findings, exact
    severities: Mapping[str, str]  # code -> severity
    findings: tuple[Finding, ...]
    truncated: bool = False
    waived: int = 0

    def total(self, severity: str) -> int:
        """Number of findings of one severity."""
        return sum(n for code, n in self.counts.items() if self.severities[code] == severity)


@dataclass(frozen=True, slots=True)
class Report:
    """The result of one validation of a package (or of some of its tables)."""

    package: str
    version: str
    tables: tuple[TableReport, ...]
    texts: Mapping[str, RuleText]  # every code that occurs, and every rule that ran
    seconds: float
    rules_run: bool = True  # False: the package's own rules (code) were not run
    rules_trusted: bool = True  # False: they were not run because the package is not the user's own
    not_judged: Mapping[str, NotJudged] = field(default_factory=dict)  # code or pointer of a rule that did not run

    @property
    def errors(self) -> int:
        return sum(table.total("error") for table in self.tables)

    @property
    def warnings(self) -> int:
        return sum(table.total("warning") for table in self.tables)

    @property
    def valid(self) -> bool:
        return self.errors == 0
