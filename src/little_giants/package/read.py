"""Read ``datapackage.json`` and its schemas. All problems are reported at once; nothing is guessed."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from little_giants.errors import PackageError, Problem, UsageError
from little_giants.package import formats, spreadsheet
from little_giants.package.dialect import Dialect, read_dialect
from little_giants.package.digest import algorithm
from little_giants.package.model import Package, Resource
from little_giants.package.paths import is_address, is_file, why_unsafe
from little_giants.package.positions import pointer_line
from little_giants.schema.model import Schema
from little_giants.schema.read import read_schema

DESCRIPTOR = "datapackage.json"
MOST = 64 << 20  # bytes of one JSON file that are read: in memory it takes ten times as much
_NAME = re.compile(r"\w[\w .-]*")
_REFUSED = ("innerpath", "extrapaths", "scheme", "control")  # of other programs; they change what is read


def read(path: str | Path) -> Package:
    """Read the package at ``path`` (a folder, or its ``datapackage.json``).

    An archive is unpacked by :func:`little_giants.open`, which knows how long its folder is needed.

    Raises UsageError when there is nothing to read, PackageError with every problem of descriptor and schemas.
    """
    if is_address(str(path)):
        raise UsageError(f"{path} is an address, and addresses are not read. Download the package and give its folder.")
    place = Path(path)
    if place.is_dir():
        place = place / DESCRIPTOR
    if not is_file(place):
        raise UsageError(f"{place}: no such file. Give a folder with a {DESCRIPTOR}, or the descriptor itself.")
    if place.suffix.lower() == ".zip":
        raise UsageError(f"{place} is an archive. Unpack it, and give the folder.")
    if formats.is_table_name(place.name):
        raise UsageError(f"{place} is a table. Give its schema with --schema, or the folder with the {DESCRIPTOR}.")
    problems: list[Problem] = []
    package = _package(place.parent, place, problems)
    if problems or package is None:
        raise PackageError(with_lines(place.parent, problems))
    return package


def _package(root: Path, place: Path, problems: list[Problem]) -> Package | None:
    descriptor = load_json(place, place.name, problems)
    if not isinstance(descriptor, Mapping):
        if not problems:
            problems.append(Problem(place.name, "", "a descriptor must be a JSON object."))
        return None
    items = descriptor.get("resources")
    if not isinstance(items, list) or not items:
        problems.append(Problem(place.name, "/resources", "a package must list its resources."))
        return None
    resources: list[Resource] = []
    names: dict[str, str] = {}
    tabular = formats.is_tabular_profile(descriptor.get("profile"))
    for i, item in enumerate(items):
        resource = Reader(root, place.name, f"/resources/{i}", problems).resource(item, tabular)
        if resource is None:
            continue
        other = names.setdefault(resource.name.casefold(), resource.name)  # SQL does not tell them apart either
        if len(names) == len(resources):
            twice = "is there twice" if other == resource.name else f"differs from {other!r} by case only"
            problems.append(Problem(place.name, f"/resources/{i}/name", f"the name {resource.name!r} {twice}."))
        resources.append(resource)
    if not problems:
        _foreign_keys(resources, problems)
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
    if not is_file(file):
        problems.append(Problem(place, "", "no such file."))
        return None
    try:
        if file.stat().st_size > MOST:
            problems.append(Problem(place, "", f"is larger than {MOST:,} bytes.", "Put the data into files."))
            return None
        found = json.loads(file.read_bytes().decode("utf-8-sig"), object_pairs_hook=_no_repeats)
        json.dumps(found, ensure_ascii=False).encode()
        return found
    except json.JSONDecodeError as error:
        problems.append(Problem(place, f"line {error.lineno}", f"not JSON: {error.msg}."))
    except UnicodeEncodeError:
        problems.append(Problem(place, "", "a text holds half of a character (a lone surrogate).", "Remove it."))
    except UnicodeDecodeError as error:
        problems.append(Problem(place, f"byte {error.start}", "not UTF-8.", "Save the file as UTF-8."))
    except _RepeatedKey as error:
        problems.append(Problem(place, "", f"the key {error.args[0]!r} is there twice in one object.", "Remove one."))
    except ValueError as error:  # a whole number of more digits than Python reads
        problems.append(Problem(place, "", f"cannot be read: {error}."))
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


def with_lines(root: Path, problems: list[Problem]) -> list[Problem]:
    """The problems with the lines that their pointers name."""
    texts: dict[str, str] = {}
    found: list[Problem] = []
    for problem in problems:
        if problem.pointer.startswith("/"):
            try:
                if problem.place not in texts:
                    texts[problem.place] = (root / problem.place).read_bytes().decode("utf-8-sig")
                problem = replace(problem, line=pointer_line(texts[problem.place], problem.pointer))
            except (OSError, ValueError, RecursionError):
                pass  # the problem stands without a line
        found.append(problem)
    return found


@dataclass(slots=True)
class Reader:
    """Reads one resource, which stands at the pointer ``at`` of the descriptor ``place``."""

    root: Path
    place: str
    at: str
    problems: list[Problem]

    def wrong(self, pointer: str, message: str, mend: str = "") -> None:
        self.problems.append(Problem(self.place, self.at + pointer, message, mend))

    def resource(self, item: Any, profiled: bool) -> Resource | None:
        before = len(self.problems)
        if not isinstance(item, Mapping):
            self.wrong("", "a resource must be an object.")
            return None
        name = item.get("name")
        if not isinstance(name, str) or not _NAME.fullmatch(name):
            self.wrong("/name", f"{name!r} is not a name.", "Use letters, digits, '.', '_' and '-'.")
            return None
        for prop in _REFUSED:
            if prop in item and (prop, item[prop]) != ("scheme", "file"):  # which says nothing new
                self.wrong(f"/{prop}", f"the property {prop!r} is not supported.", "Remove it.")
        if item.get("type", "table") != "table":
            self.wrong("/type", f"{item['type']!r} is not known.", "Write table, or nothing.")
        paths = self._paths(item)
        packed, bare = formats.compression(item, paths[0] if paths else "", self.wrong)
        profiled = profiled or formats.is_tabular_profile(item.get("profile"))
        kind = formats.table_format(item, bare, self.wrong, profiled=profiled) if len(self.problems) == before else ""
        self._fits(item, paths, kind, packed)
        digest, size = item.get("hash", ""), item.get("bytes")
        try:
            algorithm(digest if isinstance(digest, str) else "?")
        except ValueError:
            self.wrong("/hash", f"{digest!r} is not supported.", "Write, for example, sha256: and its 64 digits.")
        if size is not None and (not isinstance(size, int) or isinstance(size, bool) or size < 0):
            self.wrong("/bytes", "must be a whole number, 0 or more.")
        coding = formats.encoding(item, self.wrong)
        dialect, schema = self._dialect(item, kind), self._schema(name, item)
        if len(self.problems) > before or schema is None:
            return None
        files = tuple(self.root / path for path in paths) or (self.root / self.place,)
        return Resource(
            name, paths, files, schema, dialect, kind, coding, packed, digest, size, item, self.place, self.at
        )

    def _paths(self, item: Mapping[str, Any]) -> tuple[str, ...]:
        given = item.get("path", item.get("url"))  # v0 wrote "url"
        if "data" in item:
            if given is not None:
                self.wrong("/path", "a resource has a `path` or `data`, not both.", "Remove one.")
            return ()
        paths = [given] if isinstance(given, str) else given
        if not isinstance(paths, list) or not paths or not all(isinstance(path, str) for path in paths):
            self.wrong("/path" if "path" in item else "", "a resource must have a `path` or `data`.")
            return ()
        for i, path in enumerate(paths):
            if unsafe := why_unsafe(self.root, path):
                self.wrong(
                    f"/path/{i}" if isinstance(given, list) else "/path",
                    unsafe,
                    "Use a path below the package's folder.",
                )
        return tuple(paths)

    def _fits(self, item: Mapping[str, Any], paths: tuple[str, ...], kind: str, packed: str) -> None:
        """Whether what is given fits the format."""
        if len(paths) > 1 and kind and kind not in formats.PARTS:
            self.wrong("/path", f"a {kind} table of several files is not supported.", "Give one path.")
        if packed and kind in ("xlsx", "parquet"):
            self.wrong("/compression", f"a compressed {kind} file is not supported.", "Give the file itself.")
        if kind == "xlsx" and not spreadsheet.available():
            self.wrong("/path", "a workbook needs the library openpyxl.", "Install little-giants[xlsx].")
        if "data" not in item:
            return
        data = item["data"]
        if packed:
            self.wrong("/compression", "inline data are not compressed.", "Remove it.")
        if isinstance(data, str):
            if "format" not in item and "mediatype" not in item:
                self.wrong("/data", "text needs a `format`.", 'Write, for example, "format": "csv".')
            elif kind in ("xlsx", "parquet"):
                self.wrong("/data", f"inline {kind} is not supported.", "Give a `path`.")
        elif kind and kind != "json":
            self.wrong("/data", f"inline {kind} must be text.")
        elif kind and not isinstance(data, list):
            self.wrong("/data", "the data of a table must be an array of rows.")

    def _linked(self, prop: str, value: str) -> Any:
        """The JSON of another file of the package; None where it cannot be read, and a problem says why."""
        if unsafe := why_unsafe(self.root, value):
            self.wrong(f"/{prop}", unsafe, "Use a path below the package's folder.")
            return None
        return load_json(self.root / value, value, self.problems)

    def _dialect(self, item: Mapping[str, Any], kind: str) -> Dialect:
        value = item.get("dialect", {})
        delimiter = "\t" if kind == "tsv" else ","
        if not isinstance(value, str):
            return read_dialect(value, self.wrong, delimiter=delimiter)
        before = len(self.problems)
        descriptor = self._linked("dialect", value)
        if len(self.problems) > before:
            return Dialect()

        def wrong(pointer: str, message: str, mend: str = "") -> None:
            self.problems.append(Problem(value, pointer, message, mend))

        return read_dialect(descriptor, wrong, "", delimiter)

    def _schema(self, name: str, item: Mapping[str, Any]) -> Schema | None:
        value, at = item.get("schema"), f"{self.at}/schema"
        if value is None:
            return Schema((), (), (), (), "subset", self.place, at, {})
        if not isinstance(value, str):
            return read_schema(value, resource=name, place=self.place, pointer=at, problems=self.problems)
        before = len(self.problems)
        descriptor = self._linked("schema", value)
        if len(self.problems) > before:
            return None
        return read_schema(descriptor, resource=name, place=value, problems=self.problems)


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
