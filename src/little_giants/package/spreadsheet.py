"""The rows of one sheet of an XLSX workbook, with the types that its cells have. Needs the extra ``xlsx``."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from little_giants.package.look import Look
from little_giants.package.records import BrokenText, Record
from little_giants.package.unpack import FREE, RATIO

_MOST = 1 << 30  # bytes that a workbook may unpack to


def available() -> bool:
    """Whether the library that reads workbooks is there."""
    return find_spec("openpyxl") is not None


def spreadsheet(seen: Look) -> Iterator[Record]:
    """The rows of the sheet that the dialect names, the header among them; ``line`` is the row's number in the sheet.

    Rows are cut behind their last cell that holds something, down to the width of the first row. Formulas give the
    value that was stored with them. Raises BrokenText.
    """
    dialect = seen.resource.dialect
    assert seen.file is not None
    _bounded(seen.file)
    import openpyxl

    try:
        book = openpyxl.load_workbook(seen.file, read_only=True, data_only=True, keep_links=False)
    except Exception as error:  # the library raises whatever a broken archive or XML gives
        raise _broken(f"it is no workbook ({type(error).__name__})") from None
    try:
        yield from _rows(book, dialect.sheet_name, dialect.sheet_number, dialect.comment, dialect.comment_rows)
    finally:
        book.close()


def _rows(book: Any, name: str | None, number: int, comment: str, comments: frozenset[int]) -> Iterator[Record]:
    names = book.sheetnames
    if name is not None and name not in names:
        raise _broken(f"there is no sheet {name!r}; there are {', '.join(names)}")
    if name is None and number > len(names):
        raise _broken(f"there is no sheet {number}; there are {len(names)}")
    sheet = book[name if name is not None else names[number - 1]]
    if not hasattr(sheet, "iter_rows"):
        raise _broken("the sheet is a chart")
    row, width = 0, 0
    try:
        for row, values in enumerate(sheet.iter_rows(values_only=True), 1):
            cells = list(values)
            while len(cells) > width and (not cells or cells[-1] is None):
                cells.pop()
            width = width or len(cells)
            if row in comments or (comment and cells and isinstance(cells[0], str) and cells[0].startswith(comment)):
                width = width if row > 1 else 0
                continue
            yield Record(row, [] if all(cell is None for cell in cells) else cells, row)
    except BrokenText:
        raise
    except Exception as error:  # as above
        raise _broken(f"the sheet breaks behind row {row} ({type(error).__name__})") from None


def _bounded(file: Path) -> None:
    """Refuse a workbook, which is a zip archive, that unpacks to more than data would."""
    try:
        with zipfile.ZipFile(file) as archive:
            size = sum(one.file_size for one in archive.infolist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise _broken(f"it is no zip archive ({error})") from None
    if size > min(_MOST, max(FREE, RATIO * file.stat().st_size)):
        raise _broken(f"it unpacks to {size} bytes")


def _broken(reason: str) -> BrokenText:
    return BrokenText(None, reason, code="unreadable", format="XLSX")
