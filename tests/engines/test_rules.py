"""The package's own rules in the engine: rows, queries, waivers, and what is not judged."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from synthetic import check, field, found, only, package

from little_giants.errors import PackageError
from little_giants.findings import NotJudged
from little_giants.rules.model import CompiledRule

SCHEMA = {"fields": [field("id"), field("part", "integer"), field("whole", "integer")], "primaryKey": ["id"]}
ROW = CompiledRule("t-part", "t", ("part", "whole"), "validators/t.py#t-part", "error", violated='"part" > "whole"')
SUM = CompiledRule(
    "t-sum",
    "t",
    ("part",),
    "validators/t.py#t-sum",
    "warning",
    query="select max(_record) as _record, sum(part) as total from t having sum(part) > 10",
)


def test_row_rule(tmp_path: Path) -> None:
    finding = only(check(package(tmp_path, {"t": (SCHEMA, "id,part,whole\na,1,2\nb,3,2\nc,,2\n")}), ROW))
    assert (finding.code, finding.row_number, finding.field_name, finding.cell) == ("t-part", 3, "part", "3")
    assert finding.params == {"part": "3", "whole": "2"}


def test_row_rule_is_not_judged_on_a_value_of_the_wrong_type(tmp_path: Path) -> None:
    """The value is unknown, not missing."""
    both = CompiledRule("t-both", "t", ("id",), "validators/t.py#t-both", "error", violated='"whole" is null')
    report = check(package(tmp_path, {"t": (SCHEMA, "id,part,whole\na,1,x\nb,1,\n")}), both)
    assert [finding[1:3] for finding in found(report)] == [("type", 2), ("t-both", 3)]


def test_row_rule_over_a_column_it_does_not_name_is_not_judged_without_it(tmp_path: Path) -> None:
    both = CompiledRule("t-both", "t", ("id",), "validators/t.py#t-both", "error", violated='"whole" is null')
    report = check(package(tmp_path, {"t": (SCHEMA, "id,part\na,1\n")}), both)
    assert [finding[1] for finding in found(report)] == ["missing-label"]
    assert set(report.not_judged) == {"t-both"}


def test_query_rule_gives_its_columns_to_the_message(tmp_path: Path) -> None:
    report = check(package(tmp_path, {"t": (SCHEMA, "id,part,whole\na,6,9\nb,6,9\n")}), SUM)
    finding = only(report)
    assert (finding.row_number, finding.params["total"], finding.severity) == (3, "12", "warning")
    assert report.valid and report.warnings == 1


def test_query_rule_waits_for_sound_tables(tmp_path: Path) -> None:
    """A sum over a column with a wrong number says nothing; the report says that it was not judged."""
    report = check(package(tmp_path, {"t": (SCHEMA, "id,part,whole\na,6,9\nb,6x,9\nc,6,9\n")}), SUM)
    assert [finding[1] for finding in found(report)] == ["type"]
    assert report.not_judged == {"t-sum": NotJudged("doubt", "t.csv")}


def test_row_rule_over_a_missing_column_is_not_judged(tmp_path: Path) -> None:
    report = check(package(tmp_path, {"t": (SCHEMA, "id,part\na,6\n")}), ROW)
    assert [finding[1] for finding in found(report)] == ["missing-label"]
    assert set(report.not_judged) == {"t-part"}


def test_query_that_does_not_run_is_the_authors_error(tmp_path: Path) -> None:
    wrong = CompiledRule("t-x", "t", (), "validators/t.py#t-x", "error", query="select nothing from t")
    with pytest.raises(PackageError, match="t-x does not run"):
        check(package(tmp_path, {"t": (SCHEMA, "id,part,whole\n")}), wrong)


@pytest.mark.parametrize("query", ["select 1 as _record from read_csv('/etc/passwd')", "copy t to 'x.csv'"])
def test_query_reads_nothing_but_the_package(tmp_path: Path, query: str) -> None:
    wrong = CompiledRule("t-x", "t", (), "validators/t.py#t-x", "error", query=query)
    with pytest.raises(PackageError):
        check(package(tmp_path, {"t": (SCHEMA, "id,part,whole\n")}), wrong)


WAIVERS = {
    "fields": [field("waiver_id"), field("rule"), field("resource"), field("row_key"), field("expires", "date")],
    "primaryKey": ["waiver_id"],
}


def waived(root: Path, waiver: str, rows: str = "a,1,2\nb,3,2\nc,4,2\n") -> Path:
    header = "waiver_id,rule,resource,row_key,expires\n"
    return package(root, {"t": (SCHEMA, "id,part,whole\n" + rows), "waivers": (WAIVERS, header + waiver)})


def test_waiver_takes_its_finding_out_and_no_other(tmp_path: Path) -> None:
    report = check(waived(tmp_path, "W1,t-part,t,b,2030-01-01\n"), ROW, today=date(2026, 11, 22))
    assert [finding[1:3] for finding in found(report)] == [("t-part", 4)]
    assert report.tables[0].counts == {"t-part": 1} and report.tables[0].waived == 1


def test_waiver_is_counted_right_beyond_the_limit(tmp_path: Path) -> None:
    rows = "".join(f"{i},3,2\n" for i in range(50))
    report = check(waived(tmp_path, "W1,t-part,t,49,2030-01-01\n", rows), ROW, limit=5)
    assert report.tables[0].counts == {"t-part": 49} and report.tables[0].waived == 1


def test_a_row_that_is_too_short_cannot_be_waived(tmp_path: Path) -> None:
    """It is found by its line: what it lacks may be its key."""
    report = check(waived(tmp_path, "W1,missing-cell,t,a,2030-01-01\n", "a,1\nb,1,2\n"))
    assert [table.counts for table in report.tables] == [{"missing-cell": 1}, {"waiver-unused": 1}]


def test_expired_waiver_waives_nothing_and_is_an_error(tmp_path: Path) -> None:
    report = check(waived(tmp_path, "W1,t-part,t,b,2026-11-21\n"), ROW, today=date(2026, 11, 22))
    assert [finding[:3] for finding in found(report)] == [
        ("t", "t-part", 3),
        ("t", "t-part", 4),
        ("waivers", "waiver-expired", 2),
    ]


@pytest.mark.parametrize("day", ["", "soon"])
def test_waiver_without_a_date_does_not_hold(tmp_path: Path, day: str) -> None:
    report = check(waived(tmp_path, f"W1,t-part,t,b,{day}\n"), ROW)
    assert report.tables[0].counts == {"t-part": 2} and report.tables[0].waived == 0
    assert report.tables[1].counts["waiver-expired"] == 1


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("integer", "5"),
        ("string", "2999-01-01"),
        ("datetime", "2999-01-01T00:00:00Z"),
        ("time", "10:00:00"),
        ("year", "2999"),
    ],
)
def test_a_table_whose_expires_is_no_date_holds_no_waivers(tmp_path: Path, kind: str, value: str) -> None:
    schema = {"fields": [*WAIVERS["fields"][:4], field("expires", kind)]}
    header = "waiver_id,rule,resource,row_key,expires\n"
    tables = {"t": (SCHEMA, "id,part,whole\nb,3,2\n"), "waivers": (schema, f"{header}W1,t-part,t,b,{value}\n")}
    report = check(package(tmp_path, tables), ROW)
    assert [table.counts for table in report.tables] == [{"t-part": 1}, {}]


def test_a_waiver_may_have_numbers_for_its_id_and_row(tmp_path: Path) -> None:
    types = {"waiver_id": "integer", "row_key": "integer", "expires": "date"}
    names = ("waiver_id", "rule", "resource", "row_key", "expires")
    waivers = {"fields": [field(name, types.get(name, "string")) for name in names]}
    target = {"fields": [field("id", "integer"), *SCHEMA["fields"][1:]], "primaryKey": ["id"]}
    tables = {
        "t": (target, "id,part,whole\n7,3,2\n8,3,2\n"),
        "waivers": (waivers, f"{','.join(names)}\n1,t-part,t,7,2999-01-01\n"),
    }
    report = check(package(tmp_path, tables), ROW)
    assert [table.counts for table in report.tables] == [{"t-part": 1}, {}] and report.tables[0].waived == 1


def test_waiver_without_a_finding_is_a_warning(tmp_path: Path) -> None:
    report = check(waived(tmp_path, "W1,t-part,t,a,2030-01-01\n", "a,1,2\n"), ROW)
    assert [(f.code, f.severity) for table in report.tables for f in table.findings] == [("waiver-unused", "warning")]
