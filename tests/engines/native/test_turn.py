"""The scanner judges a file exactly or refuses it as a whole; either way the report is the one that DuckDB gives."""

from __future__ import annotations

import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from scanned import agreed, codes, judged, needed
from synthetic import field, package

from little_giants.engines import validate as validating
from little_giants.engines.native import scan, turn
from little_giants.package import read
from little_giants.package.look import Look, Word
from little_giants.package.model import Resource

pytestmark = needed

AB = {"fields": [field("a"), field("b")]}
NATION = {"fields": [field("id"), field("name", unique=True)], "primaryKey": ["id"]}
FIRM = {
    "fields": [
        field("firm", "integer"),
        field("nation"),
        field("size", "number", minimum=0),
        field("founded", "date"),
        field("listed", "boolean"),
    ],
    "primaryKey": ["firm"],
    "foreignKeys": [{"fields": ["nation"], "reference": {"resource": "nations", "fields": ["id"]}}],
}
YEARS = {
    "fields": [field("firm", "integer"), field("year", "year", minimum=1900, maximum=2100)],
    "primaryKey": ["firm", "year"],
    "foreignKeys": [{"fields": ["firm"], "reference": {"resource": "firms", "fields": ["firm"]}}],
}
PROOF = """
import sys
from pathlib import Path
from little_giants.engines.validate import validate
from little_giants.package import read
report = validate(read(Path(sys.argv[1])), None, texts={})
print([(table.rows, len(table.counts)) for table in report.tables], {"duckdb", "numpy", "pyarrow"} & set(sys.modules))
"""


@pytest.fixture
def valid(tmp_path: Path) -> Path:
    """A valid package of three tables, with keys and foreign keys."""
    nations = "id,name\nCN,中国\nIT,Italia\n"
    firms = 'firm,nation,size,founded,listed\n2,IT,1.5,2001-02-03,true\n1,"CN",1e3,1999-12-31,0\n'
    tables = {"years": (YEARS, "firm,year\n1,2001\n2,2001\n1,2000\n"), "nations": (NATION, nations)}
    return package(tmp_path, {**tables, "firms": (FIRM, firms)})


def test_a_valid_package_is_proved_without_duckdb(valid: Path) -> None:
    run = subprocess.run([sys.executable, "-c", PROOF, str(valid)], capture_output=True, text=True)
    assert (run.stdout, run.stderr) == ("[(3, 0), (2, 0), (2, 0)] set()\n", "")


def test_the_report_of_a_proof_is_that_of_duckdb(valid: Path) -> None:
    for wanted in ((), ("years",), ("nations", "firms")):
        report = agreed(read(valid), only=wanted)
        assert {table.name for table in report.tables} == set(wanted or ("years", "nations", "firms"))
        for table in report.tables:
            data = (valid / f"{table.name}.csv").read_bytes()
            assert (table.rows, table.bytes) == (data.count(b"\n") - 1, len(data))
            assert table.sha256 == sha256(data).hexdigest()
    assert judged(read(valid)) == {"years", "nations", "firms"}


