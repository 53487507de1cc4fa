"""A data package as frozen records (https://datapackage.org/standard/data-package/)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from little_giants.schema.model import Schema


@dataclass(frozen=True, slots=True)
class Resource:
    """One table: a CSV file and its schema. ``path`` is relative to the package root and stays inside it."""

    name: str
    path: str
    file: Path
    schema: Schema
    delimiter: str
    quote: str
    hash: str  # "sha256:…" as the descriptor gives it; empty when it gives none
    bytes: int | None
    pointer: str  # where the descriptor has it, e.g. "datapackage.json#/resources/3"
    properties: Mapping[str, Any]

    @property
    def title(self) -> str:
        return str(self.properties.get("title") or self.name)


@dataclass(frozen=True, slots=True)
class Package:
    """A package that was read: ``root`` is its folder, ``place`` its descriptor relative to ``root``."""

    root: Path
    place: str
    name: str
    version: str
    resources: tuple[Resource, ...]
    properties: Mapping[str, Any]

    def resource(self, name: str) -> Resource:
        """The resource of that name. Raises KeyError."""
        for resource in self.resources:
            if resource.name == name:
                return resource
        raise KeyError(name)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(resource.name for resource in self.resources)
