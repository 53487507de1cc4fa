"""The report a program reads: a superset of the Frictionless report (version 5), so that its readers take ours.

Added to each error: ``code`` (ours, finer than ``type``), ``severity``, ``line``, ``rule``, ``params`` and ``mend``.
Added to a task: ``counts`` (exact), ``truncated``, ``waived`` and ``warningFindings`` (as errors; ``warnings`` holds
plain sentences, as Frictionless has it). Frictionless lists all cells of a wrong row in ``cells``; a finding does not
carry them, so that list is empty; a position that it requires and a finding lacks (of a missing column) is 0.
``notJudged`` names the rules that could not run, and why.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from little_giants.findings import Finding, Report, RuleText, TableReport
from little_giants.reports import LABEL_TYPES
from little_giants.reports.display import shorten
from little_giants.reports.words import WORDS
from little_giants.rules.catalogue import message

LONGEST = 2_000  # columns of a value; a longer one is cut in the middle
_CELL_TYPES = frozenset({"extra-cell", "missing-cell", "type-error", "constraint-error", "unique-error"})
_ROW_TYPES = frozenset({"blank-row", "primary-key", "foreign-key", "row-constraint"})
_FILE_TYPES = frozenset({"file-error", "byte-count", "hash-count"})


def render(report: Report, lang: str = "en") -> str:
    """The report as JSON text, indented by two, ending with a newline. ``lang`` is the language of the messages."""
    tasks = [_task(table, report.texts, lang) for table in report.tables]
    descriptor = {
        "package": report.package,
        "version": report.version,
        "valid": report.valid,
        "rulesRun": report.rules_run,
        "rulesTrusted": report.rules_trusted,
        "notJudged": {rule: WORDS[lang].reason(why) for rule, why in report.not_judged.items()},
        "truncated": any(table.truncated for table in report.tables),
        "waived": sum(table.waived for table in report.tables),
        "stats": {
            "tasks": len(tasks),
            "errors": report.errors,
            "warnings": report.warnings,
            "seconds": round(report.seconds, 3),
        },
        "warnings": _warnings(report, lang),
        "errors": [],
        "tasks": tasks,
    }
    return json.dumps(descriptor, ensure_ascii=False, indent=2) + "\n"


def _warnings(report: Report, lang: str) -> list[str]:
    """What a reader of the verdict must know about the run itself."""
    sentences = [] if report.rules_run else ["The rules of the package were not run."]
    sentences += [] if report.rules_trusted else ["They are code, and it is not the package of the current folder."]
    sentences += [f"The rule {rule} did not run: {WORDS[lang].reason(why)}." for rule, why in report.not_judged.items()]
    for table in report.tables:
        if table.truncated:
            total = sum(table.counts.values())
            sentences.append(f"{table.name}: only {len(table.findings)} of {total} findings are listed.")
    return sentences


def _task(table: TableReport, texts: Mapping[str, RuleText], lang: str) -> dict[str, Any]:
    details = [_error(finding, texts, lang) for finding in table.findings]
    warnings = [detail for detail in details if detail["severity"] != "error"]
    return {
        "name": table.name,
        "type": "table",
        "place": table.place,
        "valid": table.total("error") == 0,
        "labels": [],
        "stats": {
            "rows": table.rows,
            "errors": table.total("error"),
            "warnings": table.total("warning"),
            "bytes": table.bytes,
            "sha256": table.sha256,
        },
        "counts": dict(table.counts),
        "truncated": table.truncated,
        "waived": table.waived,
        "warnings": [detail["message"] for detail in warnings],
        "warningFindings": warnings,
        "errors": [detail for detail in details if detail["severity"] == "error"],
    }


def _error(finding: Finding, texts: Mapping[str, RuleText], lang: str) -> dict[str, Any]:
    """One finding with every property that Frictionless requires of an error of its type."""
    text = texts[finding.code]
    chinese = lang == "zh"
    if finding.cell is not None:
        finding = replace(finding, cell=shorten(finding.cell, LONGEST))
    finding = replace(finding, params={name: shorten(value, LONGEST) for name, value in finding.params.items()})
    note = message(finding, texts, lang)
    where = f"{finding.place}:{finding.line}" if finding.line is not None else finding.place
    return {
        "type": text.type,
        "code": finding.code,
        "severity": finding.severity,
        "title": text.title_zh if chinese else text.title,
        "description": text.why_zh if chinese else text.why,
        "tags": _tags(text.type),
        "rule": finding.rule,
        **_position(finding, text.type),
        "params": dict(finding.params),
        "message": f"{where}: {note}",
        "note": note,
        "mend": text.mend_zh if chinese else text.mend,
    }


def _tags(error_type: str) -> list[str]:
    """Where such an error lies, in the tags of Frictionless."""
    if error_type in LABEL_TYPES:
        return ["#table", "#header", "#label"]
    if error_type in _CELL_TYPES:
        return ["#table", "#row", "#cell"]
    if error_type in _ROW_TYPES:
        return ["#table", "#row"]
    return ["#file"] if error_type in _FILE_TYPES else []


def _position(finding: Finding, error_type: str) -> dict[str, Any]:
    """The place of a finding: what is known of it, and what Frictionless requires for the type."""
    known = {
        "rowNumber": finding.row_number,
        "line": finding.line,
        "fieldName": finding.field_name,
        "fieldNumber": finding.field_number,
        "cell": finding.cell,
    }
    position: dict[str, Any] = {name: value for name, value in known.items() if value is not None}
    if error_type in LABEL_TYPES:
        required: dict[str, Any] = {"labels": [], "rowNumbers": [1], "label": finding.cell or ""}
        required |= {"fieldName": "", "fieldNumber": 0}
    elif error_type in _CELL_TYPES:
        required = {"cells": [], "rowNumber": 0, "fieldName": "", "fieldNumber": 0, "cell": ""}
    elif error_type in _ROW_TYPES:
        required = {"cells": [], "rowNumber": 0}
    else:
        required = {}
    if error_type == "foreign-key":
        required |= {
            "fieldNames": _listed(finding.params.get("fields", "")),
            "fieldCells": _listed(finding.params.get("value", "")),
            "referenceName": finding.params.get("target", ""),
            "referenceFieldNames": _listed(finding.params.get("target_fields", "")),
        }
    return {**required, **position}


def _listed(text: str) -> list[str]:
    return text.split(", ") if text else []
