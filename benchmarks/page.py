"""The page of results: sections that different measurements write, each between marks of its own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

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
    """Replace a section of the page, or add it at the end."""
    begin, end = f"<!-- {section} -->", f"<!-- end of {section} -->"
    whole = f"{begin}\n{text.strip()}\n{end}"
    content = page.read_text("utf-8") if page.exists() else HEAD
    pattern = re.compile(re.escape(begin) + ".*?" + re.escape(end), re.DOTALL)
    content = pattern.sub(lambda _: whole, content) if pattern.search(content) else f"{content.rstrip()}\n\n{whole}\n"
    page.write_text(content, "utf-8")
