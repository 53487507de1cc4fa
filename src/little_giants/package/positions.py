"""Where a value stands in a JSON text: the line of a JSON pointer, and the items of an array one by one.

The text must be JSON that ``json.loads`` has read, or the functions raise ``json.JSONDecodeError``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

_BLANK = re.compile(r"[ \t\n\r]*")
_LONG = 4000  # digits; Python refuses to make longer whole numbers, a Decimal compares the same


def _whole(text: str) -> int | Decimal:
    return int(text) if len(text) <= _LONG else Decimal(text)


def _refuse(word: str) -> Any:
    raise ValueError(f"{word} is not JSON")


# Decimals stay exact. ``strict``: control characters in a string are no JSON.
DECODER = json.JSONDecoder(parse_float=Decimal, parse_int=_whole, parse_constant=_refuse)


def skip(text: str, at: int) -> int:
    """The place of the next character that is no blank."""
    found = _BLANK.match(text, at)
    return found.end() if found else at


def line_at(text: str, at: int) -> int:
    """The physical line of a place; the first line is 1."""
    return text.count("\n", 0, at) + 1


def pointer_line(text: str, pointer: str) -> int:
    """The line on which the value of a JSON pointer (RFC 6901) begins; of a property, the line of its name.

    Where the value is not there, the line of the nearest thing around it.
    """
    at = mark = skip(text, 0)
    for token in pointer.split("/")[1:]:
        found = _child(text, at, token.replace("~1", "/").replace("~0", "~"))
        if found is None:
            break
        mark, at = found
    return line_at(text, mark)


def pointer_place(text: str, pointer: str) -> int:
    """The place at which the value of a JSON pointer begins. Raises KeyError when it is not there."""
    at = skip(text, 0)
    for token in pointer.split("/")[1:]:
        found = _child(text, at, token.replace("~1", "/").replace("~0", "~"))
        if found is None:
            raise KeyError(pointer)
        at = found[1]
    return at


def _child(text: str, at: int, token: str) -> tuple[int, int] | None:
    """Where a child is marked (the name of a property, an item itself) and where its value begins."""
    if text[at] == "{":
        for mark, name, place in members(text, at):
            if name == token:
                return mark, place
    elif text[at] == "[":
        for number, (place, _, _) in enumerate(items(text, at)):
            if str(number) == token:
                return place, place
    return None


def members(text: str, at: int) -> Iterator[tuple[int, str, int]]:
    """The members of the object at ``at``: place of the name, name, place of the value."""
    at = skip(text, at + 1)
    while text[at : at + 1] == '"':
        mark = at
        name, at = DECODER.raw_decode(text, at)
        at = skip(text, at)
        _expect(text, at, ":")
        at = skip(text, at + 1)
        yield mark, name, at
        _, at = DECODER.raw_decode(text, at)
        at = skip(text, at)
        if text[at : at + 1] == ",":
            at = skip(text, at + 1)
    _expect(text, at, "}")


def items(text: str, at: int) -> Iterator[tuple[int, Any, int]]:
    """The items of the array at ``at``: place, value and end, one at a time. Raises ValueError where it is no JSON."""
    at = skip(text, at + 1)
    if text[at : at + 1] == "]":
        return
    while True:
        value, end = DECODER.raw_decode(text, at)
        yield at, value, end
        at = skip(text, end)
        if text[at : at + 1] == "]":
            return
        _expect(text, at, ",")
        at = skip(text, at + 1)


def _expect(text: str, at: int, char: str) -> None:
    if text[at : at + 1] != char:
        raise json.JSONDecodeError(f"Expecting {char!r}", text, at)
