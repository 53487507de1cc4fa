"""Packages that went wrong: a case of the conformance corpus, and a few changes of its bytes and its descriptor.

Hypothesis draws the changes as plain records, so that it can make a find smaller.
"""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from conformance.corpus import cases
from hypothesis import strategies as st

DESCRIPTOR = "datapackage.json"
SCHEMA = "schema.json"
Files = dict[str, bytes]

TOKENS = (
    b",", b";", b"\t", b'"', b'""', b"'", b"\\", b"\n", b"\r", b"\r\n", b"\n\n", b"\0", b"\xff", b"\xfe\xff",
    b"\xff\xfe",
    b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\xc3", "\u2028\u202e\U0010ffff".encode(), "é".encode("latin-1"), b"PK\x03\x04",
    b"\x1f\x8b", b"PAR1", b"NaN", b"INF", b"-0", b"1e400", b"9" * 400, b"2020-02-30", b"24:00:00", b"P1M", b"{", b"}",
    b"[", b"]", b"[" * 3000, b'{"a":' * 3000, b"null", b"true", b"select", b"' or 1=1 --", b"\\N", b"x" * 70_000,
    b"," * 5_000, b"=HYPERLINK()", b"%s{0}", b"#", b" ", b"\x1b[2J",
)  # fmt: skip
VALUES: tuple[Any, ...] = (
    None, True, False, 0, 1, -1, 2**63, 2**1024, 1.5, 1e308, "", " ", "\0", "\n", ",", ";", '"', "ab", "id", "x", "t",
    "u",
    "T", "waivers", "../outside.csv", "/etc/passwd", "file:///etc/passwd", "http://127.0.0.1:9/x.csv", "t.csv",
    "link.csv",
    "t.csv.gz", DESCRIPTOR, SCHEMA, "../outside.json", "a" * 300, "'; drop table t; --", 'a"b', "{cell}", "%s",
    "(a+)+$",
    "(a|aa)*b", "[a-z", "\\i\\c*", ".*.*.*.*.*x", "(" * 500, "a{1,99999}", "\\p{L}", "utf-8", "utf-16", "utf-32",
    "utf-7",
    "cp037", "gb18030", "rot13", "base64", "csv", "tsv", "json", "jsonl", "xlsx", "parquet", "gz", "zip", "string",
    "number",
    "integer", "boolean", "object", "array", "list", "datetime", "date", "time", "year", "yearmonth", "duration",
    "geopoint",
    "geojson", "any", "uuid", "%Y", "%Q%", "exact", "equal", "subset", "superset", "partial", "md5:0",
    "sha256:" + "0" * 64,
    [], {}, [[]], ["t.csv", "t.csv"], ["t.csv", "../outside.csv"], [None], [{}], ["x"], ["x", "x"], [["x"]],
    [1, "1", 1.0],
    [{"value": "", "label": "n"}], {"fields": []}, {"fields": [{"name": "x"}]}, {"resource": "", "fields": "x"},
    {"fields": ["x"], "reference": {"resource": "t", "fields": ["x"]}}, {"$ref": "#"}, {"$ref": "http://127.0.0.1:9/s"},
    {"delimiter": "||"}, {"header": False}, {"commentChar": "#", "headerRows": [1, 3]}, {"escapeChar": "\\"},
)  # fmt: skip
KEYS = (
    "name", "path", "data", "schema", "dialect", "format", "mediatype", "encoding", "compression", "hash", "bytes",
    "type",
    "profile", "$schema", "fields", "primaryKey", "uniqueKeys", "foreignKeys", "missingValues", "fieldsMatch",
    "constraints",
    "required", "unique", "pattern", "enum", "minimum", "maximum", "exclusiveMinimum", "minLength", "maxLength",
    "jsonSchema",
    "delimiter", "quoteChar", "escapeChar", "doubleQuote", "lineTerminator", "skipInitialSpace", "header", "headerRows",
    "headerJoin", "commentChar", "commentRows", "nullSequence", "property", "itemType", "itemKeys", "sheetNumber",
    "sheetName", "decimalChar", "groupChar", "bareNumber", "trueValues", "falseValues", "categories",
    "categoriesOrdered",
    "itemType", "resources", "version", "caseSensitiveHeader",
)  # fmt: skip


@dataclass(frozen=True)
class Splice:
    """Replace ``removed`` bytes of a file by ``put``, at so many thousandths of its length."""

    file: int
    at: int
    removed: int
    put: bytes

    def apply(self, files: Files) -> None:
        name = sorted(files)[self.file % len(files)]
        data, at = files[name], self.at * len(files[name]) // 1000
        files[name] = data[:at] + self.put + data[at + self.removed :]


