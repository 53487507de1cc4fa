"""Who says so: every observation of a cell, the preferred one, the reason; and one line for what cannot be asked."""

from __future__ import annotations

import json
import re
from collections import defaultdict

import duckdb
import pytest
from atlas import ROOT, command, rows

from little_giants.errors import UsageError
from little_giants.evidence.why import render, who_says
from little_giants.ingest.counts import _same_date, fact

DATA = ROOT / "data"
# Columns that no document gives: keys, our own judgement on a row, its sources, and remarks.
OURS = {
    "firms": {"firm_id", "name_status", "region_basis"},
    "counts": {"batch", "region_code", "measure", "stage", "scope", "as_of", "qualifier", "batch_basis", "preferred",
               "preferred_reason"},
}  # fmt: skip
ALWAYS_OURS = {"source_id", "also_source_ids", "verification", "note"}


def documents(row: dict[str, str]) -> set[str]:
    """Every document that a row of the data names for itself."""
    return {row["source_id"], *row.get("also_source_ids", "").split(";")} - {""}


@pytest.mark.parametrize("table", OURS)
def test_every_filled_cell_that_a_document_gives_can_be_asked(real: duckdb.DuckDBPyConnection, table: str) -> None:
    key = {"firms": ["firm_id"], "counts": ["batch", "region_code", "measure", "stage", "scope", "as_of", "source_id"]}
    held = {
        ("|".join(row[name] for name in key[table]), field)
        for row in rows(DATA / f"{table}.csv")
        for field, value in row.items()
        if value and field not in OURS[table] | ALWAYS_OURS
    }
    asked = real.execute("select row_key, field from who_says where table_name = ?", [table]).fetchall()
    assert set(asked) == held


@pytest.mark.parametrize("file", sorted(DATA.glob("*.csv")), ids=lambda file: file.stem)
def test_every_table_with_sources_can_be_asked_and_no_document_is_lost(
    real: duckdb.DuckDBPyConnection, file: object
) -> None:
    table = file.stem  # type: ignore[attr-defined]
    held = rows(DATA / f"{table}.csv")
    if table in ("sources", "firm_observations") or not held or "source_id" not in held[0]:
        return
    named = set().union(*(documents(row) for row in held))
    if table == "trade_flows":  # too many rows to be asked one by one, and all of one release
        assert named == {"N77"}
        return
    asked = {row[0] for row in real.execute("select source_id from who_says where table_name = ?", [table]).fetchall()}
    if table == "firms":  # three documents tell of the firm what no column of firms holds
        named -= {"F054", "F055", "F056"}
    if table == "batches":  # each of its fields names a document; what supports the row alone is in no field
        places = [name for name in held[0] if name.endswith("_source_id") and name != "list_source_id"]
        named = {row[name] for row in held for name in places} - {""}
    if table == "hs_codes":
        named = set().union(*(documents(row) for row in held if row["counterpart_code"]))
    assert named <= asked


def test_documents_that_count_the_same_share_a_fact(real: duckdb.DuckDBPyConnection) -> None:
    """The view groups the observations as the step that chooses among them does."""
    held = rows(DATA / "counts.csv")
    usable = {fact(row) for row in held if row["scope"] != "unknown" and row["verification"] != "unsourced"}
    expected = defaultdict(set)
    for row in held:
        key = ("batch", "region_code", "measure", "stage", "scope", "as_of", "source_id")
        expected[_same_date(fact(row), usable)].add("|".join(row[name] for name in key))
    found = defaultdict(set)
    for name, key in real.execute("select fact, row_key from who_says where table_name = 'counts'").fetchall():
        found[name].add(key)
    assert sorted(map(sorted, found.values())) == sorted(map(sorted, expected.values()))


def test_the_preferred_counts_are_those_of_the_data(real: duckdb.DuckDBPyConnection) -> None:
    preferred = [row for row in rows(DATA / "counts.csv") if row["preferred"] == "true"]
    sql = "select value, source_id from who_says where table_name = 'counts' and preferred = 1"
    assert sorted(real.execute(sql).fetchall()) == sorted((row["value"], row["source_id"]) for row in preferred)


def test_batch_two_shows_the_final_list_and_what_it_was_chosen_against(real: duckdb.DuckDBPyConnection) -> None:
    said = who_says(real, "counts", "2,100000,new", "value")
    assert (said[0].value, said[0].source_id, said[0].preferred, said[0].why) == (
        "1584",
        "S41",
        True,
        "from the final list",
    )
    assert {(one.value, one.source_id) for one in said if not one.preferred} == {
        ("1584", "S04"), ("1744", "N42"), ("1744", "S06"), ("1748", "S05"), ("1584", "S03"), ("1584", "S01"),
    }  # fmt: skip
    assert {one.source_id for one in said if one.given_for == "computed"} == {"S01", "S03"}  # 1,832 less 248
    assert "1584. 5 documents give 3 values." in render(said)


