"""claims: every check is run, the verdict that follows is shown, and a stored one that does not follow is named."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from .conftest import ROOT, Run

FIELDS = [
    field["name"] for field in json.loads((ROOT / "schemas" / "claims.json").read_text(encoding="utf-8"))["fields"]
]


def claim(**cells: str) -> dict[str, str]:
    empty = {"article_id": "A1", "paraphrase_en": "There are two firms.", "paraphrase_zh": "有两家企业。"}
    words = {"explanation": "Counted.", "source_id": "S01", "verification": "derived", "kind": "number"}
    return {**dict.fromkeys(FIELDS, ""), **empty, **words, **cells}


COUNTED = {"qualifier": "exact", "value": "2", "unit": "firms", "tolerance": "0", "fit": "same"}
RIGHT = claim(claim_id="A1-01", verdict="reproduced", check="select count(*), 'S02' as source_id from firms", **COUNTED)
ASTRAY = claim(claim_id="A1-02", verdict="reproduced", check="select count(*) - 1 from firms", **COUNTED)
BROKEN = claim(claim_id="A2-01", article_id="A2", verdict="reproduced", check="select nothing from firms", **COUNTED)
READ = claim(claim_id="A2-02", article_id="A2", verdict="unverified", source_id="")


@pytest.fixture
def ledger(package: Path) -> Path:
    """The small package with a table of four claims: right, astray, with a broken check, without a check."""
    write(package, RIGHT, ASTRAY, BROKEN, READ)
    schema = json.loads((ROOT / "schemas" / "claims.json").read_text(encoding="utf-8"))
    schema.pop("foreignKeys")
    (package / "schemas" / "claims.json").write_text(json.dumps(schema), encoding="utf-8")
    descriptor = json.loads((package / "datapackage.json").read_text(encoding="utf-8"))
    descriptor["resources"].append({"name": "claims", "path": "data/claims.csv", "schema": "schemas/claims.json"})
    (package / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
    return package


def write(package: Path, *claims: dict[str, str]) -> None:
    with (package / "data" / "claims.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, FIELDS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(claims)


def test_text(run: Run, ledger: Path) -> None:
    outcome = run("claims", ledger)
    assert (outcome.code, outcome.err) == (1, "")
    blocks = outcome.out.split("\n\n")
    assert blocks[0].splitlines() == [
        "A1-01  reproduced",
        "  There are two firms.",
        "  said      2 firms",
        "  compared  tolerance 0",
        "  found     2 (source_id S02)",
        "  why       Counted.",
        "  evidence  firms, S01, S02",
    ]
    assert blocks[1].splitlines()[0] == "A1-02  contradicted"
    assert "  stored    reproduced" in blocks[1].splitlines()
    assert blocks[2].splitlines()[0] == "A2-01  check fails"
    assert any(line.startswith("  problem   Binder Error:") for line in blocks[2].splitlines())
    assert "  found     no check, and no document" in blocks[3].splitlines()
    assert blocks[4].splitlines()[-1].split() == ["all", "2", "2", "4"]
    assert blocks[5] == "2 stored verdicts do not follow from the data: A1-02, A2-01.\n"


def test_chinese(run: Run, ledger: Path) -> None:
    outcome = run("claims", ledger, "--lang", "zh", "--id", "A1-02")
    assert outcome.code == 1
    assert outcome.out.splitlines()[:3] == ["A1-02  矛盾", "  有两家企业。", "  文章称    2 firms"]
    assert outcome.out.endswith("1 条所存判定与数据不符：A1-02。\n")


def test_json(run: Run, ledger: Path) -> None:
    content = json.loads(run("claims", ledger, "--format", "json").out)
    first, second, broken, read = content["claims"]
    assert first["found"] == [{"value": 2, "holds": True, "evidence": {"source_id": "S02"}}]
    assert (first["tables"], first["sources"], first["follows"]) == (["firms"], ["S01", "S02"], True)
    assert (second["verdict"], second["stored_verdict"], second["follows"]) == ("contradicted", "reproduced", False)
    assert (broken["verdict"], broken["follows"]) == (None, False) and "nothing" in broken["problem"]
    assert (read["found"], read["sources"], read["said"]) == ([], [], "true")
    assert content["statistics"]["reproduced"] == {"A1": 1, "A2": 0}
    assert content["statistics"]["check_fails"] == {"A1": 0, "A2": 1}


def test_csv(run: Run, ledger: Path, tmp_path: Path) -> None:
    outcome = run("claims", ledger, "--format", "csv", "--output", tmp_path / "claims.csv")
    assert outcome.out == ""
    rows = list(csv.DictReader(io.StringIO((tmp_path / "claims.csv").read_text(encoding="utf-8"))))
    assert [row["claim_id"] for row in rows] == ["A1-01", "A1-02", "A2-01", "A2-02"]
    assert (rows[0]["found"], rows[0]["follows"]) == ("2 (source_id S02)", "true")
    assert (rows[1]["found"], rows[1]["follows"]) == ("1", "false")


def test_only_the_claims_asked_for(run: Run, ledger: Path) -> None:
    outcome = run("claims", ledger, "--verdict", "reproduced", "--verdict", "unverified", "--format", "csv")
    assert [row["claim_id"] for row in csv.DictReader(io.StringIO(outcome.out))] == ["A1-01", "A2-02"]
    assert outcome.code == 0


def test_wrong_use_is_one_line(run: Run, ledger: Path) -> None:
    assert run("claims", ledger, "--id", "A1-2").err == (
        "little-giants: there is no claim 'A1-2'; did you mean A1-02?\n"
    )
    assert run("claims", ledger, "--verdict", "true").code == 2
    assert run("claims", ledger, "--output", ledger).code == 2


def test_a_package_without_claims(run: Run, package: Path) -> None:
    outcome = run("claims", package)
    assert (outcome.code, outcome.err) == (2, "little-giants: small has no table claims.\n")


def test_a_table_of_another_kind(run: Run, ledger: Path) -> None:
    (ledger / "schemas" / "claims.json").write_text(
        json.dumps({"fields": [{"name": name, "type": "string"} for name in FIELDS if name != "rounding"]}), "utf-8"
    )
    outcome = run("claims", ledger)
    assert (outcome.code, outcome.err) == (2, "little-giants: the table claims of small has no field rounding.\n")


def test_wrong_cells_are_said(run: Run, ledger: Path) -> None:
    (ledger / "data" / "firms.csv").write_text("firm_id,name,region_code,employees\nF1,甲,110000,x\nF2,乙,,\n", "utf-8")
    outcome = run("claims", ledger, "--id", "A1-01")
    assert outcome.err == (
        "little-giants: the tables have 1 error (run validate); cells that are not of their type are empty here.\n"
    )
