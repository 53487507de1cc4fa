"""Table Dialect (https://datapackage.org/standard/table-dialect/): how the rows of a file are written.

The properties of CSV Dialect (v1) are the same but for ``caseSensitiveHeader``, which v2 no longer has.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Any

Wrong = Callable[..., None]  # pointer, message, remedy
_ENDS = ("\n", "\r\n", "\r")


@dataclass(frozen=True, slots=True)
class Dialect:
    """A dialect with the defaults of the specification. Row numbers count from 1.

    ``header_rows`` is empty where the file has no header, and None where none is named: the first row that is no
    comment. ``quote`` and ``escape`` are empty where there is none.
    """

    delimiter: str = ","
    quote: str = '"'
    double_quote: bool = True
    escape: str = ""
    line_end: str = "\r\n"
    skip_initial_space: bool = False
    null: str | None = None
    header_rows: tuple[int, ...] | None = None
    header_join: str = " "
    comment_rows: frozenset[int] = frozenset()
    comment: str = ""
    case_sensitive: bool = True
    inside: str | None = None  # "property": which member of an object holds the rows
    item_type: str | None = None
    item_keys: tuple[str, ...] = ()
    sheet_number: int = 1
    sheet_name: str | None = None

    @property
    def header(self) -> bool:
        """Whether the file has a header."""
        return self.header_rows != ()

    @property
    def fast(self) -> bool:
        """Whether DuckDB's CSV reader knows this dialect exactly."""
        quick = all(
            getattr(self, one.name) == one.default
            for one in fields(self)
            if one.name not in ("delimiter", "quote", "line_end", "case_sensitive", "header_rows")
        )
        return (
            quick
            and self.line_end in _ENDS
            and len(self.delimiter.encode()) == 1
            and len(self.quote.encode()) == 1
            and self.header_rows in (None, (), (1,))
        )


_TEXT = ("text", lambda value: isinstance(value, str))
_BOOL = ("true or false", lambda value: isinstance(value, bool))
_CHAR = ("one character", lambda value: isinstance(value, str) and len(value) == 1 and value not in "\r\n")
_MARK = ("text of one character or more, in one line", lambda value: isinstance(value, str) and _one_line(value))
_ROWS = ("a list of whole numbers from 1", lambda value: isinstance(value, list) and all(map(_counts, value)))
_NAMES = ("a list of text", lambda value: isinstance(value, list) and all(isinstance(one, str) for one in value))
_COUNT = ("a whole number from 1", lambda value: _counts(value))

_MEANT: dict[str, tuple[str, Callable[[Any], bool]]] = {
    "header": _BOOL,
    "headerRows": _ROWS,
    "headerJoin": _TEXT,
    "commentRows": _ROWS,
    "commentChar": _MARK,
    "delimiter": _MARK,
    "lineTerminator": ("text of one character or more", lambda value: isinstance(value, str) and value != ""),
    "quoteChar": ("one character", lambda value: value in ("", None) or _CHAR[1](value)),
    "doubleQuote": _BOOL,
    "escapeChar": ("one character", lambda value: value is None or _CHAR[1](value)),
    "nullSequence": ("text", lambda value: value is None or isinstance(value, str)),
    "skipInitialSpace": _BOOL,
    "caseSensitiveHeader": _BOOL,
    "property": _TEXT,
    "itemType": ("array or object", lambda value: value in ("array", "object")),
    "itemKeys": _NAMES,
    "sheetNumber": _COUNT,
    "sheetName": _TEXT,
    "table": _TEXT,
}
# What other programs write beside the standard and what has no meaning for reading.
_IGNORED = ("$schema", "csvddfVersion", "name", "title", "description")


def _one_line(value: str) -> bool:
    return value != "" and "\n" not in value and "\r" not in value


def _counts(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 1


def read_dialect(value: Any, wrong: Wrong, at: str = "/dialect", delimiter: str = ",") -> Dialect:
    """Read a dialect descriptor; what is wrong goes to ``wrong`` with pointers below ``at``.

    ``delimiter`` is the one of the file's format, where the descriptor names none (a tab for TSV).
    """
    if not isinstance(value, Mapping):
        wrong(at, "must be an object.")
        return Dialect()
    sound: dict[str, Any] = {}
    for name, given in value.items():
        if name in _IGNORED or given == {}:
            continue
        if name not in _MEANT:
            wrong(f"{at}/{name}", f"the property {name!r} is not supported.", "Remove it.")
        elif not _MEANT[name][1](given):
            wrong(f"{at}/{name}", f"{given!r} is not {_MEANT[name][0]}.")
        else:
            sound[name] = given
    escape = sound.get("escapeChar") or ""
    # "mutually exclusive with quoteChar": an escape character alone means that nothing is quoted.
    quote = sound.get("quoteChar", "" if escape else '"') or ""
    dialect = Dialect(
        delimiter=sound.get("delimiter", delimiter),
        quote=quote,
        double_quote=sound.get("doubleQuote", True),
        escape=escape,
        line_end=sound.get("lineTerminator", "\r\n"),
        skip_initial_space=sound.get("skipInitialSpace", False),
        null=sound.get("nullSequence"),
        header_rows=_header_rows(sound),
        header_join=sound.get("headerJoin", " "),
        comment_rows=frozenset(sound.get("commentRows", ())),
        comment=sound.get("commentChar", ""),
        case_sensitive=sound.get("caseSensitiveHeader", True),
        inside=sound.get("property"),
        item_type=sound.get("itemType"),
        item_keys=tuple(sound.get("itemKeys", ())),
        sheet_number=sound.get("sheetNumber", 1),
        sheet_name=sound.get("sheetName"),
    )
    if dialect.quote and dialect.quote in (dialect.delimiter, dialect.escape):
        wrong(f"{at}/quoteChar", f"{dialect.quote!r} is the delimiter or the escape character too.")
    if dialect.escape and dialect.escape in dialect.delimiter:
        wrong(f"{at}/escapeChar", f"{dialect.escape!r} stands in the delimiter too.")
    return dialect


def _header_rows(sound: Mapping[str, Any]) -> tuple[int, ...] | None:
    if sound.get("header") is False:
        return ()
    if "headerRows" in sound:
        return tuple(sorted(set(sound["headerRows"])))
    return None