def test_a_firm_of_two_names_shows_both(real: duckdb.DuckDBPyConnection) -> None:
    said = who_says(real, "firms", "F000329", "name_zh")
    assert [(one.value, one.source_id, one.preferred) for one in said] == [
        ("宁波中科毕普拉斯新材料科技有限公司", "P26", True),
        ("宁波中科毕普拉斯新材料有限公司", "N79", False),
    ]


def test_a_niche_stands_under_the_document_that_gives_it(real: duckdb.DuckDBPyConnection) -> None:
    (said,) = who_says(real, "firms", "F000125", "niche")
    assert (said.value, said.source_id) == ("光纤环", "N39")


def test_the_ending_of_a_field_may_be_left_out(real: duckdb.DuckDBPyConnection) -> None:
    (said,) = who_says(real, "firms", "F000123", "city")
    assert (said.field, said.value, said.meaning, said.source_id) == ("city_code", "420100", "武汉市 Wuhan", "R020")


def test_the_same_date_told_less_exactly_is_the_same_fact(real: duckdb.DuckDBPyConnection) -> None:
    said = who_says(real, "counts", "7,310000,in_force", "value")
    assert [one.value for one in said if one.fact.endswith("2025-11")] == ["1026", "1032", "1032"]
    assert {one.detail.rpartition(" ")[2] for one in said if one.detail} == {"2025-11", "2025"}


def test_a_cell_without_a_document_is_not_preferred(real: duckdb.DuckDBPyConnection) -> None:
    (said,) = who_says(real, "batches", "3", "announcement_notice")
    assert (said.source_id, said.preferred) == (None, False)
    assert "No document is known for it" in render([said])


def test_several_documents_under_a_row_are_not_said_to_give_the_cell(real: duckdb.DuckDBPyConnection) -> None:
    said = who_says(real, "recognitions", "R00003", "batch")
    assert {one.source_id for one in said} == {"R008", "S44"}
    assert "which of them gives this cell is not recorded" in render(said)


@pytest.mark.parametrize(
    ("table", "key", "field", "message"),
    [
        ("firm", "F000001", "name_zh", "no table 'firm' can be asked; did you mean firms?"),
        ("waivers", "W1", "rule", "no table 'waivers' can be asked; there are batches, claims,"),
        ("firms", "F000001", "nam_zh", "firms has no field 'nam_zh'; did you mean name_zh?"),
        ("firms", "F000001", "name", "firms has no field 'name'; did you mean name_en or name_zh?"),
        ("firms", "F000001", "note", "no document gives firms.note: it is empty, our own, or part of the key. Ask "),
        ("firms", "F0O0123", "city", "firms has no row 'F0O0123'; did you mean F000123?"),
        ("firms", "F000001", "city", "city_code of firms F000001 is empty: no document that was read tells it."),
        ("FIRMS", "F000001", "city", "no table 'FIRMS' can be asked; did you mean firms?"),
        ("counts", "2,100000,nwe", "value", "counts has no row '2|100000|nwe'; did you mean 2|100000|new?"),
        ("counts", "99", "value", "counts has no row '99'; a key looks like 1|100000|announced_total|"),
        ("counts", "2", "value", "2 is the beginning of 62 facts of counts; give more of the key."),
    ],
)
def test_what_cannot_be_asked_is_one_line_with_the_nearest_name(
    real: duckdb.DuckDBPyConnection, table: str, key: str, field: str, message: str
) -> None:
    with pytest.raises(UsageError, match=re.escape(message)) as caught:
        who_says(real, table, key, field)
    assert "\n" not in str(caught.value)


def test_the_command_speaks_text_json_and_csv() -> None:
    text = command("why", "firms", "F000328", "name_en", ROOT)
    assert text.returncode == 0 and "2 documents agree." in text.stdout
    found = json.loads(command("why", "firms", "F000328", "name_en", ROOT, "--format", "json").stdout)
    assert [(one["source_id"], one["preferred"], one["rank"]) for one in found] == [("N36", True, 4), ("A1", False, 8)]
    lines = command("why", "firms", "F000328", "name_en", ROOT, "--format", "csv").stdout.splitlines()
    assert lines[0].split(",") == list(found[0]) and len(lines) == 3


def test_a_package_without_the_view_says_so_in_one_line() -> None:
    done = command("why", "cities", "C1", "name", ROOT / "tests" / "build" / "atlas")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "little-giants: the package has no view who_says in publish/views, so nobody can be asked.\n"