@dataclass(frozen=True)
class Repeat:
    """Write a piece of a file several times."""

    file: int
    at: int
    length: int
    times: int

    def apply(self, files: Files) -> None:
        name = sorted(files)[self.file % len(files)]
        data, at = files[name], self.at * len(files[name]) // 1000
        piece = data[at : at + self.length]
        files[name] = data[:at] + piece * min(self.times, 1 + (1 << 20) // (len(piece) or 1)) + data[at:]


@dataclass(frozen=True)
class Borrow:
    """Give a file the bytes of a file of another case."""

    file: int
    case: int

    def apply(self, files: Files) -> None:
        others = [one for one in SEEDS[self.case % len(SEEDS)].items() if one[0] != DESCRIPTOR]
        names = sorted(set(files) - {DESCRIPTOR})
        if names and others:
            files[names[self.file % len(names)]] = others[0][1]


@dataclass(frozen=True)
class Pack:
    """Compress a file in its place, and say so or not."""

    file: int
    kind: str
    said: bool

    def apply(self, files: Files) -> None:
        names = sorted(set(files) - {DESCRIPTOR})
        if not names:
            return
        name = names[self.file % len(names)]
        if self.kind == "gz":
            files[name] = gzip.compress(files[name], mtime=0)
        else:
            out = io.BytesIO()
            with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
                archive.writestr(zipfile.ZipInfo(name), files[name])
            files[name] = out.getvalue()
        if self.said:
            Json(2, "add", "compression", self.kind).apply(files)


@dataclass(frozen=True)
class Json:
    """Change one place of the descriptor (or the schema): ``set`` its value, ``add`` a key to it, ``take`` it away."""

    place: int
    how: str
    key: str
    value: Any
    file: str = DESCRIPTOR

    def apply(self, files: Files) -> None:
        try:
            tree = json.loads(files.get(self.file, b""))
            holders = list(_holders(tree))
        except (ValueError, RecursionError):
            return
        if not holders:
            return
        holder, key = holders[self.place % len(holders)]
        if self.how == "take":
            del holder[key]
        elif self.how == "add" and isinstance(holder[key], dict):
            holder[key][self.key] = self.value
        elif self.how == "add" and isinstance(holder[key], list):
            holder[key].append(self.value)
        else:
            holder[key] = self.value
        files[self.file] = json.dumps(tree).encode()


def _holders(tree: Any) -> Iterator[tuple[Any, Any]]:
    """Every container with every key or index in it, from the top."""
    waiting = [tree]
    for node in waiting:
        keys = list(node) if isinstance(node, dict) else range(len(node)) if isinstance(node, list) else ()
        for key in keys:
            yield node, key
            waiting.append(node[key])


def _seeds() -> list[Files]:
    """The files of every case of the corpus; of every second one, the schema stands in a file of its own."""
    found: list[Files] = []
    for number, case in enumerate(cases()):
        descriptor: Any = json.loads(json.dumps(case.descriptor))
        files = dict(case.files)
        tables = descriptor.get("resources") if isinstance(descriptor, dict) else None
        first = tables[0] if isinstance(tables, list) and tables else None
        if number % 2 and isinstance(first, dict) and isinstance(first.get("schema"), dict):
            files[SCHEMA] = json.dumps(first["schema"]).encode()
            first["schema"] = SCHEMA
        found.append({DESCRIPTOR: json.dumps(descriptor).encode(), **files})
    return found


SEEDS: Sequence[Mapping[str, bytes]] = _seeds()
_ANY = st.integers(0, 30)
_AT = st.integers(0, 1000)
_PUT = st.one_of(
    st.sampled_from(TOKENS), st.binary(max_size=12), st.lists(st.sampled_from(TOKENS), max_size=6).map(b"".join)
)
CHANGES = st.one_of(
    st.builds(Splice, _ANY, _AT, st.sampled_from((0, 1, 2, 9, 10**9)), _PUT),
    st.builds(Repeat, _ANY, _AT, st.sampled_from((1, 5, 40, 10**6)), st.sampled_from((2, 40, 3000))),
    st.builds(Borrow, _ANY, st.integers(0, 5000)),
    st.builds(Pack, _ANY, st.sampled_from(("gz", "zip")), st.booleans()),
    *[
        st.builds(
            Json,
            st.integers(0, 80),
            st.sampled_from(("set", "add", "take")),
            st.sampled_from(KEYS),
            st.sampled_from(VALUES),
            st.sampled_from((DESCRIPTOR, DESCRIPTOR, SCHEMA)),
        )
    ]
    * 3,
)


def changed(seed: int, changes: Sequence[Any]) -> Files:
    """The files of a package: those of a case of the corpus after ``changes``; none larger than a few MB."""
    files = dict(SEEDS[seed % len(SEEDS)])
    for change in changes:
        change.apply(files)
        if sum(map(len, files.values())) > 8 << 20:
            break
    return files
