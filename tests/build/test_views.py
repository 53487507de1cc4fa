"""Views: one text, two databases, equal rows; and figures counted again from the CSV files."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
from atlas import ROOT, replace, rows

import little_giants
from little_giants.api import DataPackage
from little_giants.build import build
from little_giants.build.views import read_views
from little_giants.errors import PackageError

VIEWS = sorted(file.stem for file in (ROOT / "publish/views").glob("*.sql"))
DATA = ROOT / "data"


def plain(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """A row as both databases can give it: dates as text, booleans as numbers, numbers to six digits."""
    return tuple(round(float(v), 6) if isinstance(v, int | float) else None if v is None else str(v) for v in row)


@pytest.mark.parametrize("view", VIEWS)
def test_both_databases_give_equal_rows_in_equal_order(
    real: DataPackage, real_sqlite: sqlite3.Connection, view: str
) -> None:
    connection = real.connect()
    duck = connection.execute(f"select * from {view}")
    names = [column[0] for column in duck.description]
    from_duckdb = duck.fetchall()
    connection.close()
    lite = real_sqlite.execute(f"select * from {view}")
    assert [column[0] for column in lite.description] == names
    assert [plain(row) for row in from_duckdb] == [plain(row) for row in lite]
    assert from_duckdb, "an empty view proves nothing"


def records(connection: sqlite3.Connection, sql: str) -> list[dict[str, Any]]:
    cursor = connection.execute(sql)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]


def test_the_directory_lists_every_firm_once_with_its_first_batch(real_sqlite: sqlite3.Connection) -> None:
    batches = defaultdict(set)
    for row in rows(DATA / "recognitions.csv"):
        if row["event"] == "recognition" and row["batch"]:
            batches[row["firm_id"]].add(int(row["batch"]))
    firms = [row["firm_id"] for row in rows(DATA / "firms.csv")]
    found = records(real_sqlite, "select firm_id, first_batch from firm_directory")
    assert sorted(row["firm_id"] for row in found) == sorted(firms)
    assert {row["firm_id"]: row["first_batch"] for row in found} == {
        firm: min(batches[firm]) if batches[firm] else None for firm in firms
    }


def test_the_batch_summary_prefers_what_the_counts_prefer(real_sqlite: sqlite3.Connection) -> None:
    found = {row["batch"]: row for row in records(real_sqlite, "select * from batch_summary")}
    # Official: 155 + 1,584 + 2,930 + 4,328 = 8,997; 248 firms in batch 1, of which 155 passed the re-review.
    assert [found[batch]["new_firms"] for batch in (1, 2, 3, 4)] == [248, 1584, 2930, 4328]
    assert found[1]["re_review_passed"] == 155
    assert found[4]["announced_total"] == 155 + 1584 + 2930 + 4328
    assert found[1]["re_review_passed_percent"] == 62.5
    assert (found[2]["notice_lowest"], found[2]["notice_highest"]) == (1744, 1748)
    held = defaultdict(set)
    for row in rows(DATA / "recognitions.csv"):
        if row["event"] == "recognition":
            held[row["batch"]].add(row["firm_id"])
    assert {batch: row["firms_held"] for batch, row in found.items()} == {b: len(held[str(b)]) for b in found}


def test_coverage_never_counts_a_planned_city_twice(real_sqlite: sqlite3.Connection) -> None:
    planned = {row["region_code"] for row in rows(DATA / "regions.csv") if row["level"] == "separately_planned_city"}
    firms = {row["firm_id"]: row for row in rows(DATA / "firms.csv")}
    held = {
        (row["batch"], row["firm_id"])
        for row in rows(DATA / "recognitions.csv")
        if row["event"] == "recognition" and row["batch"]
    }
    found = records(real_sqlite, "select * from coverage where level <> 'country'")
    assert {row["scope"] for row in found} >= {"excludes_planned_city", "includes_planned_city"}
    for row in found:
        members = [firms[firm] for batch, firm in held if batch == str(row["batch"])]
        if row["region_code"] in planned:
            want = [firm for firm in members if firm["city_code"] == row["region_code"]]
        else:
            want = [firm for firm in members if firm["region_code"] == row["region_code"]]
            if row["scope"] == "excludes_planned_city":
                want = [firm for firm in want if firm["city_code"] not in planned]
        assert row["firms_held"] == len(want), row


def test_criteria_say_what_became_of_them(real_sqlite: sqlite3.Connection) -> None:
    found = records(real_sqlite, "select * from criteria_by_edition where tier = 'little_giant'")
    now = {(row["metric_id"], row["threshold"]): row["change"] for row in found if row["edition_id"] == "LG-2026"}
    # The 2026 edition: revenue of 50m, main business 90%, debt 75%, four Class I rights, R&D 12m over two years.
    assert now["operating_revenue", "≥ 50 million cny"] == "new"
    assert now["main_business_revenue_share", "≥ 90 percent"] == "changed"
    assert now["debt_to_asset_ratio", "≤ 75 percent"] == "changed"
    assert now["class_1_ip_for_main_product", "≥ 4 rights"] == "changed"
    assert now["rd_spend", "≥ 12 million cny"] == "changed"
    assert now["years_in_niche", "≥ 3 years"] == "same"
    assert now["new_equity_financing_paid_in", "≥ 80 million cny"] == "dropped"
    assert {row["edition_before_id"] for row in found if row["edition_id"] == "LG-2026"} == {"LG-2022"}
    kept = [row["criterion_id"] for row in found if row["change"] != "dropped"]
    mine = [row["criterion_id"] for row in rows(DATA / "criteria.csv") if row["group_id"].startswith("LG-")]
    assert sorted(kept) == sorted(mine)


def test_import_dependence_is_what_the_flows_add_up_to(real_sqlite: sqlite3.Connection) -> None:
    flows = defaultdict(dict)
    for row in rows(DATA / "trade_flows.csv"):
        if row["flow"] == "M" and row["reporter_code"] == "CHN":
            flows[row["hs_code"], int(row["period"])][row["partner_code"]] = float(row["value_usd"])
    found = {(row["hs_code"], row["period"]): row for row in records(real_sqlite, "select * from import_dependence")}
    assert found.keys() == flows.keys()
    for (code, year), partners in flows.items():
        row, total = found[code, year], sum(partners.values())
        assert row["value_usd"] == pytest.approx(total)
        assert row["hhi"] == pytest.approx(sum((100 * v / total) ** 2 for v in partners.values()), abs=0.51)
        assert row["top_share_percent"] == pytest.approx(100 * max(partners.values()) / total, abs=0.06)
        before = sum(flows.get((code, year - 1), {}).values())
        assert row["small_base"] == int(0 < before < 100_000)
        if before >= 100_000:
            assert row["change_percent"] == pytest.approx(100 * (total / before - 1), abs=0.06)
        else:
            assert row["change_percent"] is None


def test_the_ledger_keeps_every_claim_and_its_evidence(real_sqlite: sqlite3.Connection) -> None:
    titles = {row["source_id"]: row["title"] for row in rows(DATA / "sources.csv")}
    found = {row["claim_id"]: row for row in records(real_sqlite, "select * from claims_ledger")}
    claims = rows(DATA / "claims.csv")
    assert found.keys() == {row["claim_id"] for row in claims}
    for row in claims:
        assert found[row["claim_id"]]["verdict"] == row["verdict"]
        assert found[row["claim_id"]]["evidence"] == titles.get(row["source_id"])
        for name in (
            "qualifier",
            "value_text",
            "better_statement_en",
            "better_statement_zh",
            "also_source_ids",
            "note",
        ):
            assert (found[row["claim_id"]][name] or "") == row[name]
        for name in ("tolerance", "rounding"):
            assert found[row["claim_id"]][name] == (float(row[name]) if row[name] else None)


def test_the_statistics_count_every_claim_once(real_sqlite: sqlite3.Connection) -> None:
    counted: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    articles: dict[str, int] = defaultdict(int)
    for row in rows(DATA / "claims.csv"):
        counted[row["article_id"], row["verdict"]][0] += 1
        counted[row["article_id"], row["verdict"]][1] += bool(row["check"])
        articles[row["article_id"]] += 1
    found = records(real_sqlite, "select * from claims_statistics")
    assert {(row["article_id"], row["verdict"]): [row["claims"], row["recomputed"]] for row in found} == counted
    for row in found:
        assert row["percent_of_article"] == pytest.approx(100 * row["claims"] / articles[row["article_id"]], abs=0.051)


def test_every_source_is_counted_with_the_rows_that_name_it(real_sqlite: sqlite3.Connection) -> None:
    named = defaultdict(int)
    for file in DATA.glob("*.csv"):
        if file.stem != "sources":
            for row in rows(file):
                named[row.get("source_id", "")] += 1
    found = {row["source_id"]: row["facts"] for row in records(real_sqlite, "select * from source_reliability")}
    assert found == {source: named[source] for source in found}


def test_views_are_created_after_those_they_read(atlas: DataPackage, tmp_path: Path) -> None:
    assert [view.name for view in read_views(atlas.package)] == ["city_list", "big_city"]
    build(atlas, tmp_path / "out")


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("cities.sql", "-- Cities.\nselect 1", "there is a table 'cities' already"),
        ("Big-One.sql", "-- Big.\nselect 1", "'Big-One' is not a view's name"),
        ("bare.sql", "select 1", "the first line must be a comment"),
        ("drop.sql", "-- Drop.\ndrop table cities", "a view is one SELECT"),
        ("two.sql", "-- Two.\nselect 1 as one; drop table cities", "a view is one SELECT"),
        ("loop.sql", "-- A loop.\nselect * from pool", "views read each other"),
        ("wrong.sql", "-- Wrong.\nselect nothing from cities", r"publish/views/wrong\.sql: Binder Error"),
    ],
)
def test_a_view_that_cannot_be_is_named(atlas: DataPackage, name: str, text: str, message: str) -> None:
    (atlas.package.root / "publish/views" / name).write_text(text)
    (atlas.package.root / "publish/views/pool.sql").write_text("-- Reads loop.\nselect * from loop")
    if name != "loop.sql":
        replace(atlas.package.root / "publish/views/pool.sql", "select * from loop", "select 1 as one")
    with pytest.raises(PackageError, match=message):
        little_giants.open(atlas.package.root).connect()


@pytest.mark.parametrize("form", ["duckdb", "sqlite"])
@pytest.mark.parametrize("text", ["select nothing from cities", "select * from read_text('{secret}')"])
def test_a_view_that_fails_in_a_database_is_named_and_nothing_is_built(
    atlas: DataPackage, tmp_path: Path, form: str, text: str
) -> None:
    (tmp_path / "secret.txt").write_text("not of the package")
    sql = text.format(secret=tmp_path / "secret.txt")
    (atlas.package.root / "publish/views/wrong.sql").write_text(f"-- Wrong.\n{sql}")
    with pytest.raises(PackageError, match=r"publish/views/wrong\.sql: "):
        build(atlas, tmp_path / "out", [form])
    assert not (tmp_path / "out").exists()


def test_a_view_cannot_write_a_file(atlas: DataPackage, tmp_path: Path) -> None:
    stolen = tmp_path / "stolen.csv"
    text = f"-- Two.\nselect 1 as one; copy (select 1) to '{stolen}'"
    (atlas.package.root / "publish/views/two.sql").write_text(text)
    with pytest.raises(PackageError, match="a view is one SELECT"):
        build(atlas, tmp_path / "out", ["duckdb"])
    assert not stolen.exists()


def test_a_view_that_is_no_utf8_is_named(atlas: DataPackage) -> None:
    (atlas.package.root / "publish/views/latin.sql").write_bytes(b"-- \xe9\nselect 1 as one")
    with pytest.raises(PackageError, match=r"publish/views/latin\.sql: not UTF-8"):
        read_views(atlas.package)


def test_import_dependence_does_not_count_entries_that_it_does_not_show(real_sqlite: sqlite3.Connection) -> None:
    def plan(view: str) -> list[str]:
        return [row[3] for row in real_sqlite.execute(f"explain query plan select * from {view}")]

    assert "MATERIALIZE entry" in plan("trade_yearly")
    assert "MATERIALIZE entry" not in plan("import_dependence")
