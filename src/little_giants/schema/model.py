"""Table Schema as frozen records (https://datapackage.org/standard/table-schema/)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Field:
    """One field. ``properties`` is the descriptor itself, for titles, units and other words."""

    name: str
    type: str
    format: str
    constraints: Mapping[str, Any]
    missing_values: tuple[str, ...]
    properties: Mapping[str, Any]

    @property
    def title(self) -> str:
        return str(self.properties.get("title") or self.name)

    @property
    def sql_type(self) -> str:
        """The DuckDB type of the logical value."""
        return SQL_TYPES.get(self.type, "VARCHAR")


# A year is a whole number (xsd:gYear); text keeps what has no exact DuckDB type.
SQL_TYPES = {"integer": "BIGINT", "year": "BIGINT", "number": "DOUBLE", "boolean": "BOOLEAN", "date": "DATE"}


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """``fields`` of this table point at ``target_fields`` of ``target`` (the resource's name, never empty)."""

    fields: tuple[str, ...]
    target: str
    target_fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Schema:
    """A Table Schema. ``place`` and ``pointer`` say where it is written, for findings that name their rule."""

    fields: tuple[Field, ...]
    primary_key: tuple[str, ...]
    unique_keys: tuple[tuple[str, ...], ...]
    foreign_keys: tuple[ForeignKey, ...]
    fields_match: str
    place: str
    pointer: str
    properties: Mapping[str, Any]

    @property
    def field_names(self) -> tuple[str, ...]:
        return tuple(field.name for field in self.fields)

    def field(self, name: str) -> Field:
        """The field of that name. Raises KeyError."""
        for field in self.fields:
            if field.name == name:
                return field
        raise KeyError(name)

    def where(self, pointer: str) -> str:
        """A pointer into the schema as findings give it, e.g. ``schemas/firms.json#/fields/3``."""
        return f"{self.place}#{self.pointer}{pointer}"
