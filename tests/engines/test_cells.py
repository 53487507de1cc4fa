"""Cell rules: types and constraints, with the exact row, line and text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from synthetic import check, field, found, only, package


@pytest.mark.parametrize(
    ("spec", "good", "bad"),
    [
        (
            field("x", "integer"),
            ["1", "-2", "+3", "007"],
            ["1.0", "1_000", " 1", "1 ", "x", "１２", "0x1F", "1e3", "1\t"],
        ),
        (
            field("x", "number"),
            ["1", "-2.5", ".5", "1.", "1e3", "1E-3", "NaN", "nan", "INF", "-inf"],
            ["1_0", "1,0", " 1", "1 ", "infinity", "n/a"],
        ),
        (field("x", "boolean"), ["true", "false", "1", "0", "True", "FALSE"], ["yes", "no", "tRUE", "2"]),
        (field("x", "date"), ["2020-01-31", "2024-02-29"], ["2020-1-1", "2023-02-29", "2020-01-01 ", "01/02/2020"]),
        (field("x", "year"), ["2020", "-0044", "12020"], ["20", "2020-01", "02020"]),
        (field("x", "yearmonth"), ["2020-01"], ["2020-13", "2020-1", "2020"]),
        (
            field("x", "string", "uri"),
            ["https://example.org/a?b=%E4%B8%AD"],
            ["example.org", "https://例子.cn/", "a b:c"],
        ),
        (field("x", "string", "email"), ["a@example.org"], ["a@", "example.org"]),
    ],
)
def test_lexical_space(tmp_path: Path, spec: Any, good: list[str], bad: list[str]) -> None:
    """What TRY_CAST would take but the specification does not is an error; what it allows is not."""
    lines = "".join(f'"{cell}"\n' for cell in good + bad)
    report = check(package(tmp_path, {"t": ({"fields": [spec]}, "x\n" + lines)}))
    expected = [("t", "type", len(good) + 2 + i, len(good) + 2 + i, "x", cell) for i, cell in enumerate(bad)]
    assert found(report) == expected


@pytest.mark.parametrize(
    ("spec", "good", "bad", "code"),
    [
        (field("x", required=True), "a", "", "required"),
        (field("x", minLength=2), "中文", "中", "min-length"),
        (field("x", maxLength=2), "中文", "中文中", "max-length"),
        (field("x", pattern="cat|dog"), "dog", "catX", "pattern"),
        (field("x", pattern="[a-z]+"), "abc", "abc ", "pattern"),
        (field("x", enum=["a", "b"]), "b", "B", "enum"),
        (field("x", "integer", minimum=3), "3", "2", "minimum"),
        (field("x", "integer", maximum="3"), "3", "4", "maximum"),
        (field("x", "number", exclusiveMinimum=0), "0.1", "0", "exclusive-minimum"),
        (field("x", "number", exclusiveMaximum=1), "0.9", "1.0", "exclusive-maximum"),
        (field("x", "date", minimum="2020-01-01"), "2020-01-01", "2019-12-31", "minimum"),
        (field("x", "year", maximum=2026), "2026", "2027", "maximum"),
        (field("x", "integer", enum=[1, "2"]), "2", "3", "enum"),
        (field("x", "boolean", enum=[True]), "true", "false", "enum"),
    ],
)
def test_constraints(tmp_path: Path, spec: Any, good: str, bad: str, code: str) -> None:
    schema = {"fields": [spec, field("y")]}
    finding = only(check(package(tmp_path, {"t": (schema, f"x,y\n{good},1\n{bad},2\n")})))
    assert (finding.code, finding.row_number, finding.line, finding.field_name) == (code, 3, 3, "x")
    assert finding.cell == bad


def test_constraints_are_not_judged_on_a_value_of_the_wrong_type(tmp_path: Path) -> None:
    schema = {"fields": [field("x", "integer", minimum=3, enum=[3, 4])]}
    assert only(check(package(tmp_path, {"t": (schema, "x\nabc\n4\n")}))).code == "type"


def test_missing_values_come_before_types(tmp_path: Path) -> None:
    own = {**field("y", "integer"), "missingValues": ["-"]}
    schema = {"fields": [field("x", "integer"), own], "missingValues": ["", "NA"]}
    report = check(package(tmp_path, {"t": (schema, "x,y\nNA,-\n,-\n-,NA\n1,\n")}))
    assert found(report) == [
        ("t", "type", 4, 4, "x", "-"),
        ("t", "type", 4, 4, "y", "NA"),
        ("t", "type", 5, 5, "y", ""),  # field level replaces: the empty text is no longer missing
    ]


def test_more_rules_than_bits_in_one_mask(tmp_path: Path) -> None:
    """Predicates beyond the first 62 fill a second and a third mask."""
    names = [f"f{i}" for i in range(150)]
    schema = {"fields": [field(name, "integer") for name in names]}
    row = ["1"] * 150
    row[0] = row[61] = row[62] = row[149] = "x"
    report = check(package(tmp_path, {"t": (schema, ",".join(names) + "\n" + ",".join(row) + "\n")}))
    assert [finding[4] for finding in found(report)] == ["f0", "f61", "f62", "f149"]


def test_enum_says_what_may_be_meant(tmp_path: Path) -> None:
    schema = {"fields": [field("x", enum=["recognition", "re_review"])]}
    finding = only(check(package(tmp_path, {"t": (schema, "x\nrecogniton\n")})))
    assert finding.params["nearest"] == "recognition"


def test_counts_are_exact_and_details_capped(tmp_path: Path) -> None:
    schema = {"fields": [field("x", "integer"), field("y", required=True)]}
    lines = "".join("z,1\n" for _ in range(500)) + "1,\n"
    report = check(package(tmp_path, {"t": (schema, "x,y\n" + lines)}), limit=10)
    (table,) = report.tables
    assert table.counts == {"type": 500, "required": 1}
    assert len(table.findings) == 10
    assert table.truncated
    assert {finding.code for finding in table.findings} == {"type", "required"}


def test_a_limit_of_nothing_still_counts(tmp_path: Path) -> None:
    schema = {"fields": [field("x", "integer")], "primaryKey": ["x"]}
    report = check(package(tmp_path, {"t": (schema, "x\n1\n1\nz\n")}), limit=0)
    (table,) = report.tables
    assert table.counts == {"primary-key": 1, "type": 1} and table.findings == () and table.truncated
    assert not report.valid
