"""Chinese search: the index holds single characters, so a run of Chinese becomes a phrase, a Latin word a prefix.

``科学城 tech`` asks for the three characters side by side, and for a word that begins with "tech". Datasette's table
search, its JSON and stored queries all call ``escape_fts()``, which is replaced here.
"""

from __future__ import annotations

import re
import sqlite3

from datasette import hookimpl

_CHINESE = "\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_PARTS = re.compile(rf'"([^"]*)"|([{_CHINESE}]+)|([^\W{_CHINESE}]+)')
_ONE = re.compile(rf"([{_CHINESE}])")
_CHARACTERS = 200  # of a search that are read
_TERMS = 12


def spaced(text: str) -> str:
    """The text with a space around every Chinese character, as the index stores it."""
    return _ONE.sub(r" \1 ", text)


def fts_query(text: str | None) -> str:
    """The FTS5 query for what a person typed. Every term must be found; quotes make a phrase of several words.

    Nothing typed can be an FTS5 operator: each term is quoted. A search without a word finds nothing.
    """
    terms: list[str] = []
    for phrase, chinese, word in _PARTS.findall((text or "")[:_CHARACTERS].replace("\0", " ")):
        if phrase.strip():
            terms.append('"' + " ".join(spaced(phrase).split()) + '"')
        elif chinese:
            terms.append('"' + " ".join(chinese) + '"')
        elif word:
            terms.append(f'"{word}"*')
    return " ".join(terms[:_TERMS]) or '""'


@hookimpl(trylast=True)  # after Datasette's own function of that name
def prepare_connection(conn: sqlite3.Connection) -> None:
    """Replace ``escape_fts``."""
    conn.create_function("escape_fts", 1, fts_query, deterministic=True)
