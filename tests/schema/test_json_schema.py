"""The constraint jsonSchema: its meaning, what is refused, and time and memory that no schema blows up."""

from __future__ import annotations

import json
import time
import tracemalloc
from typing import Any

import pytest

from little_giants.schema.json_schema import json_schema

DRAFT4 = "http://json-schema.org/draft-04/schema#"
DRAFT7 = "http://json-schema.org/draft-07/schema#"
# Schema, a value that conforms, a value that does not.
CASES: list[tuple[Any, Any, Any]] = [
    ({"uniqueItems": True}, [1, True, 0, False, "1", None], [1, 1.0]),
    ({"uniqueItems": True}, [{"a": 1}, {"a": True}], [{"a": 1, "b": 2}, {"b": 2.0, "a": 1}]),
    ({"uniqueItems": True}, [[1, 2], [2, 1], [12]], [[1, [2]], [1.0, [2]]]),
    ({"uniqueItems": False}, [1, 1], None),
    ({"uniqueItems": True}, {"a": 1}, [[], []]),
    ({"items": {"pattern": "b"}}, ["abc", 5], ["ac"]),
    ({"items": {"pattern": "^b$"}}, ["b"], ["b\n"]),
    ({"patternProperties": {"^n_": {"type": "integer"}}}, {"n_a": 1, "b": "x"}, {"n_a": "x"}),
    ({"propertyNames": {"pattern": "^[a-z]+$"}}, {"ab": 1}, {"a b": 1}),
    ({"properties": {"a": {}}, "additionalProperties": False}, {"a": 1}, {"b": 1}),
    ({"patternProperties": {"^a": {}}, "additionalProperties": {"type": "null"}}, {"ab": 1, "b": None}, {"b": 1}),
    ({"anyOf": [{"type": "array"}, {"required": ["a"]}]}, {"a": 1}, {"b": 1}),
    ({"oneOf": [{"minItems": 1}, {"minItems": 2}]}, [1], [1, 2]),
    ({"oneOf": [{"minItems": 1}, {"minItems": 2}]}, [1], []),
    ({"$defs": {"n": {"type": "integer"}}, "items": {"$ref": "#/$defs/n"}}, [1, 2], [1, "x", 2]),
    ({"type": "array", "items": {"$ref": "#"}}, [[], [[]]], [[], [[1]]]),
    ({"$schema": DRAFT7, "type": "array", "items": {"$ref": "#"}}, [[]], [[1]]),
    ({"$schema": DRAFT4, "id": "http://x/y", "definitions": {"n": {"minimum": 2}},
      "items": {"$ref": "#/definitions/n"}}, [2], [1]),
    ({"properties": {"pattern": {"type": "string"}, "$ref": {"type": "null"}}}, {"pattern": "("}, {"pattern": 1}),
    ({"properties": {"a": {"const": {"pattern": "(", "$ref": "#/no"}}}},
     {"a": {"pattern": "(", "$ref": "#/no"}}, {"a": 1}),
    ({"properties": {"$schema": {"type": "string"}}}, {"$schema": DRAFT7}, {"$schema": 1}),
    ({"items": {"multipleOf": 0.5}}, [1.5], [10**400]),
    ({"$ref": "#/const", "const": {"minItems": 1}}, {"minItems": 1}, []),
]  # fmt: skip


@pytest.mark.parametrize(("schema", "good", "bad"), CASES)
def test_a_value_conforms_or_not(schema: Any, good: Any, bad: Any) -> None:
    valid = json_schema(schema)
    assert valid(good)
    assert bad is None or not valid(bad)
    assert valid(good)


@pytest.mark.parametrize(
    ("schema", "why"),
    [
        ({"type": "thing"}, "'thing'"),
        ({"items": {"pattern": "a(?=b)"}}, "look-around"),
        ({"patternProperties": {"(": {}}}, "missing"),
        ({"items": {"pattern": r"(a)\1"}}, "back-reference"),
        ({"unevaluatedProperties": False}, "`unevaluatedProperties` is not supported"),
        ({"items": {"unevaluatedItems": False}}, "`unevaluatedItems` is not supported"),
        ({"items": {"$dynamicRef": "#"}}, "`\\$dynamicRef` is not supported"),
        ({"items": {"$schema": DRAFT7}}, "at its top only"),
        ({"$ref": "#/const", "const": {"pattern": "("}}, "missing"),
        ({"$ref": "#/const", "const": {"type": "thing"}}, "'thing'"),
        ({"$ref": "#/no"}, "not in it"),
    ],
)
def test_what_is_refused_when_it_is_read(schema: Any, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        json_schema(schema)


def test_an_older_version_does_not_know_unevaluated_items() -> None:
    assert json_schema({"$schema": DRAFT7, "unevaluatedItems": False})([1])


def chain(links: int) -> Any:
    """A schema in which each link refers twice to the next one."""
    both = {f"d{i}": {"allOf": [{"$ref": f"#/$defs/d{i + 1}"}, {"$ref": f"#/$defs/d{i + 1}"}]} for i in range(links)}
    return {"$ref": "#/$defs/d0", "$defs": {**both, f"d{links}": {"maxItems": 2}}}


TEXT = "a" * 40 + "!"
LARGE: dict[str, tuple[Any, Any, bool]] = {
    "a pattern": ({"items": {"pattern": "^(a+)+$"}}, [TEXT], False),
    "a pattern for each name": ({"patternProperties": {"^(a+)+$": False}}, {TEXT: 1}, True),
    "a pattern beside others": ({"patternProperties": {"^(a+)+$": {}}, "additionalProperties": False}, {TEXT: 1},
     False),
    "a pattern of names": ({"propertyNames": {"pattern": "^(a+)+$"}}, {TEXT: 1}, False),
    "a pattern of version 7": ({"$schema": DRAFT7, "items": {"$ref": "#"}, "pattern": "^(a+)+$"}, [[TEXT]], False),
    "unique objects": ({"uniqueItems": True}, [{"a": i} for i in range(50_000)], True),
    "unique items of many types": ({"uniqueItems": True}, [x for i in range(25_000) for x in (i, str(i))], True),
    "references that double": (chain(60), [1, 2], True),
    "references that double, and fail": (chain(60), [1, 2, 3], False),
    "a reference that doubles at each level": (
        {"type": "array", "anyOf": [{"items": {"$ref": "#"}}, {"minItems": 5, "items": {"$ref": "#"}}]},
        json.loads("[" * 30 + "1" + "]" * 30),
        False,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", LARGE)
def test_time_is_bounded(name: str) -> None:
    schema, value, conforms = LARGE[name]
    began = time.perf_counter()
    assert json_schema(schema)(value) is conforms
    assert time.perf_counter() - began < 20  # seconds of a busy machine; without the bounds it is minutes and more


def test_a_schema_of_an_older_version_with_a_long_enumeration_is_read_in_time() -> None:
    began = time.perf_counter()
    schema = {"$schema": DRAFT4, "items": {"enum": [{"a": i} for i in range(50_000)]}}
    assert json_schema(schema)([{"a": 0}])
    assert time.perf_counter() - began < 20


def test_many_faults_of_a_large_value_take_no_room() -> None:
    valid = json_schema({"anyOf": [{"maxItems": 0}] * 300})
    tracemalloc.start()
    assert not valid(["x" * 100] * 10_000)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 50 << 20  # bytes; with a message for each choice it is 300 MB
