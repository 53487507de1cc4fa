"""JSON objects and arrays, lists, geographic points, GeoJSON and TopoJSON (Table Schema v2)."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

_POINT = re.compile(r"([^,\s]+),\s*([^,\s]+)")
_NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?")
_DEPTHS = {"Point": 0, "MultiPoint": 1, "LineString": 1, "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3}
_DEEPEST = 200  # of nested JSON; more is an attack, not data


def load(text: str) -> Any:
    """Strict JSON (RFC 8259): no NaN, no Infinity, not nested too deeply. Raises ValueError."""

    def refuse(word: str) -> Any:
        raise ValueError(word)

    depth = most = 0
    for char in text:
        if char in "[{":
            depth += 1
            most = max(most, depth)
        elif char in "]}":
            depth -= 1
    if most > _DEEPEST:
        raise ValueError("nested too deeply")
    return json.loads(text, parse_constant=refuse)


def object_(text: str) -> dict[str, Any]:
    """A JSON object."""
    found = load(text)
    if not isinstance(found, dict):
        raise ValueError(text)
    return found


def array(text: str) -> list[Any]:
    """A JSON array."""
    found = load(text)
    if not isinstance(found, list):
        raise ValueError(text)
    return found


def items(delimiter: str, item: Callable[[str], Any]) -> Callable[[str], tuple[Any, ...]]:
    """The parser of ``list``: items between delimiters, each in the default form of its type."""

    def parse(text: str) -> tuple[Any, ...]:
        return tuple(item(part) for part in text.split(delimiter)) if text else ()

    return parse


def point(text: str) -> tuple[Decimal, Decimal]:
    """``lon, lat`` with the space optional."""
    found = _POINT.fullmatch(text)
    if not found or not text.isascii() or not all(map(_NUMBER.fullmatch, found.groups())):
        raise ValueError(text)
    return _on_earth(text, Decimal(found[1]), Decimal(found[2]))


def point_array(text: str) -> tuple[Decimal, Decimal]:
    """A JSON array of longitude and latitude."""
    found = array(text)
    if len(found) != 2:
        raise ValueError(text)
    return _on_earth(text, *(_coordinate(text, part) for part in found))


def point_object(text: str) -> tuple[Decimal, Decimal]:
    """A JSON object with exactly ``lon`` and ``lat``."""
    found = object_(text)
    if set(found) != {"lon", "lat"}:
        raise ValueError(text)
    return _on_earth(text, _coordinate(text, found["lon"]), _coordinate(text, found["lat"]))


def _coordinate(text: str, value: Any) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(text)
    return Decimal(str(value))


def _on_earth(text: str, lon: Decimal, lat: Decimal) -> tuple[Decimal, Decimal]:
    if abs(lon) > 180 or abs(lat) > 90:
        raise ValueError(text)
    return lon, lat


def geojson(text: str) -> dict[str, Any]:
    """A GeoJSON object (RFC 7946): geometry, feature or collection, with its required members."""
    found = object_(text)
    if not _is_geojson(found):
        raise ValueError(text)
    return found


def _is_geojson(value: Any) -> bool:
    if not isinstance(value, dict):
        return False
    kind = value.get("type")
    if kind == "FeatureCollection":
        features = value.get("features")
        return isinstance(features, list) and all(
            isinstance(one, dict) and one.get("type") == "Feature" and _is_geojson(one) for one in features
        )
    if kind == "Feature":
        properties = value.get("properties", 0)
        geometry = value.get("geometry", 0)
        return (properties is None or isinstance(properties, dict)) and (geometry is None or _is_geometry(geometry))
    return _is_geometry(value)


def _is_geometry(value: Any) -> bool:
    if not isinstance(value, dict):
        return False
    kind = value.get("type")
    if kind == "GeometryCollection":
        geometries = value.get("geometries")
        return isinstance(geometries, list) and all(map(_is_geometry, geometries))
    if kind not in _DEPTHS:
        return False
    coordinates: Any = value.get("coordinates")
    if not _positions(coordinates, _DEPTHS[kind]):
        return False
    lines: list[Any] = {"LineString": [coordinates], "MultiLineString": coordinates}.get(kind, [])
    if kind == "Polygon":
        rings: list[Any] = coordinates
    else:
        rings = [ring for part in coordinates for ring in part] if kind == "MultiPolygon" else []
    closed = all(len(ring) >= 4 and ring[0] == ring[-1] for ring in rings)
    return closed and all(len(line) >= 2 for line in lines)


def _positions(value: Any, depth: int) -> bool:
    if not isinstance(value, list):
        return False
    if depth:
        return all(_positions(part, depth - 1) for part in value)
    return len(value) >= 2 and all(isinstance(part, int | float) and not isinstance(part, bool) for part in value)


def topojson(text: str) -> dict[str, Any]:
    """A TopoJSON topology: ``objects`` of geometries and ``arcs`` of positions (TopoJSON 1.0, section 2.1)."""
    found = object_(text)
    objects, arcs = found.get("objects"), found.get("arcs")
    if found.get("type") != "Topology" or not isinstance(objects, dict) or not _positions(arcs, 2):
        raise ValueError(text)
    if not all(isinstance(one, dict) and _topo_kind(one.get("type")) for one in objects.values()):
        raise ValueError(text)
    return found


def _topo_kind(kind: Any) -> bool:
    return kind is None or kind in _DEPTHS or kind == "GeometryCollection"


FORMATS: dict[tuple[str, str], Callable[[str], Any]] = {
    ("object", "default"): object_,
    ("array", "default"): array,
    ("geopoint", "default"): point,
    ("geopoint", "array"): point_array,
    ("geopoint", "object"): point_object,
    ("geojson", "default"): geojson,
    ("geojson", "topojson"): topojson,
}
