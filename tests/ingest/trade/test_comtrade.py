"""Pulls from UN Comtrade, version 1, JSON and CSV. The records are synthetic: made up for these tests."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from atlas import ROOT, Done, command, rows

COLUMNS = (
    "typeCode freqCode refPeriodId refYear refMonth period reporterCode reporterISO reporterDesc flowCode flowDesc "
    "partnerCode partnerISO partnerDesc partner2Code partner2ISO partner2Desc classificationCode "
    "classificationSearchCode isOriginalClassification cmdCode cmdDesc aggrLevel isLeaf customsCode customsDesc "
    "mosCode motCode motDesc qtyUnitCode qtyUnitAbbr qty isQtyEstimated altQtyUnitCode altQtyUnitAbbr altQty "
    "isAltQtyEstimated netWgt isNetWgtEstimated grossWgt isGrossWgtEstimated cifvalue fobvalue primaryValue "
    "legacyEstimationFlag isReported isAggregate"
)
WHOLE: dict[str, Any] = {
    "typeCode": "C",
    "freqCode": "A",
    "refPeriodId": 20240101,
    "refYear": 2024,
    "refMonth": 52,
    "period": "2024",
    "reporterCode": 156,
    "reporterISO": "CHN",
    "flowCode": "M",
    "partnerCode": 392,
    "partnerISO": "JPN",
    "partnerDesc": "Japan",
    "partner2Code": 0,
    "classificationCode": "H6",
    "classificationSearchCode": "HS",
    "isOriginalClassification": True,
    "cmdCode": "810820",
    "aggrLevel": 6,
    "customsCode": "C00",
    "mosCode": "0",
    "motCode": 0,
    "netWgt": 1000.5,
    "isNetWgtEstimated": False,
    "cifvalue": 9000,
    "fobvalue": None,
    "primaryValue": 9000,
}


def record(value: float = 9000, **changes: Any) -> dict[str, Any]:
    """China's imports of titanium from Japan, all breakdowns at their total, with every column of the layout."""
    whole = {**WHOLE, "primaryValue": value, "cifvalue": value, **changes}
    return {column: whole.get(column) for column in COLUMNS.split()}


def world(value: float = 9000, **changes: Any) -> dict[str, Any]:
    return record(value, partnerCode=0, partnerISO="W00", partnerDesc="World", **changes)


