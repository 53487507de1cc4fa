"""Two engines, one verdict: random schemas, dialects and files, the reference engine against the DuckDB engine.

``LITTLE_GIANTS_EXAMPLES=20000`` runs many more examples than the daily run does.
"""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from little_giants.engines import duckdb, reference
from little_giants.engines.validate import validate
from little_giants.errors import PackageError
from little_giants.findings import Report
from little_giants.package import read

EXAMPLES = int(os.environ.get("LITTLE_GIANTS_EXAMPLES", "250"))

# Texts in, near and outside the lexical space of each type. Any of them may stand in any column.
TEXTS: dict[str, list[str]] = {
    "string": [
        "a", "b", "ab", "abc", "中文", "é", "e\u0301", "𝒳", "a b", " a", "a\n", "x\r\ny", 'q"q', "a,b", "'", "\t",
    ],
    "email": ["a@b.org", "a@b", "@b.org", "a b@c.org", "a@b.org\n"],
    "uri": ["http://a.org", "a:b", "http://a b", "mailto:x@y.z", "//a", "http://例.cn"],
    "binary": ["YQ==", "YWI=", "YQ=", "Y Q==", "YQ==\n", "____"],
    "uuid": ["123e4567-e89b-12d3-a456-426614174000", "123E4567-E89B-12D3-A456-426614174000", "123e4567"],
    "integer": [
        "0", "1", "-1", "+1", "01", "-0", "2", "10", "1 ", "1.0", "1e1", "1_0", "0x1", "１", "+", "--1",
        "1,000", "€5", "5%",
        "999999999999999999", "1000000000000000000", "9223372036854775807", "9223372036854775808",
        "-9223372036854775808",
        "09223372036854775808", "18446744073709551616", "1" + "0" * 40, "1,0,0", ",1", "1.000",
    ],
    "number": [
        "0.1", ".5", "5.", ".", "1.50", "1.5", "-1.5", "1e3", "1000", "1E-3", "0.001", "1e", "1e400", "1e-400",
        "NaN", "nan",
        "INF", "-inf", "+INF", "infinity", "0.30000000000000004", "0.3", "0.1e1", "123456789012345.6", "1,5",
        "1.000,5", "-0.0",
        "9007199254740993", "9007199254740992", "1e99999999999999999999", "12%", "$ 1.5",
    ],
    "boolean": ["true", "false", "True", "FALSE", "tRUE", "yes", "no", "ja", "T", "F"],
    "date": [
        "2020-01-31", "2020-02-29", "2021-02-29", "2020-1-1", "0000-01-01", "0001-01-01", "9999-12-31", "10000-01-01",
        "31/01/2020", "2020-01-31 ", "20200131", "-0001-01-01",
    ],
    "time": ["00:00:00", "23:59:59", "24:00:00", "23:59:60", "1:00:00", "12:00", "12:00:00Z", "12:00:00.5"],
    "datetime": [
        "2020-01-31T00:00:00", "2020-01-31T00:00:00Z", "2020-01-31T01:00:00+01:00", "2020-01-30T24:00:00",
        "2020-01-31 00:00:00",
        "2020-01-31T00:00:00.0", "2020-01-31T00:00:00.5", "2020-01-31T00:00", "31/01/2020 00:00",
        "-0001-12-31T00:00:00",
    ],
    "year": [
        "2020", "-0044", "0044", "0000", "44", "12020", "02020", "2020Z", "2020+01:00", "2020-01",
        "99999999999999", "+2020",
    ],
    "yearmonth": ["2020-01", "2020-13", "2020-1", "2020-01Z", "-2020-01", "12020-01", "0000-01", "2020-01-01"],
    "duration": [
        "P1Y", "P12M", "P1D", "PT24H", "P30D", "P1M", "-P1D", "P", "PT", "P1YT", "PT1.5S", "P1.5Y", "P1W",
        "p1y", "P0D", "-P0Y",
    ],
    "object": [
        "{}", '{"a": 1}', '{"a":1}', '{"a": 1.0}', '{"a": true}', "[]", "{", '{"b": [1], "a": null}', "null",
        '{"a": NaN}',
    ],
    "array": ["[]", "[1]", "[1.0]", "[true]", "[1, 2]", "[1,2]", '["a"]', "[", "[1,]", "1", '"a"'],
    "list": ["a,b", "a|b", "1,2", "1;2", "01,2", "1,,2", ",", "1", "true,false", "2020-01-31,2020-02-29"],
    "geopoint": [
        "1,2", "1, 2", "1.0,2", "181,0", "0,91", "-180,-90", "a,b", "1,2,3", "[1, 2]", "[1.0, 2]", "[1]",
        "[181, 0]", '{"lon": 1, "lat": 2}',
        '{"lat": 2, "lon": 1}', '{"lon": 1}', '{"lon": 1, "lat": 2, "x": 3}', '["1", "2"]', "1 ,2",
    ],
    "geojson": [
        '{"type": "Point", "coordinates": [1, 2]}', '{"type": "Point", "coordinates": []}',
        '{"type": "Point"}', '{"type": "X"}',
        '{"type": "Feature", "geometry": null, "properties": {}}', '{"type": "Topology", "objects": {}, "arcs": []}',
    ],
}  # fmt: skip
FORMATS = {
    "string": ["default", "email", "uri", "binary", "uuid"],
    "datetime": ["default", "%d/%m/%Y %H:%M", "fmt:%Y-%m-%d"],
    "date": ["default", "%d/%m/%Y", "%Y%m%d", "any"],
    "time": ["default", "%H:%M"],
    "geopoint": ["default", "array", "object"],
    "geojson": ["default", "topojson"],
}
OPTIONS: dict[str, dict[str, list[Any]]] = {
    "integer": {"groupChar": [",", ".", "ab"], "bareNumber": [True, False]},
    "number": {"groupChar": [",", " "], "decimalChar": [",", ".", "::"], "bareNumber": [True, False]},
    "boolean": {"trueValues": [["yes", "1"], ["ja"]], "falseValues": [["no", "0"], ["nein", "true"]]},
    "list": {"delimiter": ["|", ";", ", "], "itemType": ["string", "integer", "number", "boolean", "date"]},
}
TYPES = ["string", *(name for name in TEXTS if name not in FORMATS["string"]), "any"]
VALID = {
    "integer": ["1", "0", "2", "9223372036854775808", "999999999999999999", "-1"],
    "number": ["1", "0.3", "1.5", "0.30000000000000004", "1e3", "123456789012345.6", "9007199254740993", "INF"],
    "date": ["2020-01-31", "2020-02-29", "0001-01-01"],
    "time": ["00:00:00", "23:59:59"],
    "datetime": ["2020-01-31T00:00:00", "2020-01-31T00:00:00.5"],
    "year": ["2020", "-0044", "12020"],
    "yearmonth": ["2020-01", "-2020-01", "12020-01"],
    "duration": ["P1Y", "P12M", "P30D", "P1M", "PT24H"],
    "object": ["{}", '{"a": 1}', '{"b": [1], "a": null}'],
    "array": ["[]", "[1]", "[1, 2]", "[true]"],
    "boolean": ["true", "false"],
    "geopoint": ["1,2"],
}
PATTERNS = ["a|b", "^a.*$", r"\w+", "[a-z-[b]]+", ".+", r"\p{L}*", r"\i\c*", "", "(ab)?c?", r"[^\s]{1,2}"]
NAMES = [
    "a",
    "a",
    "b",
    "A",
    "r",
    "n",
    "b b",
    'q"',
    "年",
    "key:a",
    "raw:a",
    "mask 0",
    "rowid",
    "select",
    "doubt",
    "c0",
    "f",
]
GENERIC = ["", "", "NA", "-", " ", "null", "1", "a", "0"]


