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
from little_giants.errors import UsageError
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


def test_a_size_of_memory_that_is_none_is_refused_although_it_is_not_needed(valid: Path) -> None:
    with pytest.raises(UsageError, match="'much' is not a size of memory"):
        validating.validate(read(valid), None, texts={}, memory="much")


def test_where_the_library_fails_duckdb_judges_everything(valid: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Failing:
        """A library whose every scan ends as one does in which something went wrong inside."""

        def scanner_scan(self, *_: object) -> int:
            return -1

    monkeypatch.setattr(scan, "library", Failing)
    assert judged(read(valid)) == set()
    assert agreed(read(valid)).valid


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


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"a,b\nx,1\ny,1\n", {}),
        (b"a,b\n", {}),
        (b'"', {"unclosed-quote": 1}),
        (b"\xff\xfe\0", {"encoding": 1}),
        (b"a;b\n1;2\n", {"delimiter": 1}),
        (None, {"file-missing": 1}),
    ],
)
def test_a_file_that_is_written_before_duckdb_reads_it_is_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes | None, expected: Any
) -> None:
    schema = {"fields": [field("a", unique=True), field("b", "integer")]}
    root = package(tmp_path, {"t": (schema, b"a,b\n1,2\n1,x\n1,y\n")})
    first = validating.turn

    def early(*args: Any) -> Any:
        found = first(*args)
        assert set(found) == {"t"}
        if content is None:
            (root / "t.csv").unlink()
        else:
            (root / "t.csv").write_bytes(content)
        return found

    monkeypatch.setattr(validating, "turn", early)
    (table,) = validating.validate(read(root), None, texts={}, stream_from=0).tables
    assert table.counts == expected


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
