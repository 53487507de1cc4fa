"""Which format a resource has, which compression and which encoding: by its properties, else by its file's name."""

from __future__ import annotations

import codecs
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

from little_giants.package.dialect import Wrong

TABLES = ("csv", "tsv", "json", "jsonl", "parquet", "xlsx")
PARTS = ("csv", "tsv", "jsonl")  # formats whose files may be put one behind the other
_OTHER_NAMES = {"ndjson": "jsonl", "pqt": "parquet"}
_MEDIA = {
    "text/csv": "csv",
    "text/tab-separated-values": "tsv",
    "application/json": "json",
    "application/jsonl": "jsonl",
    "application/x-ndjson": "jsonl",
    "application/vnd.apache.parquet": "parquet",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
}
_TABULAR_PROFILES = (
    "tabular-data-resource",
    "tabular-data-package",
    "https://specs.frictionlessdata.io/schemas/tabular-data-resource.json",
    "https://specs.frictionlessdata.io/schemas/tabular-data-package.json",
)
# Codecs of Python that are not the encoding of a file.
_NOT_OF_FILES = ("idna", "punycode", "undefined", "unicode-escape", "raw-unicode-escape", "mbcs", "oem")


def is_tabular_profile(value: Any) -> bool:
    """Whether a v1 ``profile`` says that a resource, or every resource of a package, is a table."""
    return value in _TABULAR_PROFILES


def table_format(item: Mapping[str, Any], path: str, wrong: Wrong, *, profiled: bool) -> str:
    """The format of a resource, "" where it is no table. A table in a format that is not read is refused by name.

    ``path`` is the name of its file without the ending of its compression; "" for inline data.
    """
    found = _format(item, path)
    meant = profiled or item.get("type") == "table" or "schema" in item or "dialect" in item
    if found in TABLES:
        return found if meant or found != "json" else ""  # a JSON file may be anything
    if meant:
        named = f"the format {found!r}" if found else f"{path!r}"
        wrong("/format" if "format" in item else "/path", f"{named} is not supported.", f"Use {', '.join(TABLES)}.")
    return ""


def is_table_name(name: str) -> bool:
    """Whether a file is a table by its name, compressed or not; JSON may be anything."""
    _, bare = compression({}, name, lambda *_: None)
    return _format({}, bare) in TABLES and not bare.lower().endswith(".json")


def _format(item: Mapping[str, Any], path: str) -> str:
    given = item.get("format")
    if isinstance(given, str) and given:
        name = given.lower().removeprefix(".")
    elif isinstance(media := item.get("mediatype"), str) and media.partition(";")[0].strip().lower() in _MEDIA:
        name = _MEDIA[media.partition(";")[0].strip().lower()]
    elif path:
        name = PurePosixPath(path).suffix.lower().removeprefix(".")
    else:
        name = "json"  # "a consumer MAY assume if no format or mediatype property is provided that the data is JSON"
    return _OTHER_NAMES.get(name, name)


def compression(item: Mapping[str, Any], path: str, wrong: Wrong) -> tuple[str, str]:
    """The compression of a file, "" where there is none, and its path without the ending that says so."""
    ending = PurePosixPath(path).suffix.lower().removeprefix(".")
    given = item.get("compression")
    if given not in (None, "", "no", "gz", "zip"):
        wrong("/compression", f"{given!r} is not supported.", "Use gz or zip.")
        return "", path
    named = ending if ending in ("gz", "zip") else ""
    found = named if given is None else "" if given in ("", "no") else str(given)
    return found, path[: -len(ending) - 1] if found and found == named else path


def encoding(item: Mapping[str, Any], wrong: Wrong) -> str:
    """The codec of ``encoding``, as Python names it; "" where the resource gives none."""
    given = item.get("encoding")
    if given is None:
        return ""
    try:
        codec = codecs.lookup(given if isinstance(given, str) and given.isascii() else "")
        if not codec._is_text_encoding or codec.name in _NOT_OF_FILES:
            raise LookupError
    except (LookupError, ValueError):
        wrong("/encoding", f"the encoding {given!r} is not known.", "Write, for example, utf-8.")
        return ""
    return "utf-8" if codec.name == "utf-8-sig" else codec.name
