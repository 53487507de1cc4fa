"""Dialects, encodings, archives, parts, inline data and other formats: the same findings at the right place."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from synthetic import check, field, found, only

import little_giants
from little_giants.build import build
from little_giants.engines.duckdb import run
from little_giants.errors import PackageError
from little_giants.package import read

SCHEMA: Any = {"fields": [field("a"), field("n", "integer")]}


def report(root: Path, files: Mapping[str, bytes | str], schema: Any = SCHEMA, **resource: Any) -> Any:
    """The report of a package with one resource ``t``; its path is the first file unless it is given."""
    for name, content in files.items():
        (root / name).write_bytes(content.encode() if isinstance(content, str) else content)
    item = {"name": "t", **({"schema": schema} if schema else {}), **resource}
    if "data" not in item and "path" not in item:
        item["path"] = next(iter(files))
    (root / "datapackage.json").write_text(json.dumps({"resources": [item]}, indent=1), "utf-8")
    return check(root)


def places(result: Any) -> list[tuple[str, int | None, int | None, str | None, str | None]]:
    """Code, row, line, field and cell of every finding."""
    return [finding[1:] for finding in found(result)]


DIALECTS: list[tuple[dict[str, Any], str, list[Any]]] = [
    ({"delimiter": ";"}, "a;n\nx;1\n", []),
    ({"delimiter": ";"}, "a;n\nx;z\n", [("type", 2, 2, "n", "z")]),
    ({"delimiter": "||"}, 'a||n\n"x||\ny"||1\nx||z\n', [("type", 3, 4, "n", "z")]),
    ({"lineTerminator": ";"}, "a,n;x,1;x,z;", [("type", 3, 1, "n", "z")]),
    ({"lineTerminator": "\n"}, "a,n\nx,z\n", [("type", 2, 2, "n", "z")]),
    ({"quoteChar": "'"}, "a,n\n'x,''\ny',z\n", [("type", 2, 2, "n", "z")]),
    ({"quoteChar": ""}, 'a,n\n"x,1\n', []),
    ({"escapeChar": "|"}, "a,n\nx|,y,1\nx,z\n", [("type", 3, 3, "n", "z")]),
    ({"escapeChar": "|"}, 'a,n\n"x,1\n', []),
    ({"escapeChar": "\\", "quoteChar": '"', "doubleQuote": False}, 'a,n\n"x\\",y",1\n', []),
    ({"skipInitialSpace": True}, 'a, n\n"x",   1\nx, z\n', [("type", 3, 3, "n", "z")]),
    ({"header": False}, "x,1\nx,z\n", [("type", 2, 2, "n", "z")]),
    ({"header": False}, "x\nx,1,2\n\n", [
        ("missing-cell", 1, 1, "n", None), ("extra-cell", 2, 2, None, "2"), ("blank-row", 3, 3, None, None),
    ]),
    ({"headerRows": [1]}, "a,n\nx,z\n", [("type", 2, 2, "n", "z")]),
    ({"headerRows": [3]}, "title\n\na,n\nx,z\n", [("type", 4, 4, "n", "z")]),
    ({"commentChar": "#"}, '#"\na,n\n#x"y\nx,1\n#\nx,z\n"#x",1\n', [("type", 6, 6, "n", "z")]),
    ({"commentChar": "--"}, "a,n\n--x\nx-,z\n", [("type", 3, 3, "n", "z")]),
    ({"commentRows": [1, 4]}, "a title\na,n\nx,1\na comment\nx,z\n", [("type", 5, 5, "n", "z")]),
    ({"commentRows": [2]}, 'a,n\n"a\ncomment",z\nx,z\n', [("type", 3, 4, "n", "z")]),
    ({"nullSequence": "NA"}, "a,n\nx,NA\nNA,1\nx,N\n", [("type", 4, 4, "n", "N")]),
    ({"caseSensitiveHeader": False}, "A,N\nx,z\n", [("type", 2, 2, "n", "z")]),
    ({"caseSensitiveHeader": True}, "a,N\nx,z\n", [("incorrect-label", 1, 1, "n", None), ("type", 2, 2, "n", "z")]),
    ({"csvddfVersion": 1.2}, "a,n\nx,1\n", []),
]  # fmt: skip


@pytest.mark.parametrize(("dialect", "content", "expected"), DIALECTS)
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_dialect(tmp_path: Path, dialect: Any, content: str, expected: list[Any], mark: str) -> None:
    """Every property of Table Dialect: the cells are the ones meant, and rows and physical lines are exact."""
    if expected and expected[0][0] == "incorrect-label":  # the cell is the label that stands there
        expected = [(*expected[0][:4], None), *expected[1:]]
    assert places(report(tmp_path, {"t.csv": mark + content}, dialect=dialect)) == expected


def test_header_rows_are_joined(tmp_path: Path) -> None:
    """The example of Table Dialect, "headerJoin": ``fruit`` over ``id,name``."""
    schema = {"fields": [field("fruit-id", "integer"), field("fruit-name")]}
    content = "fruit\nid,name\n1,apple\nx,orange\n"
    dialect = {"headerRows": [1, 2], "headerJoin": "-"}
    assert places(report(tmp_path, {"t.csv": content}, schema, dialect=dialect)) == [("type", 4, 4, "fruit-id", "x")]


def test_header_rows_are_joined_by_a_blank(tmp_path: Path) -> None:
    schema = {"fields": [field("a b", "integer"), field("c")]}
    assert report(tmp_path, {"t.csv": "a,c\nb,\n1,x\n"}, schema, dialect={"headerRows": [1, 2]}).valid


def test_a_dialect_in_a_file_of_its_own(tmp_path: Path) -> None:
    files = {"t.csv": "a;n\nx;z\n", "d.json": '{"delimiter": ";"}'}
    assert places(report(tmp_path, files, dialect="d.json")) == [("type", 2, 2, "n", "z")]


@pytest.mark.parametrize("resource", [{"path": "t.tsv"}, {"path": "t.txt", "format": "tsv"}])
def test_tabs(tmp_path: Path, resource: Any) -> None:
    assert places(report(tmp_path, {resource["path"]: "a\tn\nx,y\tz\n"}, **resource)) == [("type", 2, 2, "n", "z")]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "UTF-8", "utf-8-sig", "utf-16", "UTF-16LE", "gbk", "GB18030", "utf-32", "big5"]
)
def test_encodings(tmp_path: Path, encoding: str) -> None:
    schema = {"fields": [field("a", maxLength=1), field("n", "integer")]}
    content = 'a,n\n中,1\n"中\n文",1\n文,z\n'.encode(encoding)
    assert places(report(tmp_path, {"t.csv": content}, schema, encoding=encoding)) == [
        ("max-length", 3, 3, "a", "中\n文"),
        ("type", 4, 5, "n", "z"),
    ]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "utf-8-sig"])
def test_a_byte_order_mark_tells_the_encoding(tmp_path: Path, encoding: str) -> None:
    assert report(tmp_path, {"t.csv": "a,n\n中,1\n".encode(encoding)}).valid


@pytest.mark.parametrize(
    ("encoding", "content", "line", "offset"),
    [
        ("gbk", "a,n\n中,1\n".encode("gbk") + b"\xff,2\n", 3, 9),
        ("ascii", "a,n\nx,1\né,2\n".encode(), 3, 8),
        ("utf-16", "a,n\nx,1\n".encode("utf-16") + b"\x00\xdcx\x00", 3, 18),
        ("utf-8", b"a,n\nx,1\n\xff,1\n", 3, 8),
        ("utf-16", "a,n\nx,1\n".encode("utf-16") + b"x", 3, 18),
    ],
)
def test_a_byte_outside_the_encoding(tmp_path: Path, encoding: str, content: bytes, line: int, offset: int) -> None:
    finding = only(report(tmp_path, {"t.csv": content}, encoding=encoding))
    assert (finding.code, finding.line, finding.params["offset"]) == ("encoding", line, str(offset))


def test_the_offset_is_right_behind_the_first_pieces(tmp_path: Path) -> None:
    before = "a,n\n" + "中,1\n" * 300_000  # more than two pieces of 1 MiB
    finding = only(report(tmp_path, {"t.csv": before.encode("gbk") + b"\xff"}, encoding="gbk"))
    assert (finding.line, finding.params["offset"]) == (300_002, str(len(before.encode("gbk"))))


@pytest.mark.parametrize("kind", ["md5", "sha1", "sha256", "sha512"])
@pytest.mark.parametrize("packed", [False, True])
def test_hashes(tmp_path: Path, kind: str, packed: bool) -> None:
    """The hash is of the file as it lies, whatever is in it."""
    content = b"a,n\nx,1\n"
    data = gzip.compress(content) if packed else content
    name = "t.csv.gz" if packed else "t.csv"
    digest = hashlib.new(kind, data).hexdigest()
    assert report(tmp_path, {name: data}, hash=f"{kind}:{digest.upper()}", bytes=len(data)).valid
    wrong = digest[:-1] + ("0" if digest[-1] != "0" else "1")
    finding = only(report(tmp_path, {name: data}, hash=f"{kind}:{wrong}"))
    assert (finding.code, finding.params["found"]) == ("hash", f"{kind}:{digest}")


def test_a_bare_hash_is_md5(tmp_path: Path) -> None:
    content = b"a,n\nx,1\n"
    assert report(tmp_path, {"t.csv": content}, hash=hashlib.md5(content).hexdigest()).valid
    assert only(report(tmp_path, {"t.csv": content}, hash="0" * 32)).params["found"].startswith("md5:")


def zipped(*files: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return out.getvalue()


CONTENT = b'a,n\n"x\ny",1\nx,z\n'


@pytest.mark.parametrize(
    ("name", "data", "resource"),
    [
        ("t.csv.gz", gzip.compress(CONTENT), {}),
        ("t.csv.gz", gzip.compress(CONTENT[:7]) + gzip.compress(CONTENT[7:]), {}),
        ("t.csv", gzip.compress(CONTENT), {"compression": "gz"}),
        ("t.gz", gzip.compress(CONTENT), {"format": "csv"}),
        ("t.csv.zip", zipped(("../../evil.csv", CONTENT)), {}),
        ("t.csv.zip", zipped(("folder/", b""), ("folder/t.csv", CONTENT)), {}),
        ("t.csv.zip", zipped(("t.csv", CONTENT), method=zipfile.ZIP_STORED), {}),
        ("t.csv", zipped(("t.csv", CONTENT)), {"compression": "zip"}),
        ("t.csv.gz", gzip.compress(CONTENT.decode().encode("utf-16")), {"encoding": "utf-16"}),
    ],
)
def test_compressed_files(tmp_path: Path, name: str, data: bytes, resource: Any) -> None:
    assert places(report(tmp_path, {name: data}, **resource)) == [("type", 3, 4, "n", "z")]
    assert not (tmp_path.parent / "evil.csv").exists()


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("t.csv.gz", b"a,n\n", "not gzip"),
        ("t.csv.gz", gzip.compress(CONTENT)[:-9], "too early"),
        ("t.csv.gz", gzip.compress(CONTENT)[:-1] + b"\xff", "not gzip"),
        ("t.csv.gz", gzip.compress(CONTENT) + b"rubbish", "damaged"),
        ("t.csv.zip", b"PK\x03\x04", "not a sound zip"),
        ("t.csv.zip", zipped(), "holds 0 files"),
        ("t.csv.zip", zipped(("a.csv", CONTENT), ("b.csv", CONTENT)), "holds 2 files"),
        ("t.csv.zip", zipped(("a.csv", CONTENT), method=zipfile.ZIP_BZIP2), "use deflate"),
    ],
)
def test_a_broken_archive_is_one_finding(tmp_path: Path, name: str, data: bytes, reason: str) -> None:
    finding = only(report(tmp_path, {name: data}))
    assert finding.code == "compression" and reason in finding.params["reason"]


def test_parts_are_one_table(tmp_path: Path) -> None:
    files = {"a.csv": 'a,n\n"x\ny",1', "b.csv": "x,1\n\nx,z\n", "c.csv": "\ufeffy,w"}
    result = report(tmp_path, files, path=["a.csv", "b.csv", "c.csv"])
    assert [(f.place, f.code, f.row_number, f.line, f.cell) for f in result.tables[0].findings] == [
        ("b.csv", "blank-row", 4, 2, None),
        ("b.csv", "type", 5, 3, "z"),
        ("c.csv", "type", 6, 1, "w"),
    ]
    whole = b"".join((tmp_path / name).read_bytes() for name in files)
    assert result.tables[0].sha256 == hashlib.sha256(whole).hexdigest()
    hashed = report(tmp_path, files, path=list(files), hash=hashlib.md5(whole).hexdigest(), bytes=len(whole))
    assert "hash" not in hashed.tables[0].counts and "bytes" not in hashed.tables[0].counts


@pytest.mark.parametrize(("content", "code", "line"), [(b"x,1\n\xff,1\n", "encoding", 2), (None, "file-missing", None)])
def test_a_broken_part_is_named(tmp_path: Path, content: bytes | None, code: str, line: int | None) -> None:
    files = {"a.csv": b"a,n\nx,1\n", **({"b.csv": content} if content is not None else {})}
    finding = only(report(tmp_path, files, path=["a.csv", "b.csv"]))
    assert (finding.place, finding.code, finding.line) == ("b.csv", code, line)


def test_an_unclosed_quote_in_a_part(tmp_path: Path) -> None:
    files = {"a.csv": "a,n\nx,1\n", "b.csv": 'x,1\n"x,1\n'}
    finding = only(report(tmp_path, files, path=["a.csv", "b.csv"]))
    assert (finding.place, finding.code, finding.row_number, finding.line) == ("b.csv", "unclosed-quote", 4, 2)


def test_inline_objects_and_arrays(tmp_path: Path) -> None:
    """Lines are those of the descriptor, which is written with one value a line."""

    def line(piece: str) -> int:
        text = (tmp_path / "datapackage.json").read_text("utf-8")
        return text[: text.index(piece)].count("\n") + 1

    objects = report(tmp_path, {}, data=[{"a": "x", "n": 1}, {"n": "z"}, {"a": 5, "n": None}])
    assert [(f.place, *f1) for f, f1 in zip(objects.tables[0].findings, places(objects), strict=True)] == [
        ("datapackage.json", "type", 3, line('"n": "z"') - 1, "n", "z"),
        ("datapackage.json", "type", 4, line('"a": 5') - 1, "a", "5"),
    ]
    arrays = report(tmp_path, {}, data=[["a", "n"], ["x", 1.5], ["x"], ["x", 1, 2]])
    assert [finding[:2] for finding in places(arrays)] == [("type", 2), ("missing-cell", 3), ("extra-cell", 4)]


def test_inline_text(tmp_path: Path) -> None:
    result = report(tmp_path, {}, data="a;n\nx;1\nx;z\n", format="csv", dialect={"delimiter": ";"})
    (finding,) = result.tables[0].findings
    text = (tmp_path / "datapackage.json").read_text("utf-8").splitlines()
    assert (finding.place, finding.row_number, finding.cell) == ("datapackage.json", 3, "z")
    assert finding.line is not None and '"data": ' in text[finding.line - 1]


NATIVE = [
    ("string", "x", True), ("string", 5, False), ("string", True, False), ("string", {}, False),
    ("integer", 5, True), ("integer", "5", True), ("integer", "x", False), ("integer", 5.0, True),
    ("integer", 5.5, False), ("integer", True, False), ("integer", 10**30, True),
    ("number", 5, True), ("number", 5.5, True), ("number", "5.5", True), ("number", False, False),
    ("boolean", True, True), ("boolean", "true", True), ("boolean", 1, False), ("boolean", "1", True),
    ("year", 2020, True), ("year", 2020.5, False), ("date", "2020-01-01", True), ("date", 2020, False),
    ("object", {"x": 1}, True), ("object", [1], False), ("object", '{"x": 1}', True), ("object", "x", False),
    ("array", [1], True), ("array", {"x": 1}, False),
    ("list", ["a", "b"], True), ("list", [1], False), ("list", "a,b", True),
    ("geojson", {"type": "Point", "coordinates": [1, 2]}, True), ("geojson", {"type": "Dot"}, False),
    ("any", 5, True), ("any", [1, {"x": None}], True), ("duration", 5, False), ("time", "10:00:00", True),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "value", "valid"), NATIVE)
@pytest.mark.parametrize("form", ["json", "jsonl", "inline"])
def test_native_types(tmp_path: Path, kind: str, value: Any, valid: bool, form: str) -> None:
    """Text is read as in CSV; a number, a truth value, an object or an array must be of the field's type."""
    rows = [{"v": value}]
    schema = {"fields": [{"name": "v", "type": kind}]}
    if form == "inline":
        result = report(tmp_path, {}, schema, data=rows)
    else:
        result = report(tmp_path, {f"t.{form}": json.dumps(rows if form == "json" else rows[0])}, schema)
    assert [finding[0] for finding in places(result)] == ([] if valid else ["type"])


