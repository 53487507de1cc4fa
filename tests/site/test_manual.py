"""The manual's pages on the site and on questions: every view and question is named, every example runs."""

from __future__ import annotations

import re
import shlex
import sqlite3
from pathlib import Path

import pytest
from atlas import ROOT, command

import little_giants
from little_giants.build.views import read_views
from little_giants.site.folder import SiteFolder
from little_giants.site.metadata import SETTINGS
from little_giants.site.plugins import harden
from little_giants.site.queries import read_queries

QUERIES = (ROOT / "docs/queries.md").read_text("utf-8")
SITE = (ROOT / "docs/site.md").read_text("utf-8")
EXAMPLES = re.findall(r"^little-giants (sql .*)$", QUERIES, re.MULTILINE)


def test_every_view_and_every_question_is_named() -> None:
    package = little_giants.open(ROOT).package
    for view in read_views(package):
        assert f"| `{view.name}` |" in QUERIES
    for query in read_queries(package):
        assert f"| {query.title} | `{query.name}.sql` |" in QUERIES


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_runs(example: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    words = shlex.split(example)
    done = command(words[0], ROOT, *words[1:])
    assert done.returncode == 0, done.stderr
    assert done.stdout or list(tmp_path.iterdir())


def test_the_example_of_a_stored_question_runs(real_site: SiteFolder) -> None:
    (text,) = re.findall(r"```sql\n(.*?)```", QUERIES, re.DOTALL)
    connection = sqlite3.connect(real_site.database)
    rows = connection.execute(text, {"product": ""}).fetchall()
    connection.close()
    assert rows


def test_the_bounds_are_those_of_the_program() -> None:
    seconds, heap = int(SETTINGS["sql_time_limit_ms"]) / 1000, harden.HEAP_BYTES // 2**20
    for words in (
        f"stops after {seconds} s",
        f"at most {SETTINGS['max_returned_rows']:,} rows and {harden.RESULT_BYTES // 1_000_000} MB",
        f"SQLite may use {heap} MB",
        f"at most {harden.URL_BYTES // 1000} kB",
        f"at most {harden.FACETS} facets",
    ):
        assert words in SITE, words
