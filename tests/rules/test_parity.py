"""One rule, two places: ``schema.validate(frame)`` in a notebook and ``little-giants validate`` name the same rows.

A rule file holds every check kind on every kind of field that takes it, and every form of portable SQL. The engine
reads the package from its file; Pandera gets the frame of the same table. ``test_compile.py`` and ``test_portable.py``
compare the predicates alone, with far more values.
"""

from __future__ import annotations

import csv
import json
import random
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from pandera.errors import SchemaErrors
from rules.test_portable import FIELDS as KINDS
from rules.test_portable import MEANING
from sqlglot import parse_one

import little_giants
from little_giants.rules import Rule, frame_schema
from little_giants.rules.compile import BUILT_IN_CHECKS
from little_giants.rules.portable.functions import FUNCTIONS

Write = Callable[..., str]
TYPES = {"a": "integer", "b": "year", "x": "number", "y": "number", "s": "string", "t": "any", "d": "date", "e": "date"}
TYPES |= {"p": "boolean", "q": "boolean"}
CELLS = {
    "integer": ["", "0", "1", "2", "-7", "9223372036854775807"],
    "year": ["", "2020", "1999", "-0044"],
    "number": ["", "0", "1.5", "2.5", "-2.5", "1e300", "NaN", "INF"],
    "string": ["", "a", "ab", "abc", "中文", "a.b", "a\nb", "x-y-z", " a ", "2020-02-29", "12", "é"],
    "any": ["", "a", "b", "ab", "文", "1"],
    "date": ["", "2019-12-31", "2020-01-01", "2020-02-29"],
    "boolean": ["", "true", "false"],
}
DAY = "datetime.date(2020, 1, 1)"
CHECKS: list[tuple[str, str]] = [
    *((field, f"Check.{name}({value})")
      for name in ("equal_to", "not_equal_to", "greater_than", "greater_than_or_equal_to", "less_than",
                   "less_than_or_equal_to")
      for field, value in (("a", "1"), ("b", "2000"), ("x", "1.5"), ("s", "'ab'"), ("d", DAY))),
    *((field, f"Check.{name}(True)") for name in ("equal_to", "not_equal_to") for field in ("p",)),
    *((field, f"Check.in_range({low}, {high}{more})")
      for more in ("", ", include_min=False, include_max=False")
      for field, low, high in (("a", "0", "2"), ("b", "1999", "2020"), ("x", "-2.5", "2.5"),
                               ("d", DAY, "datetime.date(2020, 3, 1)"))),
    *((field, f"Check.{name}([{values}])")
      for name in ("isin", "notin")
      for field, values in (("a", "1, 2"), ("b", "2020"), ("x", "1.5, 0.0"), ("s", "'a', '中文'"), ("d", DAY))),
    *(("s", f"Check.{name}({value!r})")
      for name in ("str_matches", "str_contains", "str_startswith", "str_endswith")
      for value in ("a", "文", ".")),
    ("s", "Check.str_matches('a|x')"),
    ("s", "Check.str_matches('^.b?$')"),
    ("s", "Check.str_length(1, 2)"),
    ("s", "Check.str_length(min_value=2)"),
    ("s", "Check.str_length(max_value=2)"),
    ("s", "Check.str_length(exact_value=3)"),
    ("t", "Check.str_length(1)"),
    *(("a", f"Check.sql({predicate!r})") for predicate, _, _ in MEANING),
    *(("a", f"Check.sql({predicate!r})")
      for predicate in ("a > 0", "a < b", "x + y > 0", "x / y < 1", "s <> t", "d <= e", "p or q", "p = q", "not p",
                        "s is not null", "coalesce(x, 0) > 1", "length(s) > length(t)", "day(d) > 1",
                        "year(d) = 2020 or month(e) = 12", "s is not distinct from t")),
]  # fmt: skip


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A table with three hundred rows of mixed cells, and a rule for every check."""
    root = tmp_path_factory.mktemp("parity")
    assert set(TYPES) == set(KINDS)
    fields = [{"name": name, "type": kind} for name, kind in TYPES.items()]
    schema = {"fields": [{"name": "id", "type": "integer"}, *fields]}
    descriptor = {"name": "parity", "resources": [{"name": "t", "path": "t.csv", "schema": schema}]}
    (root / "datapackage.json").write_text(json.dumps(descriptor), "utf-8")
    chance = random.Random(7)
    with (root / "t.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["id", *TYPES])
        for number in range(300):
            writer.writerow([number, *(chance.choice(CELLS[kind]) for kind in TYPES.values())])
    return root


@pytest.fixture(scope="module")
def rules(package: Path) -> list[Rule]:
    """The rules, written into the package's rule file and read from it."""
    words = ", ".join(f'{name}="x"' for name in ("title", "title_zh", "why", "why_zh", "mend", "mend_zh"))
    words += ', message="{id}", message_zh="{id}"'
    lines = [
        f'    Rule(code="t-{number}", fields=("{field}",), check={check}, {words}, '
        'passing={"a": "1"}, failing={"a": "1"}),'
        for number, (field, check) in enumerate(CHECKS)
    ]
    text = "import datetime\n\nfrom little_giants.rules import Check, Rule\n\nRULES = [\n" + "\n".join(lines) + "\n]\n"
    (package / "validators").mkdir()
    (package / "validators" / "t.py").write_text(text, "utf-8")
    names: dict[str, Any] = {}
    exec(text, names)
    found: list[Rule] = names["RULES"]
    return found


