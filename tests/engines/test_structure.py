"""Files, headers and rows: one finding for one fault, at the physical line, and the rest is still checked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from synthetic import check, field, found, only, package

SCHEMA: Any = {"fields": [field("a"), field("n", "integer", required=True)]}


def report(root: Path, content: bytes | str, schema: Any = SCHEMA, **properties: Any) -> Any:
    return check(package(root, {"t": (schema, content)}, t=properties))


def test_missing_column_is_one_finding(tmp_path: Path) -> None:
    finding = only(report(tmp_path, "a\n1\n2\n3\n"))
    assert (finding.field_number, finding.rule) == (2, "datapackage.json#/resources/0/schema/fields/1")
    assert (finding.code, finding.field_name, finding.row_number, finding.line) == ("missing-label", "n", 1, 1)


def test_extra_column_is_one_finding_and_the_rest_is_checked(tmp_path: Path) -> None:
    assert found(report(tmp_path, "x,a,n\n1,1,1\n1,1,z\n")) == [
        ("t", "extra-label", 1, 1, "x", None),
        ("t", "type", 3, 3, "n", "z"),
    ]


def test_misspelt_label_is_read_as_the_field_of_its_place(tmp_path: Path) -> None:
    result = report(tmp_path, "a,m\n1,z\n")
    assert found(result) == [("t", "incorrect-label", 1, 1, "n", None), ("t", "type", 2, 2, "n", "z")]
    assert result.tables[0].findings[0].params["found"] == "m"


def test_wrong_order_of_columns(tmp_path: Path) -> None:
    assert found(report(tmp_path, "n,a\n1,x\nz,x\n")) == [
        ("t", "incorrect-label", 1, 1, "a", None),
        ("t", "incorrect-label", 1, 1, "n", None),
        ("t", "type", 3, 3, "n", "z"),
    ]


def test_duplicate_and_blank_labels(tmp_path: Path) -> None:
    assert found(report(tmp_path, "a,n,a,\nx,1,y,z\n")) == [
        ("t", "duplicate-label", 1, 1, "a", None),
        ("t", "blank-label", 1, 1, "", None),
    ]


@pytest.mark.parametrize(
    ("match", "header", "codes"),
    [
        ("equal", "n,a", []),
        ("equal", "n,a,x", ["extra-label"]),
        ("equal", "a", ["missing-label"]),
        ("subset", "x,n,a", []),
        ("subset", "a,x", ["missing-label"]),
        ("superset", "n", []),
        ("superset", "n,x", ["extra-label"]),
        ("partial", "x,n", []),
        ("partial", "x,y", ["missing-label"]),
    ],
)
def test_fields_match(tmp_path: Path, match: str, header: str, codes: list[str]) -> None:
    """Table Schema v2, fieldsMatch: the data's fields are the same, at least, at most, or one of the schema's."""
    cells = ",".join("1" for _ in header.split(","))
    result = report(tmp_path, f"{header}\n{cells}\n", {**SCHEMA, "fieldsMatch": match})
    assert [finding[1] for finding in found(result)] == codes


def test_ragged_rows_keep_the_other_rows_checked(tmp_path: Path) -> None:
    result = report(tmp_path, "a,n\nx,1\nx\nx,1,2\n\nx,z\n")
    assert found(result) == [
        ("t", "missing-cell", 3, 3, "n", None),
        ("t", "extra-cell", 4, 4, None, "2"),
        ("t", "blank-row", 5, 5, None, None),
        ("t", "type", 6, 6, "n", "z"),
    ]


def test_required_is_asked_of_an_empty_cell_but_not_of_a_missing_one(tmp_path: Path) -> None:
    result = report(tmp_path, "a,n\nx\nx,\n")
    assert [finding[1:3] for finding in found(result)] == [("missing-cell", 2), ("required", 3)]
    assert result.tables[0].counts == {"missing-cell": 1, "required": 1}


def test_blank_line_in_a_table_of_one_column_is_a_blank_row(tmp_path: Path) -> None:
    schema = {"fields": [field("a", required=True)]}
    assert found(report(tmp_path, 'a\nx\n\n""\ny\n', schema)) == [
        ("t", "blank-row", 3, 3, None, None),
        ("t", "required", 4, 4, "a", ""),
    ]


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("end", [True, False])
def test_lines_are_physical_lines(tmp_path: Path, newline: str, mark: str, end: bool) -> None:
    """Quoted newlines, carriage returns, a byte order mark and a missing last newline shift no line."""
    lines = ["a,n", '"one', 'two"",', 'three",1', '"x', 'y",z', "q,w"]
    result = report(tmp_path, (mark + newline.join(lines) + (newline if end else "")).encode())
    assert found(result) == [("t", "type", 3, 5, "n", "z"), ("t", "type", 4, 7, "n", "w")]


def test_mixed_line_ends(tmp_path: Path) -> None:
    assert found(report(tmp_path, b"a,n\r\nx,1\nx,z\r\nx,y\n")) == [
        ("t", "type", 3, 3, "n", "z"),
        ("t", "type", 4, 4, "n", "y"),
    ]


def test_blanks_around_quotes_are_text(tmp_path: Path) -> None:
    """RFC 4180: spaces are part of a field. A lenient reader would drop them, and 1 would pass."""
    assert found(report(tmp_path, 'a,n\nx, "1"\n')) == [("t", "type", 2, 2, "n", ' "1"')]


def test_wrong_encoding_is_one_finding(tmp_path: Path) -> None:
    finding = only(report(tmp_path, "a,n\nx,1\n科,z\n".encode("gbk")))
    assert (finding.code, finding.line, finding.params["offset"]) == ("encoding", 3, "8")


def test_text_cut_inside_a_character_is_an_encoding_error(tmp_path: Path) -> None:
    finding = only(report(tmp_path, "a,n\nx,1\n科".encode()[:-1]))
    assert (finding.code, finding.params["offset"]) == ("encoding", "8")


def test_binary_file_is_one_finding(tmp_path: Path) -> None:
    assert only(report(tmp_path, b"PK\x03\x04\x00\x00\xff\xfe")).code == "binary-file"


def test_empty_file(tmp_path: Path) -> None:
    assert only(report(tmp_path, b"")).code == "empty-file"


def test_header_without_rows_is_an_empty_table(tmp_path: Path) -> None:
    result = report(tmp_path, "a,n\n")
    assert result.valid and result.tables[0].rows == 0


def test_missing_file(tmp_path: Path) -> None:
    root = package(tmp_path, {"t": (SCHEMA, "a,n\n")})
    (root / "t.csv").unlink()
    assert only(check(root)).code == "file-missing"


def test_unclosed_quote_names_where_it_opens(tmp_path: Path) -> None:
    result = report(tmp_path, 'a,n\nx,z\n"y,1\nx,1\n')
    assert [finding[:4] for finding in found(result)] == [("t", "type", 2, 2), ("t", "unclosed-quote", 3, 3)]


def test_hash_and_bytes(tmp_path: Path) -> None:
    result = report(tmp_path, "a,n\nx,1\n", hash="sha256:" + "0" * 64, bytes=3)
    assert only(result).rule == "datapackage.json#/resources/0/bytes"
    assert only(result).code == "bytes"  # of another size it has another hash anyway: one fault, one finding
    result = report(tmp_path, "a,n\nx,1\n", hash="sha256:" + "0" * 64, bytes=8)
    assert only(result).code == "hash"
    digest = result.tables[0].sha256
    assert report(tmp_path, "a,n\nx,1\n", hash=f"sha256:{digest}", bytes=8).valid


def test_a_long_cell_is_no_error(tmp_path: Path) -> None:
    assert only(report(tmp_path, "a,n\n" + "x" * 5_000_000 + ",z\n")).code == "type"


def test_delimiter_and_quote_of_the_dialect(tmp_path: Path) -> None:
    result = report(tmp_path, "a;n\n'x;y';z\n", dialect={"delimiter": ";", "quoteChar": "'"})
    assert found(result) == [("t", "type", 2, 2, "n", "z")]


def test_names_that_are_sql(tmp_path: Path) -> None:
    evil = 'a"; drop table x; --'
    schema = {"fields": [field(evil, "integer"), field("select"), field("raw:a")]}
    content = '"a""; drop table x; --",select,raw:a\nz,1,2\n'
    assert found(report(tmp_path, content, schema)) == [("t", "type", 2, 2, evil, "z")]


def test_record_numbers_of_a_large_file_are_exact(tmp_path: Path) -> None:
    """Two threads read the file in pieces; the order of records must survive (300,000 rows are several pieces)."""
    rows = [f"{'x' * 40},{i}" for i in range(300_000)]
    bad = [0, 1, 99_999, 123_456, 299_999]
    for i in bad:
        rows[i] = f'"{i}\nb",z'
    result = report(tmp_path, "a,n\n" + "\n".join(rows) + "\n")
    expected = [("t", "type", i + 2, i + 2 + before, "n", "z") for before, i in enumerate(bad)]
    assert found(result) == expected