def test_native_values_follow_the_options_of_the_field(tmp_path: Path) -> None:
    fields = [
        {"name": "b", "type": "boolean", "trueValues": ["ja"], "falseValues": ["nein"]},
        {"name": "d", "type": "number", "decimalChar": ",", "constraints": {"maximum": "2,5"}},
        {"name": "l", "type": "list", "delimiter": "|", "itemType": "integer"},
    ]
    rows = [{"b": True, "d": 2.5, "l": [1, 2]}, {"b": False, "d": 2.6, "l": ["x"]}]
    result = report(tmp_path, {}, {"fields": fields}, data=rows)
    assert [(finding[0], finding[3]) for finding in places(result)] == [("maximum", "d"), ("type", "l")]


def test_missing_values_are_text_or_null(tmp_path: Path) -> None:
    schema = {"fields": [field("a", required=True), field("n", "integer", required=True)], "missingValues": ["", "-9"]}
    rows = [{"a": "", "n": -9}, {"a": None, "n": "-9"}, {"a": "x"}]
    result = report(tmp_path, {}, schema, data=rows)
    assert [(finding[0], finding[1], finding[3]) for finding in places(result)] == [
        ("required", 2, "a"), ("required", 3, "a"), ("required", 3, "n"), ("required", 4, "n"),
    ]  # fmt: skip


