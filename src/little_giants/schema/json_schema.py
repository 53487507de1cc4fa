"""The constraint ``jsonSchema``: values judged by the library ``jsonschema``, in time linear in the value.

>>> json_schema({"items": {"pattern": "^(a+)+$"}})(["aaa"])
True

The library takes quadratic or exponential time, or memory, for a few keywords. They are written again here: patterns
are searched for by RE2, unique items are compared by their text, a reference is followed once for each value, and a
choice stops at its first fault. What cannot be bounded so is refused by name when the schema is read.
"""

from __future__ import annotations

import json
import reprlib
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from threading import Lock
from typing import Any

from little_giants.schema.ecma import searcher

# Keywords whose members are data, and keywords whose members have names of the author's choice.
_DATA = ("enum", "const", "default", "examples")
_NAMED = ("properties", "patternProperties", "$defs", "definitions", "dependentSchemas", "dependencies")
# The library takes quadratic time for the first two; what the others refer to depends on the way to them.
_REFUSED = ("unevaluatedItems", "unevaluatedProperties", "$dynamicRef", "$recursiveRef")
_KEPT = 200  # characters of a message
Judged = dict[tuple[int, int], str | None]  # by the ids of target and value; None while it is being judged
_search = lru_cache(maxsize=1024)(searcher)


def json_schema(schema: Any) -> Callable[[Any], bool]:
    """A validator of JSON Schema (2020-12 unless ``$schema`` says otherwise). It follows no reference to the outside.

    Raises ValueError for what is no JSON Schema, for a reference that leads nowhere in it, and for what is not
    supported: see docs/validator.md.
    """
    from jsonschema import validators
    from referencing import Registry
    from referencing.exceptions import Unresolvable
    from referencing.jsonschema import specification_with

    kind = validators.validator_for(schema, default=validators.validator_for({}))
    _check(kind, schema)
    targets: dict[int, int] = {}
    if isinstance(schema, dict):
        # The library changes to a validator of its own where it meets `$schema`.
        schema = {name: value for name, value in schema.items() if name != "$schema"}
        specification = specification_with(kind.META_SCHEMA["$schema"])
        resolver = Registry().resolver_with_root(specification.create_resource(schema))
        try:
            _walk(kind, schema, specification, resolver, targets)
        except Unresolvable as error:
            raise ValueError(f"it refers to {error.ref!r}, which is not in it") from None
    judged: Judged = {}
    checker = _bounded(kind, targets, judged)(schema, registry=Registry())
    lock = Lock()  # around `judged`

    def valid(value: Any) -> bool:
        with lock:
            judged.clear()
            try:
                return bool(checker.is_valid(value))
            except (RecursionError, OverflowError):  # a reference that comes back to itself; too deep; too large
                return False

    return valid


def _check(kind: Any, schema: Any) -> None:
    """Raise ValueError unless ``schema`` is a JSON Schema by the words of its version."""
    from referencing import Registry

    meta = {name: value for name, value in kind.META_SCHEMA.items() if name != "$schema"}
    try:
        for error in _bounded(kind, {}, {})(meta, registry=Registry()).iter_errors(schema):
            raise ValueError(error.message)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None


def _walk(kind: Any, root: Any, specification: Any, resolver: Any, targets: dict[int, int]) -> None:
    """Look at every schema inside ``root`` once, and at what it refers to; ``targets`` gets the referred ones by id.

    Raises Unresolvable for a reference that leads nowhere in it, ValueError for what is not supported.
    """
    seen: set[int] = set()
    waiting: list[tuple[Any, Any]] = [(root, resolver)]
    referred: list[tuple[Any, Any]] = []
    while waiting or referred:
        if not waiting:
            waiting.append(referred.pop())
            if id(waiting[0][0]) not in seen:
                _check(kind, waiting[0][0])  # it stands where no schema is expected
        node, resolver = waiting.pop()
        if isinstance(node, list):
            waiting += [(inner, resolver) for inner in node]
        if not isinstance(node, dict) or id(node) in seen:
            continue
        seen.add(id(node))
        resolver = resolver.in_subresource(specification.create_resource(node))
        for name, value in node.items():
            if name == "$schema":
                raise ValueError("a part of it has a `$schema`, which is supported at its top only")
            if name in _REFUSED and name in kind.VALIDATORS:
                raise ValueError(f"`{name}` is not supported")
            if name == "pattern" and isinstance(value, str):
                _search(value)
            elif name == "patternProperties" and isinstance(value, dict):
                for pattern in value:
                    _search(pattern)
            if name == "$ref" and isinstance(value, str):
                found = resolver.lookup(value)
                targets[id(node)] = id(found.contents)
                referred.append((found.contents, found.resolver))
            elif name in _NAMED and isinstance(value, dict):
                waiting += [(inner, resolver) for inner in value.values()]
            elif name not in _DATA:
                waiting.append((value, resolver))


