"""Coverage: held against official, counted again from the CSV files; not known where nobody counts; lone sources."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter, defaultdict

import duckdb
import pytest
from atlas import ROOT, command, rows

from little_giants.errors import UsageError
from little_giants.evidence.coverage import coverage, find_batch, find_region, kinds, shown, support, unsourced

DATA = ROOT / "data"
MAINLAND = {
    row["region_code"]
    for row in rows(DATA / "regions.csv")
    if row["level"] in ("country", "separately_planned_city", "xpcc")
    or (row["level"] == "province" and row["region_code"] not in ("710000", "810000", "820000"))
}
NEW = [row for row in rows(DATA / "counts.csv") if row["measure"] == "new" and row["region_code"] in MAINLAND]


def records(table: object) -> list[dict[str, object]]:
    return [dict(zip(table.columns, row, strict=True)) for row in table.rows]  # type: ignore[attr-defined]


def test_every_region_of_the_mainland_is_there_in_every_batch(real: duckdb.DuckDBPyConnection) -> None:
    found = defaultdict(set)
    for row in records(coverage(real)):
        found[row["batch"]].add(row["region_code"])
    assert len(MAINLAND) == 1 + 31 + 5 + 1
    assert dict(found) == dict.fromkeys(range(1, 8), MAINLAND)


def test_not_known_is_said_exactly_where_no_document_counts(real: duckdb.DuckDBPyConnection) -> None:
    counted = {(int(row["batch"]), row["region_code"]) for row in NEW}
    for row in records(coverage(real)):
        known = (row["batch"], row["region_code"]) in counted
        assert (row["official"] is not None) == known == (row["official_is"] != "not known")
        assert (row["scope"] == "not_counted") == (not known)
    text = records(shown(real, batch=6))
    assert {row["official"] for row in text if "Tianjin" in str(row["region"])} == {"not known"}


def test_the_official_counts_are_the_preferred_ones(real: duckdb.DuckDBPyConnection) -> None:
    preferred = Counter(
        (int(row["batch"]), row["region_code"], row["scope"], int(row["value"]))
        for row in NEW
        if row["preferred"] == "true" or row["scope"] == "unknown"
    )
    found = Counter(
        (row["batch"], row["region_code"], row["scope"], row["official"])
        for row in records(coverage(real))
        if row["official"] is not None
    )
    assert found == preferred


def test_a_lower_bound_is_shown_as_one(real: duckdb.DuckDBPyConnection) -> None:
    (beijing,) = records(shown(real, batch=6, region="110000"))
    (source,) = [row for row in NEW if (row["batch"], row["region_code"], row["preferred"]) == ("6", "110000", "true")]
    assert (source["qualifier"], beijing["official"]) == ("at_least", f"at least {source['value']}")


def test_a_count_of_unknown_scope_has_no_share(real: duckdb.DuckDBPyConnection) -> None:
    (row,) = [row for row in records(coverage(real)) if row["scope"] == "unknown"]
    assert (row["batch"], row["region_code"], row["official"], row["held_percent"]) == (4, "370000", 402, None)


def test_the_whole_country_counts_its_regions(real: duckdb.DuckDBPyConnection) -> None:
    held = defaultdict(set)
    for row in rows(DATA / "recognitions.csv"):
        if row["event"] == "recognition":
            held[row["batch"]].add(row["firm_id"])
    for row in records(shown(real)):
        counted = {one["region_code"] for one in NEW if one["batch"] == str(row["batch"])} - {"100000"}
        assert row["held"] == len(held[str(row["batch"])])
        assert row["regions_counted"] == f"{len(counted)} of 37"


@pytest.mark.parametrize("name", ["330000", "浙江省", "浙江", "Zhejiang", "zhejiang"])
def test_a_region_is_found_by_code_and_name(real: duckdb.DuckDBPyConnection, name: str) -> None:
    assert find_region(real, name) == "330000"


def test_what_is_not_there_is_one_line_with_the_nearest_name(real: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(UsageError, match=r"'Zejiang'; did you mean Zhejiang\?"):
        find_region(real, "Zejiang")
    with pytest.raises(UsageError, match="batch 9 was not counted; there are 1, 2, 3, 4, 5, 6, 7"):
        find_batch(real, 9)


def test_every_source_has_a_kind_with_a_rank(real: duckdb.DuckDBPyConnection) -> None:
    ranks = {row["word"]: int(row["rank"]) for row in rows(DATA / "evidence_ranks.csv") if row["scale"] == "kind"}
    sources = Counter(row["kind"] for row in rows(DATA / "sources.csv"))
    found = records(kinds(real))
    assert {row["kind"]: (row["rank"], row["documents"]) for row in found} == {
        kind: (rank, sources[kind]) for kind, rank in ranks.items()
    }


def test_single_documents_are_counted(real: duckdb.DuckDBPyConnection) -> None:
    """Counted again from the CSV files, for the tables in which a row is a cell or each row has one document."""
    found = {row["table_name"]: row for row in records(support(real))}
    criteria = rows(DATA / "criteria.csv")
    assert found["criteria"]["one_document"] == sum(
        1 for row in criteria if row["source_id"] and not row["also_source_ids"]
    )
    assert found["criteria"]["documents_of_the_row"] == sum(1 for row in criteria if row["also_source_ids"])
    fields = ("name_zh", "name_en", "credit_code", "region_code", "city_code", "founded", "stock_code", "niche")
    cells = [(row, field) for row in rows(DATA / "firms.csv") for field in fields if row[field]]
    said = Counter((row["firm_id"], row["field"]) for row in rows(DATA / "firm_observations.csv"))
    assert found["firms"]["cells"] == len(cells)
    assert found["firms"]["one_document"] == sum(1 for row, field in cells if said[row["firm_id"], field] < 2)
    for row in found.values():
        assert row["cells"] == sum(value for name, value in row.items() if name not in ("table_name", "cells"))  # type: ignore[misc]


def test_what_nobody_says_is_listed(real: duckdb.DuckDBPyConnection) -> None:
    found = {(row[0], row[1]) for row in unsourced(real).rows}
    for table, key in (("criteria", "criterion_id"), ("metrics", "metric_id"), ("claims", "claim_id")):
        without = {(table, row[key]) for row in rows(DATA / f"{table}.csv") if not row["source_id"]}
        assert {one for one in found if one[0] == table} == without
    editions = {
        ("rule_editions", row["edition_id"]) for row in rows(DATA / "rule_editions.csv") if row["unsourced_fields"]
    }
    assert {one for one in found if one[0] == "rule_editions"} == editions


def test_the_command_speaks_text_json_and_csv() -> None:
    text = command("coverage", ROOT)
    assert text.returncode == 0
    titles = ("Held here", "Kinds of document", "Cells by the documents", "No document was located")
    assert [line for line in text.stdout.splitlines() if line.startswith(titles)].__len__() == 4
    found = json.loads(command("coverage", ROOT, "--batch", "6", "--format", "json").stdout)
    assert set(found) == {"coverage"} and {row["batch"] for row in found["coverage"]} == {6}
    whole = json.loads(command("coverage", ROOT, "--format", "json").stdout)
    assert set(whole) == {"coverage", "kinds", "support", "unsourced"}
    lines = command("coverage", ROOT, "--region", "宁波", "--format", "csv").stdout
    assert {row["region_code"] for row in csv.DictReader(io.StringIO(lines))} == {"330200"}


def test_a_package_without_the_view_says_so_in_one_line() -> None:
    done = command("coverage", ROOT / "tests" / "build" / "atlas")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1 and "no view coverage" in done.stderr
