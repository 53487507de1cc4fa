"""The scanner reads a file in blocks of half a megabyte, side by side: no border is seen in what it finds."""

from __future__ import annotations

from pathlib import Path

import pytest
from scanned import agreed, codes, judged, needed
from synthetic import field, package

from little_giants.engines.native import scan
from little_giants.package import read
from little_giants.package.text import CHUNK

pytestmark = needed

BLOCK = 1 << 19
TEXT = {"fields": [field("id", "integer", unique=True), field("text", maxLength=30)]}


@pytest.fixture(params=[1, 5])
def threads(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    """How many threads scan."""
    monkeypatch.setattr(scan, "_cores", lambda: request.param)
    return int(request.param)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_borders_fall_everywhere(tmp_path: Path, threads: int, end: str) -> None:
    """Records of many lengths: the borders of four blocks fall on line ends, quotes and parts of characters."""
    inside = "\n" if end == "\n" else " "
    rows = [f'{i},"{"中" * (i % 7)}{inside}""{"x" * (i % 22)}{inside}"{end}' for i in range(120_000)]
    rows[70_000] = f"x,{end}"
    rows[70_001] = f"5,{end}"
    rows[119_999] = f'7,"{"y" * 31}"{end}'
    content = f"id,text{end}" + "".join(rows)
    assert len(content.encode()) > 3 * BLOCK
    found, given = codes(package(tmp_path, {"t": (TEXT, content)}))
    assert (found, sorted(given)) == ({"t"}, ["max-length", "type", "unique", "unique"])
    (table,) = agreed(read(tmp_path)).tables
    places = {(one.code, one.row_number) for one in table.findings}
    assert places == {("type", 70_002), ("unique", 70_003), ("unique", 120_001), ("max-length", 120_001)}
    # The physical line counts the line ends in cells, too.
    expected = content[: content.index("\nx,")].count("\n") + 2
    assert {one.line for one in table.findings if one.code == "type"} == {expected}


@pytest.mark.parametrize("shift", range(-2, 3))
@pytest.mark.parametrize("last", ['1,"a\nb"\n', "1,a\n", "1,\n", '1,""', "1,a"])
def test_a_file_ends_beside_a_border(tmp_path: Path, shift: int, last: str) -> None:
    fill = f'0,"{"x" * (BLOCK + shift - len(last) - len("id,text") - 1 - 5)}"\n'
    content = "id,text\n" + fill + last
    assert len(content) == BLOCK + shift
    assert codes(package(tmp_path, {"t": (TEXT, content)})) == ({"t"}, ["max-length"])


@pytest.mark.parametrize("inside", ["x", "x\n", '""', "é", ',"",\n'])
def test_a_record_is_longer_than_a_block(tmp_path: Path, threads: int, inside: str) -> None:
    long = inside * (5 * BLOCK // 2 // len(inside.encode()))
    content = f'id,text\n1,"{long}"\n1,"{long}"\n2,y\n'
    found, given = codes(package(tmp_path, {"t": (TEXT, content)}))
    assert (found, sorted(given)) == ({"t"}, ["max-length", "max-length", "unique"])


def test_a_mark_of_the_byte_order_is_dropped_once(tmp_path: Path) -> None:
    """What follows it is text, whatever it looks like: here one character too many."""
    schema = {"fields": [field("a", maxLength=BLOCK + 9)]}
    content = b"\xef\xbb\xbf" * 2 + b"x" * (BLOCK + 9) + b"\n"
    root = package(tmp_path, {"t": (schema, content)}, t={"dialect": {"header": False}})
    assert codes(root) == ({"t"}, ["max-length"])


@pytest.mark.parametrize("fault", [b'2,x"y\n', b"\n", b"2\n", b"2,a,b\n", b"2,\0\n", b"2,\xff\n", b"2,a\r\n", b'2,"'])
def test_a_fault_in_a_later_block_refuses_the_whole(tmp_path: Path, threads: int, fault: bytes) -> None:
    rows = b"".join(b"%d,%s\n" % (i, b"x" * 20) for i in range(100_000))
    root = package(tmp_path, {"t": (TEXT, b"id,text\n" + rows + fault + rows)})
    assert judged(read(root)) == set()


@pytest.mark.parametrize("fault", [b"\n", b"a\rb\r\nc\n", b"\r\n", b'"a\nb"\r\n', b'"a\rb"\r\nc\n', b"a\n", b"a\r"])
@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_a_fault_that_the_first_megabyte_does_not_show(tmp_path: Path, end: bytes, fault: bytes) -> None:
    """The look at the beginning of a file says nothing of what follows. Here the border lies right before the fault."""
    schema = {"fields": [field("a", maxLength=5)]}
    content = b"a" + end + b"x" * (CHUNK - 1 - 2 * len(end)) + end
    assert len(content) == CHUNK
    assert judged(read(package(tmp_path, {"t": (schema, content + b"y" + end)}))) == {"t"}
    good = end == b"\n" and fault == b"a\n"
    found, _ = codes(package(tmp_path, {"t": (schema, content + fault + b"y" + end)}))
    assert found == ({"t"} if good else set())


def test_line_ends_that_change_in_a_later_block(tmp_path: Path) -> None:
    rows = b"".join(b"%d,%s\n" % (i, b"x" * 20) for i in range(60_000))
    for content in (rows + rows.replace(b"\n", b"\r\n"), rows.replace(b"\n", b"\r\n") + rows):
        assert judged(read(package(tmp_path, {"t": (TEXT, b"id,text\n" + content)}))) == set()


def test_a_record_of_more_than_16_megabytes_is_refused(tmp_path: Path) -> None:
    content = b'id,text\n1,"' + b"x\n" * (9 << 20) + b'"\n'
    assert judged(read(package(tmp_path, {"t": (TEXT, content)}))) == set()


@pytest.mark.parametrize("limit", [0, 1, 3, 1000])
def test_the_first_findings_are_kept(tmp_path: Path, threads: int, limit: int) -> None:
    rows = [f"{i},{'x' * 28}{'yyy' if i % 5000 == 4999 else ''}\n" for i in range(60_000)]
    root = package(tmp_path, {"t": (TEXT, "id,text\n" + "".join(rows))})
    (table,) = agreed(read(root), limit=limit).tables
    assert table.counts == {"max-length": 12}
    assert [one.row_number for one in table.findings] == [5001 + 5000 * i for i in range(min(12, limit))]