def _bounded(kind: Any, targets: Mapping[int, int], judged: Judged) -> Any:
    """``kind`` with keywords of our own. ``judged``: what is wrong with a value by the target of a reference.

    No message that is kept repeats the value: with thousands of faults in a large value there is no room for it.
    """
    from jsonschema import validators
    from jsonschema.exceptions import ValidationError

    follow = kind.VALIDATORS["$ref"]

    def meets(validator: Any, value: Any, schema: Any) -> bool:
        return next(validator.descend(value, schema), None) is None

    def reference(validator: Any, target: Any, value: Any, schema: Any) -> Iterator[ValidationError]:
        place = targets.get(id(schema), id(schema)), id(value)
        if place not in judged:
            judged[place] = None
            error = next(iter(follow(validator, target, value, schema)), None)
            judged[place] = error.message[:_KEPT] if error else ""
        message = judged[place]
        if message is None:
            raise RecursionError(f"{target} comes back to itself")
        if message:
            yield ValidationError(message)

    def any_of(validator: Any, choices: Any, value: Any, schema: Any) -> Iterator[ValidationError]:
        if not any(meets(validator, value, choice) for choice in choices):
            yield ValidationError(f"{reprlib.repr(value)} is not valid under any of the given schemas")

    def one_of(validator: Any, choices: Any, value: Any, schema: Any) -> Iterator[ValidationError]:
        if sum(meets(validator, value, choice) for choice in choices) != 1:
            yield ValidationError(f"{reprlib.repr(value)} is not valid under just one of the given schemas")

    def unique_items(validator: Any, wanted: Any, value: Any, schema: Any) -> Iterator[ValidationError]:
        if wanted and validator.is_type(value, "array") and len(set(map(json_text, value))) < len(value):
            yield ValidationError("items are not unique")

    def pattern(validator: Any, text: Any, value: Any, schema: Any) -> Iterator[ValidationError]:
        if validator.is_type(value, "string") and not _search(text)(value):
            yield ValidationError(f"it does not match {text}")

    def pattern_properties(validator: Any, schemas: Any, value: Any, schema: Any) -> Iterator[ValidationError]:
        if validator.is_type(value, "object"):
            for text, inner in schemas.items():
                for name in filter(_search(text), value):
                    yield from validator.descend(value[name], inner)

    def additional_properties(validator: Any, inner: Any, value: Any, schema: Any) -> Iterator[ValidationError]:
        if validator.is_type(value, "object"):
            searches = [_search(text) for text in schema.get("patternProperties", ())]
            for name in value.keys() - schema.get("properties", {}).keys():
                if not any(search(name) for search in searches):
                    yield from validator.descend(value[name], inner)

    own = {
        "$ref": reference,
        "anyOf": any_of,
        "oneOf": one_of,
        "uniqueItems": unique_items,
        "pattern": pattern,
        "patternProperties": pattern_properties,
        "additionalProperties": additional_properties,
    }
    extend: Callable[..., Any] = validators.extend
    return extend(kind, {name: function for name, function in own.items() if name in kind.VALIDATORS})


def json_text(value: Any) -> str:
    """JSON with members in order, without white space, and with 1.0 written as 1. In JSON true is not 1."""
    if isinstance(value, dict):
        return "{" + ",".join(f"{json.dumps(name)}:{json_text(value[name])}" for name in sorted(value)) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(json_text, value)) + "]"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return json.dumps(value, ensure_ascii=False)
