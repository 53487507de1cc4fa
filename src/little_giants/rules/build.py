"""Rule files -> RuleSet: every rule checked against the package and compiled. This is the slow way; see plan.py."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol

import duckdb

from little_giants.errors import PackageError, Problem
from little_giants.findings import RuleText
from little_giants.rules.catalogue import ALWAYS, BUILT_IN, HOLE
from little_giants.rules.compile import compile_check
from little_giants.rules.files import rule_files
from little_giants.rules.model import ANSWERED, CompiledRule, Rule, RuleSet
from little_giants.rules.portable import Kind, PortableError
from little_giants.rules.portable.node import FIELD_KINDS
from little_giants.rules.portable.to_duckdb import TYPES
from little_giants.rules.query import check_query, empty_tables, quoted
from little_giants.rules.source import RuleFile, read_rules

PACKAGE = "package"  # validators/package.py: rules that belong to no single table
_CODE = re.compile(r"[a-z][a-z0-9_]*(-[a-z0-9]+)+")
_WORDS = ("title", "title_zh", "why", "why_zh", "mend", "mend_zh", "message", "message_zh")
Fields = Mapping[str, Mapping[str, Kind]]


class AnyPackage(Protocol):
    """What is needed of a package: its folder, and the fields of its resources."""

    @property
    def root(self) -> Any: ...
    @property
    def resources(self) -> Any: ...


def build(package: AnyPackage) -> RuleSet:
    """Read, check and compile every rule of ``package``. Raises PackageError with every problem found."""
    problems: list[Problem] = []
    files = [read_rules(package.root, file, problems) for file in rule_files(package.root)]
    fields: Fields = {
        resource.name: {field.name: FIELD_KINDS.get(field.type, Kind.TEXT) for field in resource.schema.fields}
        for resource in package.resources
    }
    types = {table: {name: TYPES[kind] for name, kind in kinds.items()} for table, kinds in fields.items()}
    compiled: list[CompiledRule] = []
    texts: dict[str, RuleText] = {}
    places: dict[str, str] = {}
    found: dict[str, RuleFile] = {}
    with empty_tables(types) as connection:
        for file in files:
            if file is None:
                continue
            if file.table != PACKAGE and file.table not in fields:
                problems.append(Problem(file.place, "", f"there is no table {file.table}.", "Name it as a resource."))
                continue
            for rule in file.rules:
                before = len(problems)
                table = _checked(file, rule, fields, problems)
                if rule.code in places:
                    message = f"the code is already in {places[rule.code]}."
                    problems.append(file.problem(rule.code, message, "A code names one rule, for ever."))
                if len(problems) > before:
                    continue
                places[rule.code] = file.place
                try:
                    compiled.append(_compiled(file, rule, table, fields, types, connection))
                    found[rule.code] = file
                except PortableError as error:
                    problems.append(file.problem(rule.code, error.message, error.mend))
                texts[rule.code] = _text(rule)
        for table in types:
            rows = [rule for rule in compiled if rule.resource == table and rule.violated]
            problems += [found[code].problem(code, *why) for code, why in _refused(rows, connection)]
    if problems:
        raise PackageError(problems)
    return RuleSet(tuple(compiled), texts)


def _checked(file: RuleFile, rule: Rule, fields: Fields, problems: list[Problem]) -> str:
    """The table of a rule. What is wrong with the record itself is appended to ``problems``."""

    def wrong(message: str, mend: str) -> None:
        problems.append(file.problem(str(rule.code), message, mend))

    table = rule.resource or file.table
    if file.table != PACKAGE and table != file.table:
        mend = "Leave resource out, or write the rule in validators/package.py."
        wrong(f"resource is {table}, the file is for {file.table}.", mend)
        return table
    if table not in fields:
        wrong(f"there is no table {table}.", f"Set resource to one of {', '.join(fields)}.")
        return table
    prefixes = (f"{table}-",) if file.table != PACKAGE else (f"{table}-", f"{PACKAGE}-")
    if not isinstance(rule.code, str) or not _CODE.fullmatch(rule.code) or not rule.code.startswith(prefixes):
        wrong(f"the code does not start with {prefixes[0]}", "Write it in lower case with hyphens, the table first.")
    if rule.code in BUILT_IN:
        wrong("is the code of a built-in rule.", "Choose another code.")
    if rule.severity not in ("error", "warning"):
        wrong(f"the severity is {rule.severity!r}.", "Write error or warning.")
    if [rule.check is not None, rule.query is not None, bool(rule.asks)].count(True) != 1:
        wrong("needs one of check, query and asks.", "Give exactly one of them.")
    if rule.asks and (rule.asks not in fields[table] or not rule.judge):
        wrong(f"asks {rule.asks!r} and names the judge {rule.judge!r}.", "Name a field of the table, and who judges.")
    if not rule.fields or isinstance(rule.fields, str):
        wrong("names no fields.", 'Write fields=("name", ...): the cells that the finding points to.')
    else:
        unknown = [name for name in rule.fields if name not in fields[table]]
        if unknown:
            wrong(f"{table} has no field {', '.join(map(str, unknown))}.", f"Fields: {', '.join(fields[table])}.")
    empty = [word for word in _WORDS if not isinstance(getattr(rule, word), str) or not getattr(rule, word).strip()]
    if empty:
        wrong(f"has no {', '.join(empty)}.", "Write it for someone who edits the CSV.")
    if not rule.passing or not rule.failing:
        wrong("has no passing or no failing example.", "Give one of each: the tests run them.")
    return table


def _compiled(
    file: RuleFile,
    rule: Rule,
    table: str,
    fields: Fields,
    types: Mapping[str, Mapping[str, str]],
    connection: duckdb.DuckDBPyConnection,
) -> CompiledRule:
    pointer = f"{file.place}#{rule.code}"
    columns: tuple[str, ...] = ()
    violated = query = None
    if rule.query is not None:
        columns = check_query(rule.query, types, connection)
        query = rule.query.strip().rstrip(";").rstrip()
    elif rule.asks:
        columns = ANSWERED
    else:
        violated = compile_check(rule, fields[table])
    shown = _shown(rule, fields[table], columns)
    return CompiledRule(
        rule.code, table, rule.fields, pointer, rule.severity, violated, query, rule.asks, rule.judge, shown
    )


def _refused(
    rules: Sequence[CompiledRule], connection: duckdb.DuckDBPyConnection
) -> Iterator[tuple[str, tuple[str, str]]]:
    """The row rules of one table that DuckDB, which has the last word, cannot run: their codes, why, and what to do."""
    if not rules:
        return
    conditions = ", ".join(str(rule.violated) for rule in rules)
    try:  # all in one statement, which takes half of the time; where it fails, one by one
        connection.execute(f"select {conditions} from {quoted(rules[0].resource)} limit 0")
    except duckdb.Error as error:
        if len(rules) == 1:
            yield rules[0].code, (f"DuckDB cannot run it: {str(error).splitlines()[0]}", "Simplify it.")
            return
        for rule in rules:
            yield from _refused([rule], connection)


def _shown(rule: Rule, fields: Mapping[str, Kind], columns: tuple[str, ...]) -> tuple[str, ...]:
    """The fields that the messages name and that ``rule.fields`` lacks. Raises PortableError for any other name."""
    named = dict.fromkeys(hole for text in (rule.message, rule.message_zh) for hole in HOLE.findall(text))
    known = {*ALWAYS, *rule.fields, *columns}
    unknown = [name for name in named if name not in known and name not in fields]
    if unknown:
        holes = ", ".join(f"{{{name}}}" for name in unknown)
        raise PortableError(
            f"The message names {holes}, which no finding has.", "Name a field of the row or a column of the query."
        )
    return tuple(name for name in named if name not in known)


def _text(rule: Rule) -> RuleText:
    words = {word: getattr(rule, word).strip() for word in _WORDS}
    return RuleText(code=rule.code, type="row-constraint", severity=rule.severity, **words)
