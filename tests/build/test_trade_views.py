"""The trade views on flows written for these tests: every figure and every caveat, in DuckDB and in SQLite."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

import duckdb
import pytest
from atlas import ROOT, rows

from little_giants.api import DataPackage
from little_giants.build.views import read_views

TABLES = {
    "trade_flows": "period bigint, reporter_code text, partner_code text, flow text, hs_edition text, hs_code text, "
    "valuation text, value_usd double, net_weight_kg double, coverage text, source_id text",
    "hs_codes": "hs_edition text, hs_code text, wording_en text, wording_zh text, counterpart_edition text, "
    "counterpart_code text, one_to_one boolean",
    "products": "hs_code_2017 text, hs_code_2022 text, purity text, break_note text, moved_on date, moved_from text",
    "economies": "economy_code text, name_en text, name_zh text",
}
CODES = [
    ("HS2017", "810820", "Titanium", "钛", "HS2022", "810820", True),
    ("HS2022", "810820", "Titanium", "钛", "HS2017", "810820", True),
    ("HS2017", "850511", "Magnets", "磁体", "HS2022", None, False),
    ("HS2022", "850511", "Magnets", "磁体", "HS2017", "850511", False),
    ("HS2017", "370710", "Emulsions", "乳液", "HS2022", "370710", True),
]
PRODUCTS = [
    ("370790", "370790", "basket", None, "2020-03-01", "370710"),
    ("850511", "850511", "clean", None, None, None),
    ("810820", "810820", "basket", None, None, None),
]
UNTRACKED = [("010121", "010121", "exact", None, None, None)]
Row = Mapping[str, Any]


def flow(period: int, partner: str, value: float, **changes: Any) -> dict[str, Any]:
    """An import of titanium by China in a complete year."""
    return {
        "period": period,
        "reporter_code": "CHN",
        "partner_code": partner,
        "flow": "M",
        "hs_edition": "HS2017",
        "hs_code": "810820",
        "valuation": "fob_reconciled",
        "value_usd": value,
        "net_weight_kg": None,
        "coverage": "all_partners",
        "source_id": "N77",
        **changes,
    }


def ask(real: DataPackage, flows: Iterable[Row], view: str, *, products: list[tuple[Any, ...]] = PRODUCTS) -> list[Row]:
    """The rows of ``view`` over ``flows``, the same from both databases."""
    found = []
    for connection in (duckdb.connect(), sqlite3.connect(":memory:")):
        for name, columns in TABLES.items():
            connection.execute(f"create table {name} ({columns})")
        connection.executemany(
            "insert into trade_flows values (" + ", ".join("?" * 11) + ")", [tuple(row.values()) for row in flows]
        )
        connection.executemany("insert into hs_codes values (?, ?, ?, ?, ?, ?, ?)", CODES)
        connection.executemany("insert into products values (?, ?, ?, ?, ?, ?)", products)
        connection.executemany("insert into economies values (?, ?, ?)", [("JPN", "Japan", "日本")])
        for each in read_views(real.package):
            if each.name.startswith("trade_"):
                connection.execute(f"create view {each.name} as {each.sql}")
        cursor = connection.execute(f"select * from {view}")
        names = [column[0] for column in cursor.description]
        found.append([dict(zip(names, row, strict=True)) for row in cursor.fetchall()])
        connection.close()
    assert found[0] == found[1]
    return found[0]


def caveats(row: Row) -> set[str]:
    return set(row["caveats"].split(";"))


def test_a_year_in_figures(real: DataPackage) -> None:
    flows = [
        flow(2023, "JPN", 600_000),
        flow(2023, "KAZ", 400_000),
        flow(2024, "JPN", 900_000, net_weight_kg=30_001),
        flow(2024, "RUS", 600_000, net_weight_kg=20_000),
        flow(2024, "USA", 500_000, flow="X"),
    ]
    (first, year) = ask(real, flows, "trade_yearly where flow = 'M'")
    assert (first["value_usd"], first["hhi"], first["no_change_because"]) == (1_000_000, 5200, "no_year_before")
    assert (year["value_usd"], year["value_before_usd"], year["change_percent"]) == (1_500_000, 1_000_000, 50.0)
    assert (year["hhi"], year["hhi_change"]) == (5200, 0)  # shares 60 and 40 in both years
    assert (year["top_partner"], year["top_share_percent"], year["top_share_change"]) == ("Japan", 60.0, 0.0)
    assert (year["entry_since"], year["entered"], year["entered_percent"], year["departed"]) == (2023, 1, 40.0, 1)
    assert (year["net_imports_usd"], year["import_share_percent"]) == (1_000_000, 75.0)
    assert (year["usd_per_kg"], year["weighed_percent"]) == (pytest.approx(1_500_000 / 50_001), 100.0)
    assert caveats(year) == {"basket", "reconciled"}


# name -> flows, the change of 2024 in percent, the reason when there is none, the other caveats of that year
CASES: dict[str, tuple[list[Row], float | None, str | None, set[str]]] = {
    "a base one dollar too small": (
        [flow(2023, "JPN", 99_999), flow(2024, "JPN", 900_000)],
        None,
        "small_base",
        set(),
    ),
    "a base just large enough": ([flow(2023, "JPN", 100_000), flow(2024, "JPN", 900_000)], 800.0, None, set()),
    "no year before": ([flow(2022, "JPN", 1e6), flow(2024, "JPN", 1e6)], None, "no_year_before", set()),
    "the largest flows before": (
        [flow(2023, "JPN", 1e6, coverage="largest_flows"), flow(2024, "JPN", 1.5e6)],
        50.0,
        None,
        {"coverage_break"},
    ),
    "the largest flows now": (
        [flow(2023, "JPN", 1e6), flow(2024, "JPN", 1.5e6, coverage="largest_flows")],
        50.0,
        None,
        {"coverage_break", "partial_year"},
    ),
    "the largest flows in both": (
        [flow(year, "JPN", 1e6, coverage="largest_flows") for year in (2023, 2024)],
        0.0,
        None,
        {"partial_year"},
    ),
    "another edition, same goods": (
        [flow(2023, "JPN", 1e6), flow(2024, "JPN", 2e6, hs_edition="HS2022")],
        100.0,
        None,
        {"edition_joined"},
    ),
    "another edition, other goods": (
        [flow(2023, "JPN", 1e6, hs_code="850511"), flow(2024, "JPN", 2e6, hs_code="850511", hs_edition="HS2022")],
        None,
        "edition_break",
        set(),
    ),
    "a code that HS2022 changed": (
        [flow(year, "JPN", 1e6, hs_code="850511") for year in (2023, 2024)],
        0.0,
        None,
        {"recoded"},
    ),
    "weights of a part": (
        [
            flow(2024, "JPN", 700_000, net_weight_kg=70_001),
            flow(2024, "KAZ", 300_000),
        ],
        None,
        "no_year_before",
        {"few_weights"},
    ),
    "weights in whole tonnes, too light": (
        [flow(2024, "JPN", 700_000, net_weight_kg=9_000)],
        None,
        "no_year_before",
        {"rough_weights"},
    ),
    "weights in whole tonnes, heavy enough": (
        [flow(2024, "JPN", 700_000, net_weight_kg=10_000)],
        None,
        "no_year_before",
        set(),
    ),
    "values as reported, and the partner's own": (
        [
            flow(2024, "JPN", 1e6, valuation="cif"),
            flow(2024, "CHN", 499_999, reporter_code="JPN", flow="X", valuation="fob"),
        ],
        None,
        "no_year_before",
        {"as_reported", "mirror_gap"},
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_caveat_travels_with_the_year(real: DataPackage, name: str) -> None:
    flows, change, reason, others = CASES[name]
    found = ask(real, flows, "trade_yearly where period = 2024 and flow = 'M'", products=UNTRACKED)
    (year,) = found
    assert (year["change_percent"], year["no_change_because"]) == (change, reason)
    always = set() if "as_reported" in others else {"reconciled"}
    assert caveats(year) == others | always | ({reason} if reason else set())


@pytest.mark.parametrize(
    ("day", "reporter", "spoiled"),
    [
        ("2020-03-01", "CHN", {2020, 2021}),
        ("2020-01-01", "CHN", {2020}),
        ("2020-03-01", "JPN", set()),  # another customs than China's moved nothing
    ],
)
def test_a_dated_move_of_goods_spoils_the_change_of_its_years(
    real: DataPackage, day: str, reporter: str, spoiled: set[int]
) -> None:
    flows = [flow(year, "KOR", 1e6, hs_code="370710", reporter_code=reporter) for year in range(2018, 2024)]
    moved = [("370790", "370790", "basket", None, day, "370710")]
    found = ask(real, flows, "trade_yearly", products=moved)
    assert {row["period"] for row in found if row["no_change_because"] == "reclassified"} == spoiled
    assert {row["period"] for row in found if row["change_percent"] is not None} == set(range(2019, 2024)) - spoiled


def test_no_partner_enters_or_leaves_where_a_gap_is_no_zero(real: DataPackage) -> None:
    part = {"coverage": "largest_flows"}
    flows = [
        flow(2021, "JPN", 1e6, **part),
        flow(2022, "JPN", 1e6),
        flow(2022, "KAZ", 1e6),
        flow(2023, "RUS", 1e6, **part),
        flow(2024, "RUS", 1e6),
    ]
    found = {row["period"]: row for row in ask(real, flows, "trade_yearly")}
    assert found[2022]["entered"] is None  # 2021 holds the largest flows only
    assert (found[2023]["entry_since"], found[2023]["entered"], found[2023]["departed"]) == (2022, 1, None)
    # Russia is absent from 2022, yet 2023 holds it: in 2024 it is back, not new.
    assert [found[2024][name] for name in ("entry_since", "entered", "returned", "departed")] == [2022, 0, 1, 2]
    (russia,) = ask(real, flows, "trade_partners where period = 2024")
    assert russia["entry"] == "back"


def test_a_flow_beside_its_year(real: DataPackage) -> None:
    flows = [
        flow(2023, "JPN", 1e6),
        flow(2023, "RUS", 2_000),
        flow(2024, "JPN", 500_000),
        flow(2024, "RUS", 1_500_000),
        flow(2024, "KAZ", 2e6),
    ]
    found = {row["partner_code"]: row for row in ask(real, flows, "trade_partners where period = 2024")}
    assert (found["JPN"]["place"], found["JPN"]["change_percent"], found["JPN"]["share_percent"]) == (3, -50.0, 12.5)
    assert found["JPN"]["share_change"] == -87.3  # 99.8% before
    # Two thousand dollars that become 1.5 million: no rate.
    assert (found["RUS"]["change_percent"], found["RUS"]["no_change_because"]) == (None, "small_base")
    assert (found["KAZ"]["entry"], found["KAZ"]["no_change_because"]) == ("new", "small_base")
    assert (found["RUS"]["entry"], found["JPN"]["entry"]) == ("stayed", "stayed")


def test_a_flow_missing_from_an_incomplete_year_is_not_said_to_be_new(real: DataPackage) -> None:
    flows = [flow(2023, "JPN", 1e6, coverage="largest_flows"), flow(2024, "JPN", 1e6), flow(2024, "RUS", 1e6)]
    found = {row["partner_code"]: row for row in ask(real, flows, "trade_partners where period = 2024")}
    assert (found["RUS"]["entry"], found["RUS"]["no_change_because"]) == (None, "unknown_before")


def test_a_price_ten_times_off_the_middle_is_marked(real: DataPackage) -> None:
    prices = {"DEU": 10.0, "JPN": 10.0, "KAZ": 10.0, "KOR": 100.0, "RUS": 100.1, "USA": 0.99}
    flows = [flow(2024, code, 20_001 * price, net_weight_kg=20_001) for code, price in prices.items()]
    found = ask(real, flows, "trade_partners")
    assert {row["partner_code"] for row in found if "odd_price" in caveats(row)} == {"RUS", "USA"}
    assert {row["partner_code"]: round(row["usd_per_kg"], 9) for row in found} == prices


def test_a_partner_that_states_a_flow_both_ways_does_not_double_it(real: DataPackage) -> None:
    mine = [flow(2024, "JPN", 1e6, valuation="cif")]
    theirs = [
        flow(2024, "CHN", value, reporter_code="JPN", valuation=valuation, flow="X")
        for valuation, value in (("fob", 900_000), ("cif", 950_000))
    ]
    (found,) = ask(real, [*mine, *theirs], "trade_partners where reporter_code = 'CHN'")
    assert (found["mirror_usd"], "mirror_gap" in caveats(found)) == (900_000, False)
    (year,) = ask(real, [*mine, *theirs], "trade_yearly where reporter_code = 'CHN'")
    assert year["mirror_gaps"] == 0
    theirs = [{**row, "value_usd": 100} for row in theirs]
    (year,) = ask(real, [*mine, *theirs], "trade_yearly where reporter_code = 'CHN'")
    assert year["mirror_gaps"] == 1


def test_every_caveat_has_words_and_every_word_is_used(real: DataPackage) -> None:
    flows = [row for case in CASES.values() for row in case[0]]
    used: set[str] = set()
    for case in CASES.values():
        for view in ("trade_yearly", "trade_partners"):
            used |= {code for row in ask(real, case[0], view) for code in caveats(row)}
    moved = [flow(year, "KOR", 1e6, hs_code="370710") for year in (2019, 2020)]
    lost = [flow(2023, "JPN", 1e6, coverage="largest_flows"), flow(2024, "RUS", 1e6)]
    prices = [flow(2024, f"P{n}", 100.0 if n else 1e6, net_weight_kg=10.0) for n in range(5)]
    for more in (moved, lost, prices):
        used |= {code for row in ask(real, more, "trade_partners") for code in caveats(row)}
    words = {row["caveat"]: row for row in ask(real, flows[:1], "trade_caveats")}
    assert used == words.keys()
    listed = {
        line[2:5] for line in (ROOT / "docs/curation/trade.md").read_text("utf-8").splitlines() if line[:3] == "| V"
    }
    assert {row["rule"] for row in words.values()} - {None} <= listed and len(listed) == 18
    forbidding = {code for code, row in words.items() if row["forbids_change"]}
    assert forbidding == {"edition_break", "reclassified", "no_year_before", "unknown_before", "small_base"}


def test_real_flows_and_years_agree_with_the_file(real_sqlite: sqlite3.Connection) -> None:
    held: dict[tuple[str, ...], dict[str, float]] = defaultdict(dict)
    for row in rows(ROOT / "data" / "trade_flows.csv"):
        held[row["flow"], row["hs_code"], row["period"]][row["partner_code"]] = float(row["value_usd"])
    found = real_sqlite.execute("select flow, hs_code, period, value_usd, partners, change_percent from trade_yearly")
    for way, code, period, value, partners, change in found.fetchall():
        flows = held.pop((way, code, str(period)))
        assert (value, partners) == (pytest.approx(sum(flows.values())), len(flows))
        assert change is None or period > 2018
    assert held == {}
    shown = real_sqlite.execute("select count(*), sum(value_usd) from trade_partners").fetchone()
    assert shown == real_sqlite.execute("select count(*), sum(value_usd) from trade_flows").fetchone()
