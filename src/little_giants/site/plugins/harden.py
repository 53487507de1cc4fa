"""Bounds for every query a visitor can send: length, memory, result size, functions, and the shape of a request.

Measured without them: one GET of 60 bytes held 1.9 GB, and six such visitors left two of nine honest requests answered.
"""

from __future__ import annotations

import json
import sqlite3
import sys
import weakref
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import parse_qsl

from datasette import hookimpl
from datasette.views.base import DatasetteError

RESULT_BYTES = 8_000_000  # text and blobs that one query may hand back
HEAP_BYTES = 402_653_184  # of SQLite, for the whole process
URL_BYTES = 24_000
METHODS = ("GET", "HEAD", "OPTIONS")
FACETS = 8  # facets that one page may ask for
CLOSED = "/-/"  # Datasette's pages about itself: files, settings, threads, forms for its owner
OPEN = ("/-/static/", "/-/static-plugins/")  # what its pages load
LIMITS = {
    sqlite3.SQLITE_LIMIT_LENGTH: 200_000,  # of one value or row
    sqlite3.SQLITE_LIMIT_SQL_LENGTH: 20_000,
    sqlite3.SQLITE_LIMIT_COLUMN: 128,
    sqlite3.SQLITE_LIMIT_EXPR_DEPTH: 100,
    sqlite3.SQLITE_LIMIT_COMPOUND_SELECT: 30,
    sqlite3.SQLITE_LIMIT_VDBE_OP: 50_000,
    sqlite3.SQLITE_LIMIT_FUNCTION_ARG: 32,
    sqlite3.SQLITE_LIMIT_ATTACHED: 0,
    sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH: 100,
    sqlite3.SQLITE_LIMIT_TRIGGER_DEPTH: 0,
    sqlite3.SQLITE_LIMIT_WORKER_THREADS: 0,
}
REFUSED_FUNCTIONS = frozenset(
    {
        "edit",
        "format",
        "fts3_tokenizer",
        "load_extension",
        "printf",
        "randomblob",
        "readfile",
        "writefile",
        "zeroblob",
    }
)
READ_PRAGMAS = frozenset(
    {
        "data_version",
        "database_list",
        "foreign_key_list",
        "function_list",
        "index_info",
        "index_list",
        "index_xinfo",
        "schema_version",
        "table_info",
        "table_list",
        "table_xinfo",
    }
)
_PRAGMAS = (
    f"hard_heap_limit = {HEAP_BYTES}",
    "temp_store = file",
    "mmap_size = 268435456",
    "cache_size = -8192",
    "query_only = 1",
    "trusted_schema = 0",
    "cell_size_check = 1",
)
_READS = frozenset({sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_RECURSIVE})
_OWN = frozenset({"_internal", "_memory"})  # Datasette's databases, which no visitor can query

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Any], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]


def authorize(action: int, first: str | None, second: str | None, database: str | None, trigger: str | None) -> int:
    """SQLite's authorizer: reading is allowed, harmless functions and the pragmas that Datasette asks; nothing else."""
    if action in _READS:
        return sqlite3.SQLITE_OK
    if action == sqlite3.SQLITE_FUNCTION:
        return sqlite3.SQLITE_DENY if (second or "").lower() in REFUSED_FUNCTIONS else sqlite3.SQLITE_OK
    if action == sqlite3.SQLITE_PRAGMA and (first or "").lower() in READ_PRAGMAS:
        return sqlite3.SQLITE_OK
    return sqlite3.SQLITE_DENY


class Budget:
    """A row factory that counts what a query hands back and stops it at :data:`RESULT_BYTES`."""

    def __init__(self) -> None:
        self._cursor: Callable[[], Any] = lambda: None
        self._bytes = 0

    def __call__(self, cursor: sqlite3.Cursor, row: tuple[Any, ...]) -> sqlite3.Row:
        """The row, or OperationalError when the query has used up its budget."""
        if self._cursor() is not cursor:
            self._cursor, self._bytes = weakref.ref(cursor), 0
        self._bytes += sum(len(value) for value in row if isinstance(value, str | bytes))
        if self._bytes > RESULT_BYTES:
            raise sqlite3.OperationalError("the result is over 8 MB: select fewer or shorter columns")
        return sqlite3.Row(cursor, row)


