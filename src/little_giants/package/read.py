"""Read ``datapackage.json`` and its schemas. All problems are reported at once; nothing is guessed."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from little_giants.errors import PackageError, Problem, UsageError
from little_giants.package.model import Package, Resource
from little_giants.package.paths import why_unsafe
from little_giants.schema.model import Schema
from little_giants.schema.read import read_schema

DESCRIPTOR = "datapackage.json"
# Properties that would change how a file is read. The ones missing here are refused by name until they are supported.
_REFUSED = ("data", "compression")
_DIALECT = {"delimiter", "quoteChar", "doubleQuote", "header", "lineTerminator", "caseSensitiveHeader", "$schema"}
_FIXED = {"doubleQuote": True, "header": True}
_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*")


def read(path: str | Path) -> Package:
    """Read the package at ``path`` (a folder, or its ``datapackage.json``).

    Raises UsageError when there is nothing to read, PackageError with every problem of descriptor and schemas.
    """
    place = Path(path)
    if place.is_dir():
        place = place / DESCRIPTOR
    if not place.is_file():
        raise UsageError(f"{place}: no such file. Give a folder with a {DESCRIPTOR}, or the descriptor itself.")
    root = place.parent
    problems: list[Problem] = []
    descriptor = load_json(place, place.name, problems)
    if not isinstance(descriptor, Mapping):
        problems = problems or [Problem(place.name, "", "a descriptor must be a JSON object.")]
        raise PackageError(problems)
    items = descriptor.get("resources")
    if not isinstance(items, list) or not items:
        raise PackageError([Problem(place.name, "/resources", "a package must list its resources.")])
    resources: list[Resource] = []
    for i, item in enumerate(items):
        resource = _resource(root, place.name, f"/resources/{i}", item, problems)
        if resource is not None:
            if any(resource.name == other.name for other in resources):
                problems.append(
                    Problem(place.name, f"/resources/{i}/name", f"the name {resource.name!r} is there twice.")
                )
            resources.append(resource)
    if not problems:
        _foreign_keys(resources, problems)
    if problems:
        raise PackageError(problems)
    return Package(
        root=root,
        place=place.name,
        name=str(descriptor.get("name", "")),
        version=str(descriptor.get("version", "")),
        resources=tuple(resources),
        properties=descriptor,
    )


def load_json(file: Path, place: str, problems: list[Problem]) -> Any:
    """Parse one JSON file of a package; a file that is not JSON is a problem with its line."""
    try:
        return json.loads(file.read_bytes().decode("utf-8-sig"), object_pairs_hook=_no_repeats)
    except json.JSONDecodeError as error:
        problems.append(Problem(place, f"line {error.lineno}", f"not JSON: {error.msg}."))
    except UnicodeDecodeError as error:
        problems.append(Problem(place, f"byte {error.start}", "not UTF-8.", "Save the file as UTF-8."))
    except _RepeatedKey as error:
        problems.append(Problem(place, "", f"the key {error.args[0]!r} is there twice in one object.", "Remove one."))
    except RecursionError:
        problems.append(Problem(place, "", "nested too deeply."))
    except OSError as error:
        problems.append(Problem(place, "", f"cannot be read: {error.strerror}."))
    return None


class _RepeatedKey(ValueError):
    pass


def _no_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        raise _RepeatedKey(next(key for key in keys if keys.count(key) > 1))
    return found


def _resource(root: Path, place: str, at: str, item: Any, problems: list[Problem]) -> Resource | None:
    before = len(problems)

    def wrong(pointer: str, message: str, mend: str = "") -> None:
        problems.append(Problem(place, at + pointer, message, mend))

    if not isinstance(item, Mapping):
        wrong("", "a resource must be an object.")
        return None
    name, path = item.get("name"), item.get("path")
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        wrong("/name", f"{name!r} is not a name.", "Use letters, digits, '.', '_' and '-'.")
        return None
    for prop in _REFUSED:
        if prop in item:
            wrong(f"/{prop}", f"the property {prop!r} is not supported.", "Give a `path` to a CSV file.")
    if isinstance(path, list):
        wrong("/path", "a table of several files is not supported.", "Give one path.")
    elif not isinstance(path, str):
        wrong("/path", "a resource must have a `path`.")
    elif unsafe := why_unsafe(root, path):
        wrong("/path", unsafe, "Use a path below the package's folder.")
    elif item.get("format", "csv") != "csv" or not path.endswith(".csv"):
        wrong("/path", f"{path!r} is not a CSV file, and other formats are not supported.")
    if str(item.get("encoding", "utf-8")).lower() not in ("utf-8", "utf8"):
        wrong("/encoding", f"the encoding {item['encoding']!r} is not supported.", "Save the file as UTF-8.")
    digest, size = item.get("hash", ""), item.get("bytes")
    if not isinstance(digest, str) or (digest and not re.fullmatch(r"sha256:[0-9a-f]{64}", digest)):
        wrong("/hash", f"{digest!r} is not supported.", "Write sha256: and 64 hexadecimal digits.")
    if size is not None and (not isinstance(size, int) or isinstance(size, bool) or size < 0):
        wrong("/bytes", "must be a whole number, 0 or more.")
    delimiter, quote = _dialect(item.get("dialect", {}), wrong)
    schema = _schema(root, place, at, name, item.get("schema"), problems)
    if len(problems) > before or schema is None:
        return None
    return Resource(
        name, str(path), root / str(path), schema, delimiter, quote, str(digest), size, f"{place}#{at}", item
    )


def _dialect(value: Any, wrong: Any) -> tuple[str, str]:
    if not isinstance(value, Mapping):
        wrong("/dialect", "must be an object.")
        return ",", '"'
    for prop in value:
        if prop not in _DIALECT or (prop in _FIXED and value[prop] != _FIXED[prop]):
            wrong(f"/dialect/{prop}", f"{prop}: {value[prop]!r} is not supported.")
    delimiter, quote = value.get("delimiter", ","), value.get("quoteChar", '"')
    for prop, char in (("delimiter", delimiter), ("quoteChar", quote)):
        if not isinstance(char, str) or len(char.encode()) != 1 or char in "\r\n":
            wrong(f"/dialect/{prop}", f"{char!r} is not one ASCII character.")
            return ",", '"'
    return delimiter, quote


def _schema(root: Path, place: str, at: str, name: str, value: Any, problems: list[Problem]) -> Schema | None:
    if isinstance(value, str):
        if unsafe := why_unsafe(root, value):
            problems.append(Problem(place, f"{at}/schema", unsafe, "Use a path below the package's folder."))
            return None
        before = len(problems)
        descriptor = load_json(root / value, value, problems)
        if len(problems) > before:
            return None
        return read_schema(descriptor, resource=name, place=value, problems=problems)
    if value is None:
        problems.append(Problem(place, f"{at}/schema", "a table must have a schema.", "Write the path of its schema."))
        return None
    return read_schema(value, resource=name, place=place, pointer=f"{at}/schema", problems=problems)


def _foreign_keys(resources: list[Resource], problems: list[Problem]) -> None:
    """A foreign key must name fields that exist and have the same type: else no value could ever match."""
    by_name = {resource.name: resource.schema for resource in resources}
    for resource in resources:
        schema = resource.schema
        for i, key in enumerate(schema.foreign_keys):
            at = f"{schema.pointer}/foreignKeys/{i}"
            target = by_name.get(key.target)
            if target is None:
                problems.append(Problem(schema.place, at, f"points at the table {key.target!r}, which is not there."))
                continue
            for name, other in zip(key.fields, key.target_fields, strict=True):
                if other not in target.field_names:
                    problems.append(Problem(schema.place, at, f"points at {key.target}.{other}, which is not there."))
                elif target.field(other).type != schema.field(name).type:
                    problems.append(
                        Problem(
                            schema.place,
                            at,
                            f"{name} is {schema.field(name).type}, {key.target}.{other} is {target.field(other).type}.",
                            "Give both the same type.",
                        )
                    )
