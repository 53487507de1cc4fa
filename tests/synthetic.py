"""Small synthetic packages for the engine's tests."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from little_giants.engines.duckdb import run
from little_giants.findings import Finding, Report
from little_giants.package import read
from little_giants.rules.model import CompiledRule

Field = Mapping[str, Any]


def field(name: str, type: str = "string", format: str = "default", **constraints: Any) -> Field:
    """A field descriptor."""
    return {"name": name, "type": type, "format": format, "constraints": constraints}


def package(root: Path, tables: Mapping[str, tuple[Mapping[str, Any], bytes | str]], **properties: Any) -> Path:
    """Write a package: ``tables`` maps a name to its schema and the text of its file."""
    resources = []
    for name, (schema, content) in tables.items():
        data = content.encode() if isinstance(content, str) else content
        (root / f"{name}.csv").write_bytes(data)
        resources.append({"name": name, "path": f"{name}.csv", "schema": schema, **properties.get(name, {})})
    (root / "datapackage.json").write_text(json.dumps({"name": "synthetic", "resources": resources}))
    return root


class Rules:
    """Compiled rules, as the loader would give them."""

    def __init__(self, *compiled: CompiledRule) -> None:
        self.compiled = compiled
        self.texts: dict[str, Any] = {}


def check(root: Path, *rules: CompiledRule, **options: Any) -> Report:
    """Validate the package at ``root``."""
    done = run(read(root), Rules(*rules), texts={}, **options)
    done.close()
    return done.report


def found(report: Report) -> list[tuple[str, str, int | None, int | None, str | None, str | None]]:
    """Table, code, row, line, field and cell of every finding, in order."""
    return [(f.resource, f.code, f.row_number, f.line, f.field_name, f.cell) for t in report.tables for f in t.findings]


def only(report: Report) -> Finding:
    """The one finding of a report."""
    (finding,) = [finding for table in report.tables for finding in table.findings]
    return finding