@st.composite
def fields(draw: st.DrawFn, name: str) -> dict[str, Any]:
    kind = draw(st.sampled_from(TYPES))
    found: dict[str, Any] = {"name": name, "type": kind}
    if kind == "string" and draw(st.booleans()):
        del found["type"]
    elif kind in FORMATS:
        found["format"] = draw(st.sampled_from(FORMATS[kind]))
    for option, values in OPTIONS.get(kind, {}).items():
        if draw(st.integers(0, 3)) == 0:
            found[option] = draw(st.sampled_from(values))
    if draw(st.integers(0, 4)) == 0:
        found["missingValues"] = draw(
            st.sampled_from([[], ["-"], ["", "NA"], ["NA", "1"], [{"value": "a", "label": "x"}]])
        )
    found["constraints"] = draw(constraints(found.get("type", "any"), found.get("format", "default")))
    if kind in ("string", "integer") and "type" in found and draw(st.integers(0, 6)) == 0:
        pool = VALID["integer"] if kind == "integer" else ["a", "中文", "b"]
        found["categories"] = draw(st.lists(st.sampled_from(pool), min_size=1, max_size=3, unique=True))
    return found


@st.composite
def constraints(draw: st.DrawFn, kind: str, form: str) -> dict[str, Any]:
    """Constraints that the type may have. Their values are written in the default format; others are refused."""
    found: dict[str, Any] = {}
    pool = VALID.get(kind, ["a", "ab", "中文", "a,b"]) if form == "default" else []
    names = ["required", "unique", *(["enum"] if pool else [])]
    if kind in ("integer", "number", "date", "time", "datetime", "year", "yearmonth", "duration") and pool:
        names += ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"]
    if kind in ("string", "array", "object", "list"):
        names += ["minLength", "maxLength"]
    if kind in ("array", "object"):
        names.append("jsonSchema")
    if kind == "string":
        names.append("pattern")
    for name in draw(st.lists(st.sampled_from(names), max_size=3, unique=True)):
        if name in ("required", "unique"):
            found[name] = draw(st.booleans())
        elif name == "enum":
            found[name] = draw(st.lists(st.sampled_from(pool), min_size=1, max_size=3, unique=True))
        elif name in ("minLength", "maxLength"):
            found[name] = draw(st.integers(0, 4))
        elif name == "jsonSchema":
            found[name] = draw(
                st.sampled_from([{}, {"minProperties": 1}, {"minItems": 1, "items": {"type": "integer"}}])
            )
        elif name == "pattern":
            found[name] = draw(st.sampled_from(PATTERNS))
        else:
            found[name] = draw(st.sampled_from(pool))
    return found


