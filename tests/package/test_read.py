"""Descriptors: every problem at once, with its place; nothing outside the package is opened."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from synthetic import field, package

from little_giants.errors import PackageError, UsageError
from little_giants.package import read

SCHEMA: Any = {"fields": [field("a"), field("b", "integer")]}


def problems(root: Path) -> list[str]:
    with pytest.raises(PackageError) as caught:
        read(root)
    return [str(problem) for problem in caught.value.problems]


def write(root: Path, descriptor: Any) -> Path:
    (root / "datapackage.json").write_text(json.dumps(descriptor))
    return root


def resource(**properties: Any) -> Any:
    return {"resources": [{"name": "t", "path": "t.csv", "schema": SCHEMA, **properties}]}


def test_folder_and_file_are_the_same(tmp_path: Path) -> None:
    root = package(tmp_path, {"t": (SCHEMA, "a,b\n")})
    assert read(root) == read(root / "datapackage.json")
    assert read(str(root)).resource("t").schema.field_names == ("a", "b")


def test_nothing_there(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"no such file.*datapackage\.json"):
        read(tmp_path)


def test_not_json_names_the_line(tmp_path: Path) -> None:
    (tmp_path / "datapackage.json").write_text('{"name":\n\n oops}')
    assert problems(tmp_path) == ["datapackage.json line 3: not JSON: Expecting value."]


@pytest.mark.parametrize("text", ["[]", '{"resources": []}', '{"resources": {}}', "null"])
def test_not_a_package(tmp_path: Path, text: str) -> None:
    (tmp_path / "datapackage.json").write_text(text)
    assert len(problems(tmp_path)) == 1


def test_repeated_key(tmp_path: Path) -> None:
    """JSON keeps the last one silently; the author meant something else."""
    (tmp_path / "datapackage.json").write_text('{"resources": [], "resources": []}')
    assert "'resources' is there twice" in problems(tmp_path)[0]


def test_all_problems_at_once(tmp_path: Path) -> None:
    schema = {
        "fields": [
            {"name": "a", "type": "text"},
            {"name": "b", "type": "integer", "constraints": {"minimum": "x", "pattern": "y", "colour": 1}},
            {"name": "c", "type": "string", "constraints": {"minimum": 1, "enum": []}},
        ],
        "primaryKey": ["nope"],
        "fieldsMatch": "mostly",
    }
    found = problems(write(tmp_path, resource(schema=schema)))
    for pointer in (
        "/fields/0/type",
        "/fields/1/constraints/minimum",
        "/fields/1/constraints/pattern",
        "/fields/1/constraints/colour",
        "/fields/2/constraints/minimum",
        "/fields/2/constraints/enum",
        "/primaryKey",
        "/fieldsMatch",
    ):
        assert any(line.startswith(f"datapackage.json:1#/resources/0/schema{pointer}:") for line in found), pointer


@pytest.mark.parametrize(
    ("properties", "word"),
    [
        ({"path": ["a.json", "b.json"]}, "several files"),
        ({"path": []}, "must have a `path`"),
        ({"data": []}, "not both"),
        ({"compression": "bz2"}, "'bz2'"),
        ({"path": "t.parquet.gz"}, "compressed parquet"),
        ({"innerpath": "a.csv"}, "'innerpath'"),
        ({"encoding": "klingon"}, "'klingon'"),
        ({"encoding": "base64"}, "'base64'"),
        ({"encoding": "idna"}, "'idna'"),
        ({"encoding": 8}, "encoding 8"),
        ({"path": "t.ods"}, "'ods'"),
        ({"format": "sqlite"}, "'sqlite'"),
        ({"type": "graph"}, "'graph'"),
        ({"dialect": {"skipBlankRows": True}}, "skipBlankRows"),
        ({"dialect": {"header": "no"}}, "/dialect/header"),
        ({"dialect": {"headerRows": [0]}}, "whole numbers from 1"),
        ({"dialect": {"delimiter": ""}}, "delimiter"),
        ({"dialect": {"quoteChar": "ab"}}, "one character"),
        ({"dialect": {"delimiter": ";", "quoteChar": ";"}}, "delimiter"),
        ({"dialect": "../d.json"}, "leaves the package"),
        ({"hash": "md5:abc"}, "md5"),
        ({"bytes": -1}, "whole number"),
        ({"name": "../x"}, "not a name"),
        ({"schema": {"fields": [{"name": "a", "type": "text"}]}}, "'text'"),
        ({"schema": {"fields": [{"name": "a", "type": "number", "decimalChar": 1}]}}, "decimalChar"),
        ({"schema": {"fields": [{"name": "a", "type": "date", "format": "dd/mm"}]}}, "'dd/mm'"),
        ({"schema": {"fields": [{"name": "a", "type": "string", "constraints": {"jsonSchema": {}}}]}}, "jsonSchema"),
        ({"schema": {"fields": [{"name": "a", "type": "object", "constraints": {"jsonSchema": 3}}]}}, "JSON Schema"),
        ({"schema": {"fields": [{"name": "a", "type": "string", "constraints": {"pattern": "(?=a)"}}]}}, "look-around"),
        ({"schema": {"fields": [{"name": "a", "type": "integer", "categories": [1, "x"]}]}}, "'x'"),
        ({"schema": {"fields": [{"name": "a", "type": "list", "itemType": "object"}]}}, "item type"),
    ],
)
def test_what_is_not_supported_is_refused_by_name(tmp_path: Path, properties: Any, word: str) -> None:
    """A check that silently does not run is worse than none."""
    assert any(word in line for line in problems(write(tmp_path, resource(**properties))))


@pytest.mark.parametrize(
    "path",
    ["/etc/passwd", "../t.csv", "a/../../t.csv", "https://example.org/t.csv", "file:///etc/x.csv", "a\\b.csv", ""],
)
def test_a_path_that_leaves_the_package_is_refused(tmp_path: Path, path: str) -> None:
    assert "/path" in problems(write(tmp_path, resource(path=path)))[0]


@pytest.mark.parametrize("schema", ["/etc/passwd", "../s.json", "https://example.org/s.json"])
def test_a_schema_outside_the_package_is_refused(tmp_path: Path, schema: str) -> None:
    assert "/schema" in problems(write(tmp_path, resource(schema=schema)))[0]


def test_a_link_out_of_the_package_is_refused(tmp_path: Path) -> None:
    outside = tmp_path / "outside.csv"
    outside.write_text("a,b\n")
    inside = tmp_path / "p"
    inside.mkdir()
    (inside / "t.csv").symlink_to(outside)
    assert "leaves the package" in problems(write(inside, resource()))[0]


def test_a_link_inside_the_package_is_fine(tmp_path: Path) -> None:
    (tmp_path / "real.csv").write_text("a,b\n")
    (tmp_path / "t.csv").symlink_to("real.csv")
    assert read(write(tmp_path, resource())).names == ("t",)


def test_foreign_keys_are_checked_before_any_row(tmp_path: Path) -> None:
    keys = [
        {"fields": ["a"], "reference": {"resource": "gone", "fields": ["a"]}},
        {"fields": ["a"], "reference": {"resource": "", "fields": ["c"]}},
        {"fields": ["a"], "reference": {"fields": ["a", "b"]}},
    ]
    found = problems(write(tmp_path, resource(schema={**SCHEMA, "foreignKeys": keys})))
    assert len(found) == 2  # the missing table is looked for only once the schemas themselves are right
    assert "c" in found[0] and "as many fields" in found[1]
    found = problems(write(tmp_path, resource(schema={**SCHEMA, "foreignKeys": keys[:1]})))
    assert "gone" in found[0]


def test_foreign_key_of_another_type_is_one_problem(tmp_path: Path) -> None:
    keys = [{"fields": ["a"], "reference": {"resource": "", "fields": ["b"]}}]
    found = problems(write(tmp_path, resource(schema={**SCHEMA, "foreignKeys": keys})))
    assert found == [
        "datapackage.json:1#/resources/0/schema/foreignKeys/0: a is string, t.b is integer. Give both the same type."
    ]


def test_deep_json_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "datapackage.json").write_text("[" * 100_000)
    assert "nested too deeply" in problems(tmp_path)[0]


def test_schema_file_with_a_byte_order_mark(tmp_path: Path) -> None:
    (tmp_path / "s.json").write_text("\ufeff" + json.dumps(SCHEMA), encoding="utf-8")
    assert read(write(tmp_path, resource(schema="s.json"))).resource("t").schema.place == "s.json"