def test_empty_text_is_a_value_where_it_is_no_missing_value(tmp_path: Path) -> None:
    schema = {"fields": [field("a", required=True)], "missingValues": ["NA"]}
    result = report(tmp_path, {}, schema, data=[{"a": ""}, {"a": "NA"}, {"a": None}, {"a": "\\N"}])
    assert [finding[:2] for finding in places(result)] == [("required", 3), ("required", 4)]


def test_keys_of_native_values(tmp_path: Path) -> None:
    """A value of a wrong type is no part of a key, and is reported once."""
    schema = {"fields": [field("n", "integer")], "primaryKey": ["n"]}
    result = report(tmp_path, {}, schema, data=[{"n": 1}, {"n": 1.0}, {"n": "1"}, {"n": True}, {"n": None}])
    assert [finding[:2] for finding in places(result)] == [
        ("primary-key", 3), ("primary-key", 4), ("type", 5), ("primary-key-null", 6),
    ]  # fmt: skip


def test_the_labels_of_objects(tmp_path: Path) -> None:
    """Keys have no order, and one that stands in any row is a label."""
    assert report(tmp_path, {}, data=[{"n": 1, "a": "x"}, {"a": "y"}]).valid
    assert [f[:1] + f[3:4] for f in places(report(tmp_path, {}, data=[{"a": "x"}, {"a": "x", "z": 1}]))] == [
        ("extra-label", "z"),
        ("missing-label", "n"),
    ]
    assert report(tmp_path, {}, data=[{"a": "x", "n": 1, "z": 1}], dialect={"itemKeys": ["a", "n"]}).valid
    assert report(tmp_path, {}, data=[]).valid


