"""A file whose delimiter is not the declared one is one finding that says which one it has, and only when certain."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from synthetic import check, field, found, only, package

from little_giants.engines import reference
from little_giants.package import read
from little_giants.rules.catalogue import BUILT_IN, message

SCHEMA: Any = {"fields": [field("id", required=True), field("n", "integer")], "primaryKey": ["id"]}
ROWS = (("id", "n"), *((f"r{i}", str(i)) for i in range(500)))


def text(delimiter: str, rows: Any = ROWS) -> str:
    return "".join(delimiter.join(row) + "\n" for row in rows)


def report(root: Path, content: str, schema: Any = SCHEMA, **properties: Any) -> Any:
    """What DuckDB finds, when the reference engine finds the same."""
    result = check(package(root, {"t": (schema, content)}, t=properties))
    again = reference.run(read(root), texts={})
    assert [dict(table.counts) for table in result.tables] == [dict(table.counts) for table in again.tables]
    return result


@pytest.mark.parametrize(
    ("declared", "there"), [(",", ";"), (",", "\t"), (",", "|"), (";", ","), ("\t", ","), ("::", ";")]
)
def test_another_delimiter_is_one_finding(tmp_path: Path, declared: str, there: str) -> None:
    finding = only(report(tmp_path, text(there), dialect={"delimiter": declared}))
    assert (finding.code, finding.row_number, finding.line) == ("delimiter", 1, 1)
    sentence = message(finding, BUILT_IN)
    assert f'"dialect": {{ "delimiter": {json.dumps(there)} }}' in sentence
    assert message(finding, BUILT_IN, "zh").count(json.dumps(there)) == 1


def test_declaring_what_the_message_says_mends_it(tmp_path: Path) -> None:
    sentence = message(only(report(tmp_path, text(";"))), BUILT_IN)
    _, _, snippet = sentence.rstrip(".").partition("To declare it: ")
    assert report(tmp_path, text(";"), **json.loads("{" + snippet + "}")).valid


def test_the_line_of_the_header_is_named(tmp_path: Path) -> None:
    finding = only(report(tmp_path, "#1\n#2\n" + text(";"), dialect={"commentChar": "#"}))
    assert (finding.code, finding.row_number, finding.line) == ("delimiter", 3, 3)


def test_tables_that_refer_to_it_are_not_judged(tmp_path: Path) -> None:
    key = {"fields": ["n"], "reference": {"resource": "t", "fields": ["id"]}}
    child = {"fields": [field("n")], "foreignKeys": [key]}
    result = check(package(tmp_path, {"t": (SCHEMA, text(";")), "u": (child, "n\nr1\nnone\n")}))
    assert found(result) == [("t", "delimiter", 1, 1, None, None)]
    assert [why.cause for why in result.not_judged.values()] == ["target"]


@pytest.mark.parametrize(
    ("content", "schema", "codes"),
    [
        ("id;m\nr;1\n", SCHEMA, {"incorrect-label", "missing-label"}),  # not all fields: it may be anything
        ("id;n\n", {"fields": [field("id;n")]}, set()),  # the field is called so
        ('"id;n"\n"r;1"\n', SCHEMA, {"incorrect-label", "missing-label"}),  # one quoted cell
        ("id\nr\n", SCHEMA, {"missing-label"}),
        ("id;n\nr;1\n", {"fields": [field("id"), field("n"), field("o")], "fieldsMatch": "superset"}, {"delimiter"}),
        ("id;x\nr;1\n", {"fields": [field("id"), field("n")], "fieldsMatch": "superset"}, {"extra-label"}),
        ("x;id;n\nr;1;2\n", {"fields": [field("id"), field("n")], "fieldsMatch": "subset"}, {"delimiter"}),
    ],
)
def test_only_when_it_is_certain(tmp_path: Path, content: str, schema: Any, codes: set[str]) -> None:
    assert set(report(tmp_path, content, schema).tables[0].counts) == codes


def test_a_table_without_schema_says_nothing_of_it(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("id;n\nr;1\n")
    (tmp_path / "datapackage.json").write_text(json.dumps({"resources": [{"name": "t", "path": "t.csv"}]}))
    assert check(tmp_path).valid
