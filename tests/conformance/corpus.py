"""Read the conformance corpus: every case of ``cases/*.toml``, written out in full.

``python tests/conformance/corpus.py`` prints all of them as JSON, for programs that would rather read that.
"""

from __future__ import annotations

import base64
import json
import sys
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CASES = Path(__file__).parent / "cases"
PROFILE = "https://datapackage.org/profiles/2.0/"


@dataclass(frozen=True)
class Expected:
    """One finding: our code, and where the specification puts it. None where there is no such place."""

    code: str
    row: int | None
    line: int | None
    field: str | None


@dataclass(frozen=True)
class Case:
    """One case. ``problem`` is a pointer to what is wrong with the descriptor, None where it must be accepted."""

    id: str
    chapter: str
    title: str
    spec: str
    says: str
    descriptor: Mapping[str, Any]
    files: Mapping[str, bytes]
    expect: tuple[Expected, ...]
    problem: str | None

    def write(self, root: Path) -> Path:
        """Write the package of the case into a folder."""
        (root / "datapackage.json").write_text(json.dumps(self.descriptor, ensure_ascii=False), encoding="utf-8")
        for name, content in self.files.items():
            (root / name).write_bytes(content)
        return root


def cases() -> list[Case]:
    """All cases, in the order of the chapters."""
    found: list[Case] = []
    for path in sorted(CASES.glob("*.toml")):
        chapter = tomllib.loads(path.read_text(encoding="utf-8"))
        for group in chapter.get("group", []):
            found += _cells(chapter["chapter"], group)
        found += [_table(chapter["chapter"], case) for case in chapter.get("case", [])]
    return found


def _cells(chapter: str, group: Mapping[str, Any]) -> Iterator[Case]:
    """A group: one field ``x``, and a file of one row for each cell."""
    schema = {"fields": [{"name": "x", **group["field"]}], **group.get("schema", {})}
    for name, cell, codes, title in group["cells"]:
        text = 'x\n"' + cell.replace('"', '""') + '"\n'
        yield Case(
            f"{group['id']}/{name}",
            chapter,
            title,
            group["spec"],
            group["says"],
            _of_version_2(_package(schema, {})),
            {"t.csv": text.encode()},
            tuple(Expected(code, 2, 2, "x") for code in codes.split()),
            None,
        )


def _table(chapter: str, case: Mapping[str, Any]) -> Case:
    files = {name: text.encode() for name, text in case.get("files", {}).items()}
    files.update({name: base64.b64decode(text) for name, text in case.get("base64", {}).items()})
    if "csv" in case:
        files["t.csv"] = case["csv"].encode()
    if "descriptor" in case:
        descriptor = json.loads(case["descriptor"])
    else:
        descriptor = _package(json.loads(case["schema"]), json.loads(case.get("resource", "{}")))
    if case.get("version", 2) == 2:
        descriptor = _of_version_2(descriptor)
    problem = case.get("problem")
    if problem is not None and "descriptor" not in case:
        problem = "/resources/0/schema" + problem
    return Case(
        case["id"],
        chapter,
        case["title"],
        case["spec"],
        case["says"],
        descriptor,
        files,
        tuple(Expected(code, row or None, line or None, field or None) for code, row, line, field in case["expect"]),
        problem,
    )


def _package(schema: Mapping[str, Any], resource: Mapping[str, Any]) -> Mapping[str, Any]:
    """A package of one table ``t`` in ``t.csv``, with the properties of ``resource``; null takes a property out."""
    table: dict[str, Any] = {"name": "t", "path": "t.csv", "schema": schema}
    if "data" in resource:
        del table["path"]
    table.update(resource)
    return {"name": "case", "resources": [{key: value for key, value in table.items() if value is not None}]}


def _of_version_2(descriptor: Mapping[str, Any]) -> Mapping[str, Any]:
    """The descriptor with the profiles of version 2 named in it and in its schemas: without them it is of version 1."""

    def resource(one: Any) -> Any:
        if not isinstance(one, dict) or not isinstance(one.get("schema"), dict):
            return one
        return {**one, "schema": {"$schema": PROFILE + "tableschema.json", **one["schema"]}}

    found = {"$schema": PROFILE + "datapackage.json", **descriptor}
    if "resources" in found:
        found["resources"] = [resource(one) for one in found["resources"]]
    return found


def _plain(case: Case) -> dict[str, Any]:
    """A case as JSON can hold it."""
    return {
        "id": case.id,
        "chapter": case.chapter,
        "title": case.title,
        "spec": case.spec,
        "says": case.says,
        "descriptor": case.descriptor,
        "files": {name: {"base64": base64.b64encode(content).decode()} for name, content in case.files.items()},
        "expect": [
            {"code": one.code, "rowNumber": one.row, "line": one.line, "fieldName": one.field} for one in case.expect
        ],
        "problem": case.problem,
    }


if __name__ == "__main__":
    json.dump([_plain(case) for case in cases()], sys.stdout, ensure_ascii=False, indent=1)