def test_json_lines_and_places(tmp_path: Path) -> None:
    content = '[\n {"a": "x", "n": 1},\n {"a": "x",\n  "n": "z"},\n\n {"n": "y"}]\n'
    assert places(report(tmp_path, {"t.json": content})) == [("type", 3, 3, "n", "z"), ("type", 4, 6, "n", "y")]
    content = '{"a": "x", "n": 1}\n\n{"a": "x", "n": "z"}\n["x"]\n'
    assert places(report(tmp_path, {"t.jsonl": content})) == [
        ("type", 3, 3, "n", "z"),
        ("unreadable", 4, 4, None, None),
    ]
    content = '["a", "n"]\n["x", "z"]\n'
    assert places(report(tmp_path, {"t.ndjson": content})) == [("type", 2, 2, "n", "z")]
    content = '{"meta": [1],\n "rows": [["a", "n"],\n ["x", "z"]], "more": 1}'
    assert places(report(tmp_path, {"t.json": content}, dialect={"property": "rows"})) == [("type", 2, 3, "n", "z")]


@pytest.mark.parametrize(
    ("content", "line", "reason"),
    [
        ('{"a": 1}', 1, "no array of rows"),
        ('[{"a": "x", "n": 1},\n{"a": }]', 2, "Expecting value"),
        ('[{"a": "x", "n": 1},\n5]', 2, "neither"),
        ("[5]", 1, "neither an array"),
        ('[["a", "n"]]\n[]', 2, "behind the array"),
        ('[["a", NaN]]', 1, "NaN"),
        ("[" * 100_000, 1, "deep"),
        ("", None, ""),
        ("\n", 2, "no array of rows"),
    ],
)
def test_broken_json_is_one_finding(tmp_path: Path, content: str, line: int | None, reason: str) -> None:
    finding = only(report(tmp_path, {"t.json": content}))
    assert (finding.code, finding.line) == ("unreadable" if content else "empty-file", line)
    assert reason in finding.params.get("reason", "")


