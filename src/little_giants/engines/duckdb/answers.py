"""Queries that stand in cells: run them one by one, read-only, and let a judge compare the answer with its row."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from threading import Condition, Thread
from time import monotonic
from typing import Any

import duckdb

from little_giants.engines.duckdb.hits import Hit
from little_giants.engines.duckdb.keys import KeyHits
from little_giants.errors import PackageError, Problem
from little_giants.rules.model import CompiledRule
from little_giants.schema.sql import name

SECONDS = 5.0  # a query that takes longer is stopped
ROWS = 100  # rows an answer may have
_SOURCES = ("range", "generate_series", "unnest")  # table functions that read nothing


@dataclass(frozen=True, slots=True)
class Answer:
    """What a query gave: its columns and rows and the ``tables`` it read; or ``error``, why it gave nothing."""

    columns: tuple[str, ...] = ()
    rows: tuple[tuple[Any, ...], ...] = ()
    tables: tuple[str, ...] = ()
    error: str = ""


Judge = Callable[[Mapping[str, Any], Answer], Mapping[str, str] | None]
"""From a row and the answer to its query: the parameters of a finding, or None when there is nothing to find."""


class Watch:
    """Stops the queries of a connection that take longer than ``seconds``. Open it with ``with``.

    One thread does so for all of them: to start one for each would take as long as the small queries themselves.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection, seconds: float = SECONDS) -> None:
        self.connection, self.seconds = connection, seconds
        self._changed = Condition()
        self._due: float | None = None  # when the query that runs must have ended
        self._late = self._closed = False
        self._thread = Thread(target=self._run, daemon=True)

    def __enter__(self) -> Watch:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        with self._changed:
            self._closed = True
            self._changed.notify()
        self._thread.join()

    def begin(self) -> None:
        """A query starts."""
        with self._changed:
            self._late, self._due = False, monotonic() + self.seconds

    def end(self) -> bool:
        """It has ended. Whether it was stopped."""
        with self._changed:
            self._due = None
            return self._late

    def _run(self) -> None:
        with self._changed:
            while not self._closed:
                left = self.seconds if self._due is None else self._due - monotonic()
                if left <= 0:
                    self._late, self._due = True, None
                    self.connection.interrupt()
                else:
                    self._changed.wait(left)  # a query that starts meanwhile has longer than that


def ask(watch: Watch, query: str, tables: Collection[str]) -> Answer:
    """Run ``query`` if it is one SELECT over ``tables``; whatever is wrong with it is the answer's ``error``.

    It can read no file and change nothing: tables by any other name and functions that give tables are refused.
    """
    connection = watch.connection
    try:
        described = connection.execute("select json_serialize_sql(?::varchar)", [query]).fetchall()[0][0]
        read, wrong = _reads(json.loads(described), tables)
        if wrong:
            return Answer(error=wrong)
        watch.begin()
        try:
            cursor = connection.execute(query)
            columns = tuple(column[0] for column in cursor.description or [])
            rows = cursor.fetchmany(ROWS + 1)
        except (duckdb.InterruptException, RuntimeError):
            if not watch.end():
                raise  # somebody pressed Ctrl-C
            return Answer(error=f"It takes longer than {watch.seconds:g} seconds.")
        finally:
            watch.end()
    except duckdb.Error as error:
        return Answer(error=str(error).splitlines()[0])
    if len(rows) > ROWS:
        return Answer(error=f"It gives more than {ROWS} rows.")
    return Answer(columns, tuple(rows), read)


def run_asking(
    connection: duckdb.DuckDBPyConnection,
    rules: Sequence[CompiledRule],
    judges: Mapping[str, Judge],
    tables: Collection[str],
) -> list[KeyHits]:
    """Run the query of every row that has one, once, and let the judge of each rule compare.

    The ``rules`` are all about the queries of one column. Raises PackageError for a judge that is not there.
    """
    for rule in rules:
        if rule.judge not in judges:
            message = f"no judge is named {rule.judge!r}."
            raise PackageError([Problem(rule.pointer.split("#")[0], f"#{rule.code}", message)])
    table, column = name(rules[0].resource), name(rules[0].asks)
    cursor = connection.execute(f"select * from rules.{table} where {column} is not null order by _record")
    columns = [one[0] for one in cursor.description or []]
    rows = [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
    with Watch(connection) as watch:
        answers = [ask(watch, row[rules[0].asks], tables) for row in rows]
    return [_judged(rule, judges[rule.judge], zip(rows, answers, strict=True)) for rule in rules]


def _judged(rule: CompiledRule, judge: Judge, asked: Iterable[tuple[Mapping[str, Any], Answer]]) -> KeyHits:
    fields = (*rule.fields, *rule.shown)
    hits = [
        Hit(rule.code, rule.pointer, rule.severity, record=row["_record"], fields=fields, params=params)
        for row, answer in asked
        if (params := judge(row, answer)) is not None
    ]
    return KeyHits(len(hits), hits)


def _reads(described: Mapping[str, Any], tables: Collection[str]) -> tuple[tuple[str, ...], str]:
    """The tables that a parsed query reads, and why it may not run ("": it may)."""
    if described.get("error"):
        if described.get("error_type") == "not implemented":
            return (), "It is not one SELECT."
        return (), str(described.get("error_message")).splitlines()[0]
    if len(described["statements"]) != 1:
        return (), "It is not one SELECT."
    nodes = list(_nodes(described["statements"][0]))
    named = {one["key"].lower() for node in nodes for one in (node.get("cte_map") or {}).get("map", ())}
    if odd := [one for one in named if not one.isidentifier()]:
        return (), f"It names {odd[0]!r}, which could be a file: give it a plain name."
    known = {table.lower(): table for table in tables}
    read: dict[str, None] = {}
    for node in nodes:
        kind = node.get("type")
        if kind == "SHOW_REF":
            return (), "It describes instead of asking."
        if kind == "TABLE_FUNCTION":
            function = node["function"].get("function_name", "")
            if function not in _SOURCES:
                return (), f"It reads from {function}(...): only the package's own tables may be read."
        elif kind == "BASE_TABLE":
            table = node["table_name"]
            if node["schema_name"] or (table.lower() not in known and table.lower() not in named):
                return (), f"It reads {table}, which is no table of the package."
            if table.lower() in known:
                read[known[table.lower()]] = None
    return tuple(read), ""


def _nodes(tree: Any) -> Iterator[dict[str, Any]]:
    if isinstance(tree, dict):
        yield tree
        for value in tree.values():
            yield from _nodes(value)
    elif isinstance(tree, list):
        for value in tree:
            yield from _nodes(value)
