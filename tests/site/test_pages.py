"""Pages: what they show, what they link to, and that they ask no other host for anything."""

from __future__ import annotations

import re
import sqlite3
from html.parser import HTMLParser

import pytest
from markupsafe import Markup
from serving import Get

from little_giants.site.folder import SiteFolder
from little_giants.site.plugins.headers import HEADERS
from little_giants.site.plugins.pages import chinese, number

PAGES = [
    "/",
    "/atlas",
    "/atlas?_show_hidden=1",
    "/atlas?sql=select+*+from+cities",
    "/atlas?sql=select+nothing",
    "/atlas/cities",
    "/atlas/cities?_facet=census&province_code=330000&_sort=name_zh",
    "/atlas/cities?_search=州&_where=people+%3E+1",
    "/atlas/cities/C1",
    "/atlas/figures/C1,2020",
    "/atlas/sources/S1",
    "/atlas/city_list",
    "/atlas/cities_of_a_province?province=440000",
    "/search?q=州",
    "/nowhere",
    "/atlas/cities/C99",
]


class Page(HTMLParser):
    """Scripts, addresses that the browser fetches by itself, inline code, links, and the languages of elements."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.inline: list[str] = []
        self.fetched: list[str] = []
        self.links: list[str] = []
        self.chinese_outside: list[str] = []
        self._languages: list[str] = []
        self._script = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag not in ("meta", "link", "input", "br", "img"):
            self._languages.append(values.get("lang") or (self._languages[-1] if self._languages else ""))
        self.inline += [f"{tag} {name}" for name in values if name.startswith("on") or name == "style"]
        if tag in ("script", "img", "iframe", "source") and "src" in values:
            self.fetched.append(values["src"])
        if tag == "link" and values.get("rel") != "alternate":
            self.fetched.append(values["href"])
        if tag == "a":
            self.links.append(values.get("href", ""))
        self._script = tag in ("script", "style") and "src" not in values

    def handle_endtag(self, tag: str) -> None:
        self._script = False
        if self._languages:
            self._languages.pop()

    def handle_data(self, data: str) -> None:
        if self._script and data.strip():
            self.inline.append(data.strip())
        if re.search("[\u4e00-\u9fff]", data) and not self._languages[-1].startswith("zh"):
            self.chinese_outside.append(data.strip())


@pytest.mark.parametrize("path", PAGES)
def test_pages_hold_no_inline_code_and_fetch_nothing_from_elsewhere(get: Get, path: str) -> None:
    answer = get(path)
    page = Page(answer.text)
    assert page.inline == []
    assert [address for address in page.fetched if not re.match("/(?!/)", address)] == []
    assert [link for link in page.links if not re.match("(/(?!/)|#|https?://)", link)] == []
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS
    assert "unsafe" not in answer.headers["content-security-policy"]
    for address in page.fetched:
        assert get(address).status_code == 200, address


@pytest.mark.parametrize("path", [page for page in PAGES if "sql=" not in page])
def test_chinese_is_marked_as_chinese(get: Get, path: str) -> None:
    shown = Page(get(path).text).chinese_outside
    # The title of the window, a code sample and what was typed cannot carry or know a language.
    assert [text for text in shown if not re.search("A small atlas|search matches|^select|^州", text)] == []


@pytest.mark.parametrize(
    ("path", "status"),
    [("/nowhere", 404), ("/atlas/nowhere", 404), ("/atlas/cities/C99", 404), ("/atlas?sql=drop+table+x", 400)],
)
def test_errors_have_a_page_of_ours(get: Get, path: str, status: int) -> None:
    answer = get(path)
    assert answer.status_code == status
    assert "A small atlas" in answer.text and "Traceback" not in answer.text


def test_the_home_page_computes_its_figures(get: Get, site: SiteFolder) -> None:
    page = get("/").text
    connection = sqlite3.connect(site.database)
    (people,) = connection.execute("select max(people) from cities").fetchone()
    connection.close()
    assert f"<strong>{people:,}</strong>" in page and "广州市, 2020" in page
    assert '<a href="/atlas/cities"><strong>6</strong>' in page
    assert '<a href="/atlas/cities_of_a_province">Which cities lie in a province?</a>' in page
    assert "The atlas authors: A small atlas, version 2026.1.0." in page
    assert "https://creativecommons.org/publicdomain/zero/1.0/" in page
    assert '<html lang="en"' in page


def test_keys_are_links_with_labels(get: Get) -> None:
    label = '<a href="/atlas/provinces/330000"><span lang="zh-Hans">浙江省</span></a> <em>330000</em>'
    assert label in get("/atlas/cities").text
    assert label in get("/atlas/cities/C1").text
    assert '<a href="/atlas/cities/C1">C1</a>' in get("/atlas/city_list").text
    assert '<a href="/atlas/provinces/330000">330000</a>' in get("/atlas/cities_of_a_province").text


def test_a_row_shows_titles_units_and_the_rows_that_point_at_it(get: Get) -> None:
    page = get("/atlas/cities/C1").text
    assert '<h1><span lang="zh-Hans">杭州市</span> <small>C1</small></h1>' in page
    assert re.search(r'title="Inhabitants."[^>]*>People', page)
    assert '<span>11,936,010</span> <span class="unit">persons</span>' in page
    assert '<a href="/atlas/figures?city_id=C1">Figures</a>' in page
    assert "15,373.05" in page
    empty = get("/atlas/cities/C5").text
    assert empty.count('title="empty"') == 6


def test_only_web_addresses_become_links(get: Get) -> None:
    page = get("/atlas/sources").text
    assert 'href="https://example.org/atlas?a=1&amp;b=2"' in page
    assert "javascript:alert(1)" in page
    assert "javascript:" not in "".join(Page(page).links)
    assert "Gazetteer &lt;of&gt; towns" in page


def test_facets_and_sort_are_the_authors(get: Get) -> None:
    page = get("/atlas/cities").text
    assert 'id="facet-province_code"' in page and 'id="facet-capital"' in page
    assert page.index("广州市") < page.index("深圳市") < page.index("杭州市")


def test_search_shadow_tables_are_hidden(get: Get) -> None:
    assert "cities_fts" not in get("/atlas").text
    assert "cities_fts" in get("/atlas?_show_hidden=1").text


@pytest.mark.parametrize(
    ("value", "shown"),
    [(2024, "2024"), (9999, "9999"), (10000, "10,000"), (1234567.0, "1,234,567"), (3.0, "3"), (0.25, "0.25")],
)
def test_numbers_are_shown_for_reading(value: float, shown: str) -> None:
    assert number(value) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain & simple", "plain &amp; simple"),
        ("杭州<市>", '<span lang="zh-Hans">杭州&lt;市&gt;</span>'),
        ("Split of the fourth batch (天眼查)", 'Split of the fourth batch (<span lang="zh-Hans">天眼查</span>)'),
        (None, ""),
    ],
)
def test_chinese_runs_are_marked(text: str | None, shown: str) -> None:
    assert chinese(text) == Markup(shown)