def test_parts_of_json_lines(tmp_path: Path) -> None:
    files = {"a.jsonl": '{"a": "x", "n": 1}', "b.jsonl": '\n{"a": "x", "n": "z"}\n'}
    (finding,) = report(tmp_path, files, path=list(files)).tables[0].findings
    assert (finding.place, finding.line, finding.row_number) == ("b.jsonl", 2, 3)


def test_half_a_character_is_no_text(tmp_path: Path) -> None:
    """JSON can write half of a pair of surrogates; no UTF-8 can."""
    result = report(tmp_path, {"t.json": '[{"a": "\\ud800", "n": "\\udc00"}, {"a": "\\ud83d\\ude00", "n": 1}]'})
    assert places(result) == [("type", 2, 1, "n", "\ufffd")]


def test_a_table_without_a_schema(tmp_path: Path) -> None:
    result = report(tmp_path, {"t.csv": "a,b,a,\n1,2,3,4\n1,2\n\n"}, None)
    assert [finding[0] for finding in places(result)] == [
        "duplicate-label", "blank-label", "missing-cell", "blank-row",
    ]  # fmt: skip
    assert report(tmp_path, {"t.csv": "a,b\n1,2\n"}, None).tables[0].rows == 1
    assert report(tmp_path, {"t.csv": "1,2\n1,2\n"}, None, dialect={"header": False}).tables[0].rows == 2