def test_without_the_library_duckdb_judges_everything(valid: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (valid / "years.csv").write_text("firm,year\n1,2001\n1,2001\n3,\n")
    with_it = agreed(read(valid))
    for module in (turn, scan):
        monkeypatch.setattr(module, "library", lambda: None)
    assert judged(read(valid)) == set()
    assert agreed(read(valid)).tables == with_it.tables
    assert with_it.tables[0].counts == {"foreign-key": 1, "primary-key": 1, "primary-key-null": 1}


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b'a,b\n1,x"y\n', None),
        (b'a,b\n1,"x"y\n', ["unclosed-quote"]),
        (b'a,b\n1, "x"\n', None),
        (b'a,b\n1,"x" \n', None),
        (b'a,b\n1,"x\n2,y\n', ["unclosed-quote"]),
        (b'a,b\n1,"', ["unclosed-quote"]),
        (b"a,b\n1,2\n\n3,4\n", ["blank-row"]),
        (b"a,b\n1,2\n\n", ["blank-row"]),
        (b"\na,b\n1,2\n", None),
        (b'a,b\n1,"x\n\ny"\n', []),
        (b"a,b\n1\n", ["missing-cell"]),
        (b"a,b\n1,2,3\n", ["extra-cell"]),
        (b"a,b\n1,2,\n", ["extra-cell"]),
        (b"a,b\n1,2\r3,4\n", None),
        (b"a,b\r1,2\r", None),
        (b'a,b\n1,"x\ry"\n', None),
        (b"a,b\r\n1,2\n3,4\r\n", None),
        (b"a,b\n1,2\r\n", None),
        (b"a,b\n1,2\r", None),
        (b'a,b\r\n1,"x\ny"\r\n', None),
        (b"a,b\n1,\0\n", ["binary-file"]),
        (b"a,b\n1,\xff\n", ["encoding"]),
        (b"a,b\n1,\xc3", ["encoding"]),
        (b"a,b\n1,\xed\xa0\x80\n", ["encoding"]),
        (b"", ["empty-file"]),
        (b"\xef\xbb\xbf", ["empty-file"]),
        (b"b,a\n1,2\n", None),
        (b"a;b\n1;2\n", None),
    ],
)
def test_what_is_not_regular_is_refused(tmp_path: Path, content: bytes, expected: list[str] | None) -> None:
    """``expected`` None: what it is called is not the point here."""
    found, given = codes(package(tmp_path, {"t": (AB, content)}))
    assert found == set()
    assert expected is None or given == expected


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize(
    "content",
    [
        b"a,b",
        b"a,b\n",
        b"a,b\r\n",
        b"a,b\n1,2",
        b"a,b\r\n1,2",
        b"a,b\n,",
        b'a,b\n1,""',
        b'"a","b"\r\n"1","2"\r\n',
        b'a,b\n"",""\n',
        b'a,b\n"x""y","""z"""\n',
        b'a,b\n"x\ny","1,2"\n',
        b'a,b\n"""","\n"\n',
        "a,b\n中文,\U0010ffff\n".encode(),
    ],
)
def test_what_is_regular_is_judged(tmp_path: Path, mark: bytes, content: bytes) -> None:
    assert codes(package(tmp_path, {"t": (AB, mark + content)})) == ({"t"}, [])


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf"])
def test_an_empty_file_without_a_header_is_no_proof(tmp_path: Path, content: bytes) -> None:
    root = package(tmp_path, {"t": (AB, content)}, t={"dialect": {"header": False}})
    assert codes(root) == (set(), ["empty-file"])


