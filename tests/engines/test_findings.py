"""Findings that a reader can bear: counts exact however few are listed, one finding a fault, one line for equals."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from synthetic import field, package

import little_giants
from little_giants.findings import Report
from little_giants.reports.text import render
from little_giants.rules.catalogue import message

ROWS = 10_000
SCHEMA: Any = {
    "fields": [field("id"), field("n", "integer", minimum=0), field("k", required=True)],
    "primaryKey": ["id"],
}


def report(root: Path, content: bytes | str, limit: int = 1000, schema: Any = SCHEMA) -> Report:
    return little_giants.open(package(root, {"t": (schema, content)})).validate(limit=limit)


def wrong_all_over() -> str:
    """Ten thousand rows: every one is not a number, every second one lacks k, every tenth repeats a key."""
    lines = [f"r{i if i % 10 else 1},x{i % 3},{'k' if i % 2 else ''}" for i in range(1, ROWS + 1)]
    return "id,n,k\n" + "\n".join(lines) + "\n"


EXPECTED = {"type": ROWS, "required": ROWS // 2, "primary-key": ROWS // 10}


@pytest.mark.parametrize("limit", [0, 1, 7, 1000, 10**6])
def test_counts_are_exact_whatever_is_listed_and_the_cut_is_said(tmp_path: Path, limit: int) -> None:
    result = report(tmp_path, wrong_all_over(), limit)
    table = result.tables[0]
    assert dict(table.counts) == EXPECTED
    assert len(table.findings) == min(limit, sum(EXPECTED.values()))
    assert table.truncated == (limit < sum(EXPECTED.values()))
    text = render(result)
    assert f"{sum(EXPECTED.values()):,} errors" in text.splitlines()[0]
    assert (f"Only {limit:,} of {sum(EXPECTED.values()):,} findings are listed." in text) == table.truncated
    assert "at least 1 times" not in text


def test_every_code_keeps_a_share_of_the_list(tmp_path: Path) -> None:
    codes = {finding.code for finding in report(tmp_path, wrong_all_over(), 9).tables[0].findings}
    assert codes == set(EXPECTED)


def test_ten_thousand_equal_findings_are_one_line(tmp_path: Path) -> None:
    text = render(report(tmp_path, "id,n,k\n" + "".join(f"r{i},x,k\n" for i in range(ROWS)), 10**6))
    assert text.count("ERROR") == 1
    assert f"ERROR type  ({ROWS:,} times)" in text and f"… and {ROWS - 3:,} more" in text
    assert len(text.splitlines()) < 15


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("id,n\n" + "r,1\n" * 500, "missing-label"),
        ("id,n,k\né,1,k\n".encode() + "é,1,k\n".encode("latin-1") * 500, "encoding"),
        (b"PK\x03\x04" + bytes(500), "binary-file"),
        (("id,n,k\n" + "r,1,k\n" * 500).encode("utf-16-be"), "binary-file"),
        ("id;n;k\n" + "r;1;k\n" * 500, "delimiter"),
        ('id,n,k\nr,1,"k\n' + "r,1,k\n" * 500, "unclosed-quote"),
        (b"", "empty-file"),
    ],
)
def test_one_fault_is_one_finding(tmp_path: Path, content: bytes | str, code: str) -> None:
    schema = {"fields": SCHEMA["fields"]}
    assert dict(report(tmp_path, content, schema=schema).tables[0].counts) == {code: 1}


def test_a_reference_names_the_key_the_value_and_the_nearest(tmp_path: Path) -> None:
    key = {"fields": ["place"], "reference": {"resource": "places", "fields": ["name"]}}
    places = {"fields": [field("name")], "primaryKey": ["name"]}
    people = {"fields": [field("place")], "foreignKeys": [key]}
    root = package(tmp_path, {"places": (places, "name\nHangzhou\nSuzhou\n"), "people": (people, "place\nHangzhuo\n")})
    result = little_giants.open(root).validate()
    (finding,) = result.tables[1].findings
    sentence = message(finding, result.texts)
    assert sentence == "No row of places has name = Hangzhuo. Did you mean Hangzhou?"
    assert (finding.field_name, finding.rule) == ("place", "datapackage.json#/resources/1/schema/foreignKeys/0")
    assert "是否应为 Hangzhou？" in message(finding, result.texts, "zh")