@st.composite
def schemas(draw: st.DrawFn, columns: int, like: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    """A schema without foreign keys. ``like``: its first fields take their types from there, so that keys may match."""
    names = draw(st.lists(st.sampled_from(NAMES), min_size=columns, max_size=columns))
    found = [draw(fields(name)) for name in names]
    for mine, theirs in zip(found, like or [], strict=False):
        if mine.get("type") != theirs.get("type"):
            kept = {key: value for key, value in theirs.items() if key not in ("name", "categories", "constraints")}
            mine.clear()
            mine.update(kept, name=names[found.index(mine)])
    schema: dict[str, Any] = {"fields": found}
    keys = st.lists(st.sampled_from(names), min_size=1, max_size=2)
    if draw(st.integers(0, 2)) == 0:
        schema["primaryKey"] = draw(keys)
    if draw(st.integers(0, 3)) == 0:
        schema["uniqueKeys"] = draw(st.lists(keys, min_size=1, max_size=2))
    if draw(st.booleans()):
        schema["fieldsMatch"] = draw(st.sampled_from(["exact", "equal", "subset", "superset", "partial"]))
    if draw(st.integers(0, 3)) == 0:
        schema["missingValues"] = draw(st.sampled_from([[], ["", "NA"], ["-"], ["", "0", " "]]))
    return schema


@st.composite
def files(draw: st.DrawFn, schema: dict[str, Any], dialect: dict[str, Any]) -> bytes:
    """A file for the schema: mostly of its shape, with few distinct values a column, so that keys meet."""
    labels = [field["name"] for field in schema["fields"]]
    order = draw(st.permutations(labels)) if draw(st.integers(0, 4)) == 0 else labels
    change = draw(st.sampled_from(["", "", "", "", "", "drop", "add", "rename", "twice", "blank"]))
    header = list(order)
    if change == "drop":
        header = header[:-1] or ["x"]
    elif change in ("add", "twice", "blank"):
        header.append({"add": "other", "twice": header[0], "blank": draw(st.sampled_from(["", " "]))}[change])
    elif change == "rename":
        header[0] = "renamed"
    pools = [draw(st.lists(cells(schema, label), min_size=1, max_size=4)) for label in header]
    rows: list[list[str]] = [header]
    for _ in range(draw(st.integers(0, 6))):
        row = [draw(st.sampled_from(pool)) for pool in pools]
        shape = draw(st.integers(0, 24))
        rows.append([] if shape == 0 else row[:-1] or [""] if shape == 1 else [*row, "more"] if shape == 2 else row)
    if dialect.get("header") is False:
        rows = rows[1:]
    delimiter, quote, comment = dialect.get("delimiter", ","), dialect.get("quoteChar", '"'), dialect.get("commentChar")
    if comment:
        rows.insert(draw(st.integers(0, len(rows))), [comment + "a", "b"])
    ends = draw(st.sampled_from(["\n", "\n", "\r\n", "mixed", "\r"]))
    text = "".join(
        delimiter.join(draw(quoted(cell, delimiter, quote)) for cell in row)
        + (draw(st.sampled_from(["\n", "\r\n", "\r"])) if ends == "mixed" else ends)
        for row in rows
    )
    if draw(st.integers(0, 3)) == 0:
        text = text.rstrip("\r\n")
    fault = draw(st.integers(0, 30))
    if fault == 0:
        place = draw(st.integers(0, len(text)))
        text = text[:place] + draw(st.sampled_from(['"', "\r", "\n", "\n\n", ' "', '"x', "\ufeff"])) + text[place:]
    content = (b"\xef\xbb\xbf" if fault == 1 else b"") + text.encode()
    return content + {2: b"\xff", 3: b"\0"}.get(fault, b"")


@st.composite
def cells(draw: st.DrawFn, schema: dict[str, Any], label: str) -> str:
    kinds = [
        (field.get("type", "any"), field.get("format", "")) for field in schema["fields"] if field["name"] == label
    ]
    kind, form = kinds[0] if kinds else ("string", "")
    which = draw(st.integers(0, 9))
    if which < 7:
        return draw(st.sampled_from(TEXTS.get(form, TEXTS.get(kind, TEXTS["string"]))))
    if which == 7:
        return draw(st.sampled_from(GENERIC))
    if which == 8:
        return draw(st.sampled_from(TEXTS[draw(st.sampled_from(sorted(TEXTS)))]))
    return draw(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=5))


