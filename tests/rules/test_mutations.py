"""One changed cell of the real package makes exactly one rule fire, at exactly one row: a mutation for every rule.

The mutations stand in tests/mutations/<table>.toml. The data are copied once. Mutations of different tables are put in
together and judged by one run: it has to find exactly what they should make fire, no more and no less. When it does
not, the halves are judged apart, down to the single mutation. Each one is asserted by itself.
"""

from __future__ import annotations

import csv
import json
import os
import shutil
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import little_giants

Fired = tuple[str, str, int | None]  # code, table, record
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


@cache
def rows_of(table: str) -> list[dict[str, str]]:
    """The rows of a table of the package as it is, as text."""
    with (ROOT / "data" / f"{table}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def places(table: str, key: Mapping[str, str]) -> list[int]:
    """The indices of the rows with that key: one, if the mutation names a row."""
    return [i for i, row in enumerate(rows_of(table)) if all(row[name] == value for name, value in key.items())]


def fault(mutation: Mapping[str, Any]) -> str:
    """What keeps the mutation from being tried, or nothing."""
    for one in (mutation, mutation.get("fires", mutation)):
        number = len(places(one["table"], one["key"]))
        if number != 1:
            return f"{number} rows of {one['table']} have the key {one['key']}"
    [place] = places(mutation["table"], mutation["key"])
    same = rows_of(mutation["table"])[place][mutation["field"]] == mutation["value"]
    return "the cell has that value already" if same else ""


def findings(root: Path) -> set[Fired]:
    """(code, table, record) of every finding; record 1 is the first data row."""
    report = little_giants.open(root, trust_rules=True).validate()
    assert not report.not_judged
    return {
        (one.code, one.resource, one.row_number and one.row_number - 1)
        for table in report.tables
        for one in table.findings
    }


def expected(mutation: Mapping[str, Any]) -> set[Fired]:
    """What the mutation has to make fire: its rule, and the verdict of the ``claims`` that rest on the cell."""
    fires = mutation.get("fires", mutation)
    [place] = places(fires["table"], fires["key"])
    astray = [places("claims", {"claim_id": claim})[0] for claim in mutation.get("claims", ())]
    follow = {("claims-verdict-follows", "claims", one + 1) for one in astray}
    return {(mutation["rule"], fires["table"], place + 1), *follow}


@contextmanager
def changed(root: Path, mutation: Mapping[str, Any]) -> Iterator[None]:
    """The copy with the one cell changed, and as it was afterwards."""
    table = mutation["table"]
    rows = list(rows_of(table))
    [place] = places(table, mutation["key"])
    rows[place] = {**rows[place], mutation["field"]: mutation["value"]}
    file = root / "data" / f"{table}.csv"
    kept = file.with_suffix(".kept")
    os.replace(file, kept)
    try:
        with file.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, list(rows[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
        yield
    finally:
        os.replace(kept, file)


def rounds(mutations: Iterable[Mapping[str, Any]]) -> list[list[Mapping[str, Any]]]:
    """The n-th mutation of each table makes the n-th round, so no two of a round change the same file."""
    found: list[list[Mapping[str, Any]]] = []
    seen: Counter[str] = Counter()
    for mutation in mutations:
        number = seen[mutation["table"]]
        seen[mutation["table"]] += 1
        if number == len(found):
            found.append([])
        found[number].append(mutation)
    return found


def fired(root: Path, together: Sequence[Mapping[str, Any]]) -> list[set[Fired]]:
    """What each mutation makes fire. Where one run does not find exactly what all should, the halves are judged."""
    wanted = [expected(mutation) for mutation in together]
    with ExitStack() as stack:
        for mutation in together:
            stack.enter_context(changed(root, mutation))
        found = findings(root)
    if len(together) == 1:
        return [found]
    if found == set().union(*wanted):
        return wanted
    middle = len(together) // 2
    return fired(root, together[:middle]) + fired(root, together[middle:])


@pytest.fixture(scope="module")
def outcomes(copy: Path, request: pytest.FixtureRequest) -> dict[str, set[Fired]]:
    """What each mutation of the tests that run makes fire, by its rule."""
    asked = {
        item.callspec.params["mutation"]["rule"]
        for item in request.session.items
        if hasattr(item, "callspec") and "mutation" in item.callspec.params
    }
    chosen = [mutation for mutation in MUTATIONS if mutation["rule"] in asked and not fault(mutation)]
    return {
        mutation["rule"]: one
        for together in rounds(chosen)
        for mutation, one in zip(together, fired(copy, together), strict=True)
    }


def test_nothing_fires_before(copy: Path) -> None:
    assert findings(copy) == set()


def test_a_wrong_mutation_is_found_among_others(copy: Path) -> None:
    right = [mutation for mutation in MUTATIONS if mutation["rule"] in ("firms-name-present", "counts-as-of-real")]
    wrong = {**right[0], "rule": "no-such-rule"}
    other = expected(right[1])
    assert fired(copy, [wrong, right[1]]) == [expected(right[0]), other]


@pytest.mark.parametrize("mutation", MUTATIONS, ids=[mutation["rule"] for mutation in MUTATIONS])
def test_exactly_this_rule_fires_at_exactly_this_row(outcomes: dict[str, set[Fired]], mutation: dict[str, Any]) -> None:
    assert not fault(mutation)
    assert outcomes[mutation["rule"]] == expected(mutation)


def test_every_rule_has_a_mutation() -> None:
    rules = {rule.code for rule in little_giants.open(ROOT, trust_rules=True).rules.compiled}
    mutated = Counter(mutation["rule"] for mutation in MUTATIONS)
    assert set(mutated) - rules == set(), "mutations of rules that do not exist"
    assert rules - set(mutated) == set(), "rules without a mutation"
    assert set(mutated.values()) == {1}, "rules with more than one mutation"
