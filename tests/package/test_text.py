"""Facts about bytes: nothing is lost at a seam, and the fast reader is used only where it is exact."""

from __future__ import annotations

import csv
import hashlib
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from little_giants.package import text
from little_giants.package.digest import Digests
from little_giants.package.records import BrokenText, records
from little_giants.package.text import CHUNK, TextFacts


def facts(tmp_path: Path, data: bytes) -> text.FileFacts:
    file = tmp_path / "t.csv"
    file.write_bytes(data)
    found, digests = TextFacts(), Digests("")
    with file.open("rb") as stream, digests:
        while piece := stream.read(CHUNK):
            digests.update(piece)
            found.feed(piece)
    return found.done(found.size, digests.sha256)


def test_size_and_digest(tmp_path: Path) -> None:
    data = b"a,b\n" * 700_000
    found = facts(tmp_path, data)
    assert (found.size, found.sha256, found.lines) == (len(data), hashlib.sha256(data).hexdigest(), 700_000)


@pytest.mark.parametrize(
    "data", [b"a,b\n1,2\n", b"a,b\r\n1,2\r\n", b"a,b\n1,2", b'a,b\n"x\ny",2\n', b"\xef\xbb\xbfa,b\n1,2\n"]
)
def test_plain(tmp_path: Path, data: bytes) -> None:
    assert facts(tmp_path, data).plain


@pytest.mark.parametrize(
    "data",
    [
        b"a,b\n\n1,2\n",
        b"a,b\n1,2\n\n",
        b"\na,b\n",
        b"\xef\xbb\xbf\na,b\n",
        b"a,b\r\n\r\n1,2\r\n",
        b"a,b\r1,2\r",
        b"a,b\r\n1,2\n",
        b'a,b\n1, "2"\n',
        b'a,b\n "1",2\n',
        b'a,b\n1,"2" \n',
        b'a,b\n"1"\t,2\n',
        b'a,b\n1,"2" ',
    ],
)
def test_not_plain(tmp_path: Path, data: bytes) -> None:
    assert not facts(tmp_path, data).plain


@pytest.mark.parametrize("shift", range(-4, 5))
@pytest.mark.parametrize(
    ("piece", "plain", "bad"),
    [(b"\n\n", False, False), (b'x, "y"\n', False, False), ("科".encode(), True, False), (b"\xe7\x41", True, True)],
)
def test_seams(tmp_path: Path, shift: int, piece: bytes, plain: bool, bad: bool) -> None:
    """The reading is done in pieces of 1 MiB; nothing is lost at their seams."""
    before = (1 << 20) + shift - 1
    found = facts(tmp_path, b"a" * before + piece + b"b\n")
    assert found.plain is plain
    assert found.bad_byte == (before if bad else -1)


@given(st.lists(st.text(alphabet='a" ,\n\r\té', max_size=12), max_size=4))
def test_small_and_large_files_give_the_same_facts(pieces: list[str]) -> None:
    """A large file is looked at with numpy, a small one without; what is found is the same."""
    small, large = TextFacts(), TextFacts()
    before = b"x,y\n" * (1 << 20)
    large.feed(before)
    small.feed(b"x,y\n")
    for piece in pieces:
        small.feed(piece.encode())
        large.feed(piece.encode())
    one, other = small.done(0, ""), large.done(0, "")
    more = before.count(b"\n") - 1
    assert (one.lines + more, one.delimiters + more) == (other.lines, other.delimiters)
    assert (one.quoted, one.crlf, one.open_end) == (other.quoted, other.crlf, other.open_end)
    # In a large file a blank beside a quote is left for a second look, which tells more than a pattern.
    assert one.plain == other.plain or (one.plain and other.blanks)


@given(st.text(alphabet='a" ,\n\r\té', max_size=40))
def test_records_are_what_the_csv_module_reads(tmp_path_factory: pytest.TempPathFactory, content: str) -> None:
    """Our records add only the line; the cells are the standard library's."""
    file = tmp_path_factory.mktemp("r") / "t.csv"
    file.write_bytes(content.encode())
    try:
        expected = list(csv.reader(io.StringIO(content, newline=""), strict=True))
    except csv.Error:
        with pytest.raises(BrokenText):
            list(records(file, ",", '"'))
        return
    assert [record.cells for record in records(file, ",", '"')] == expected