def protect(conn: sqlite3.Connection) -> None:
    """Bound and lock one read connection. Whatever runs on it later can only read, within the limits."""
    for pragma in _PRAGMAS:
        conn.execute(f"pragma {pragma}")
    for limit, value in LIMITS.items():
        conn.setlimit(limit, value)
    if sys.version_info >= (3, 12):
        conn.setconfig(sqlite3.SQLITE_DBCONFIG_DEFENSIVE, True)
        conn.setconfig(sqlite3.SQLITE_DBCONFIG_ENABLE_FTS3_TOKENIZER, False)
        conn.setconfig(sqlite3.SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, False)
    # FTS5 and json_each declare their tables when first used, which the authorizer would refuse: use them now.
    virtual = "select name from sqlite_master where type = 'table' and sql like 'create virtual table%'"
    for (name,) in [tuple(row) for row in conn.execute(virtual)]:
        conn.execute(f'select 1 from "{name}" limit 0').fetchall()
    conn.execute("select 1 from json_each('[]'), json_tree('[]')").fetchall()
    conn.row_factory = Budget()
    conn.set_authorizer(authorize)


@hookimpl(trylast=True)
def prepare_connection(conn: sqlite3.Connection, database: str) -> None:
    """Protect every connection to a database that visitors can query."""
    if database not in _OWN:
        protect(conn)


@hookimpl
def asgi_wrapper() -> Callable[[App], App]:
    """Refuse, before any work, a request that no page of the site makes."""
    return guarded


def guarded(app: App) -> App:
    """``app`` behind :func:`refusal`."""

    async def guard(scope: Scope, receive: Receive, send: Send) -> None:
        reason = refusal(scope) if scope["type"] == "http" else None
        if reason is None:
            return await app(scope, receive, send)
        status, text = reason
        headers = [(b"content-type", b"text/plain; charset=utf-8")]
        if status == 405:
            headers.append((b"allow", ", ".join(METHODS).encode()))  # RFC 9110, 15.5.6
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": text.encode()})

    return guard


def refusal(scope: Scope) -> tuple[int, str] | None:
    """Status and reason when a request is refused, None when it may pass."""
    if scope["method"] not in METHODS:
        return 405, f"This site is read-only: {', '.join(METHODS)} only.\n"
    query = scope.get("query_string", b"")
    if len(query) + len(scope.get("raw_path") or b"") > URL_BYTES:
        return 414, "The address is too long.\n"
    if f"{scope.get('path', '')}/".startswith(CLOSED) and not scope["path"].startswith(OPEN):
        return 403, "This page is closed.\n"
    words = parse_qsl(query.decode("latin-1"), keep_blank_values=True)
    if sum(name.startswith("_facet") and name != "_facet_size" for name, _ in words) > FACETS:
        return 400, f"A page shows at most {FACETS} facets.\n"
    return next(((400, f"{name}: {wrong}\n") for name, value in words if (wrong := misread(name, value))), None)


def misread(name: str, value: str) -> str | None:
    """What is wrong with one word of a request that Datasette would read without asking, and answer with status 500."""
    if name == "_timelimit" and not (value.isascii() and value.isdigit()):
        return "a number of milliseconds is needed."
    if name == "_through" and not {"table", "column", "value"} <= set(_json(value, dict) or ()):
        return 'a JSON object like {"table": "...", "column": "...", "value": "..."} is needed.'
    if name.endswith("__in") and value.startswith("[") and _json(value, list) is None:
        return 'a JSON list like ["a", "b"] is needed, or words with commas.'
    return None


def _json(text: str, kind: type[dict[str, Any]] | type[list[Any]]) -> Any:
    """The JSON value in ``text``, or None where it is none, or of another kind."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, kind) else None


@hookimpl
def handle_exception(exception: Exception) -> None:
    """What Datasette refuses, such as ``_sort=nope``, is the visitor's mistake: 400 where it would say 500."""
    if isinstance(exception, DatasetteError) and exception.status == 500:
        exception.status = 400
