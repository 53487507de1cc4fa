"""The JSON report: its shape, and that the readers of Frictionless take it."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from frictionless import Report as FrictionlessReport

from little_giants.findings import Finding, NotJudged
from little_giants.reports.json import render

from .conftest import MakeReport, MakeTable, odd_at, pattern_at


def parsed(text: str) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(text)
    return value


def test_the_shape_of_an_error(make_report: MakeReport, make_table: MakeTable) -> None:
    (error,) = parsed(render(make_report(make_table(pattern_at(7)))))["tasks"][0]["errors"]
    assert error == {
        "type": "constraint-error",
        "code": "pattern",
        "severity": "error",
        "title": "pattern title",
        "description": "pattern why",
        "tags": ["#table", "#row", "#cell"],
        "rule": "schemas/firms.json#/fields/3/constraints/pattern",
        "cells": [],
        "rowNumber": 7,
        "line": 9,
        "fieldName": "credit_code",
        "fieldNumber": 4,
        "cell": "91X",
        "params": {"pattern": "[0-9A-Z]{18}"},
        "message": 'data/firms.csv:9: pattern says "91X" is wrong',
        "note": 'pattern says "91X" is wrong',
        "mend": "pattern mend",
    }


def test_the_shape_of_the_whole(make_report: MakeReport, make_table: MakeTable) -> None:
    table = make_table(pattern_at(7), odd_at(3), counts={"pattern": 40, "firms-odd": 1}, waived=2)
    report = parsed(render(make_report(table, make_table(name="regions"), rules_run=False)))
    assert report["valid"] is False
    assert report["stats"] == {"tasks": 2, "errors": 40, "warnings": 1, "seconds": 0.432}
    assert (report["truncated"], report["waived"], report["rulesRun"]) == (True, 2, False)
    assert report["warnings"] == ["The rules of the package were not run.", "firms: only 2 of 41 findings are listed."]
    task, clean = report["tasks"]
    assert (task["name"], task["place"], task["valid"]) == ("firms", "data/firms.csv", False)
    assert task["stats"] == {"rows": 1234, "errors": 40, "warnings": 1, "bytes": 5678, "sha256": "ab" * 32}
    assert task["counts"] == {"pattern": 40, "firms-odd": 1}
    assert (task["truncated"], task["waived"]) == (True, 2)
    assert [error["code"] for error in task["errors"]] == ["pattern"]
    assert [error["code"] for error in task["warningFindings"]] == ["firms-odd"]
    assert task["warnings"] == ['data/firms.csv:3: firms-odd says "?" is wrong']
    assert (clean["valid"], clean["errors"], clean["truncated"]) == (True, [], False)


def test_rules_that_could_not_run_are_named(make_report: MakeReport, make_table: MakeTable) -> None:
    report = parsed(
        render(
            replace(make_report(make_table()), not_judged={"firms-a": NotJudged("target", "data/regions.csv", "code")})
        )
    )
    assert report["notJudged"] == {"firms-a": "data/regions.csv has errors in code"}
    assert report["warnings"] == ["The rule firms-a did not run: data/regions.csv has errors in code."]


def finding(code: str, **properties: Any) -> Finding:
    return Finding(code, "firms", "data/firms.csv", "somewhere", **properties)


CELL: dict[str, Any] = {"row_number": 7, "line": 7, "field_name": "niche", "field_number": 9, "cell": "x"}
OF_EVERY_KIND = [
    finding("hash", params={"expected": "a", "found": "b"}),
    finding("encoding", line=12),
    finding("extra-label", row_number=1, line=1, field_number=3, cell="colour", params={"found": "colour"}),
    finding("blank-row", row_number=9, line=9),
    finding("primary-key", **CELL, params={"fields": "firm_id", "value": "F1", "first_row": "3"}),
    finding(
        "foreign-key",
        **CELL,
        params={"fields": "a, b", "value": "1, 2", "target": "regions", "target_fields": "c, d", "nearest": ""},
    ),
    finding("unique", **CELL),
    finding("type", **CELL),
    finding("pattern", **CELL),
    finding("missing-cell", **{**CELL, "cell": None}),
]


@pytest.mark.parametrize("one", OF_EVERY_KIND, ids=lambda one: one.code)
def test_frictionless_reads_every_kind_of_error(one: Finding, make_report: MakeReport, make_table: MakeTable) -> None:
    report = FrictionlessReport.from_descriptor(parsed(render(make_report(make_table(one)))))
    (error,) = report.tasks[0].errors
    descriptor = error.to_descriptor()
    assert report.stats["errors"] == 1
    assert not report.valid
    assert descriptor["code"] == one.code
    assert descriptor.get("rowNumber") == one.row_number
    assert one.code in error.note


def test_frictionless_sums_up_our_report(make_report: MakeReport, make_table: MakeTable) -> None:
    report = FrictionlessReport.from_descriptor(parsed(render(make_report(make_table(*OF_EVERY_KIND)))))
    assert report.flatten(["rowNumber", "fieldNumber", "type"])[-1] == [7, 9, "missing-cell"]
    assert "data/firms.csv" in report.to_summary()


def test_a_foreign_key_names_its_fields_as_frictionless_does(make_report: MakeReport, make_table: MakeTable) -> None:
    (error,) = parsed(render(make_report(make_table(OF_EVERY_KIND[5]))))["tasks"][0]["errors"]
    assert (error["fieldNames"], error["fieldCells"]) == (["a", "b"], ["1", "2"])
    assert (error["referenceName"], error["referenceFieldNames"]) == ("regions", ["c", "d"])


def test_chinese_messages_stay_readable(make_report: MakeReport, make_table: MakeTable) -> None:
    text = render(make_report(make_table(replace(pattern_at(7), cell="小巨人"))), "zh")
    assert "pattern：“小巨人”不对" in text
    assert "pattern的修正" in text
