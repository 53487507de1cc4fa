"""Numbers and whole numbers (Table Schema v2, ``number`` and ``integer``; XML Schema Part 2, ``decimal``)."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

INTEGER = r"[+-]?[0-9]+"
_DECIMAL = r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,17})?"
NUMBER = _DECIMAL + r"|(?i:NaN|-?INF)"  # case need not be respected
_SPECIAL = {"nan": Decimal("NaN"), "inf": Decimal("Infinity"), "-inf": Decimal("-Infinity")}
_LONG = 4000  # digits; Python converts longer text only slowly, and refuses it by default


def integer(group: str = "", bare: bool = True) -> Callable[[str], int | Decimal]:
    """Parse whole numbers of any size; very long ones come as Decimal, which compares the same.

    ``bare=False``: what stands around the number is stripped.
    """

    def parse(text: str) -> int | Decimal:
        body = text if bare else _strip(text)
        body = _ungroup(body, group)
        if not re.fullmatch(INTEGER, body) or not body.isascii():
            raise ValueError(text)
        if len(body) > _LONG:
            return Decimal(body)
        return int(body)

    return parse


def number(point: str = ".", group: str = "", bare: bool = True) -> Callable[[str], Decimal]:
    """Parse decimals exactly; ``NaN``, ``INF`` and ``-INF`` in any case.

    ``point`` is ``decimalChar``, ``group`` is ``groupChar``; both may be longer than one character.
    """

    def parse(text: str) -> Decimal:
        if special := _SPECIAL.get(text.lower()):
            return special
        body = text if bare else _strip(text)
        body = _ungroup(body, group)
        if point != ".":
            if "." in body:
                raise ValueError(text)
            body = body.replace(point, ".")
        if not re.fullmatch(_DECIMAL, body) or not body.isascii():
            raise ValueError(text)
        return Decimal(body)

    return parse


def _ungroup(text: str, group: str) -> str:
    """Take the grouping characters out, which may stand between digits only."""
    if not group or group not in text:
        return text
    mark = re.escape(group)
    body = re.sub(rf"(?<=[0-9]){mark}(?=[0-9])", "", text)
    if group in body:
        raise ValueError(text)
    return body


def _strip(text: str) -> str:
    """Strip leading and trailing characters that are not part of a number: ``EUR 95``, ``95%``, ``€-9.50``."""
    found = re.search(r"[+-]?\.?[0-9].*", text, re.DOTALL)
    if not found:
        raise ValueError(text)
    return re.sub(r"[^0-9]+\Z", "", found.group())
