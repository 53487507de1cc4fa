"""Writes what is made from the package itself: docs/tables.md, the list of tables in README.md, and on the pages of
``ANSWERED`` what each command prints.

Run ``make docs`` after a change to the package, and read what changed. Tests compare the pages with what this writes.
"""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
ANSWERED = ("README.md", "docs/evidence/coverage.md", "docs/evidence/why.md")
BEGIN, END = "<!-- tables: written by `make docs` -->", "<!-- end of tables -->"

HEAD = """# The tables

Example: `data/counts.csv` holds one count a row, and `schemas/counts.json` says what each of its columns means. This
page shows every schema. It is written by `make docs`.

Empty means missing. Codes are text. A partial date is written as far as it is known: `2019`, `2019-06`, `2019-06-05`.
"""


def generated(root: Path = ROOT) -> dict[Path, str]:
    """Every generated file and the text it must hold, from the descriptor, the schemas and README.md under ``root``."""
    descriptor = _json(root / "datapackage.json")
    tables = [(resource, _json(root / resource["schema"])) for resource in descriptor["resources"]]
    readme = root / "README.md"
    return {
        root / "docs" / "tables.md": "\n".join([HEAD, *(_table(resource, schema) for resource, schema in tables)]),
        readme: _replaced(readme.read_text(encoding="utf-8"), _summary(tables)),
    }


def answered(page: str, root: Path = ROOT) -> str:
    """The page, with below each ``$ little-giants ...`` of its ``console`` blocks what the command prints now."""

    def answer(block: re.Match[str]) -> str:
        command = block["command"].replace("little-giants", f"{shlex.quote(sys.executable)} -m little_giants", 1)
        output = subprocess.run(["sh", "-c", command], cwd=root, capture_output=True, text=True, check=True).stdout
        lines = "\n".join(line.rstrip() for line in output.strip("\n").splitlines())
        return f"```console\n$ {block['command']}\n{lines}\n```\n"

    command = r"^```console\n\$ (?P<command>little-giants (?:.*\\\n)*.*)\n(?:.*\n)*?```\n"
    return re.sub(command, answer, page, flags=re.MULTILINE)


def _json(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content


def _summary(tables: Iterable[tuple[Mapping[str, Any], Mapping[str, Any]]]) -> str:
    rows = [
        f"| [`{resource['name']}`](docs/tables.md#{resource['name']}) | {resource['title_zh']} "
        f"| {_cell(resource['description'])} |"
        for resource, _ in tables
    ]
    return "\n".join(["| table | | what it holds |", "| --- | --- | --- |", *rows])


def _replaced(page: str, block: str) -> str:
    before, rest = page.split(BEGIN)
    return f"{before}{BEGIN}\n{block}\n{END}{rest.split(END)[1]}"


def _table(resource: Mapping[str, Any], schema: Mapping[str, Any]) -> str:
    lines = [
        f"## {resource['name']}",
        "",
        f"**{resource['title']}** ({resource['title_zh']}), [`{resource['path']}`](../{resource['path']}), "
        f"[`{resource['schema']}`](../{resource['schema']})",
        "",
        f"{resource['description']} {resource['description_zh']}",
        "",
        f"One row is known by {_names(schema['primaryKey'])}.",
        *(f"No two rows share {_names(key)}." for key in schema.get("uniqueKeys", [])),
        *(
            f"{_names(key['fields'])} must stand in `{key['reference']['resource'] or resource['name']}`."
            for key in schema.get("foreignKeys", [])
        ),
        "",
        "| column | type | meaning | example |",
        "| --- | --- | --- | --- |",
        *(_column(field) for field in schema["fields"]),
        "",
    ]
    return "\n".join(lines)


def _names(fields: str | Iterable[str]) -> str:
    return " + ".join(f"`{name}`" for name in ([fields] if isinstance(fields, str) else fields))


def _column(field: Mapping[str, Any]) -> str:
    kind = field["type"] if field.get("format", "default") == "default" else f"{field['type']}, {field['format']}"
    unit = f", {field['unit']}" if "unit" in field else ""
    constraints = field.get("constraints", {})
    required = ", required" if constraints.get("required") else ""
    meaning = f"**{field['title']}** ({field['title_zh']}). {field['description']}{_limits(constraints)}"
    example = f"`{_text(field['example'])}`" if field.get("example") not in (None, "") else ""
    return f"| `{field['name']}` | {kind}{unit}{required} | {_cell(meaning)} | {_cell(example)} |"


def _limits(constraints: Mapping[str, Any]) -> str:
    """The constraints in words, as a sentence that follows the description."""
    said = []
    if "enum" in constraints:
        said.append("One of " + ", ".join(f"`{_text(value)}`" for value in constraints["enum"]) + ".")
    if "minimum" in constraints or "maximum" in constraints:
        low, high = constraints.get("minimum"), constraints.get("maximum")
        said.append(
            f"At least {low}." if high is None else f"At most {high}." if low is None else f"From {low} to {high}."
        )
    if constraints.get("unique"):
        said.append("No two rows share it.")
    if "pattern" in constraints:
        said.append(f"Pattern `{constraints['pattern']}`.")
    return "".join(f" {sentence}" for sentence in said)


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _cell(text: str) -> str:
    """Text that may stand in a Markdown table: one line, bars escaped."""
    return re.sub(r"\s*\n\s*", " ", text).replace("|", "\\|")


if __name__ == "__main__":
    for path, text in generated().items():
        path.write_text(text, encoding="utf-8")
        print(path.relative_to(ROOT))
    for name in ANSWERED:
        page = ROOT / name
        page.write_text(answered(page.read_text(encoding="utf-8")), encoding="utf-8")
        print(name)