@pytest.mark.parametrize(
    ("one", "cells", "scanned", "expected"),
    [
        # Whole numbers beyond 18 characters: known to be some, but not which.
        (field("a", "integer"), ["9" * 18, "-" + "9" * 30], True, []),
        (field("a", "integer", minimum=1), ["1" * 18], True, []),
        (field("a", "integer", minimum=1), ["-" + "9" * 30], False, ["minimum"]),
        (field("a", "integer", minimum=1), ["9" * 30 + "x"], True, ["type"]),
        (field("a", "integer", enum=["5", "12"]), ["005", "+12", "-5"], True, ["enum"]),
        (field("a", "integer", unique=True), ["9" * 30, "9" * 30], False, ["unique"]),
        (field("a", "integer", maximum="9" * 19), ["1"], False, []),
        # Numbers: exact up to 15 digits, and beyond where the value still fits.
        (field("a", "number"), ["1" * 400, "1e-99999", "nan", "-INF"], True, []),
        (field("a", "number"), ["+INF", ".", "1e", "--1"], True, ["type"] * 4),
        (field("a", "number", minimum="0.3"), ["0.30", "0.299999999999", "3e-1"], True, ["minimum"]),
        (field("a", "number", minimum="0.3"), ["0.30000000000000000000000000000001"], False, []),
        (field("a", "number", maximum=5), ["1e40", "-1e400", "INF", "-inf", "NaN"], True, ["maximum"] * 3),
        (field("a", "number", maximum=5), ["1e-40"], False, []),
        (field("a", "number", maximum="1e1"), ["10"], False, []),
        (field("a", "number", enum=["1.0"]), ["1"], False, []),
        (field("a", "number", unique=True), ["1", "1.0"], False, ["unique"]),
        # Dates and years.
        (field("a", "date", minimum="2000-02-29"), ["2000-02-28", "2000-03-01"], True, ["minimum"]),
        (field("a", "date"), ["1900-02-29", "2000-02-29", "0000-01-01", "２000-01-01"], True, ["type"] * 3),
        (field("a", "date", enum=["2000-02-29"]), ["2000-02-29", "2000-03-01"], True, ["enum"]),
        (field("a", "date", "%d/%m/%Y"), ["29/02/2000"], False, []),
        (field("a", "year", minimum="-0044"), ["-0045", "-0044", "0001", "0000", "20000"], True, ["minimum", "type"]),
        (field("a", "year"), ["2020Z", "2020+14:00", "2020+15:00"], True, ["type"]),
        (field("a", "year", minimum=2000), ["2020Z"], False, []),
        # Booleans, and texts.
        (field("a", "boolean", required=True), ["true", "0", "yes", '""'], True, ["required", "type"]),
        (field("a", "boolean", enum=["true"]), ["1"], False, []),
        (field("a", minLength=2), ["é", "éé", "\U0010ffff中文"], True, ["min-length"]),
        (field("a", maxLength=12), ["é" * 12, "中" * 13, '"' + '""' * 12 + '"', "x" * 13], True, ["max-length"] * 2),
        (field("a", minLength=2**70), ["x"], True, ["min-length"]),
        (field("a", maxLength=2**70), ["x"], True, []),
        (field("a", pattern="[A-Z]{2}|中."), ["AB", "AC\u0301", "中é", "ABC"], True, ["pattern"] * 2),
        (field("a", pattern="(a|b)*a(a|b){14}"), ["a" * 15, "c"], False, ["pattern"]),
        (field("a", "string", "uuid"), ["123e4567-e89b-12d3-a456-426614174000", "123e4567"], True, ["type"]),
        (field("a", "string", "binary"), ["YQ=="], False, []),
        # Types that it has not.
        *((field("a", kind), ["x"], False, ["type"]) for kind in ("object", "array", "duration", "geopoint", "time")),
        *((field("a", kind), ["x"], False, ["type"]) for kind in ("geojson", "datetime", "yearmonth")),
        ({"name": "a", "type": "list"}, ["x"], False, []),
        ({"name": "a", "type": "any"}, ["x"], True, []),
        ({"name": "a", "type": "number", "decimalChar": ","}, ['"1,5"'], False, []),
        ({"name": "a", "type": "integer", "groupChar": " "}, ["1 000"], False, []),
        ({"name": "a", "type": "integer", "bareNumber": False}, ["1%"], False, []),
        # Missing values of its own.
        ({"name": "a", "type": "integer", "missingValues": ["NA", "-"]}, ["NA", "-", '""'], True, ["type"]),
        ({"name": "a", "missingValues": ["NA"], "constraints": {"required": True}}, ["NA", '"NA"', '""'], True,
         ["required"] * 2),
        ({"name": "a", "missingValues": [], "constraints": {"required": True}}, ['""'], True, []),
    ],
)  # fmt: skip
def test_values(tmp_path: Path, one: Any, cells: list[str], scanned: bool, expected: list[str]) -> None:
    root = package(tmp_path, {"t": ({"fields": [one]}, "a\n" + "\n".join(cells) + "\n")})
    found, given = codes(root)
    assert (found, sorted(given)) == ({"t"} if scanned else set(), sorted(expected))


def test_two_fields_of_one_name_are_not_mixed_up(tmp_path: Path) -> None:
    schema = {"fields": [field("a", required=True), field("a", "integer")]}
    found, given = codes(package(tmp_path, {"t": (schema, "a,a\nx,\nx,y\n")}))
    assert (found, given) == (set(), ["type"])


@pytest.mark.parametrize("sign", ["delimiter", "quoteChar"])
def test_a_dialect_of_nul_characters(tmp_path: Path, sign: str) -> None:
    root = package(tmp_path, {"t": ({"fields": [field("a")]}, "a\n1\n")}, t={"dialect": {sign: "\0"}})
    assert codes(root) == (set(), [])


