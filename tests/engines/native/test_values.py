"""Which types, rules and dialects the scanner judges, which it refuses, and that it says of them what DuckDB says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from scanned import codes, needed
from synthetic import field, package

pytestmark = needed

AB = {"fields": [field("a"), field("b")]}


@pytest.mark.parametrize(
    ("one", "cells", "scanned", "expected"),
    [
        # Whole numbers beyond 18 characters: known to be some, but not which.
        (field("a", "integer"), ["9" * 18, "-" + "9" * 30], True, []),
        (field("a", "integer", minimum=1), ["1" * 18], True, []),
        (field("a", "integer", minimum=1), ["-" + "9" * 30], False, ["minimum"]),
        (field("a", "integer", minimum=1), ["9" * 30 + "x"], True, ["type"]),
        (field("a", "integer", enum=["5", "12"]), ["005", "+12", "-5"], True, ["enum"]),
        (field("a", "integer", unique=True), ["9" * 30, "9" * 30], False, ["unique"]),
        (field("a", "integer", maximum="9" * 19), ["1"], False, []),
        # Numbers: exact up to 15 digits, and beyond where the value still fits.
        (field("a", "number"), ["1" * 400, "1e-99999", "nan", "-INF"], True, []),
        (field("a", "number"), ["+INF", ".", "1e", "--1"], True, ["type"] * 4),
        (field("a", "number", minimum="0.3"), ["0.30", "0.299999999999", "3e-1"], True, ["minimum"]),
        (field("a", "number", minimum="0.3"), ["0.30000000000000000000000000000001"], False, []),
        (field("a", "number", maximum=5), ["1e40", "-1e400", "INF", "-inf", "NaN"], True, ["maximum"] * 3),
        (field("a", "number", maximum=5), ["0e99999", "-0e-99999", "000000000000000000000e9"], True, []),
        (field("a", "number", maximum=5), ["1e-40"], False, []),
        (field("a", "number", maximum="1e1"), ["10"], False, []),
        (field("a", "number", enum=["1.0"]), ["1"], False, []),
        (field("a", "number", unique=True), ["1", "1.0"], False, ["unique"]),
        # Dates and years.
        (field("a", "date", minimum="2000-02-29"), ["2000-02-28", "2000-03-01"], True, ["minimum"]),
        (field("a", "date"), ["1900-02-29", "2000-02-29", "0000-01-01", "２000-01-01"], True, ["type"] * 3),
        (field("a", "date", enum=["2000-02-29"]), ["2000-02-29", "2000-03-01"], True, ["enum"]),
        (field("a", "date", "%d/%m/%Y"), ["29/02/2000"], False, []),
        (field("a", "year", minimum="-0044"), ["-0045", "-0044", "0001", "0000", "20000"], True, ["minimum", "type"]),
        (field("a", "year"), ["2020Z", "2020+14:00", "2020+15:00"], True, ["type"]),
        (field("a", "year", minimum=2000), ["2020Z"], False, []),
        # Booleans, and texts.
        (field("a", "boolean", required=True), ["true", "0", "yes", '""'], True, ["required", "type"]),
        (field("a", "boolean", enum=["true"]), ["1"], False, []),
        (field("a", minLength=2), ["é", "éé", "\U0010ffff中文"], True, ["min-length"]),
        (field("a", maxLength=12), ["é" * 12, "中" * 13, '"' + '""' * 12 + '"', "x" * 13], True, ["max-length"] * 2),
        (field("a", minLength=2**70), ["x"], True, ["min-length"]),
        (field("a", maxLength=2**70), ["x"], True, []),
        (field("a", pattern="[A-Z]{2}|中."), ["AB", "AC\u0301", "中é", "ABC"], True, ["pattern"] * 2),
        (field("a", pattern="(a|b)*a(a|b){14}"), ["a" * 15, "c"], False, ["pattern"]),
        (field("a", "string", "uuid"), ["123e4567-e89b-12d3-a456-426614174000", "123e4567"], True, ["type"]),
        (field("a", "string", "binary"), ["YQ=="], False, []),
        # Types that it has not.
        *((field("a", kind), ["x"], False, ["type"]) for kind in ("object", "array", "duration", "geopoint", "time")),
        *((field("a", kind), ["x"], False, ["type"]) for kind in ("geojson", "datetime", "yearmonth")),
        ({"name": "a", "type": "list"}, ["x"], False, []),
        ({"name": "a", "type": "any"}, ["x"], True, []),
        ({"name": "a", "type": "number", "decimalChar": ","}, ['"1,5"'], False, []),
        ({"name": "a", "type": "integer", "groupChar": " "}, ["1 000"], False, []),
        ({"name": "a", "type": "integer", "bareNumber": False}, ["1%"], False, []),
        # Missing values of its own.
        ({"name": "a", "type": "integer", "missingValues": ["NA", "-"]}, ["NA", "-", '""'], True, ["type"]),
        ({"name": "a", "missingValues": ["NA"], "constraints": {"required": True}}, ["NA", '"NA"', '""'], True,
         ["required"] * 2),
        ({"name": "a", "missingValues": [], "constraints": {"required": True}}, ['""'], True, []),
    ],
)  # fmt: skip
def test_values(tmp_path: Path, one: Any, cells: list[str], scanned: bool, expected: list[str]) -> None:
    root = package(tmp_path, {"t": ({"fields": [one]}, "a\n" + "\n".join(cells) + "\n")})
    found, given = codes(root)
    assert (found, sorted(given)) == ({"t"} if scanned else set(), sorted(expected))


def test_two_fields_of_one_name_are_not_mixed_up(tmp_path: Path) -> None:
    schema = {"fields": [field("a", required=True), field("a", "integer")]}
    found, given = codes(package(tmp_path, {"t": (schema, "a,a\nx,\nx,y\n")}))
    assert (found, given) == (set(), ["type"])


@pytest.mark.parametrize("sign", ["delimiter", "quoteChar"])
def test_a_dialect_of_nul_characters(tmp_path: Path, sign: str) -> None:
    root = package(tmp_path, {"t": ({"fields": [field("a")]}, "a\n1\n")}, t={"dialect": {sign: "\0"}})
    assert codes(root) == (set(), [])


@pytest.mark.parametrize(
    ("dialect", "content", "scanned"),
    [
        ({"delimiter": "\t"}, b"a\tb\n1\t2\n", True),
        ({"delimiter": " "}, b"a b\n1 2\n", True),
        ({"quoteChar": "'"}, b"a,b\n'1,\n''2',\"\n", True),
        ({"header": False}, b"1,2\n", True),
        ({"delimiter": "::"}, b"a::b\n1::2\n", False),
        ({"delimiter": "é"}, "aéb\n1é2\n".encode(), False),
        ({"quoteChar": ""}, b'a,b\n1,"2\n', False),
        ({"escapeChar": "\\"}, b"a,b\n1,2\n", False),
        ({"doubleQuote": False}, b"a,b\n1,2\n", False),
        ({"commentChar": "#"}, b"a,b\n#,2\n", False),
        ({"skipInitialSpace": True}, b"a, b\n1, 2\n", False),
    ],
)
def test_dialects(tmp_path: Path, dialect: Any, content: bytes, scanned: bool) -> None:
    root = package(tmp_path, {"t": (AB, content)}, t={"dialect": dialect})
    assert codes(root) == ({"t"} if scanned else set(), [])