@pytest.fixture(scope="module")
def by_the_engine(package: Path, rules: list[Rule]) -> dict[str, set[int]]:
    """The wrong records of each rule, as the engine reports them."""
    report = little_giants.open(package, trust_rules=True).validate(limit=1_000_000)
    found = defaultdict(set)
    for table in report.tables:
        for finding in table.findings:
            assert finding.row_number is not None and finding.code.startswith("t-"), finding
            found[finding.code].add(finding.row_number - 2)
    return found


@pytest.fixture(scope="module")
def frame(package: Path) -> pl.DataFrame:
    return little_giants.open(package).table("t")


def by_pandera(frame: pl.DataFrame, *rules: Rule) -> list[int]:
    """The wrong records, as Pandera reports them."""
    try:
        frame_schema("t", rules).validate(frame, lazy=True)
    except SchemaErrors as problems:
        return list(problems.failure_cases["index"].to_list())
    return []


@pytest.mark.parametrize("number", range(len(CHECKS)), ids=[f"{field}: {check}" for field, check in CHECKS])
def test_the_same_rows(number: int, rules: list[Rule], by_the_engine: dict[str, set[int]], frame: pl.DataFrame) -> None:
    found = by_pandera(frame, rules[number])
    assert len(found) == len(set(found))
    assert set(found) == by_the_engine.get(f"t-{number}", set())


def test_all_rules_at_once(rules: list[Rule], by_the_engine: dict[str, set[int]], frame: pl.DataFrame) -> None:
    assert len(by_pandera(frame, *rules)) == sum(map(len, by_the_engine.values()))


def test_most_rules_find_wrong_rows_and_right_ones(by_the_engine: dict[str, set[int]]) -> None:
    """A rule that is always right, or always wrong, compares nothing."""
    telling = [code for code, rows in by_the_engine.items() if 0 < len(rows) < 300]
    assert len(telling) > 0.8 * len(CHECKS)


def test_the_vocabulary_is_covered() -> None:
    assert {check.partition("(")[0].removeprefix("Check.") for _, check in CHECKS} == {*BUILT_IN_CHECKS, "sql"}
    used = {type(node) for predicate, _, _ in MEANING for node in parse_one(predicate, read="duckdb").walk()}
    assert set(FUNCTIONS) <= used
