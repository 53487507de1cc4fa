"""The house stays as docs/architecture.md draws it: who may import whom, and modules short enough to be read."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "little_giants"
MODULES = sorted(SOURCE.rglob("*.py"))
CORE = ("package", "schema", "rules", "engines")


def imported(source: str, module: str, is_package: bool) -> set[str]:
    """Every module of ours that ``source`` may import, at any depth of the code, relative imports resolved.

    ``from little_giants.a import b`` gives both ``little_giants.a`` and ``little_giants.a.b``: b may be a module.
    """
    package = module.split(".") if is_package else module.split(".")[:-1]
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            name = ".".join([*base, *(node.module.split(".") if node.module else [])])
            found.add(name)
            found.update(f"{name}.{alias.name}" for alias in node.names)
    return {name for name in found if name == "little_giants" or name.startswith("little_giants.")}


def module_name(path: Path) -> str:
    parts = ["little_giants", *path.relative_to(SOURCE).with_suffix("").parts]
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def forbidden(module: str, target: str) -> str | None:
    """The rule of the architecture that ``module`` breaks by importing ``target``, or None."""
    room, other = ([*name.split("."), "", ""][1] for name in (module, target))
    if room == "findings" and other not in ("", "findings"):
        return "findings imports nothing of ours"
    if other == "cli" and room not in ("cli", "__main__"):
        return "nothing imports cli"
    if room == "engines" and other == "reports":
        return "engines does not import reports"
    if room in CORE and other in ("evidence", "site", "ingest"):
        return f"{room} knows nothing about {other}"
    if room == other == "engines":
        one, two = ([*name.split("."), "", "", ""][2] for name in (module, target))
        if one in ENGINES and two in ENGINES and one != two:
            return "no engine imports another"
    return None


ENGINES = ("duckdb", "reference", "spark")


def violations(source: str, module: str, is_package: bool = False) -> Iterator[str]:
    for target in sorted(imported(source, module, is_package)):
        if rule := forbidden(module, target):
            yield f"{module} imports {target}: {rule}"


@pytest.mark.parametrize("path", MODULES, ids=module_name)
def test_a_module_imports_only_what_it_may(path: Path) -> None:
    found = violations(path.read_text(encoding="utf-8"), module_name(path), path.name == "__init__.py")
    assert list(found) == []


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("little_giants.engines.duckdb", "from little_giants.reports import text"),
        ("little_giants.engines.duckdb", "def late():\n    from little_giants.reports.text import render"),
        ("little_giants.engines.duckdb", "from .reference import run"),
        ("little_giants.engines.reference", "from little_giants.engines import duckdb"),
        ("little_giants.findings", "from little_giants.errors import Problem"),
        ("little_giants.api", "from little_giants import cli"),
        ("little_giants.build.sqlite", "import little_giants.cli.sql"),
        ("little_giants.package.read", "from ..ingest import trade"),
        ("little_giants.rules.load", "import little_giants.site.metadata"),
    ],
)
def test_a_forbidden_import_is_seen(module: str, source: str) -> None:
    assert len({line.split(": ")[1] for line in violations(source, module)}) == 1


@pytest.mark.parametrize("path", MODULES, ids=module_name)
def test_a_module_says_what_it_is_for_and_can_be_read_in_one_sitting(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert ast.get_docstring(ast.parse(source)), "the first lines say what the file is for"
    assert len(source.splitlines()) <= 400


@pytest.mark.parametrize("path", sorted((ROOT / "validators").glob("*.py")), ids=lambda path: path.name)
def test_a_rule_file_says_what_it_is_for_and_is_short(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert ast.get_docstring(ast.parse(source)), "the first lines say what the file is for"
    assert len(source.splitlines()) <= 300, "write it in parts: counts.py, counts.totals.py"


def test_there_are_modules() -> None:
    assert len(MODULES) > 20