def test_a_file_that_is_no_table(tmp_path: Path) -> None:
    data = b"\x89PNG\0\xff"
    assert report(tmp_path, {"t.png": data}, None, hash=hashlib.sha1(data).hexdigest().join(["sha1:", ""])).valid
    assert only(report(tmp_path, {"t.png": data}, None, bytes=1)).code == "bytes"
    assert report(tmp_path, {"t.json": '{"a": 1}'}, None).valid
    assert report(tmp_path, {"t.txt": b""}, None).valid


def test_profiles_of_v1(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("a,n\nx,z\n")
    item = {"name": "t", "path": "t.csv", "schema": SCHEMA, "profile": "tabular-data-resource"}
    package = {"profile": "tabular-data-package", "resources": [item]}
    (tmp_path / "datapackage.json").write_text(json.dumps(package))
    assert places(check(tmp_path)) == [("type", 2, 2, "n", "z")]


def parquet(root: Path, columns: Mapping[str, Any]) -> None:
    import pyarrow
    from pyarrow import parquet as files

    files.write_table(pyarrow.table(dict(columns)), root / "t.parquet")


def test_parquet(tmp_path: Path) -> None:
    parquet(tmp_path, {"a": ["x", None, ""], "n": ["1", "z", "2"]})
    result = report(tmp_path, {}, path="t.parquet")
    (finding,) = result.tables[0].findings
    assert (finding.code, finding.row_number, finding.line, finding.cell) == ("type", 3, None, "z")


def columns() -> list[tuple[str, Any, bool]]:
    """Types of Table Schema, columns of Parquet, and whether every value of the column is of the type."""
    import datetime
    from decimal import Decimal

    import pyarrow as pa

    day, moment = datetime.date(2020, 2, 29), datetime.datetime(2020, 2, 29, 12, 30, 1, 500_000)
    return [
        ("integer", pa.array([1, 2], pa.int8()), True),
        ("integer", pa.array([2**64 - 1], pa.uint64()), True),
        ("integer", pa.array([1.0]), True),
        ("integer", pa.array([1.5]), False),
        ("integer", pa.array([Decimal("12")]), True),
        ("integer", pa.array(["1"]), True),
        ("integer", pa.array([True]), False),
        ("number", pa.array([0.1, float("nan"), float("inf")]), True),
        ("number", pa.array([Decimal("1.50")]), True),
        ("boolean", pa.array([True, None]), True),
        ("boolean", pa.array([1]), False),
        ("date", pa.array([day]), True),
        ("date", pa.array([moment]), False),
        ("datetime", pa.array([moment]), True),
        ("datetime", pa.array([1], pa.timestamp("ns", tz="UTC")), True),
        ("time", pa.array([moment.time().replace(microsecond=0)]), True),
        ("year", pa.array([2020]), True),
        ("string", pa.array(["x"]).dictionary_encode(), True),
        ("string", pa.array([1]), False),
        ("string", pa.array([day]), False),
        ("duration", pa.array([datetime.timedelta(seconds=90)]), True),
        ("list", pa.array([["a", "b"]]), True),
        ("array", pa.array([[1, 2]]), True),
        ("object", pa.array([{"x": 1}]), True),
        ("object", pa.array([[("x", 1)]], pa.map_(pa.string(), pa.int64())), True),
        ("any", pa.array([b"\xff"]), True),
        ("any", pa.nulls(2), True),
    ]


@pytest.mark.parametrize("number", range(len(columns())))
def test_types_of_parquet(tmp_path: Path, number: int) -> None:
    kind, column, valid = columns()[number]
    parquet(tmp_path, {"v": column})
    result = report(tmp_path, {}, {"fields": [{"name": "v", "type": kind}]}, path="t.parquet")
    assert {finding[0] for finding in places(result)} == (set() if valid else {"type"})


@pytest.mark.parametrize("data", [b"PAR1", b"PAR1" + b"x" * 100 + b"PAR1", b"a,n\n", b"\0" * 1000])
def test_broken_parquet_is_one_finding(tmp_path: Path, data: bytes) -> None:
    assert only(report(tmp_path, {"t.parquet": data})).code == "unreadable"


def workbook(root: Path, **sheets: list[list[Any]]) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(root / "t.xlsx")


def test_workbook(tmp_path: Path) -> None:
    import datetime

    schema = {"fields": [field("a"), field("n", "integer"), field("d", "date"), field("b", "boolean")]}
    day = datetime.date(2020, 1, 2)
    rows = [["a", "n", "d", "b"], ["x", 1, day, True], [], ["x", 1.5, "2020-13-01", 1], [7, "2", None, None]]
    workbook(tmp_path, one=rows, two=[["title"], ["a", "n"], ["x", "z"]])
    assert [(f[0], f[1], f[3], f[4]) for f in places(report(tmp_path, {}, schema, path="t.xlsx"))] == [
        ("blank-row", 3, None, None),
        ("type", 4, "n", "1.5"),
        ("type", 4, "d", "2020-13-01"),
        ("type", 4, "b", "1"),
        ("type", 5, "a", "7"),
    ]
    for dialect in ({"sheetName": "two", "headerRows": [2]}, {"sheetNumber": 2, "commentRows": [1]}):
        result = report(tmp_path, {}, path="t.xlsx", dialect=dialect)
        assert places(result) == [("type", 3, 3, "n", "z")]
    for dialect in ({"sheetName": "three"}, {"sheetNumber": 3}):
        assert only(report(tmp_path, {}, path="t.xlsx", dialect=dialect)).code == "unreadable"


def test_a_broken_workbook_is_one_finding(tmp_path: Path) -> None:
    pytest.importorskip("openpyxl")
    for data in (b"PK\x03\x04", zipped(("a.txt", b"x")), zipped(("[Content_Types].xml", b"<x"))):
        assert only(report(tmp_path, {"t.xlsx": data})).code == "unreadable"


def test_a_workbook_without_its_library_is_refused_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("little_giants.package.spreadsheet.find_spec", lambda name: None)
    with pytest.raises(PackageError, match=r"little-giants\[xlsx\]"):
        report(tmp_path, {"t.xlsx": b""})


def test_every_kind_of_resource_is_built(tmp_path: Path) -> None:
    """A table without a schema has columns of text; a file that is no table has no columns at all."""
    (tmp_path / "s.csv").write_text("x,X\n1,2\n")
    (tmp_path / "i.png").write_bytes(b"\0")
    resources = [
        {"name": "s", "path": "s.csv"},
        {"name": "i", "path": "i.png"},
        {"name": "d", "data": [{"a": "x", "n": 1}], "schema": SCHEMA},
    ]
    (tmp_path / "datapackage.json").write_text(json.dumps({"name": "p", "resources": resources}))
    with closing(run(read(tmp_path), None, texts={})) as done:
        assert [table.name for table in done.package.resources] == ["s", "d"]
        assert done.connection.execute("select * from s").fetchall() == [("1", "2")]
        assert done.connection.execute("select * from d").fetchall() == [("x", 1)]
    build(little_giants.open(tmp_path), tmp_path / "out")
    assert sorted(file.name for file in (tmp_path / "out" / "parquet").iterdir()) == ["d.parquet", "s.parquet"]


@pytest.mark.parametrize(
    ("content", "row"),
    [
        ("a,n\nx,1\nx,1,\n", 3),
        ("a,n\nx,1,,\nx,1\n", 2),
        ('a,n\nx,1,""\n', 2),
        ("a,n\r\nx,1,\r\n", 2),
        ("a,n\nx,\nx,1,", 3),
        ('a,n\n"x,",\n"x\n,",1\n,,\n', 4),
        ('a,n\n"x,",\n"x\n,",\n,\n', None),
    ],
)
def test_empty_cells_that_are_too_many(tmp_path: Path, content: str, row: int | None) -> None:
    """DuckDB's reader drops them without a word."""
    assert [finding[:2] for finding in places(report(tmp_path, {"t.csv": content}))] == (
        [("extra-cell", row)] if row else []
    )


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    text=st.lists(st.sampled_from(["a", "1", ",", ";", "\n", '"', "'", '""', " ", "科", "\r\n", "NA"]), max_size=25),
    dialect=st.sampled_from([{}, {"delimiter": ";"}, {"quoteChar": "'"}, {"header": False}]),
    end=st.sampled_from(["\n", ""]),
)
def test_the_fast_and_the_exact_way_agree(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: list[str], dialect: dict[str, Any], end: str
) -> None:
    """What the fast reader is trusted with, the exact reader would have given too: findings and rows."""
    start = "" if dialect == {"header": False} else "a,n\n".replace(",", dialect.get("delimiter", ","))
    (tmp_path / "t.csv").write_bytes((start + "".join(text) + end).encode())
    schema = {"fields": [field("a", required=True), field("n", "integer")], "primaryKey": ["n"]}
    resource = {"name": "t", "path": "t.csv", "schema": schema, "dialect": dialect}
    (tmp_path / "datapackage.json").write_text(json.dumps({"resources": [resource]}))
    seen = []
    for slow in (False, True):
        with monkeypatch.context() as patch, ExitStack() as stack:
            if slow:
                patch.setattr("little_giants.engines.duckdb.load.direct", lambda seen, table: None)
            done = stack.enter_context(closing(run(read(tmp_path), None, texts={})))
            rows = done.connection.execute("select * from t").fetchall() if done.package.resources else None
            seen.append((found(done.report), rows))
    assert seen[0] == seen[1]


@pytest.mark.parametrize("dialect", [{}, {"header": False, "commentRows": [1]}])
def test_the_row_that_breaks_is_named(tmp_path: Path, dialect: Any) -> None:
    (finding,) = report(tmp_path, {"t.csv": 'a,n\n"x"y,1\n'}, dialect=dialect).tables[0].findings
    assert (finding.code, finding.row_number, finding.line) == ("unclosed-quote", 2, 2)


@pytest.mark.parametrize("content", [" ", " , \n"])
def test_blank_labels_and_no_schema(tmp_path: Path, content: str) -> None:
    assert {finding[0] for finding in places(report(tmp_path, {"t.csv": content}, None))} == {"blank-label"}


def test_utf_16_without_a_byte_order_mark(tmp_path: Path) -> None:
    """RFC 2781 lets the order be guessed; we do not guess. ``utf-16le`` says it."""
    content = "a,n\nx,1\n".encode("utf-16le")
    assert only(report(tmp_path, {"t.csv": content}, encoding="utf-16")).code == "encoding"
    assert report(tmp_path, {"t.csv": content}, encoding="utf-16le").valid
