"""Frictionless over random packages: every difference to it, in either direction, is listed in ``divergences.toml``.

The packages stay where the two can be compared: one dialect, one encoding, and no descriptor that frictionless refuses
as a whole; the corpus holds those. ``LITTLE_GIANTS_EXAMPLES=20000`` runs many more than the daily run does.
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
import tempfile
from pathlib import Path
from typing import Any

import pytest
from conformance.frictionless_oracle import ours, theirs
from conformance.listed import Table, rules, unlisted
from engines.test_differential import GENERIC, TEXTS, VALID, fields
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from little_giants.engines import duckdb
from little_giants.errors import PackageError
from little_giants.package import read

EXAMPLES = int(os.environ.get("LITTLE_GIANTS_EXAMPLES", "200"))
KNOWN = rules()
# What frictionless refuses, or ends in an exception over, by type; the corpus has cases of each.
REFUSED = {
    **{kind: ["unique"] for kind in ("object", "array", "list", "geojson", "geopoint")},
    "duration": ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"],
}
PROFILE = "https://datapackage.org/profiles/2.0/{}.json"
Package = tuple[dict[str, Any], bytes]


@st.composite
def schemas(draw: st.DrawFn) -> dict[str, Any]:
    """A schema of one to four fields with names of their own, and perhaps keys."""
    names = "abcd"[: draw(st.integers(1, 4))]
    found = [draw(fields(name)) for name in names]
    for field in found:
        for name in ("jsonSchema", *REFUSED.get(field.get("type", "any"), [])):
            field["constraints"].pop(name, None)
        if "\\" in field["constraints"].get("pattern", ""):  # Python's re does not know all classes of XML Schema
            del field["constraints"]["pattern"]
        if "year" in field.get("type", ""):  # it compares with no year but one of four digits
            field["constraints"] = {name: value for name, value in field["constraints"].items() if _four_digits(value)}
    schema: dict[str, Any] = {"fields": found}
    names = [field["name"] for field in found if "unique" not in REFUSED.get(field.get("type", "any"), [])]
    if not names:
        return schema
    keys = st.lists(st.sampled_from(names), min_size=1, max_size=2, unique=True)
    if draw(st.integers(0, 2)) == 0:
        schema["primaryKey"] = draw(keys)
    if draw(st.integers(0, 4)) == 0:
        schema["uniqueKeys"] = [draw(keys)]
    if draw(st.integers(0, 3)) == 0:
        schema["missingValues"] = draw(st.sampled_from([["", "NA"], ["-"], ["", "0"]]))
    if draw(st.integers(0, 4)) == 0:
        one = draw(st.sampled_from(names))
        schema["foreignKeys"] = [{"fields": [one], "reference": {"resource": "", "fields": [one]}}]
    return schema


def _four_digits(value: object) -> bool:
    values = value if isinstance(value, list) else [value]
    return all(isinstance(one, bool) or re.match(r"\d{4}(-|$)", str(one)) for one in values)


@st.composite
def packages(draw: st.DrawFn) -> Package:
    """A schema and a file for it: right labels, rows of the right length mostly, few distinct values a column."""
    schema = draw(schemas())
    pools = []
    for field in schema["fields"]:
        kind, form = field.get("type", "any"), field.get("format", "default")
        texts = (
            TEXTS.get(form, TEXTS.get(kind, TEXTS["string"])) if kind != "string" or form != "default" else TEXTS[kind]
        )
        right = VALID.get(kind, texts) if form == "default" else texts
        cell = st.sampled_from(right) | st.sampled_from(texts) | st.sampled_from(GENERIC)
        pools.append(draw(st.lists(cell, min_size=1, max_size=3)))
    file = io.StringIO()
    writer = csv.writer(file, lineterminator=draw(st.sampled_from(["\n", "\r\n"])), quoting=csv.QUOTE_ALL)
    labels = [field["name"] for field in schema["fields"]]
    writer.writerow(labels)
    for _ in range(draw(st.integers(1, 5))):
        row = [draw(st.sampled_from(pool)) for pool in pools]
        shape = draw(st.integers(0, 20))
        writer.writerow(row[:-1] if shape == 0 and len(row) > 1 else [*row, "more"] if shape == 1 else row)
    return schema, file.getvalue().encode()


def compare(package: Package) -> tuple[set[Any], set[str]] | None:
    """The unlisted differences and the reasons of the listed ones; None where we refuse the descriptor."""
    schema, content = package
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        described = {"$schema": PROFILE.format("tableschema"), **schema}
        resources = [{"name": "t", "path": "t.csv", "schema": described}]
        descriptor = {"$schema": PROFILE.format("datapackage"), "name": "random", "resources": resources}
        (root / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
        (root / "t.csv").write_bytes(content)
        try:
            done = duckdb.run(read(root), None, texts={}, limit=1_000)
        except PackageError:
            return None
        done.close()
        mine = ours(finding for table in done.report.tables for finding in table.findings)
        return unlisted(Table.read(schema, content), mine, theirs(root), KNOWN)


@pytest.mark.filterwarnings("ignore")
@settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck))
@given(packages())
def test_every_difference_to_frictionless_is_listed(package: Package) -> None:
    found = compare(package)
    assert found is None or found[0] == set()


FIELD = {"name": "a", "type": "integer"}
TABLE = Table({"fields": [FIELD], "primaryKey": ["a"]}, [["1_0"], ["2"], ["2"]])
TYPE, OTHER, KEY = (2, "a", "type-error"), (3, "a", "type-error"), (4, None, "primary-key")
NOTHING: frozenset[Any] = frozenset()


def left(mine: frozenset[Any], other: frozenset[Any], table: Table = TABLE) -> set[Any]:
    return unlisted(table, mine, other, KNOWN)[0]


def test_a_listed_difference_is_explained_in_its_direction_only() -> None:
    assert left(frozenset({TYPE}), NOTHING) == set()  # it takes 1_0 for an integer
    assert left(NOTHING, frozenset({TYPE})) == {("adds", TYPE)}


def test_a_difference_in_another_cell_is_not_explained() -> None:
    assert left(frozenset({TYPE, OTHER}), NOTHING, Table(TABLE.schema, [["1_0"], ["1,0"]])) == {("misses", OTHER)}


def test_a_key_is_doubtful_only_over_a_cell_that_they_read_differently() -> None:
    assert left(frozenset({TYPE, KEY}), NOTHING) == set()
    assert left(NOTHING, frozenset({KEY})) == {("adds", KEY)}


def test_a_crash_and_a_refusal_need_a_reason_of_their_own() -> None:
    crash, refused = frozenset({(None, None, "crash")}), frozenset({(None, None, "refused")})
    assert left(NOTHING, crash) == {("crash", (None, None, "crash"))}
    assert left(NOTHING, refused) == {("refused", (None, None, "refused"))}
    listed = Table({"fields": [{"name": "a", "type": "list", "constraints": {"enum": ["x"]}}]}, [["x"]])
    assert left(NOTHING, refused, listed) == set()


def test_a_limit_that_loses_its_letters_is_a_crash_with_a_reason() -> None:
    crash = frozenset({(None, None, "crash")})
    for limit, listed in (("INF", set()), ("5", {("crash", (None, None, "crash"))})):
        field = {"name": "a", "type": "number", "bareNumber": False, "constraints": {"minimum": limit}}
        assert left(NOTHING, crash, Table({"fields": [field]}, [["1"]])) == listed


def test_every_reason_says_what_it_explains() -> None:
    known = {"how", "error", "type", "format", "option", "limit", "cell", "row", "schema", "why"}
    for rule in KNOWN:
        assert set(rule) <= known and len(rule) > 2, rule
        assert rule["how"] in ("misses", "adds", "refused", "crash"), rule


def test_most_random_packages_can_be_compared() -> None:
    """A generator whose packages are refused, or whose every difference is listed, tests nothing."""
    outcomes: list[str] = []

    @settings(max_examples=60, database=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(packages())
    def collect(package: Package) -> None:
        found = compare(package)
        outcomes.append("refused" if found is None else "listed" if found[1] else "agree")

    collect()
    assert outcomes.count("refused") < 15
    assert outcomes.count("agree") > 20