def pulled(folder: Path, records: list[dict[str, Any]], form: str = "json", **envelope: Any) -> Path:
    file = folder / f"pull.{form}"
    if form == "json":
        answer = {"elapsedTime": "0.1 secs", "count": len(records), "data": records, "error": "", **envelope}
        file.write_text(json.dumps(answer), "utf-8")
        return file
    out = io.StringIO()
    writer = csv.DictWriter(out, list(records[0]), lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(records)
    file.write_bytes(b"\xef\xbb\xbf" + out.getvalue().encode())
    return file


def load(file: Path, root: Path, out: Path) -> Done:
    return command("ingest", "trade", "comtrade", file, root, "--source", "N77", "--output", out)


@pytest.mark.parametrize("form", ["json", "csv"])
def test_a_clean_pull_becomes_rows(root: Path, tmp_path: Path, form: str) -> None:
    records = [
        record(9000.25),
        record(1000, partnerCode=490, partnerISO="S19", netWgt=0),
        world(10000.25),
        record(70, flowCode="X", cifvalue=None, fobvalue=70),
        world(70, flowCode="X", cifvalue=None, fobvalue=70),
    ]
    out = tmp_path / "flows.csv"
    done = load(pulled(tmp_path, records, form), root, out)
    assert (done.returncode, done.stderr) == (0, "")
    assert [tuple(row.values()) for row in rows(out)] == [
        ("2024", "CHN", "JPN", "M", "HS2022", "810820", "cif", "9000.25", "1000.5", "all_partners", "N77"),
        ("2024", "CHN", "JPN", "X", "HS2022", "810820", "fob", "70", "1000.5", "all_partners", "N77"),
        ("2024", "CHN", "S19", "M", "HS2022", "810820", "cif", "1000", "", "all_partners", "N77"),  # weight 0: unknown
    ]


PARTS = {
    "motCode": (2100, "motCode=0"),
    "partner2Code": (842, "partner2Code=0"),
    "customsCode": ("C04", "customsCode=C00"),
    "mosCode": ("1", "mosCode=0"),
}


@pytest.mark.parametrize("column", PARTS)
@pytest.mark.parametrize("form", ["json", "csv"])
def test_a_pull_with_parts_is_mended_and_the_missing_filter_named(
    root: Path, tmp_path: Path, column: str, form: str
) -> None:
    part, ask = PARTS[column]
    records = [record(9000), record(9000, **{column: part}), world(9000), world(9000, **{column: part})]
    out = tmp_path / "flows.csv"
    done = load(pulled(tmp_path, records, form), root, out)
    assert done.returncode == 0, done.stderr
    assert [row["value_usd"] for row in rows(out)] == ["9000"]
    assert f"Not fixed in the pull: {column} (2 values). 2 of 4 records are parts" in done.stderr
    assert f"2.0 times the trade. Ask for {ask} next time." in done.stderr


def test_parts_of_several_breakdowns_are_not_added_up(root: Path, tmp_path: Path) -> None:
    parts = [
        record(value, motCode=mode, customsCode=procedure)
        for mode, procedure, value in (
            (0, "C00", 9000),
            (2100, "C00", 6000),
            (1000, "C00", 3000),
            (0, "C04", 9000),
            (2100, "C04", 6000),
        )
    ]
    out = tmp_path / "flows.csv"
    done = load(pulled(tmp_path, [*parts, world()]), root, out)
    assert [row["value_usd"] for row in rows(out)] == ["9000"]
    assert "motCode (3 values), customsCode (2 values)" in done.stderr
    assert done.stderr.strip() in (ROOT / "docs/evidence/trade.md").read_text("utf-8")


@pytest.mark.parametrize("column", PARTS)
def test_a_flow_that_stands_by_parts_only_is_refused(root: Path, tmp_path: Path, column: str) -> None:
    part, ask = PARTS[column]
    out = tmp_path / "flows.csv"
    done = load(pulled(tmp_path, [record(9000, **{column: part}), world()]), root, out)
    assert done.returncode == 2 and done.stderr.count("\n") == 1
    assert f"pull.json, record 1: 2024 156 M 392 H6 810820 stands by parts only ({column})" in done.stderr
    assert f"Pull again with {ask}." in done.stderr
    assert not out.exists()


def without(records: list[dict[str, Any]], *columns: str) -> list[dict[str, Any]]:
    return [{k: v for k, v in each.items() if k not in columns} for each in records]


def test_repeated_keys_without_the_columns_that_explain_them_are_refused(root: Path, tmp_path: Path) -> None:
    records = without([record(9000), record(6000), world()], "motCode", "customsCode")
    done = load(pulled(tmp_path, records, "csv"), root, tmp_path / "flows.csv")
    assert done.returncode == 2
    assert "pull.csv:3: 2024 156 M 392 H6 810820 stands twice, with 9000 (pull.csv:2) and 6000" in done.stderr
    assert "it has no motCode, customsCode" in done.stderr
    assert "motCode=0&partner2Code=0&customsCode=C00&mosCode=0" in done.stderr


def test_the_same_record_twice_is_one(root: Path, tmp_path: Path) -> None:
    out = tmp_path / "flows.csv"
    done = load(pulled(tmp_path, [record(), record(), world()]), root, out)
    assert "1 records stand twice with the same value; one of each is kept." in done.stderr
    assert len(rows(out)) == 1


@pytest.mark.parametrize(("said", "fits"), [(9008, True), (9010, False), (8992, True), (8990, False)])
def test_the_partners_have_to_add_up_to_the_world(root: Path, tmp_path: Path, said: int, fits: bool) -> None:
    done = load(pulled(tmp_path, [record(9000), world(said)]), root, tmp_path / "flows.csv")
    assert (done.returncode == 0) == fits
    if not fits:
        assert f"add up to 9,000 dollars and World says {said:,}" in done.stderr


def test_what_is_left_out_is_said(root: Path, tmp_path: Path) -> None:
    out = tmp_path / "flows.csv"
    records = [
        record(9000),
        record(500, partnerCode=899, partnerDesc="Areas, nes"),
        world(9500),
        record(40, flowCode="RM"),
        record(99999, cmdCode="TOTAL", aggrLevel=0),
        record(7, cmdCode="999999"),
        record(60, cmdCode="810890"),
        world(60, cmdCode="810890"),
    ]
    done = load(pulled(tmp_path, records), root, out)
    assert done.returncode == 0, done.stderr
    assert [row["value_usd"] for row in rows(out)] == ["9000"]
    assert "1 records of the flows RM left out" in done.stderr
    assert "2 records of totals and headings left out" in done.stderr
    assert "899 (Areas, nes), 500 dollars, is left out." in done.stderr
    assert "hs_codes does not have them: HS2022 810890." in done.stderr


def test_imports_that_are_stated_fob_are_fob(root: Path, tmp_path: Path) -> None:
    out = tmp_path / "flows.csv"
    load(pulled(tmp_path, [record(9000, cifvalue=None, fobvalue=9000), world(9000)]), root, out)
    assert [row["valuation"] for row in rows(out)] == ["fob"]


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"freqCode": "M", "period": "202401"}, "record 1: period 202401 is a month. Pull years: freqCode=A"),
        ({"typeCode": "S"}, "record 1: typeCode is 'S'"),
        ({"classificationCode": "S4"}, "record 1: classificationCode is 'S4'"),
        ({"reporterCode": 9999}, "record 1: no economy has the number 9999"),
        ({"primaryValue": 0}, "record 1: primaryValue is '0'; a flow is above zero"),
        ({"primaryValue": "many"}, "record 1: primaryValue is 'many', which is no number"),
        ({"primaryValue": None}, "record 1: primaryValue is missing"),
    ],
)
def test_a_record_of_something_else_is_refused(root: Path, tmp_path: Path, changes: dict[str, Any], says: str) -> None:
    same = {k: v for k, v in changes.items() if k != "primaryValue"}
    out = tmp_path / "flows.csv"
    done = load(pulled(tmp_path, [{**record(), **changes}, world(**same)]), root, out)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert says in done.stderr and not out.exists()


