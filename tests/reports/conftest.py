"""Reports made by hand, so that what a report says can be compared with what was put in."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from little_giants.findings import Finding, Report, RuleText, TableReport


def rule_text(code: str, kind: str, severity: str = "error") -> RuleText:
    """Words that say which part they are."""
    return RuleText(
        code=code,
        type=kind,
        title=f"{code} title",
        title_zh=f"{code}标题",
        why=f"{code} why",
        why_zh=f"{code}的原因",
        mend=f"{code} mend",
        mend_zh=f"{code}的修正",
        message=f'{code} says "{{cell}}" is wrong',
        message_zh=f"{code}：“{{cell}}”不对",
        severity=severity,
    )


TEXTS = {
    text.code: text
    for text in (
        rule_text("hash", "hash-count"),
        rule_text("encoding", "encoding-error"),
        rule_text("extra-label", "extra-label"),
        rule_text("blank-row", "blank-row"),
        rule_text("primary-key", "primary-key"),
        rule_text("foreign-key", "foreign-key"),
        rule_text("unique", "unique-error"),
        rule_text("type", "type-error"),
        rule_text("pattern", "constraint-error"),
        rule_text("required", "constraint-error"),
        rule_text("missing-cell", "missing-cell"),
        rule_text("firms-odd", "row-constraint", "warning"),
    )
}


def pattern_at(row: int, cell: str = "91X", line: int | None = None) -> Finding:
    """A cell of firms.credit_code that does not match its pattern; the line is two more than the row if not given."""
    return Finding(
        code="pattern",
        resource="firms",
        place="data/firms.csv",
        rule="schemas/firms.json#/fields/3/constraints/pattern",
        row_number=row,
        line=row + 2 if line is None else line,
        field_name="credit_code",
        field_number=4,
        cell=cell,
        params={"pattern": "[0-9A-Z]{18}"},
    )


def odd_at(row: int) -> Finding:
    """A warning of a rule of the package."""
    return Finding(
        "firms-odd", "firms", "data/firms.csv", "validators/firms.py#firms-odd", "warning", row, row, "niche", 9, "?"
    )


MakeTable = Callable[..., TableReport]
MakeReport = Callable[..., Report]


@pytest.fixture
def make_table() -> MakeTable:
    """A table report whose counts are those of its findings, unless they are given."""

    def make(
        *findings: Finding, counts: Mapping[str, int] | None = None, name: str = "firms", waived: int = 0
    ) -> TableReport:
        exact = dict(counts or {})
        for finding in () if counts else findings:
            exact[finding.code] = exact.get(finding.code, 0) + 1
        return TableReport(
            name=name,
            place=f"data/{name}.csv",
            rows=1234,
            bytes=5678,
            sha256="ab" * 32,
            counts=exact,
            severities={code: TEXTS[code].severity for code in exact},
            findings=findings,
            truncated=sum(exact.values()) > len(findings),
            waived=waived,
        )

    return make


@pytest.fixture
def make_report() -> MakeReport:
    """A report over the given tables."""

    def make(*tables: TableReport, rules_run: bool = True) -> Report:
        return Report("little-giants", "2026.11.0", tables, TEXTS, seconds=0.4321, rules_run=rules_run)

    return make
