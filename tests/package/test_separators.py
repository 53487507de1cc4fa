"""Delimiters between cells, counted without numpy and with it: both give the same number, or neither gives one."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from little_giants.package import quotes
from little_giants.package.separators import separators


@pytest.mark.parametrize(
    ("text", "count"),
    [
        (b"", 0),
        (b"a,b\n1,\n", 2),
        (b'a,b\n"1,1",\n', 2),
        (b'\xef\xbb\xbf"a",b\n', 1),
        (b'a,b\n"say ""a, b""","c\r\n,d"\r\n', 2),
        (b'"",""\n', 1),
        (b'a,b\n1,"2\n', None),  # the quote stays open
        (b'a,b\n1"2,3"\n', None),  # it opens inside a cell
        (b'a,b\n"1"2,3\n', None),  # text behind a closing quote
        (b'"a" ,b\n', None),
    ],
)
def test_only_delimiters_outside_quotes_count(text: bytes, count: int | None) -> None:
    assert separators(text, b",", b'"') == count


@given(st.text('a,"\n\r ', max_size=24))
def test_it_is_what_is_counted_in_large_files(tmp_path_factory: pytest.TempPathFactory, content: str) -> None:
    file = tmp_path_factory.getbasetemp() / "separators.csv"
    file.write_bytes(content.encode())
    assert separators(Path(file).read_bytes(), b",", b'"') == quotes.separators(file, ",", '"')
