"""Prefectures from a list of codes: levels, parents and English names."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from little_giants.ingest.regions import english_name, prefecture_rows

ROOT = Path(__file__).parents[2]
SYLLABLES = {"西安": ["xi", "an"], "深圳": ["shen", "zhen"], "塔城": ["ta", "cheng"], "东莞": ["dong", "guan"]}


def test_english_names() -> None:
    assert english_name("610100", "西安市", SYLLABLES.__getitem__) == "Xi'an"
    assert english_name("440300", "深圳市", SYLLABLES.__getitem__) == "Shenzhen"
    assert english_name("654200", "塔城地区", SYLLABLES.__getitem__) == "Tacheng Prefecture"
    assert english_name("150100", "呼和浩特市", SYLLABLES.__getitem__) == "Hohhot"


def test_unknown_kind_of_unit_is_refused() -> None:
    with pytest.raises(ValueError, match="999900"):
        english_name("999900", "某某郡", SYLLABLES.__getitem__)


def test_only_prefectures_become_rows() -> None:
    units = [
        {"code": "440000", "name": "广东省"},
        {"code": "440300", "name": "深圳市"},
        {"code": "441900", "name": "东莞市"},
        {"code": "440304", "name": "福田区"},
        {"code": "429000", "name": "省直辖县级行政区划"},
    ]
    rows = prefecture_rows(units, "R901", SYLLABLES.__getitem__)
    assert [(r["region_code"], r["level"], r["parent_code"], r["macro_region"]) for r in rows] == [
        ("440300", "separately_planned_city", "440000", "east"),
        ("441900", "prefecture", "440000", "east"),
    ]


def test_the_package_holds_every_prefecture_of_the_mainland() -> None:
    """333 prefecture-level units: 293 prefecture-level cities, 30 autonomous prefectures, 7 prefectures, 3 leagues."""
    with (ROOT / "data" / "regions.csv").open(encoding="utf-8", newline="") as file:
        rows = [r for r in csv.DictReader(file) if r["level"] in ("prefecture", "separately_planned_city")]
    endings = [next(e for e in ("自治州", "地区", "盟", "市") if r["name_zh"].endswith(e)) for r in rows]
    assert {e: endings.count(e) for e in set(endings)} == {"市": 293, "自治州": 30, "地区": 7, "盟": 3}
