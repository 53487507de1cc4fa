"""The page of results: sections that different measurements write, each between marks of its own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

SECTIONS = ("at scale", "public packages", "fixtures")
HEAD = """# What was measured

Example: ten million rows, with every rule and key, should take no more than twice as long as reading them. The tables
below say what is wanted, what was measured, and on which machine. Every figure comes from `benchmarks/`, none is
written by hand. Ratios carry over to other machines, seconds do not.
"""


def table(labels: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table; all columns but the first stand right where their cells are numbers."""
    rows = list(rows)
    number = re.compile(r"[\d.,×~ ]+")
    right = [
        all(number.fullmatch(row[place]) for row in rows if row[place] not in ("", "–")) for place in range(len(labels))
    ]
    marks = ["---:" if place and there else "---" for place, there in enumerate(right)]
    return "\n".join("| " + " | ".join(row) + " |" for row in [labels, marks, *rows])


def put(page: Path, section: str, text: str) -> None:
    """Replace one of ``SECTIONS``, or add it in its place."""
    content = page.read_text("utf-8") if page.exists() else HEAD
    parts = {name: _part(content, name) for name in SECTIONS}
    parts[section] = f"{_begin(section)}\n{text.strip()}\n{_end(section)}"
    page.write_text("\n\n".join([HEAD.strip(), *filter(None, parts.values())]) + "\n", "utf-8")


def _part(content: str, section: str) -> str:
    found = re.search(re.escape(_begin(section)) + ".*?" + re.escape(_end(section)), content, re.DOTALL)
    return found.group() if found else ""


def _begin(section: str) -> str:
    return f"<!-- {section} -->"


def _end(section: str) -> str:
    return f"<!-- end of {section} -->"
