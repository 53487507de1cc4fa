"""The step that turns a list of firms into rows: names, statuses, notes, merging, and repeating it."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest

from little_giants.errors import UsageError
from little_giants.ingest.firms import add_list, name_key, name_status, normalise_name, split_note, stage

ROOT = Path(__file__).parents[2]
LINE = {
    "name_zh": "凯迈(洛阳)气源有限公司",
    "name_en": "",
    "province": "河南省",
    "city": "洛阳市",
    "batch": "2",
    "batch_basis": "stated",
    "recognition_year": "2020",
    "event": "recognition",
    "stock_code": "",
    "product_or_niche": "",
    "source_url": "http://example.org/luoyang",
    "source_publisher": "洛阳日报",
    "reliability": "high",
    "note": "all 9 of Luoyang, publicity list",
}


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A package without firms, with one source and the real regions and schemas."""
    shutil.copytree(ROOT / "schemas", tmp_path / "schemas")
    shutil.copy(ROOT / "datapackage.json", tmp_path)
    (tmp_path / "data").mkdir()
    shutil.copy(ROOT / "data" / "regions.csv", tmp_path / "data")
    (tmp_path / "data" / "sources.csv").write_text(
        "source_id,publisher,url,kind\nF901,洛阳日报,http://example.org/luoyang,news\n"
        "F902,某市工业和信息化局,http://example.org/office,official_local\nF903,桐乡 local news,,news\n",
        "utf-8",
    )
    return tmp_path


def rows(package: Path, table: str) -> list[dict[str, str]]:
    with (package / "data" / f"{table}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (" 凯迈(洛阳) 气源有限公司 ", "凯迈（洛阳）气源有限公司"),
        ("ＡＢＣ科技有限公司", "ABC科技有限公司"),
        ("Ruipu  (Tianjin) Co., Ltd.", "Ruipu (Tianjin) Co., Ltd."),
    ],
)
def test_names_are_written_one_way(given: str, kept: str) -> None:
    assert normalise_name(given) == kept


def test_brackets_and_punctuation_make_no_other_firm() -> None:
    assert name_key("凯迈(洛阳)气源有限公司", "") == name_key("凯迈（洛阳）气源有限公司", "")
    assert name_key("", "Seven-Stars Co., Ltd. (as translated)") == name_key("", "Seven Stars Co.,Ltd")
    assert name_key("甲有限公司", "") != name_key("乙有限公司", "")


@pytest.mark.parametrize(
    ("name", "note", "status"),
    [
        ("南通海星电子股份有限公司", "all 10 of Nantong, publicity list", "full"),
        ("青湖", "short name", "short"),
        ("新光光电", "SHORT stock name, not the registered name", "stock_name"),
        ("振石集团华美新材料有限公司", "Tongxiang's 7; short names marked", "full"),
        ("某某", "", "short"),
        ("亚太泵阀有限公司", "converted from traditional characters; other", "converted_from_traditional"),
        ("", "Chinese name not in source", "translated_only"),
    ],
)
def test_the_note_tells_the_status_of_the_name(name: str, note: str, status: str) -> None:
    assert name_status(name, note) == status


def test_a_note_is_split_by_what_it_is_about() -> None:
    firm, event, addresses = split_note(
        "publicity list; place read off the firm name; subsidiary of 甲 (300001); also named in http://example.org/x"
    )
    assert (firm, event, addresses) == ("A subsidiary of 甲 (300001).", "Public-notice list.", ["http://example.org/x"])


@pytest.mark.parametrize(
    ("note", "expected"),
    [
        ("all 9 of Luoyang, publicity list", "public_notice"),
        ("all 4 of Qingxu county, final list", "final"),
        ("the mirror may hold the 1,744 publicity list, not the final 1,584", ""),
        ("1 of 26 in Wujiang", ""),
    ],
)
def test_the_list_is_named_only_where_the_note_names_it(note: str, expected: str) -> None:
    assert stage(note) == expected


def test_a_line_becomes_a_firm_and_an_event(package: Path) -> None:
    assert add_list(package, [LINE]) == (1, 1)
    (firm,) = rows(package, "firms")
    (event,) = rows(package, "recognitions")
    assert firm["name_zh"] == "凯迈（洛阳）气源有限公司"
    assert (firm["region_code"], firm["city_code"], firm["region_basis"]) == ("410000", "410300", "stated")
    assert (event["firm_id"], event["batch"], event["year"]) == (firm["firm_id"], "2", "2020")
    assert (event["stage"], event["source_id"]) == ("public_notice", "F901")


def test_lines_of_one_firm_are_merged(package: Path) -> None:
    support = {
        "event": "key_support", "batch": "", "batch_basis": "none", "recognition_year": "2022", "city": "",
        "product_or_niche": "阀门", "source_url": "http://example.org/office", "reliability": "medium",
    }  # fmt: skip
    assert add_list(package, [LINE | support, LINE]) == (1, 2)
    (firm,) = rows(package, "firms")
    assert (firm["city_code"], firm["niche"], firm["source_id"]) == ("410300", "阀门", "F901")
    assert {row["verification"] for row in rows(package, "recognitions")} == {
        "archived_secondary",
        "archived_local_official_copy",
    }


def test_the_step_can_be_repeated_and_keeps_what_was_mended_by_hand(package: Path) -> None:
    add_list(package, [LINE])
    file = package / "data" / "firms.csv"
    file.write_text(file.read_text("utf-8").replace("stated", "from_name"), "utf-8")
    assert add_list(package, [LINE]) == (0, 0)
    assert rows(package, "firms")[0]["region_basis"] == "from_name"
    assert len(rows(package, "recognitions")) == 1


def test_a_document_without_address_is_found_by_its_publisher(package: Path) -> None:
    add_list(package, [LINE | {"source_url": "", "source_publisher": "桐乡 local news, address not kept"}])
    assert rows(package, "recognitions")[0]["source_id"] == "F903"


@pytest.mark.parametrize("wrong", [{"city": "无此市"}, {"source_url": "http://example.org/unknown"}])
def test_an_unknown_place_or_document_stops_the_step(package: Path, wrong: dict[str, str]) -> None:
    with pytest.raises(UsageError):
        add_list(package, [LINE | wrong])
