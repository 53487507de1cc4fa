"""One table without a package: a file and its schema."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from synthetic import field, found

import little_giants
from little_giants.errors import LittleGiantsError, PackageError, UsageError
from little_giants.findings import NotJudged

SCHEMA: Any = {"fields": [field("id"), field("n", "integer"), field("up")], "primaryKey": ["id"]}
ROWS = "id,n,up\na,1,\nb,z,a\n"
WRONG = [("t", "type", 3, 3, "n", "z")]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "t.csv").write_text(ROWS)
    (tmp_path / "s.json").write_text(json.dumps(SCHEMA))
    return tmp_path


@pytest.mark.parametrize("name", ["t.csv", "t.tsv", "t.csv.gz", "t.jsonl", "t.json"])
def test_every_format_is_known_by_its_name(root: Path, name: str) -> None:
    rows = [line.split(",") for line in ROWS.splitlines()]
    text = {"tsv": ROWS.replace(",", "\t"), "jsonl": "".join(json.dumps(row) + "\n" for row in rows),
            "json": json.dumps(rows)}.get(name.rpartition(".")[2], ROWS)  # fmt: skip
    (root / name).write_bytes(gzip.compress(text.encode()) if name.endswith("gz") else text.encode())
    report = little_giants.open(root / name, schema=root / "s.json").validate()
    assert [one[:3] + one[4:] for one in found(report)] == [("t", "type", 3, "n", "z")]
    assert (report.package, report.tables[0].place, report.rules_run) == ("t", name, True)


def test_files_may_lie_apart_and_be_named_from_anywhere(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (root / "a" / "b").mkdir(parents=True)
    (root / "s.json").rename(root / "a" / "s.json")
    monkeypatch.chdir(root / "a" / "b")
    opened = little_giants.open("../../t.csv", schema="../s.json")
    assert found(opened.validate()) == WRONG
    assert opened.table("t").rows()[0] == ("a", 1, None)
    with opened.connect() as connection:
        assert connection.execute("select sum(n) from t").fetchall() == [(1,)]


def test_a_link_leads_to_the_table(root: Path) -> None:
    (root / "elsewhere").mkdir()
    (root / "elsewhere" / "link.csv").symlink_to(root / "t.csv")
    assert found(little_giants.open(root / "elsewhere" / "link.csv", schema=root / "s.json").validate()) == WRONG


def test_rules_and_views_of_the_folder_are_not_the_tables(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The table may lie in the current folder, which holds somebody's package; its rules speak of other tables."""
    (root / "validators").mkdir()
    (root / "validators" / "t.py").write_text(f"open({str(root / 'trace')!r}, 'w')\nRULES = []\n")
    (root / "publish" / "views").mkdir(parents=True)
    (root / "publish" / "views" / "v.sql").write_text("select * from nowhere")
    monkeypatch.chdir(root)
    opened = little_giants.open("t.csv", schema="s.json", trust_rules=True)
    assert found(opened.validate()) == WRONG
    opened.connect().close()
    assert opened.rules.compiled == () and not (root / "trace").exists()


def test_keys_to_itself_are_judged_and_keys_to_other_tables_are_said_not_to_be(root: Path) -> None:
    to_itself = {"fields": ["up"], "reference": {"resource": "", "fields": ["id"]}}
    away = {"fields": ["up"], "reference": {"resource": "u", "fields": ["id"]}}
    (root / "t.csv").write_text("id,n,up\na,1,\nb,2,c\n")
    (root / "s.json").write_text(json.dumps({**SCHEMA, "foreignKeys": [to_itself, away]}))
    report = little_giants.open(root / "t.csv", schema=root / "s.json").validate()
    assert [(one.code, one.rule) for one in report.tables[0].findings] == [
        ("foreign-key", f"{root / 's.json'}#/foreignKeys/0")
    ]
    assert report.not_judged == {f"{root / 's.json'}#/foreignKeys/1": NotJudged("alone", "t.csv")}


def test_every_problem_of_the_schema_with_its_line(root: Path) -> None:
    (root / "s.json").write_text('{"fields": [\n{"name": "id", "type": "text"},\n{"name": ""}]}')
    with pytest.raises(PackageError) as caught:
        little_giants.open(root / "t.csv", schema=root / "s.json")
    assert [problem.line for problem in caught.value.problems] == [2, 3]


@pytest.mark.parametrize("name", ["1-a b.csv", "-x.csv", "é;'\".csv", "waivers.csv", "_.csv", "t.2024.csv"])
def test_odd_names(root: Path, name: str) -> None:
    (root / name).write_text(ROWS)
    assert [one[1] for one in found(little_giants.open(root / name, schema=root / "s.json").validate())] == ["type"]


@pytest.mark.parametrize(
    ("path", "schema", "says"),
    [
        (".", "s.json", "is a folder"),
        ("none.csv", "s.json", "none.csv: no such file"),
        ("t.csv", "none.json", "none.json: no such file"),
        ("t.csv", "t.csv", "not JSON"),
        ("t.csv", ".", "no such file"),
        ("s.xls", "s.json", "s.xls: the format 'xls' is not supported. Use csv"),
        (".t.csv", "s.json", "is hidden"),
        ("https://example.org/t.csv", "s.json", "addresses are not read"),
        ("t.csv", "https://example.org/s.json", "addresses are not read"),
    ],
)
def test_wrong_use_is_one_line(root: Path, path: str, schema: str, says: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(root)
    for name in ("s.xls", ".t.csv"):
        (root / name).write_text(ROWS)
    with pytest.raises(LittleGiantsError) as caught:
        little_giants.open(path, schema=schema)
    assert says in str(caught.value) and "\n" not in str(caught.value)


@pytest.mark.parametrize("address", ["https://example.org/datapackage.json", "file:///etc", "S3://bucket/p.zip"])
def test_an_address_is_refused(address: str) -> None:
    with pytest.raises(UsageError, match="is an address, and addresses are not read"):
        little_giants.open(address)


def test_a_table_or_an_archive_that_is_given_as_a_package(root: Path) -> None:
    with pytest.raises(UsageError, match=r"is a table\. Give its schema with --schema"):
        little_giants.open(root / "t.csv")
    (root / "p.zip").write_bytes(b"")
    from little_giants.package import read

    with pytest.raises(UsageError, match=r"is an archive\. Unpack it"):
        read(root / "p.zip")
