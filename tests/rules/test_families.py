"""Families of rules: their verdicts on rows of a package whose fields have other names, and their own examples."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from little_giants.rules import Rule, families
from little_giants.rules.compile import compile_check
from little_giants.rules.files import rule_files
from little_giants.rules.portable.node import Kind
from little_giants.rules.portable.to_duckdb import TYPES

ROOT = Path(__file__).parents[2]
OTHER = families.Provenance(
    documents="papers", source="paper", further="papers", grade="strength", word_unsourced="none", word_derived="sum"
)
WORDS = {"why": "Why.", "why_zh": "原因。"}
RANGE = {"low": "low", "high": "high", **WORDS}
ORDER = {"early": "early", "late": "late", "title": "Title", "title_zh": "标题", **WORDS}
KINDS = {"low": Kind.INTEGER, "high": Kind.INTEGER, "chosen": Kind.BOOLEAN}  # all others: text
ROWS: list[tuple[Rule, dict[str, str | int | None], bool]] = [
    (OTHER.unsourced(code="t-a"), {"paper": "P1", "papers": "P2", "strength": "good"}, True),
    (OTHER.unsourced(code="t-a"), {"paper": None, "papers": None, "strength": "none"}, True),
    (OTHER.unsourced(code="t-a"), {"paper": "P1", "papers": None, "strength": "none"}, False),
    (OTHER.unsourced(code="t-a"), {"paper": None, "papers": None, "strength": "good"}, False),
    (OTHER.unsourced(code="t-a"), {"paper": None, "papers": "P2", "strength": "none"}, False),
    (OTHER.sourced(code="t-b", **WORDS), {"paper": "P1", "strength": "good"}, True),
    (OTHER.sourced(code="t-b", **WORDS), {"paper": None, "strength": "good"}, False),
    (OTHER.sourced(code="t-b", **WORDS), {"paper": "P1", "strength": "none"}, False),
    (OTHER.further_sources_of_derived(code="t-c"), {"papers": "P2", "strength": "sum"}, True),
    (OTHER.further_sources_of_derived(code="t-c"), {"papers": None, "strength": "good"}, True),
    (OTHER.further_sources_of_derived(code="t-c"), {"papers": "P2", "strength": "good"}, False),
    *[(families.real_date(code="t-d", field="day"), {"day": day}, True) for day in (None, "2024", "2024-02-29")],
    *[(families.real_date(code="t-d", field="day"), {"day": day}, False) for day in ("2023-02-29", "2023-13-01")],
    *[(families.real_period(code="t-e", field="day"), {"day": day}, True) for day in ("2024", "2021/2024-02-29")],
    *[
        (families.real_period(code="t-e", field="day"), {"day": day}, False)
        for day in ("2023-02-29", "2023-02-29/2024", "2021/2023-02-29")
    ],
    *[
        (families.in_order(code="t-f", **ORDER), {"early": early, "late": late}, right)
        for early, late, right in (
            ("2022-08-01", "2022-08", True),
            ("2022", "2022-03", True),
            ("2022-08-01", None, True),
            ("2022-08-01", "2022-07", False),
            ("2022", "2021-12-31", False),
        )
    ],
    (families.rising(code="t-g", **RANGE), {"low": 1, "high": 2}, True),
    (families.rising(code="t-g", **RANGE), {"low": 1, "high": None}, True),
    (families.rising(code="t-g", **RANGE), {"low": 2, "high": 2}, False),
    *[
        (families.reasoned(code="t-i", choice="chosen", reason="reason"), {"chosen": chosen, "reason": reason}, right)
        for chosen, reason, right in (
            (True, "best", True),
            (False, None, True),
            (True, None, False),
            (False, "best", False),
        )
    ],
]


@pytest.mark.parametrize(("rule", "row", "right"), ROWS)
def test_a_row_is_judged(rule: Rule, row: dict[str, str | int | None], right: bool) -> None:
    kinds = {name: KINDS.get(name, Kind.TEXT) for name in row}
    columns = ", ".join(f"{name} {TYPES[kind]}" for name, kind in kinds.items())
    with duckdb.connect() as connection:
        connection.execute(f"create table t ({columns})")
        connection.execute(f"insert into t values ({', '.join('?' * len(row))})", list(row.values()))
        found = connection.execute(f"select count(*) from t where {compile_check(rule, kinds)}").fetchall()
    assert found == [(0 if right else 1,)]


@pytest.mark.parametrize(
    ("further", "wrong"), [(None, []), ("P2", []), ("P2;P3", ["P3"]), ("P1", ["P1"]), ("P9;P1;P8", ["P1"])]
)
def test_further_sources_are_looked_up(further: str | None, wrong: list[str]) -> None:
    rule = OTHER.further_sources(code="t-h", table="t")
    assert rule.query is not None
    with duckdb.connect() as connection:
        connection.execute("create table t (_record bigint, paper varchar, papers varchar)")
        connection.execute("create table papers (paper varchar)")
        connection.execute("insert into papers values ('P1'), ('P2')")
        connection.execute("insert into t values (1, 'P1', ?)", [further])
        assert connection.execute(rule.query).fetchall() == [(1, one) for one in wrong]


def test_no_word_is_empty_and_no_default_name_is_left_in() -> None:
    rules = {rule.code: rule for rule, _, _ in ROWS} | {"t-h": OTHER.further_sources(code="t-h", table="t")}
    for rule in rules.values():
        words = [rule.title, rule.why, rule.mend, rule.message, rule.title_zh, rule.why_zh, rule.mend_zh]
        assert all(words)
        for text in [*words, rule.message_zh, str(rule.query), str(rule.check)]:
            assert not any(name in text for name in ("source_id", "also_source_ids", "verification", "sources s"))


def test_no_sentence_stands_in_two_rule_files() -> None:
    """A rule is written once: what two tables ask in the same words is a family, or a rule of package.py."""
    found: dict[str, set[str]] = {}
    for file in rule_files(ROOT):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.keyword) and node.arg in ("why", "mend") and isinstance(node.value, ast.Constant):
                found.setdefault(node.value.value, set()).add(file.name)
    assert len(found) > 100
    assert {sentence: files for sentence, files in found.items() if len(files) > 1} == {}


def test_the_manual_names_every_family() -> None:
    page = (ROOT / "docs" / "portable-sql.md").read_text("utf-8")

    def public(space: object, test: Callable[[object], bool]) -> set[str]:
        return {name for name, one in inspect.getmembers(space, test) if not name.startswith("_")}

    own = {
        name for name in public(families, inspect.isfunction) if getattr(families, name).__module__.endswith("families")
    }
    named = {f"families.{name}" for name in own - {"dataclass"}}
    named |= {f"Provenance.{name}" for name in public(families.Provenance, inspect.isfunction)}
    assert {one for one in named if f"| `{one}` |" not in page} == set()
    assert len(named) == 9