@pytest.mark.parametrize(
    ("dialect", "content", "scanned"),
    [
        ({"delimiter": "\t"}, b"a\tb\n1\t2\n", True),
        ({"delimiter": " "}, b"a b\n1 2\n", True),
        ({"quoteChar": "'"}, b"a,b\n'1,\n''2',\"\n", True),
        ({"header": False}, b"1,2\n", True),
        ({"delimiter": "::"}, b"a::b\n1::2\n", False),
        ({"delimiter": "é"}, "aéb\n1é2\n".encode(), False),
        ({"quoteChar": ""}, b'a,b\n1,"2\n', False),
        ({"escapeChar": "\\"}, b"a,b\n1,2\n", False),
        ({"doubleQuote": False}, b"a,b\n1,2\n", False),
        ({"commentChar": "#"}, b"a,b\n#,2\n", False),
        ({"skipInitialSpace": True}, b"a, b\n1, 2\n", False),
    ],
)
def test_dialects(tmp_path: Path, dialect: Any, content: bytes, scanned: bool) -> None:
    root = package(tmp_path, {"t": (AB, content)}, t={"dialect": dialect})
    assert codes(root) == ({"t"} if scanned else set(), [])


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ({"bytes": 12}, []),
        ({"bytes": 11}, ["bytes"]),
        ({"hash": "sha256:" + sha256(b"a,b\n1,2\n3,4\n").hexdigest()}, []),
        ({"hash": "sha256:" + "0" * 64}, ["hash"]),
        ({"hash": "0" * 32}, ["hash"]),
        ({"hash": "0" * 32, "bytes": 11}, ["bytes"]),
    ],
)
def test_stated_size_and_hash_are_checked(tmp_path: Path, stated: Any, expected: list[str]) -> None:
    root = package(tmp_path, {"t": (AB, b"a,b\n1,2\n3,4\n")}, t=stated)
    assert codes(root) == ({"t"}, expected)


def test_a_file_that_grows_is_no_proof(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = package(tmp_path, {"t": (AB, b"a,b\n1,2\n")})
    look = turn.look_beside

    def late(resource: Resource, word: Word) -> Look | None:
        word.wait()
        with resource.file.open("a") as stream:
            stream.write("3,4\n")
        return look(resource, word)

    monkeypatch.setattr(turn, "look_beside", late)
    assert judged(read(root)) == set()


def test_a_file_that_is_written_anew_is_no_proof(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It keeps its size, so that nothing but the clock of the file tells."""
    root = package(tmp_path, {"t": (AB, b"a,b\n1,2\n")})
    scanner = turn.scan

    def late(resource: Resource, *rest: Any) -> Any:
        resource.file.write_bytes(b"a,b\n1,3\n")
        return scanner(resource, *rest)

    assert judged(read(root)) == {"t"}
    monkeypatch.setattr(turn, "scan", late)
    assert judged(read(root)) == set()


@pytest.mark.parametrize("put", ["pipe", "folder", "nothing"])
def test_what_is_no_plain_file_is_not_opened(tmp_path: Path, put: str) -> None:
    """A pipe that nobody writes to would be waited for without end."""
    import os

    root = package(tmp_path, {"t": (AB, b"")})
    (root / "t.csv").unlink()
    if put == "pipe":
        os.mkfifo(root / "t.csv")
    elif put == "folder":
        (root / "t.csv").mkdir()
    assert codes(root) == (set(), ["file-missing"])


def test_a_package_without_tables_that_are_text(tmp_path: Path) -> None:
    root = package(tmp_path, {"t": (AB, b"{}")}, t={"format": "json", "path": "t.csv"})
    assert judged(read(root)) == set()


def test_what_no_longer_is_wanted_is_removed(valid: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Of proofs and of refusals nothing stays in the folder for temporary files."""
    scratch = tmp_path_factory.mktemp("scratch")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tempfile.tempdir", str(scratch))
        for years in ("firm,year\n1,2001\n2,2001\n1,2000\n", "firm,year\n1,2001\n1,2001\n", 'firm,year\n1,"\n'):
            (valid / "years.csv").write_text(years)
            validating.validate(read(valid), None, texts={}, stream_from=0)
            assert list(scratch.iterdir()) == []


def test_a_long_chain_of_tables_is_no_recursion(tmp_path: Path) -> None:
    from dataclasses import replace

    from little_giants.schema.model import ForeignKey

    (one,) = read(package(tmp_path, {"t": (AB, b"a,b\n")})).resources
    names = [f"t{number}" for number in range(3000)]
    chain = [
        replace(one, name=name, schema=replace(one.schema, foreign_keys=(ForeignKey(("a",), to, ("a",)),)))
        for name, to in zip(names, [*names[1:], names[0]], strict=True)
    ]
    order = turn._targets_first(_Named(chain), names)  # type: ignore[arg-type]
    assert sorted(order) == sorted(names)
    assert order.index("t1") < order.index("t0") and order[0] == names[-1]


class _Named:
    """A package that finds its tables by name at once."""

    def __init__(self, resources: list[Resource]) -> None:
        self.names = [one.name for one in resources]
        self.resource = {one.name: one for one in resources}.__getitem__
