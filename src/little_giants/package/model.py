"""A data package as frozen records (https://datapackage.org/standard/data-package/)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from little_giants.package.dialect import Dialect
from little_giants.schema.model import Schema

TEXT_FORMATS = ("csv", "tsv", "json", "jsonl")


@dataclass(frozen=True, slots=True)
class Resource:
    """One resource: a table with its schema, or a file that only has a hash and a size.

    ``paths`` are relative to the package root and stay inside it; there are several where a table is cut into parts,
    and none where the data stand in the descriptor. Then ``place`` is the descriptor and ``pointer`` where in it.
    """

    name: str
    paths: tuple[str, ...]
    files: tuple[Path, ...]
    schema: Schema  # without fields where the descriptor gives no schema
    dialect: Dialect
    format: str  # "csv", "tsv", "json", "jsonl", "parquet", "xlsx"; "" for what is no table
    encoding: str  # a codec of Python; "" where none is given: a byte order mark decides, else it is UTF-8
    compression: str  # "", "gz" or "zip"
    hash: str  # "sha256:…" as the descriptor gives it; empty when it gives none
    bytes: int | None
    properties: Mapping[str, Any]
    place: str = ""
    pointer: str = ""

    @property
    def path(self) -> str:
        """The file of the table, relative to the package root: the first of several; the descriptor for inline data."""
        return self.paths[0] if self.paths else self.place

    @property
    def file(self) -> Path:
        """The file at ``path``."""
        return self.files[0]

    @property
    def tabular(self) -> bool:
        """Whether the resource is a table."""
        return self.format != ""

    @property
    def inline(self) -> bool:
        """Whether the data stand in the descriptor."""
        return not self.paths

    @property
    def data(self) -> Any:
        """The inline data: a list of rows, or text."""
        return self.properties.get("data")

    @property
    def delimiter(self) -> str:
        return self.dialect.delimiter

    @property
    def quote(self) -> str:
        return self.dialect.quote

    @property
    def canonical(self) -> bool:
        """Whether the canonical form is defined for it: one plain CSV file in UTF-8, with a schema."""
        plain = self.dialect.fast and self.dialect.header and (self.delimiter, self.quote) == (",", '"')
        whole = len(self.paths) == 1 and not self.compression
        return plain and whole and self.format == "csv" and self.encoding in ("", "utf-8") and bool(self.schema.fields)

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

    @property
    def tables(self) -> tuple[Resource, ...]:
        """The resources that are tables."""
        return tuple(resource for resource in self.resources if resource.tabular)

    def resource(self, name: str) -> Resource:
        """The resource of that name. Raises KeyError."""
        for resource in self.resources:
            if resource.name == name:
                return resource
        raise KeyError(name)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(resource.name for resource in self.resources)
