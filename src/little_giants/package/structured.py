"""The rows of JSON and JSON Lines, from a file or from the descriptor, with the types that JSON has.

JSON may be one array of rows (or an object that holds it, named by the dialect's ``property``), JSON Lines one row a
line. A row is an array (the first is the header) or an object.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from little_giants.package import positions
from little_giants.package.look import Look
from little_giants.package.model import Resource
from little_giants.package.records import BrokenText, Record

Item = tuple[int, Any]  # the line on which it begins, and the value
_NAMES = {"json": "JSON", "jsonl": "JSON Lines"}


def structured(seen: Look) -> tuple[Iterator[Record], bool, list[str]]:
    """The rows, whether they are objects, and for objects every key that occurs.

    Raises BrokenText. Row numbers count as if there were a header row above the objects.
    """
    resource = seen.resource
    keys: dict[str, None] = dict.fromkeys(resource.dialect.item_keys)
    kind = resource.dialect.item_type
    for line, value in _items(seen):
        if not isinstance(value, list | dict):
            raise _placed(seen, _broken(resource, line, "a row is neither an array nor an object"))
        if kind is None:
            kind = "array" if isinstance(value, list) else "object"
        if kind == "array" or not isinstance(value, dict):
            break
        if not resource.dialect.item_keys:
            keys.update(dict.fromkeys(value))
    if kind is None:  # no rows, so nothing says what their labels are
        return iter(()), True, list(resource.schema.field_names)
    if kind == "object":
        # The keys of objects have no order: those that are fields come first, in the order of the fields.
        names = resource.schema.field_names
        ordered = [name for name in names if name in keys] + [key for key in keys if key not in set(names)]
        return _objects(seen, ordered), True, ordered
    return _arrays(seen), False, []


def _objects(seen: Look, keys: list[str]) -> Iterator[Record]:
    for row, (line, value) in enumerate(_items(seen), 2):
        if not isinstance(value, dict):
            raise _placed(seen, _broken(seen.resource, line, f"row {row - 1} is no object"))
        part, own = seen.place(line)
        yield Record(own, [value.get(key) for key in keys], row, part)


def _arrays(seen: Look) -> Iterator[Record]:
    for row, (line, value) in enumerate(_items(seen), 1):
        if not isinstance(value, list):
            raise _placed(seen, _broken(seen.resource, line, f"row {row} is no array"))
        part, own = seen.place(line)
        yield Record(own, value, row, part)


def _items(seen: Look) -> Iterator[Item]:
    """The rows of the data as JSON values."""
    resource = seen.resource
    try:
        if resource.inline and not isinstance(resource.data, str):
            yield from _inline(resource)
        elif resource.format == "jsonl":
            yield from _lines(resource, seen.file)
        else:
            assert seen.file is not None
            text = seen.file.read_text("utf-8-sig")
            yield from _array(resource, text, positions.skip(text, 0))
    except BrokenText as error:
        raise _placed(seen, error) from None


def _placed(seen: Look, error: BrokenText) -> BrokenText:
    if error.line is not None:
        error.part, error.line = seen.place(error.line)
    return error


def _lines(resource: Resource, file: Path | None) -> Iterator[Item]:
    assert file is not None
    with file.open(encoding="utf-8-sig", newline="\n") as stream:
        for line, text in enumerate(stream, 1):
            if not text.strip():
                continue
            try:
                value, end = positions.DECODER.raw_decode(text, positions.skip(text, 0))
                if text[end:].strip():
                    raise json.JSONDecodeError("Extra data", text, end)
            except (ValueError, RecursionError) as error:
                raise _broken(resource, line, _why(error)) from None
            yield line, _sound(text, value)


def _array(resource: Resource, text: str, at: int) -> Iterator[Item]:
    """The items of the array at ``at``, or of the property of the object there that the dialect names."""
    line, counted, escaped = positions.line_at(text, at), at, "\\u" in text
    try:
        whole = not resource.inline
        if (name := resource.dialect.inside) is not None:
            at, whole = _property(resource, text, at, name), False
        if text[at : at + 1] != "[":
            raise _broken(resource, positions.line_at(text, at), "it is no array of rows")
        end = at + 1
        for place, value, behind in positions.items(text, at):
            line += text.count("\n", counted, place)
            counted, end = place, behind
            yield line, _sound("\\u" if escaped else "", value)
        end = positions.skip(text, positions.skip(text, end) + 1)  # behind the bracket
        if whole and end < len(text):
            raise _broken(resource, positions.line_at(text, end), "something stands behind the array")
    except json.JSONDecodeError as error:
        raise _broken(resource, error.lineno, _why(error)) from None
    except (ValueError, RecursionError) as error:
        raise _broken(resource, line, _why(error)) from None


def _property(resource: Resource, text: str, at: int, name: str) -> int:
    """Where the value of a property begins. JSON keeps the last one of equal names."""
    line = positions.line_at(text, at)
    if text[at : at + 1] != "{":
        raise _broken(resource, line, f"it is no object with the property {name!r}")
    found = [place for _, member, place in positions.members(text, at) if member == name]
    if not found:
        raise _broken(resource, line, f"it has no property {name!r}")
    return found[-1]


def _inline(resource: Resource) -> Iterator[Item]:
    """The rows in the descriptor, read from its text once more, because only the text has lines and exact decimals."""
    text = resource.file.read_text("utf-8-sig")
    yield from _array(resource, text, positions.pointer_place(text, f"{resource.pointer}/data"))


def _broken(resource: Resource, line: int, reason: str) -> BrokenText:
    return BrokenText(line, reason, code="unreadable", format=_NAMES[resource.format])


def _sound(text: str, value: Any) -> Any:
    """The value, where ``text`` has escapes with every half of a character replaced."""
    return _text(value) if "\\u" in text and not _is_text(value) else value


def _is_text(value: Any) -> bool:
    """Whether every text in a JSON value is Unicode: an escape can write half of a pair of surrogates."""
    try:
        json.dumps(value, ensure_ascii=False, default=str).encode()
    except UnicodeEncodeError:
        return False
    return True


def _text(value: Any) -> Any:
    """The value with the replacement character for every half of a pair."""
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, list):
        return [_text(one) for one in value]
    if isinstance(value, dict):
        return {_text(key): _text(one) for key, one in value.items()}
    return value


def _why(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return error.msg
    return "nested too deeply" if isinstance(error, RecursionError) else str(error)
