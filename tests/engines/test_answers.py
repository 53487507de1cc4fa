"""Queries that stand in cells: what they may read, what becomes of one that fails, and what a judge makes of them."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb
import pytest
from synthetic import check, field, found, only, package

from little_giants.engines.duckdb.answers import Answer, Watch, ask
from little_giants.errors import PackageError
from little_giants.findings import NotJudged
from little_giants.rules.model import CompiledRule

FACTS = {"fields": [field("id"), field("n", "integer")], "primaryKey": ["id"]}
SAID = {"fields": [field("id"), field("n", "integer"), field("ask")], "primaryKey": ["id"]}
RULE = CompiledRule("said-holds", "said", ("n", "ask"), "validators/said.py#said-holds", "error", asks="ask", judge="n")


def same(row: Mapping[str, Any], answer: Answer) -> Mapping[str, str] | None:
    """Finds an answer that is not the row's number."""
    got = answer.error or str(answer.rows[0][0])
    return None if got == str(row["n"]) else {"found": got}


def said(tmp_path: Path, *queries: str, facts: str = "a,1\nb,2\n") -> Path:
    rows = "".join(f'q{number},2,"{query}"\n' for number, query in enumerate(queries))
    return package(tmp_path, {"facts": (FACTS, f"id,n\n{facts}"), "said": (SAID, f"id,n,ask\n{rows}")})


def test_an_answer_that_differs_is_a_finding_on_its_row(tmp_path: Path) -> None:
    root = said(tmp_path, "select count(*) from facts", "select max(n) + 1 from facts")
    finding = only(check(root, RULE, judges={"n": same}))
    assert (finding.code, finding.row_number, finding.field_name) == ("said-holds", 3, "n")
    assert finding.params["found"] == "3"


def test_a_row_without_a_query_is_not_asked(tmp_path: Path) -> None:
    assert not found(check(said(tmp_path, ""), RULE, judges={"n": same}))


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ("selec 1", "syntax error"),
        ("select nothing from facts", "Binder Error"),
        ("select 1; select 2", "It is not one SELECT."),
        ("delete from facts", "It is not one SELECT."),
        ("copy facts to 'out.csv'", "It is not one SELECT."),
        ("select * from read_csv('facts.csv')", "It reads from read_csv(...)"),
        ("select * from query('select 1')", "It reads from query(...)"),
        ("select * from 'facts.csv'", "It reads facts.csv, which is no table"),
        ("with facts2 as (select * from 'facts.csv') select 1 from facts2", "It reads facts.csv, which is no table"),
        ('select (with ""facts.csv"" as (select 1) select 1) from ""facts.csv""', "It names 'facts.csv'"),
        ("select * from information_schema.tables", "It reads tables, which is no table"),
        ("select * from (show tables)", "It describes instead of asking."),
        ("select 1 from range(101)", "It gives more than 100 rows."),
        ("select cast('x' as integer)", "Conversion Error"),
    ],
)
def test_a_query_that_may_not_or_cannot_run_is_a_finding_too(tmp_path: Path, query: str, why: str) -> None:
    root = said(tmp_path, query, "select count(*) from facts")
    finding = only(check(root, RULE, judges={"n": same}))
    assert finding.row_number == 2
    assert why in finding.params["found"]
    assert sorted(file.name for file in root.iterdir()) == ["datapackage.json", "facts.csv", "said.csv"]


def test_a_query_may_use_names_of_its_own(tmp_path: Path) -> None:
    root = said(tmp_path, "with two as (select n from Facts where n = 2) select n from two", "select max(n) from facts")
    assert not found(check(root, RULE, judges={"n": same}))


def test_a_query_without_end_is_stopped() -> None:
    endless = "select count(*) from range(1000000) a, range(1000000) b"
    with duckdb.connect() as connection, Watch(connection, 0.2) as watch:
        for _ in range(2):
            assert ask(watch, endless, ()).error == "It takes longer than 0.2 seconds."
            assert ask(watch, "select 1", ()).rows == ((1,),), "the connection still works"


def test_each_query_has_the_whole_time() -> None:
    short = "select count(*) from range(300000) a, range(300) b"
    with duckdb.connect() as connection:
        began = time.monotonic()
        connection.execute(short).fetchall()
        one = time.monotonic() - began
        with Watch(connection, 10 * one) as watch:
            assert [ask(watch, short, ()).error for _ in range(30)] == [""] * 30


def test_an_answer_names_the_tables_it_rests_on() -> None:
    with duckdb.connect() as connection, Watch(connection) as watch:
        connection.execute("create table a as select 1 as x; create table b as select 2 as x")
        one = ask(watch, "with c as (from B) select a.x, c.x from a, c", ("a", "b"))
        assert (one.rows, one.tables) == (((1, 2),), ("b", "a"))


def test_nothing_is_asked_of_tables_in_doubt(tmp_path: Path) -> None:
    report = check(said(tmp_path, "select count(*) from facts", facts="a,x\nb,2\n"), RULE, judges={"n": same})
    assert [finding[1] for finding in found(report)] == ["type"]
    assert report.not_judged == {"said-holds": NotJudged("doubt", "facts.csv")}


def test_every_table_is_read_even_if_only_one_is_reported(tmp_path: Path) -> None:
    root = said(tmp_path, "select max(n) + 1 from facts")
    report = check(root, RULE, judges={"n": same}, only=["said"])
    assert [table.name for table in report.tables] == ["said"]
    assert only(report).params["found"] == "3"
    assert not found(check(root, RULE, judges={"n": same}, only=["facts"]))


def test_a_judge_that_is_not_there_is_the_authors_error(tmp_path: Path) -> None:
    with pytest.raises(PackageError, match="no judge is named 'n'"):
        check(said(tmp_path, "select 1"), RULE)


def test_an_answer_that_differs_can_be_waived(tmp_path: Path) -> None:
    waivers = {
        "fields": [field("waiver_id"), field("rule"), field("resource"), field("row_key"), field("expires", "date")],
        "primaryKey": ["waiver_id"],
    }
    header = "waiver_id,rule,resource,row_key,expires\n"
    asked = "id,n,ask\nq0,2,select 3\nq1,2,select 4\n"
    tables = {"said": (SAID, asked), "waivers": (waivers, f"{header}w1,said-holds,said,q0,2999-01-01\n")}
    report = check(package(tmp_path, tables), RULE, judges={"n": same})
    assert only(report).row_number == 3
    assert [table.waived for table in report.tables] == [1, 0]
