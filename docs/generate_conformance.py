"""Writes docs/conformance.md: how many cases of the corpus there are by feature, and who answers them as it says.

It reads the corpus and the list of divergences; it runs nothing. That the two engines answer every case, and that
frictionless differs in the listed ones only, is what the tests in tests/conformance prove.
"""

from __future__ import annotations

import sys
import tomllib
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "conformance.md"
FOLDER = ROOT / "tests" / "conformance"

HEAD = """# Conformance

Example: the specification says that a primary key's fields "cannot be null". In a row with half of its key empty, both
engines find `primary-key-null`; frictionless {version} finds nothing.

This page is written by `python docs/generate_conformance.py` from the [corpus](../tests/conformance/README.md): {cases}
cases, each with the sentence that it stands on. `python -m pytest tests/conformance` runs every case on both engines
and on frictionless, and fails on any answer that this page does not give. Random packages hold the two engines together
beyond the corpus (`tests/engines/test_differential.py`).

| chapter | feature | cases | reference | DuckDB | frictionless |
| --- | --- | --- | --- | --- | --- |
"""
DIFFERENCES = """
## Where frictionless {version} answers otherwise

The cases are listed one by one in `tests/conformance/divergences.toml`.

| what it does | how often | the specification says |
| --- | --- | --- |
"""
STANDARD = "https://datapackage.org/standard/"


def page() -> str:
    """The text of the page."""
    sys.path.insert(0, str(FOLDER.parent))
    try:
        from conformance.corpus import cases
    finally:
        sys.path.pop(0)
    listed = tomllib.loads((FOLDER / "divergences.toml").read_text(encoding="utf-8"))
    differ = {name for entry in listed["divergence"] for name in entry["cases"]}
    every, agree = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for case in cases():
        feature = (case.chapter, case.spec)
        every[feature] += 1
        agree[feature] += case.id not in differ
    lines = [
        _row(chapter, f"[{_name(spec)}]({_address(spec)})", n, n, n, agree[chapter, spec])
        for (chapter, spec), n in every.items()
    ]
    total = sum(every.values())
    lines.append(_row("**all**", "", total, total, total, sum(agree.values())))
    version = listed["frictionless"]
    return (
        HEAD.format(version=version, cases=total)
        + "\n".join(lines)
        + "\n"
        + DIFFERENCES.format(version=version)
        + "\n".join(
            _row(one["why"], len(one["cases"]) or "random packages", _says(one["says"], one["spec"]))
            for one in listed["divergence"]
        )
        + "\n"
    )


def _row(*cells: object) -> str:
    return "| " + " | ".join(str(cell).replace("|", "\\|") for cell in cells) + " |"


def _address(spec: str) -> str:
    return STANDARD + spec


def _name(spec: str) -> str:
    page, anchor = spec.split("/#")
    return f"{page.replace('-', ' ')}, {anchor}"


def _says(says: str, spec: str) -> str:
    short = says if len(says) <= 160 else says[:160].rsplit(" ", 1)[0] + " …"
    return f"[{short}]({_address(spec)})".replace("[ ", "[")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    print(PAGE.relative_to(ROOT))
