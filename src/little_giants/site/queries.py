"""Stored queries: ``publish/queries/*.sql``, one SELECT for SQLite each, with a title and a description on top.

For example:

    -- title: Which firms were recognised in a batch, in one province?
    -- title_zh: 某批次某省认定了哪些企业？
    -- description: Leave a box empty for batch 6 and Zhejiang.
    select … where batch = coalesce(nullif(:batch, ''), 6)
"""

from __future__ import annotations

import re
import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from little_giants.errors import PackageError, Problem
from little_giants.package.model import Package
from little_giants.site.plugins.search import prepare_connection

FOLDER = "publish/queries"
_HEADER = re.compile(r"--\s*(title|title_zh|description):\s*(.+)")


@dataclass(frozen=True, slots=True)
class Query:
    """``name`` is the file's name and the end of its address; ``sql`` holds its parameters as ``:name``."""

    name: str
    title: str
    title_zh: str
    description: str
    sql: str


def read_queries(package: Package) -> tuple[Query, ...]:
    """The stored queries by name. Raises PackageError for one without title or description, or with a taken name."""
    problems: list[Problem] = []
    queries: list[Query] = []
    for file in sorted((package.root / FOLDER).glob("*.sql")):
        place = f"{FOLDER}/{file.name}"
        try:
            lines = file.read_text("utf-8").strip().splitlines()
        except UnicodeDecodeError:
            problems.append(Problem(place, "", "not UTF-8.", "Save the file as UTF-8."))
            continue
        words: dict[str, str] = {}
        while lines and (found := _HEADER.fullmatch(lines[0].strip())):
            words[found[1]] = found[2].strip()
            lines.pop(0)
        sql = "\n".join(lines).strip().removesuffix(";").rstrip()
        for word in ("title", "description"):
            if word not in words:
                problems.append(Problem(place, "line 1", f"there is no `-- {word}: …` line on top."))
        if not re.match(r"(select|with)\b", sql, re.IGNORECASE):
            problems.append(Problem(place, "", "a stored query is one SELECT below its title and description."))
        if file.stem in package.names or (package.root / "publish/views" / file.name).exists():
            problems.append(Problem(place, "", f"{file.stem!r} is a table or a view already.", "Rename the file."))
        queries.append(
            Query(file.stem, words.get("title", ""), words.get("title_zh", ""), words.get("description", ""), sql)
        )
    if problems:
        raise PackageError(problems)
    return tuple(queries)


def check_queries(database: sqlite3.Connection, queries: Iterable[Query]) -> None:
    """Let SQLite prepare every query on the built database. Raises PackageError with each that it cannot run."""
    prepare_connection(database)
    problems = []
    for query in queries:
        try:
            database.execute(f"explain {query.sql}", defaultdict(lambda: None))
        except sqlite3.Error as error:
            problems.append(Problem(f"{FOLDER}/{query.name}.sql", "", f"the query cannot run: {error}."))
    if problems:
        raise PackageError(problems)
