"""The trade command: what a word finds, what it says where nothing is held, reasons where no rate may stand."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from atlas import ROOT, command, copy_atlas, replace, rows

import little_giants
from little_giants.errors import UsageError
from little_giants.evidence.trade import Trade, find, read
from little_giants.evidence.trade_text import render

HELD = {row["hs_code"] for row in rows(ROOT / "data" / "trade_flows.csv")}


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    """The tables and views of this repository."""
    opened = little_giants.open(ROOT).connect()
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def titanium(connection: duckdb.DuckDBPyConnection) -> Trade:
    return read(connection, find(connection, "810820"), ("import", "export"))


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("ti_sponge", "810820"),
        ("810820", "810820"),
        (" 8108.20 ", "810820"),
        ("8108", "810820"),
        ("Titanium", "810820"),
        ("海绵钛", "810820"),
        ("magnet", "850511"),
        ("NdFeB", "850511"),
        ("钒铁", "720292"),
        ("ferro-van", "720292"),
    ],
)
def test_a_good_is_found_by_id_code_or_name(connection: duckdb.DuckDBPyConnection, word: str, code: str) -> None:
    assert [good.hs_code for good in find(connection, word)] == [code]


@pytest.mark.parametrize(
    ("word", "says"),
    [
        ("magnt", ["no good is named 'magnt'", "Did you mean magnet"]),
        ("titanum", ["Did you mean 810820 Titanium, unwrought, and powders (sponge)?"]),
        ("810821", ["no trade of 810821 is held", "Did you mean 810820"]),
        ("ferro", ["'ferro' fits 2 goods: 720292 Ferro-vanadium; 720293 Ferro-niobium", "Give the code of one."]),
        ("ito_oxide", ["is in code 282590, and no flows of it are held", f"{len(HELD)} goods are held"]),
        ("282590", ["is in code 282590, and no flows of it are held"]),
        ("ITO", ["fits ito_oxide (282590), ito_target (848690), and no flows of them are held"]),
        ("photoresist", ["no flows of it are held", "from 3707.10 to 3707.90 on 2020-03-01"]),
        ("rtos", ["has no trade to show", "no code of the Harmonized System"]),
        ("zzzz", ["no good is named 'zzzz'", f"{len(HELD)} goods are held"]),
        (" ", ["name a product"]),
    ],
)
def test_what_is_not_there_is_said_with_the_nearest(
    connection: duckdb.DuckDBPyConnection, word: str, says: list[str]
) -> None:
    with pytest.raises(UsageError) as error:
        find(connection, word)
    for words in says:
        assert words in str(error.value)
    assert "\n" not in str(error.value)


def test_the_text_shows_a_reason_where_no_rate_may_stand(titanium: Trade) -> None:
    text = render(titanium, "text")
    (first,) = re.findall(r"^2018 +47\.989 +(\S+) ", text, re.MULTILINE)
    assert first == "no_year_before"
    # Flows of the file: 6,466,703 dollars in 2023, 13,821,595 in 2024.
    assert re.search(r"^2024 +13\.822 +\+113\.7% +13 ", text, re.MULTILINE)
    assert re.search(r"^United Kingdom +0\.300 +2\.2% +unknown_before ", text, re.MULTILINE)
    for code in {code for series in titanium.series for row in series.years for code in row["caveats"].split(";")}:
        assert re.search(rf"^  {code} +\S", text, re.MULTILINE), f"{code} is not explained"
    assert "no production is held" in text and "Sources: N77" in text


@pytest.mark.parametrize("view", ["trade_yearly", "trade_partners"])
def test_there_is_a_rate_or_a_reason_never_both(connection: duckdb.DuckDBPyConnection, view: str) -> None:
    sql = f"select count(*), count(*) filter ((change_percent is null) = (no_change_because is not null)) from {view}"
    total, either = connection.execute(sql).fetchall()[0]
    assert total == either > 0


def test_json_has_years_partners_and_the_words_of_every_caveat(titanium: Trade) -> None:
    document = json.loads(render(titanium, "json"))
    assert [series["flow"] for series in document["series"]] == ["import", "export"]
    imports = document["series"][0]
    assert [year["period"] for year in imports["years"]] == list(range(2018, 2025))
    named = {code for s in document["series"] for row in (*s["years"], *s["partners"]) for code in row["caveats"]}
    assert named == document["caveats"].keys()
    assert all(words["words_en"] and words["words_zh"] for words in document["caveats"].values())


def test_csv_has_every_flow_once(titanium: Trade) -> None:
    found = list(csv.DictReader(io.StringIO(render(titanium, "csv"))))
    want = [row for row in rows(ROOT / "data" / "trade_flows.csv") if row["hs_code"] == "810820"]
    assert {(r["flow"], r["period"], r["partner_code"], r["value_usd"]) for r in found} == {
        (r["flow"], r["period"], r["partner_code"], r["value_usd"]) for r in want
    }
    assert len(found) == len(want)


def test_the_command_takes_one_flow() -> None:
    done = command("trade", "magnet", ROOT, "--flow", "import")
    assert done.returncode == 0, done.stderr
    assert "imports of China" in done.stdout and "exports of China" not in done.stdout


def test_figures_of_tables_with_errors_come_with_a_warning(tmp_path: Path) -> None:
    for name in ("data", "schemas", "publish"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copy(ROOT / "datapackage.json", tmp_path)
    file = tmp_path / "data" / "trade_flows.csv"
    replace(
        file, "2024,CHN,JPN,M,HS2017,810820,fob_reconciled,9737739,", "2024,CHN,JPN,M,HS2017,810820,fob_reconciled,x,"
    )
    done = command("trade", "titanium", tmp_path, "--flow", "import")
    assert done.returncode == 0
    assert "the tables have" in done.stderr and "(run validate)" in done.stderr
    assert command("trade", "titanium", ROOT, "--flow", "import").stderr == ""


def test_a_package_without_trade_says_so(tmp_path: Path) -> None:
    done = command("trade", "magnet", copy_atlas(tmp_path))
    assert (done.returncode, done.stdout) == (2, "")
    assert "it has no view trade_caveats" in done.stderr