def test_a_pull_without_the_world_is_refused(root: Path, tmp_path: Path) -> None:
    done = load(pulled(tmp_path, [record()]), root, tmp_path / "flows.csv")
    assert done.returncode == 2 and "Pull partnerCode=0 as well." in done.stderr


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('{"data": [', "is no JSON, or was cut"),
        ('{"count": 2, "data": [{}]}', "says it holds 2 records and holds 1: it was cut"),
        ('{"count": 0, "data": [], "error": "Quota exceeded"}', "the service answered with an error: Quota exceeded"),
        ('{"count": 0, "data": []}', "holds no record"),
        ('{"dataset": []}', 'there is no list of records under "data"'),
        ("a,b\n1,2\n", "no column is called cmdCode"),
        ("period,cmdCode\n2024\n", ":2: the line has not as many cells as the header"),
        ("period,cmdCode\n2024,1,2\n", ":2: the line has not as many cells as the header"),
        ("", "no column is called cmdCode"),
    ],
)
def test_a_file_that_is_no_pull_is_refused(root: Path, tmp_path: Path, text: str, says: str) -> None:
    file = tmp_path / "pull.txt"
    file.write_text(text, "utf-8")
    done = load(file, root, tmp_path / "flows.csv")
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert says in done.stderr


def test_names_in_latin_1_are_no_obstacle(root: Path, tmp_path: Path) -> None:
    file = pulled(tmp_path, [record(partnerCode=792, partnerDesc="Türkiye"), world()], "csv")
    file.write_bytes(file.read_text("utf-8-sig").encode("latin-1"))
    assert load(file, root, tmp_path / "flows.csv").returncode == 0
    assert [row["partner_code"] for row in rows(tmp_path / "flows.csv")] == ["TUR"]


def test_records_never_join_the_package(root: Path, tmp_path: Path) -> None:
    file = pulled(tmp_path, [record(), world()])
    done = command("ingest", "trade", "comtrade", file, root, "--source", "N77")
    assert done.returncode == 2 and "may not be passed on" in done.stderr
    before = (root / "data/trade_flows.csv").read_bytes()
    done = load(file, root, root / "data/trade_flows.csv")
    assert done.returncode == 2 and "write outside its data folder" in done.stderr
    assert (root / "data/trade_flows.csv").read_bytes() == before
    assert "No such file" in load(tmp_path / "nowhere.json", root, tmp_path / "flows.csv").stderr
