"""Chinese search: any part of a name is found, and nothing a person types is an operator or an error."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from serving import Get

from little_giants.site.folder import SiteFolder
from little_giants.site.plugins.search import fts_query, prepare_connection, spaced


@pytest.mark.parametrize(
    ("typed", "query"),
    [
        ("科", '"科"'),
        ("科学城", '"科 学 城"'),
        ("tech", '"tech"*'),
        ("科学 tech", '"科 学" "tech"*'),
        ("ABC科技", '"ABC"* "科 技"'),
        ('"Science City"', '"Science City"'),
        ('"杭州 city', '"杭 州" "city"*'),
        ("杭州 OR NOT NEAR(", '"杭 州" "OR"* "NOT"* "NEAR"*'),
        ("小巨人”", '"小 巨 人"'),
        ("a*b^c:d-e", '"a"* "b"* "c"* "d"* "e"*'),
        ("𠮷野", '"𠮷 野"'),
        ("", '""'),
        ('" "', '""'),
        ("，。", '""'),
        (None, '""'),
        ("a " * 50, " ".join(['"a"*'] * 12)),
    ],
)
def test_what_is_typed_becomes_terms(typed: str | None, query: str) -> None:
    assert fts_query(typed) == query


def test_the_index_stores_single_characters() -> None:
    assert spaced("杭州 Co.公司").split() == ["杭", "州", "Co.", "公", "司"]


@pytest.fixture(scope="module")
def index() -> sqlite3.Connection:
    """An index of names as the site makes it, and the search function."""
    connection = sqlite3.connect(":memory:", check_same_thread=False)
    prepare_connection(connection)
    connection.execute("create virtual table i using fts5(name, content='', tokenize='unicode61 remove_diacritics 2')")
    for number, name in enumerate(NAMES):
        connection.execute("insert into i (rowid, name) values (?, ?)", (number, spaced(name)))
    return connection


NAMES = ["杭州科技有限公司", "科学城（广州）电子", "ABC电子科技（苏州）", "Zürich Tech 株式会社", "深圳市大疆创新科技"]


def found(index: sqlite3.Connection, text: str) -> list[str]:
    query = "select rowid from i where i match escape_fts(?) order by rowid"
    return [NAMES[number] for (number,) in index.execute(query, (text,))]


@pytest.mark.parametrize("start", range(8))
@pytest.mark.parametrize("length", [1, 2, 3])
def test_any_part_of_a_name_finds_exactly_the_names_that_hold_it(
    index: sqlite3.Connection, start: int, length: int
) -> None:
    for name in NAMES:
        part = name[start : start + length]
        if len(part) == length and all("\u4e00" <= char <= "\u9fff" for char in part):
            assert found(index, part) == [other for other in NAMES if part in other]


def test_latin_words_are_found_by_their_beginning_without_accents_and_case(index: sqlite3.Connection) -> None:
    assert found(index, "zur") == ["Zürich Tech 株式会社"]
    assert found(index, "abc 苏州") == ["ABC电子科技（苏州）"]
    assert found(index, "ech") == []


@given(st.text(max_size=300))
def test_nothing_typed_is_a_syntax_error(index: sqlite3.Connection, text: str) -> None:
    assert isinstance(found(index, text), list)


@given(st.text(alphabet="\"*^:(){}+-ANDORNOTNEAR 科学,\x00\\'", max_size=60))
def test_operators_are_only_words(index: sqlite3.Connection, text: str) -> None:
    assert isinstance(found(index, text), list)


def test_the_table_search_and_the_search_page_use_it(get: Get) -> None:
    rows = get("/atlas/cities.json?_search=州&_shape=array").json()
    assert [row["city_id"] for row in rows] == ["C3", "C1", "C6"]  # sorted by people
    page = get("/search?q=州市").text
    assert "/atlas/cities/C1" in page and "/atlas/cities/C3" in page and "/atlas/cities/C6" not in page
    assert "/atlas/sources/S1" in get("/search?q=手册").text
    assert "Nothing holds" in get("/search?q=没有").text
    assert get("/search").status_code == 200


def test_what_was_typed_is_shown_as_text(get: Get) -> None:
    page = get("/search?q=%3Cscript%3Ealert(1)%3C/script%3E").text
    assert "<script>alert" not in page and "&lt;script&gt;alert(1)" in page


def test_vacuum_leaves_the_index_right(site: SiteFolder, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    copy.write_bytes(site.database.read_bytes())
    connection = sqlite3.connect(copy, isolation_level=None)
    prepare_connection(connection)
    query = (
        "select city_id from cities where rowid in (select rowid from cities_fts where cities_fts match escape_fts(?))"
    )
    before = {text: connection.execute(query, (text,)).fetchall() for text in ("州", "科学", "shen")}
    connection.execute("vacuum")
    assert {text: connection.execute(query, (text,)).fetchall() for text in before} == before
    assert before["shen"] == [("C4",)]
    connection.close()
