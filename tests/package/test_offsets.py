"""Places of records found without parsing: the same as the exact reader's, or nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from little_giants.package import quotes
from little_giants.package.offsets import places
from little_giants.package.quotes import LooseQuoteError
from little_giants.package.records import BrokenText, records

CELLS = st.sampled_from(["", "a", "é", '"a"', '"a,b"', '"a\nb"', '""', '"a""b"', '"\n\n"', '""""', '"x"" ,\n"'])


@given(st.lists(st.lists(CELLS, min_size=2, max_size=2), min_size=1, max_size=8), st.booleans(), st.integers(1, 9))
def test_lines_and_texts(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]], ended: bool, piece: int
) -> None:
    file = tmp_path_factory.mktemp("o") / "t.csv"
    file.write_bytes(("\n".join(",".join(row) for row in rows) + "\n" * ended).encode())
    exact = list(records(file, ",", '"'))
    wanted = [i for i in range(len(exact)) if i % 3 != 1]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(quotes, "PIECE", piece)
        found = places(file, wanted, ",", '"', quoted=True)
    assert [one.line for one in found] == [exact[i].line for i in wanted]
    assert [one.text.decode() for one in found] == [",".join(rows[i]) for i in wanted]


@given(st.text(alphabet='a",\n', max_size=30))
def test_nothing_is_guessed(tmp_path_factory: pytest.TempPathFactory, content: str) -> None:
    """For any text that the exact reader reads, the places are its places, or a loose quote is named."""
    file = tmp_path_factory.mktemp("o") / "t.csv"
    file.write_bytes(content.encode())
    try:
        exact = list(records(file, ",", '"'))
    except BrokenText:
        return
    try:
        found = places(file, range(len(exact)), ",", '"', quoted=True)
    except LooseQuoteError:
        assert '"' in content
        return
    assert [one.line for one in found] == [record.line for record in exact]


def test_a_quote_inside_a_bare_cell_is_named(tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    file.write_bytes(b'a,b\n1,x"y\n2,z\n')
    with pytest.raises(LooseQuoteError):
        places(file, [2], ",", '"', quoted=True)
    assert places(file, [2], ",", '"', quoted=False)[0].text == b"2,z"


def test_carriage_returns_and_a_byte_order_mark(tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    file.write_bytes(b'\xef\xbb\xbf"a",b\r\n"1\r\n",2\r\n3,4')
    found = places(file, [1, 2], ",", '"', quoted=True)
    assert [(one.line, one.text) for one in found] == [(2, b'"1\r\n",2'), (4, b"3,4")]


@pytest.mark.parametrize(
    ("content", "plain"),
    [
        (b'a,b\n1,"said, ""so"" "\n', True),
        (b'a,b\n1,"  x, "\n', True),
        (b'a,b\n"x ""  ,y",2\n', True),
        (b'\xef\xbb\xbf"a , ",b\n1,2\n', True),
        (b'a,b\n1, "x"\n', False),
        (b'a,b\n1,"x" \n', False),
        (b'a,b\n1,5"\n', False),
        (b'a,b\n1,x"y" "z\n', False),
        (b'a,b\n1,"open ,', False),
    ],
)
@pytest.mark.parametrize("piece", [1, 2, 5, 1 << 20])
def test_quotes_are_regular(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes, plain: bool, piece: int
) -> None:
    """A blank beside a quote is text where the quote stands inside a cell, and not RFC 4180 elsewhere."""
    monkeypatch.setattr(quotes, "PIECE", piece)
    file = tmp_path / "t.csv"
    file.write_bytes(content)
    assert quotes.regular(file, ",", '"') is plain
