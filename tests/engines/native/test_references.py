"""Foreign keys of tables that the scanner reads, and keys over their fields: what it doubts DuckDB decides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scanned import agreed, codes, needed
from synthetic import field, package

from little_giants.engines.native import turn
from little_giants.package import read

pytestmark = needed

Table = tuple[Mapping[str, Any], str]


def to(target: str, *fields: str, of: Sequence[str] = ()) -> dict[str, Any]:
    """A foreign key from ``of``, or fields of the same names, to ``fields`` of ``target``."""
    return {"fields": list(of or fields), "reference": {"resource": target, "fields": list(fields)}}


def table(content: str, *fields: Any, keys: Sequence[Any] = (), **properties: Any) -> Table:
    """A table with foreign ``keys``."""
    return {"fields": fields, "foreignKeys": keys, **properties}, content


@pytest.mark.parametrize(
    ("tables", "scanned", "expected"),
    [
        # To text: the text as it stands counts.
        (
            {
                "t": table('f\na\n"b"\nA\na \n\u0061\u0301\n', field("f"), keys=[to("u", "k", of=["f"])]),
                "u": table("k\nb\na\nccccccccc\n", field("k")),
            },
            "tu",
            ["foreign-key"] * 3,
        ),
        # To whole numbers: the value counts, on both sides.
        (
            {
                "t": table("f\n7\n+7\n007\n-0\n8\n", field("f", "integer"), keys=[to("u", "k", of=["f"])]),
                "u": table("k\n007\n0\n9\n", field("k", "integer")),
            },
            "tu",
            ["foreign-key"],
        ),
        (
            {
                "t": table("f\n2000\n-0044\n0044\n", field("f", "year"), keys=[to("u", "k", of=["f"])]),
                "u": table("k\n0044\n2000\n", field("k", "year")),
            },
            "tu",
            ["foreign-key"],
        ),
        # A missing value points at nothing; one that is of no type does not either.
        (
            {
                "t": table("f,g\n,1\nx,2\n3,3\n", field("f", "integer"), field("g"), keys=[to("u", "k", of=["f"])]),
                "u": table("k\n4\n", field("k", "integer")),
            },
            "tu",
            ["foreign-key", "type"],
        ),
        # The target has nothing, or nothing but missing values.
        (
            {
                "t": table("f\n7\n", field("f"), keys=[to("u", "k", of=["f"])]),
                "u": table("k\n", field("k")),
            },
            "tu",
            ["foreign-key"],
        ),
        (
            {
                "t": table("f,g\n,\n", field("f"), field("g"), keys=[to("u", "k", of=["f"])]),
                "u": table('k\n""\n', field("k")),
            },
            "tu",
            [],
        ),
        # The target has errors: where they may hide a value, nothing is judged.
        (
            {
                "t": table("f\n7\n8\n", field("f", "integer"), keys=[to("u", "k", of=["f"])]),
                "u": table("k\n7\nx\n", field("k", "integer")),
            },
            "tu",
            ["type"],
        ),
        (
            {
                "t": table("f\n7\n8\n", field("f"), keys=[to("u", "k", of=["f"])]),
                "u": table("k,n\n7,\n7,1\n", field("k", unique=True), field("n", "integer", required=True)),
            },
            "tu",
            ["foreign-key", "required", "unique"],
        ),
        (
            {
                "t": table("f\n7\n8\n", field("f"), keys=[to("u", "k", of=["f"])]),
                "u": table('k\n7\n"8', field("k")),
            },
            "t",
            ["unclosed-quote"],
        ),
        # To itself, and in a circle.
        (
            {"t": table("k,f\n1,\n2,1\n3,9\n4,4\n", field("k"), field("f"), keys=[to("", "k", of=["f"])])},
            "t",
            ["foreign-key"],
        ),
        (
            {
                "t": table("k,f\n1,a\n2,z\n", field("k"), field("f"), keys=[to("u", "k", of=["f"])]),
                "u": table("k,f\na,1\nb,9\n", field("k"), field("f"), keys=[to("t", "k", of=["f"])]),
            },
            "tu",
            ["foreign-key", "foreign-key"],
        ),
        # Two keys of one field, and one key of two fields.
        (
            {
                "t": table("f\na\nb\nc\nd\n", field("f"), keys=[to("u", "k", of=["f"]), to("v", "k", of=["f"])]),
                "u": table("k\na\nb\n", field("k")),
                "v": table("k\nb\nc\n", field("k")),
            },
            "tuv",
            ["foreign-key"] * 4,
        ),
        (
            {
                "t": table("f,g\na,1\na,2\n,2\nb,\n", field("f"), field("g"), keys=[to("u", "k", "l", of=["f", "g"])]),
                "u": table("k,l\na,1\nb,2\n", field("k"), field("l")),
            },
            "tu",
            ["foreign-key"],
        ),
        # The field has rules of its own, which a listed value may violate, and missing values that the target has.
        (
            {
                "t": table("f\nabc\nab\nx\n", field("f", maxLength=2), keys=[to("u", "k", of=["f"])]),
                "u": table("k\nabc\nab\n", field("k")),
            },
            "tu",
            ["foreign-key", "max-length"],
        ),
        (
            {
                "t": table("f\nNA\n1\n", {**field("f", required=True), "missingValues": ["NA"]},
                           keys=[to("u", "k", of=["f"])]),
                "u": table("k\nNA\n1\n", field("k")),
            },
            "tu",
            ["required"],
        ),
        (
            {
                "t": table("f\n5\n50\n7\n", field("f", "integer", maximum=9), keys=[to("u", "k", of=["f"])]),
                "u": table("k\n5\n50\n", field("k", "integer")),
            },
            "tu",
            ["foreign-key", "maximum"],
        ),
        # A chain, whose last table is judged first.
        (
            {
                "t": table("f\n1\n", field("f"), keys=[to("u", "f")]),
                "u": table("f\n1\n", field("f"), keys=[to("v", "f")]),
                "v": table("f\n1\n", field("f", unique=True)),
            },
            "tuv",
            [],
        ),
    ],
)  # fmt: skip
def test_foreign_keys(tmp_path: Path, tables: Mapping[str, Table], scanned: str, expected: list[str]) -> None:
    found, given = codes(package(tmp_path, tables))
    assert ("".join(sorted(found)), sorted(given)) == (scanned, expected)


def test_a_target_that_is_too_long_to_be_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turn, "_LISTED", 20)
    values = [f"v{i}" for i in range(50)]
    tables = {
        "t": table("f\n" + "\n".join([*values, "v50"]) + "\n", field("f"), keys=[to("u", "k", of=["f"])]),
        "u": table("k\n" + "\n".join(values) + "\n", field("k")),
    }
    assert codes(package(tmp_path, tables)) == ({"t", "u"}, ["foreign-key"])


def test_a_key_of_places_in_a_list(tmp_path: Path) -> None:
    """A part that is no place in the list is text, and its key has a hash among those of places."""
    rows = [f"{who},{year}" for who in ("a", "b", "other", "another") for year in (2000, 1999, 2300)]
    schema, content = table(
        "f,y\n" + "\n".join(rows * 2) + "\n",
        field("f"),
        field("y", "year", minimum=1900, maximum=2100),
        keys=[to("u", "k", of=["f"])],
        primaryKey=["f", "y"],
    )
    found, given = codes(package(tmp_path, {"t": (schema, content), "u": table("k\nb\na\n", field("k"))}))
    assert found == {"t", "u"}
    assert {code: given.count(code) for code in given} == {"primary-key": 12, "foreign-key": 12, "maximum": 8}


VALUES = {
    "integer": ["0", "1", "-1", "01", "+2", "3", "12", "999999999999999999", "x", ""],
    "year": ["2000", "1999", "2101", "-0044", "0044", "44", ""],
    "boolean": ["true", "1", "false", "0", "yes", ""],
    "date": ["2000-02-29", "2000-02-30", "0001-01-01", "9999-12-31", ""],
    "string": ["", "a", "ab", "abc", "b", "é", "abcdefgh", "abcdefghi", "abcdefghj", " a"],
}
LIMITS = {
    "integer": [{}, {"minimum": 0, "maximum": 3}, {"minimum": -1, "maximum": 10**17}],
    "year": [{}, {"minimum": 1999, "maximum": 2100}],
}


@st.composite
def keyed(draw: st.DrawFn) -> dict[str, Table]:
    """A table of a few fields with keys over them, some of which point at another table."""
    kinds = draw(st.lists(st.sampled_from(sorted(VALUES)), min_size=2, max_size=3))
    names = [f"f{i}" for i in range(len(kinds))]
    fields = [
        field(name, kind, **draw(st.sampled_from(LIMITS.get(kind, [{}]))))
        for name, kind in zip(names, kinds, strict=True)
    ]
    pools = [draw(st.lists(st.sampled_from(VALUES[kind]), min_size=1, max_size=4)) for kind in kinds]
    rows = draw(st.lists(st.tuples(*map(st.sampled_from, pools)), max_size=12))
    keys = draw(st.lists(st.lists(st.sampled_from(names), min_size=1, max_size=3), min_size=1, max_size=3))
    pointing = [i for i in range(len(kinds)) if draw(st.booleans())]
    target = {kind: draw(st.lists(st.sampled_from(VALUES[kind]), max_size=5)) for kind in kinds}
    tables: dict[str, Table] = {}
    references = []
    for i in pointing:
        content = "k,n\n" + "".join(f"{text},\n" for text in target[kinds[i]])
        tables[f"u{i}"] = table(content, field("k", kinds[i]), field("n"))
        references.append(to(f"u{i}", "k", of=[names[i]]))
    content = "\n".join([",".join(names), *map(",".join, rows)]) + "\n"
    return {"t": table(content, *fields, keys=references, uniqueKeys=keys, primaryKey=keys[0]), **tables}


@settings(max_examples=25, suppress_health_check=list(HealthCheck))
@given(keyed())
def test_keys_of_any_kind(tmp_path_factory: pytest.TempPathFactory, tables: Mapping[str, Table]) -> None:
    root = package(tmp_path_factory.mktemp("keys"), tables)
    agreed(read(root))