@st.composite
def quoted(draw: st.DrawFn, cell: str, delimiter: str, quote: str) -> str:
    if any(part in cell for part in (delimiter, quote, "\r", "\n")) or draw(st.integers(0, 4)) == 0:
        return quote + cell.replace(quote, quote * 2) + quote
    return cell


@st.composite
def dialects(draw: st.DrawFn) -> dict[str, Any]:
    """Mostly the default; else one or two properties."""
    found: dict[str, Any] = {}
    if draw(st.integers(0, 2)):
        return found
    choices = {
        "delimiter": [";", "\t", "|", "::"],
        "quoteChar": ["'"],
        "commentChar": ["#", "a"],
        "header": [False],
        "nullSequence": ["NA", "1"],
        "skipInitialSpace": [True],
        "caseSensitiveHeader": [False],
    }
    for name in draw(st.lists(st.sampled_from(sorted(choices)), min_size=1, max_size=2, unique=True)):
        found[name] = draw(st.sampled_from(choices[name]))
    return found


@st.composite
def packages(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, bytes]]:
    """A descriptor of one or two tables, and their files."""
    target = draw(schemas(draw(st.integers(1, 3))))
    schema = draw(schemas(draw(st.integers(1, 4)), target["fields"]))
    keys: list[Any] = []
    for other, resource in ((target, "u"), (schema, None), (schema, "")):
        if draw(st.integers(0, 2)) == 0:
            size = min(draw(st.integers(1, 2)), len(other["fields"]), len(schema["fields"]))
            reference: dict[str, Any] = {"fields": [field["name"] for field in other["fields"][:size]]}
            if resource is not None:
                reference["resource"] = resource
            keys.append({"fields": [field["name"] for field in schema["fields"][:size]], "reference": reference})
            if resource != "u" and size == 1:
                same = [f["name"] for f in schema["fields"] if f.get("type") == schema["fields"][0].get("type")]
                keys[-1]["fields"] = [draw(st.sampled_from(same))]
    if keys:
        schema["foreignKeys"] = keys
    one, other = draw(dialects()), draw(dialects())
    resources = [
        {"name": "t", "path": "t.csv", "schema": schema, "dialect": one},
        {"name": "u", "path": "u.csv", "schema": target, "dialect": other},
    ]
    contents = {"t.csv": draw(files(schema, one)), "u.csv": draw(files(target, other))}
    if draw(st.integers(0, 40)) == 0:
        contents["u.csv"] = b""
    return {"name": "random", "resources": resources}, contents


Verdict = set[tuple[str, str, int | None, int | None, str | None, str | None]]


def verdict(report: Report) -> Verdict:
    return {(f.resource, f.code, f.row_number, f.line, f.field_name, f.cell) for t in report.tables for f in t.findings}


