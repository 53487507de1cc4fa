"""One changed cell of the real package makes exactly one rule fire, at exactly one row: a mutation for every rule.

The mutations stand in tests/mutations/<table>.toml. The data are copied once; each test changes one cell of the copy,
validates the whole copy, and puts the file back.
"""

from __future__ import annotations

import csv
import json
import os
import shutil
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

import little_giants

ROOT = Path(__file__).parents[2]
MUTATIONS = [
    mutation
    for file in sorted((ROOT / "tests" / "mutations").glob("*.toml"))
    for mutation in tomllib.loads(file.read_text("utf-8")).get("mutation", [])
]


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The package, without the hashes and sizes that any change would break, and with a plan cache of its own."""
    base = tmp_path_factory.mktemp("mutations")
    root = base / "package"
    root.mkdir()
    for folder in ("data", "schemas", "validators"):
        shutil.copytree(ROOT / folder, root / folder, ignore=shutil.ignore_patterns("__pycache__"))
    descriptor = json.loads((ROOT / "datapackage.json").read_text("utf-8"))
    for resource in descriptor["resources"]:
        resource.pop("hash", None)
        resource.pop("bytes", None)
    (root / "datapackage.json").write_text(json.dumps(descriptor), "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(base / "cache"))
        yield root


def read_table(root: Path, table: str) -> list[dict[str, str]]:
    """The rows of a table, as text."""
    with (root / "data" / f"{table}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def find(rows: list[dict[str, str]], key: Mapping[str, str]) -> int:
    """The index of the one row with that key."""
    found = [i for i, row in enumerate(rows) if all(row[name] == value for name, value in key.items())]
    assert len(found) == 1, f"{len(found)} rows have the key {dict(key)}"
    return found[0]


def findings(root: Path) -> set[tuple[str, str, int | None]]:
    """(code, table, record) of every finding; record 1 is the first data row."""
    report = little_giants.open(root).validate()
    assert not report.not_judged
    return {
        (one.code, one.resource, one.row_number and one.row_number - 1)
        for table in report.tables
        for one in table.findings
    }


def test_nothing_fires_before(copy: Path) -> None:
    assert findings(copy) == set()


@pytest.mark.parametrize("mutation", MUTATIONS, ids=[mutation["rule"] for mutation in MUTATIONS])
def test_exactly_this_rule_fires_at_exactly_this_row(copy: Path, mutation: dict[str, Any]) -> None:
    table, field, value = mutation["table"], mutation["field"], mutation["value"]
    rows = read_table(copy, table)
    changed = find(rows, mutation["key"])
    fires = mutation.get("fires", {"table": table, "key": mutation["key"]})
    expected = find(read_table(copy, fires["table"]), fires["key"]) + 1
    assert rows[changed][field] != value, "the cell has that value already"
    rows[changed][field] = value
    file = copy / "data" / f"{table}.csv"
    kept = file.with_suffix(".kept")
    os.replace(file, kept)
    try:
        with file.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, list(rows[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
        assert findings(copy) == {(mutation["rule"], fires["table"], expected)}
    finally:
        os.replace(kept, file)


def test_every_rule_has_a_mutation() -> None:
    rules = {rule.code for rule in little_giants.open(ROOT).rules.compiled}
    mutated = {mutation["rule"] for mutation in MUTATIONS}
    assert mutated - rules == set(), "mutations of rules that do not exist"
    assert rules - mutated == set(), "rules without a mutation"
