"""Every rule of the package says of its own examples what it should: in DuckDB, and row rules in Pandera too."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest
from pandera.errors import SchemaErrors

from little_giants.engines.duckdb.answers import Watch, ask
from little_giants.errors import Problem
from little_giants.evidence.claims import JUDGES
from little_giants.package import read
from little_giants.rules import Rule, frame_schema
from little_giants.rules.build import PACKAGE
from little_giants.rules.compile import compile_check
from little_giants.rules.files import rule_files
from little_giants.rules.model import ANSWERED
from little_giants.rules.portable.node import FIELD_KINDS, Kind
from little_giants.rules.portable.to_duckdb import TYPES
from little_giants.rules.portable.to_polars import TYPES as FRAME_TYPES
from little_giants.rules.query import empty_tables, quoted
from little_giants.rules.source import read_rules

ROOT = Path(__file__).parents[2]
FIELDS: dict[str, dict[str, Kind]] = {
    resource.name: {field.name: FIELD_KINDS.get(field.type, Kind.TEXT) for field in resource.schema.fields}
    for resource in read(ROOT).resources
}
FROM_TEXT: dict[Kind, Callable[[str], Any]] = {
    Kind.TEXT: str,
    Kind.INTEGER: int,
    Kind.NUMBER: float,
    Kind.BOOLEAN: {"true": True, "false": False}.__getitem__,
    Kind.DATE: datetime.date.fromisoformat,
}


def package_rules() -> list[Any]:
    """Every rule of validators/ as (table, rule), named by its code."""
    found = []
    problems: list[Problem] = []
    for file in rule_files(ROOT):
        rules = read_rules(ROOT, file, problems)
        if rules is None:
            continue
        for rule in rules.rules:
            table = rule.resource if rules.table == PACKAGE else rules.table
            found.append(pytest.param(table, rule, id=rule.code))
    assert not problems, problems
    return found


RULES = package_rules()
ROW_RULES = [one for one in RULES if one.values[1].check is not None]
QUERY_RULES = [one for one in RULES if one.values[1].query is not None]
ASKING_RULES = [one for one in RULES if one.values[1].asks]


def typed(table: str, row: Mapping[str, str]) -> dict[str, Any]:
    """A row of the table with logical values; cells that the example leaves out are empty."""
    unknown = set(row) - set(FIELDS[table])
    assert not unknown, f"{table} has no field {unknown}"
    values = {}
    for name, kind in FIELDS[table].items():
        text = row.get(name, "")
        assert isinstance(text, str), f"{name} is not written as in the CSV: {text!r}"
        values[name] = FROM_TEXT[kind](text) if text else None
    return values


@pytest.fixture(scope="module")
def database() -> Iterator[duckdb.DuckDBPyConnection]:
    types = {table: {name: TYPES[kind] for name, kind in kinds.items()} for table, kinds in FIELDS.items()}
    with empty_tables(types) as connection:
        yield connection


@pytest.fixture
def connection(database: duckdb.DuckDBPyConnection) -> Iterator[duckdb.DuckDBPyConnection]:
    database.execute("begin")
    yield database
    database.execute("rollback")


def insert(connection: duckdb.DuckDBPyConnection, table: str, rows: list[Mapping[str, str]]) -> None:
    for record, row in enumerate(rows, 1):
        values = [record, *typed(table, row).values()]
        connection.execute(f"insert into {quoted(table)} values ({', '.join('?' * len(values))})", values)


@pytest.mark.parametrize(("table", "rule"), ROW_RULES)
def test_row_rule_in_duckdb(connection: duckdb.DuckDBPyConnection, table: str, rule: Rule) -> None:
    insert(connection, table, [rule.passing, rule.failing])
    violated = compile_check(rule, FIELDS[table])
    found = connection.execute(f"select _record from {quoted(table)} where {violated}").fetchall()
    assert found == [(2,)]


@pytest.mark.parametrize(("table", "rule"), ROW_RULES)
def test_row_rule_in_pandera(table: str, rule: Rule) -> None:
    kinds = {name: FRAME_TYPES[kind] for name, kind in FIELDS[table].items()}
    schema = frame_schema(table, [rule])
    schema.validate(pl.DataFrame([typed(table, rule.passing)], schema=kinds))
    with pytest.raises(SchemaErrors) as caught:
        schema.validate(pl.DataFrame([typed(table, rule.failing)], schema=kinds), lazy=True)
    assert len(caught.value.failure_cases) == 1


@pytest.mark.parametrize(("table", "rule"), QUERY_RULES)
def test_query_rule(connection: duckdb.DuckDBPyConnection, table: str, rule: Rule) -> None:
    assert rule.query is not None
    for name, rows in rule.passing.items():
        insert(connection, name, rows)
    assert connection.execute(rule.query).fetchall() == []
    for name in rule.passing:
        connection.execute(f"delete from {quoted(name)}")
    for name, rows in rule.failing.items():
        insert(connection, name, rows)
    found = [row[0] for row in connection.execute(rule.query).fetchall()]
    assert found
    assert set(found) <= set(range(1, len(rule.failing[table]) + 1))
    assert len(set(found)) == len(found), "a row is reported more than once"


@pytest.mark.parametrize(("table", "rule"), ASKING_RULES)
def test_asking_rule(connection: duckdb.DuckDBPyConnection, table: str, rule: Rule) -> None:
    for examples, fires in ((rule.passing, False), (rule.failing, True)):
        for name, rows in examples.items():
            insert(connection, name, rows)
        with Watch(connection) as watch:
            for row in examples[table]:
                found = JUDGES[rule.judge](typed(table, row), ask(watch, row[rule.asks], FIELDS))
                assert (found is not None) is fires
                assert set(found or ()) <= set(ANSWERED)
        for name in examples:
            connection.execute(f"delete from {quoted(name)}")