def both(descriptor: dict[str, Any], contents: dict[str, bytes]) -> tuple[Report, Report] | None:
    """The reports of both engines; None for a descriptor that is refused."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
        for name, content in contents.items():
            (root / name).write_bytes(content)
        try:
            package = read(root)
        except PackageError:
            return None
        done = duckdb.run(package, None, texts={})
        done.close()
        streamed = duckdb.run(package, None, texts={}, tables=False, stream_from=0)
        streamed.close()
        # What passes by is judged like what is kept: every finding, with all that its message needs.
        assert [(t.counts, t.findings) for t in streamed.report.tables] == [
            (t.counts, t.findings) for t in done.report.tables
        ]
        assert streamed.report.not_judged == done.report.not_judged
        scanned = validate(package, None, texts={}, stream_from=0)
        assert [(t.counts, t.findings) for t in scanned.tables] == [(t.counts, t.findings) for t in done.report.tables]
        assert scanned.not_judged == done.report.not_judged
        return reference.run(package, texts={}), done.report


def one(schema: dict[str, Any], content: bytes) -> tuple[dict[str, Any], dict[str, bytes]]:
    """A package of one table, for examples."""
    resource = {"name": "t", "path": "t.csv", "schema": schema}
    return {"name": "example", "resources": [resource]}, {"t.csv": content}


@settings(
    max_examples=EXAMPLES,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)
@given(packages())
def test_the_engines_agree(package: tuple[dict[str, Any], dict[str, bytes]]) -> None:
    found = both(*package)
    if found is None:
        return
    slow, fast = found
    assert verdict(slow) == verdict(fast)
    assert [table.counts for table in slow.tables] == [table.counts for table in fast.tables]
    assert [table.rows for table in slow.tables] == [table.rows for table in fast.tables]
    assert set(slow.not_judged) == set(fast.not_judged)


def test_most_random_packages_are_read() -> None:
    """A generator whose packages are refused tests nothing."""
    outcomes: list[bool] = []

    @settings(max_examples=60, database=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(packages())
    def collect(package: tuple[dict[str, Any], dict[str, bytes]]) -> None:
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "datapackage.json").write_text(json.dumps(package[0]), encoding="utf-8")
            try:
                read(Path(folder))
                outcomes.append(True)
            except PackageError:
                outcomes.append(False)

    collect()
    assert sum(outcomes) > len(outcomes) * 0.6


@pytest.mark.parametrize(
    ("schema", "content", "codes"),
    [
        # Names that the scan has itself, that SQL cannot tell apart, or that stand there twice.
        (
            {"fields": [{"name": "rowid"}, {"name": "mask 0", "constraints": {"required": True}}]},
            b"rowid,mask 0\n1,\n",
            ["required"],
        ),
        (
            {"fields": [{"name": "doubt", "type": "integer"}, {"name": "raw:doubt"}]},
            b"doubt,raw:doubt\nx,1\n",
            ["type"],
        ),
        ({"fields": [{"name": "a"}, {"name": "A", "type": "integer"}]}, b"a,A\nx,y\n", ["type"]),
        ({"fields": [{"name": "a"}, {"name": "a", "type": "integer"}]}, b"a,a\nx,y\n", ["type"]),
        # Keys over columns named like an alias, over one field twice, and beside an absent column.
        ({"fields": [{"name": "f"}, {"name": "r"}], "primaryKey": ["f", "r"]}, b"f,r\n1,1\n1,1\n", ["primary-key"]),
        ({"fields": [{"name": "a"}], "uniqueKeys": [["a", "a"]]}, b"a\n1\n1\n", ["unique-key"]),
        (
            {"fields": [{"name": "a"}, {"name": "b"}], "primaryKey": ["a"]},
            b"a\n1\n1\n",
            ["missing-label", "primary-key"],
        ),
        # A value of a type that SQL has not, as part of a key: it may have no logical value.
        ({"fields": [{"name": "a", "type": "array"}], "primaryKey": ["a"]}, b"a\n[]\nx\n[]\n", ["type", "primary-key"]),
        ({"fields": [{"name": "a", "type": "geojson"}]}, b'a\n"{""type"": ""Point"", ""coordinates"": [1, 2]}"\n', []),
        # A cell that is not there is no empty text, even where an empty text is a value.
        (
            {"fields": [{"name": "a"}, {"name": "b"}], "uniqueKeys": [["b"]], "missingValues": []},
            b"a,b\n1\n2\n",
            ["missing-cell"] * 2,
        ),
        # No header, in three ways.
        ({"fields": [{"name": "a"}]}, b"\n1\n", ["blank-label"]),
        ({"fields": [{"name": "a"}]}, b"\xef\xbb\xbf", ["empty-file"]),
        ({"fields": [{"name": "a"}]}, b'"a\n', ["unclosed-quote"]),
    ],
)
def test_what_random_packages_found(schema: dict[str, Any], content: bytes, codes: list[str]) -> None:
    found = both(*one(schema, content))
    assert found is not None
    for report in found:
        assert [finding.code for table in report.tables for finding in table.findings] == codes
