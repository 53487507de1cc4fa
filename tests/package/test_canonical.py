"""The canonical form: the same rows give the same bytes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from synthetic import check, field, package

from little_giants.errors import UsageError
from little_giants.package import read
from little_giants.package.canonical import canonical_text, format_package, write_table

SCHEMA = {"fields": [field("n", "integer"), field("a"), field("b")], "primaryKey": ["n", "a"]}


def test_sorted_by_typed_key_with_little_quoting(tmp_path: Path) -> None:
    root = package(tmp_path, {"t": (SCHEMA, '\ufeffn,a,b\r\n10,x,1\r\n9,"y","p, q"\r\n9,x,"a\r\nb"\r\n')})
    assert format_package(read(root)) == ["t.csv", "datapackage.json"]
    assert (root / "t.csv").read_bytes() == b'n,a,b\n9,x,"a\r\nb"\n9,y,"p, q"\n10,x,1\n'
    item = json.loads((root / "datapackage.json").read_text())["resources"][0]
    assert item["bytes"] == len((root / "t.csv").read_bytes())
    assert check(root).valid
    assert format_package(read(root)) == []


def test_check_writes_nothing(tmp_path: Path) -> None:
    root = package(tmp_path, {"t": (SCHEMA, "n,a,b\n2,x,1\n1,x,1\n")})
    before = {file.name: file.read_bytes() for file in root.iterdir()}
    assert format_package(read(root), check=True) == ["t.csv", "datapackage.json"]
    assert {file.name: file.read_bytes() for file in root.iterdir()} == before


@pytest.mark.parametrize("content", ["n,a\n1,x,2\n", 'n,a,b\n1,"x\n', "n,a,b,c\n1,x,2,3\n", "n,n,b\n1,1,2\n"])
def test_a_broken_file_is_left_as_it_is(tmp_path: Path, content: str) -> None:
    root = package(tmp_path, {"t": (SCHEMA, content)})
    format_package(read(root))
    assert (root / "t.csv").read_text() == content


def test_write_table(tmp_path: Path) -> None:
    root = package(tmp_path, {"t": (SCHEMA, "n,a,b\n")})
    write_table(root, "t", [{"n": "2", "a": "x"}, {"n": "1", "a": "y", "b": "z"}])
    assert (root / "t.csv").read_text() == "n,a,b\n1,y,z\n2,x,\n"
    with pytest.raises(UsageError, match="row 1: c is not in the schema"):
        write_table(root, "t", [{"c": "1"}])


CELLS = st.lists(st.tuples(st.integers().map(str), st.text(max_size=5), st.text(max_size=5)), max_size=8)


@given(CELLS, st.randoms())
def test_the_order_of_rows_does_not_matter(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, ...]], random: object
) -> None:
    root = package(tmp_path_factory.mktemp("c"), {"t": ({**SCHEMA, "primaryKey": ["n", "a", "b"]}, "")})
    schema = read(root).resource("t").schema
    other = list(rows)
    random.shuffle(other)  # type: ignore[attr-defined]
    assert canonical_text(schema, ["n", "a", "b"], rows) == canonical_text(schema, ["n", "a", "b"], other)
