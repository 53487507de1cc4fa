"""BACI as CEPII publishes it: a folder or a zip of yearly files. The flows are synthetic: made up for these tests."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from atlas import Done, command, rows

YEAR = "BACI_HS22_Y2024_V202601.csv"
COUNTRIES = (
    "country_code,country_name,country_iso2,country_iso3\n"
    "156,China,CN,CHN\n392,Japan,JP,JPN\n490,Other Asia nes,,S19\n516,Namibia,NA,NAM\n"
)
# The header is quoted and quantities are padded with blanks, as in the releases; 392 is Japan, 490 Other Asia.
LINES = (
    '"t","i","j","k","v","q"\n'
    "2024,392,156,810820,9737.739,     143.250\n"
    "2024,156,392,810820,1.500,NA\n"
    "2024,490,156,850511,0.001,       0.000\n"
    "2024,516,156,282200,72750.000,    3000.000\n"
    "2024,392,490,810820,77.000,       1.000\n"
    "2024,156,392,010121,12.000,       1.000\n"
)


@pytest.fixture
def release(tmp_path: Path) -> Path:
    folder = tmp_path / "BACI_HS22_V202601"
    folder.mkdir()
    (folder / YEAR).write_text(LINES, "utf-8")
    (folder / "country_codes_V202601.csv").write_text(COUNTRIES, "utf-8")
    (folder / "product_codes_HS22_V202601.csv").write_text("code,description\n010121,Horses\n", "utf-8")
    return folder


def baci(*arguments: str | Path) -> Done:
    return command("ingest", "trade", "baci", *arguments)


def pack(release: Path) -> Path:
    file = release.with_suffix(".zip")
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for each in release.iterdir():
            archive.write(each, f"BACI_HS22_V202601/{each.name}")
    return file


@pytest.mark.parametrize("packed", [False, True])
def test_flows_join_the_table_with_their_units_and_source(root: Path, release: Path, packed: bool) -> None:
    done = baci(pack(release) if packed else release, root, "--source", "N77")
    assert done.returncode == 0, done.stderr
    found = [tuple(row.values()) for row in rows(root / "data/trade_flows.csv")]
    fixed = ("HS2022", "fob_reconciled", "all_partners", "N77")
    want = [
        ("2023", "CHN", "JPN", "M", "810820", "5000", ""),  # was there
        ("2024", "CHN", "JPN", "M", "810820", "9737739", "143250"),  # thousand dollars, tonnes
        ("2024", "CHN", "JPN", "X", "810820", "1500", ""),  # NA is no weight
        ("2024", "CHN", "NAM", "M", "282200", "72750000", "3000000"),
        ("2024", "CHN", "S19", "M", "850511", "1", ""),  # 490 is S19; a weight of 0.000 is not known
    ]
    assert found == [(*w[:4], fixed[0], w[4], fixed[1], *w[5:], *fixed[2:]) for w in want]
    assert "4 rows added, 0 were there" in done.stdout
    assert "5 lines of CHN, 4 rows" in done.stderr
    assert "1 lines are of other codes" in done.stderr  # horses: not in hs_codes
    assert command("format", root).returncode == 0 and command("validate", root, "--no-rules").returncode == 0


def test_the_same_release_twice_adds_nothing(root: Path, release: Path) -> None:
    baci(release, root, "--source", "N77")
    before = (root / "data/trade_flows.csv").read_bytes()
    assert "0 rows added, 4 were there" in baci(release, root, "--source", "N77").stdout
    assert (root / "data/trade_flows.csv").read_bytes() == before


def test_reporters_codes_and_years_can_be_chosen(root: Path, release: Path, tmp_path: Path) -> None:
    (release / YEAR.replace("2024", "2023")).write_text(LINES.replace("2024,", "2023,"), "utf-8")
    out = tmp_path / "flows.csv"
    before = (root / "data/trade_flows.csv").read_bytes()
    chosen = ("--reporter", "JPN", "--reporter", "CHN", "--code", "8108.20", "--year", "2024", "-o", out)
    assert baci(release, root, "--source", "N77", *chosen).returncode == 0
    found = [(r["period"], r["reporter_code"], r["partner_code"], r["flow"], r["value_usd"]) for r in rows(out)]
    assert found == [  # a flow between two reporters is a row of each
        ("2024", "CHN", "JPN", "M", "9737739"),
        ("2024", "CHN", "JPN", "X", "1500"),
        ("2024", "JPN", "CHN", "M", "1500"),
        ("2024", "JPN", "CHN", "X", "9737739"),
        ("2024", "JPN", "S19", "X", "77000"),
    ]
    assert (root / "data/trade_flows.csv").read_bytes() == before


def test_a_lost_leading_zero_comes_back(root: Path, release: Path, tmp_path: Path) -> None:
    codes = root / "data/hs_codes.csv"
    codes.write_text(codes.read_text("utf-8") + "HS2022,010121,Horses,马,,,,false,T002,,\n", "utf-8")
    file = release / YEAR
    file.write_text(file.read_text("utf-8").replace("010121", "10121"), "utf-8")
    out = tmp_path / "flows.csv"
    done = baci(release, root, "--source", "N77", "--code", "010121", "-o", out)
    assert [row["hs_code"] for row in rows(out)] == ["010121"]
    assert "1 codes had lost their leading zero" in done.stderr


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('"t","i","j","k","v","q"', "t,j,i,k,v,q", f"{YEAR}:1: the header is 't,j,i,k,v,q'; BACI has t,i,j,k,v,q"),
        ("2024,392,156,810820", "2023,392,156,810820", f"{YEAR}:2: t is '2023': the file is of 2024"),
        ("2024,490,156", "2024,999,156", f"{YEAR}:4: i is '999': no economy has that number"),
        ("010121", "101", f"{YEAR}:7: k is '101': a code has six digits"),
        ("9737.739", "-5", f"{YEAR}:2: v is '-5': thousands of dollars"),
        ("9737.739", "9737.7391", f"{YEAR}:2: v is '9737.7391': thousands of dollars"),
        ("     143.250", "many", f"{YEAR}:2: q is 'many': tonnes"),
        ("2024,490,156", "2024,156,156", f"{YEAR}:4: j is '156': exporter and importer are one economy"),
        ("2024,490,156,850511", "2024,392,156,810820", f"{YEAR}:4: the flow stands on line 2 already"),
        ("72750.000,    3000.000", "72750.000", f"{YEAR}:5: this is not a line of BACI"),
    ],
)
def test_a_file_of_another_layout_is_refused_with_its_line(
    root: Path, release: Path, old: str, new: str, says: str
) -> None:
    file = release / YEAR
    text = file.read_text("utf-8")
    assert text.count(old) == 1
    file.write_text(text.replace(old, new), "utf-8")
    before = (root / "data/trade_flows.csv").read_bytes()
    done = baci(release, root, "--source", "N77")
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert says in done.stderr
    assert (root / "data/trade_flows.csv").read_bytes() == before


def test_a_flow_that_is_there_with_another_value_is_refused(root: Path, release: Path) -> None:
    table = root / "data/trade_flows.csv"
    table.write_text(table.read_text("utf-8").replace("2023,", "2024,"), "utf-8")
    before = table.read_bytes()
    done = baci(release, root, "--source", "N77")
    assert done.returncode == 2
    assert "2024 CHN JPN M HS2022 810820 fob_reconciled already, with value_usd 5000" in done.stderr
    assert "says 9737739" in done.stderr and "Nothing was written" in done.stderr
    assert table.read_bytes() == before


def test_a_number_that_the_release_calls_otherwise_is_said(root: Path, release: Path) -> None:
    (release / "country_codes_V202601.csv").write_text(COUNTRIES.replace("S19", "TWN"), "utf-8")
    done = baci(pack(release), root, "--source", "N77")
    assert done.stderr.count("calls 490 TWN; economies calls it S19") == 1
    assert {row["partner_code"] for row in rows(root / "data/trade_flows.csv")} == {"JPN", "NAM", "S19"}


def test_what_cannot_be_asked_for_is_said(root: Path, release: Path, tmp_path: Path) -> None:
    cases = {
        ("--source", "N7777"): "no source is called 'N7777'",
        ("--source", "N77", "--code", "010129"): "hs_codes has no HS2022 010129",
        ("--source", "N77", "--year", "1999"): "has no file of 1999; there are 2024",
        ("--source", "N77", "--reporter", "XXX"): "no economy is 'XXX'",
        (): "Missing option '--source'",
    }
    for arguments, says in cases.items():
        done = baci(release, root, *arguments)
        assert done.returncode == 2 and says in done.stderr, arguments
    assert "is neither a folder nor a zip" in baci(release / YEAR, root, "--source", "N77").stderr
    assert "holds no file of BACI" in baci(root, root, "--source", "N77").stderr
    (release / YEAR.replace("202601", "202501")).write_text(LINES, "utf-8")
    done = baci(release, root, "--source", "N77")
    assert "holds HS22, version 202501 and HS22, version 202601" in done.stderr
    broken = tmp_path / "broken.zip"
    broken.write_bytes(pack(release).read_bytes()[:-40])
    assert baci(broken, root, "--source", "N77").returncode == 2
