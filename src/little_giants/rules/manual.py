"""Writes docs/rules.md, the page of every rule, from the catalogue and from the rule files of the package.

Run ``python -m little_giants.rules.manual [PATH]`` after a change to a rule. A test compares the page with what this
writes.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

from little_giants.errors import PackageError, Problem
from little_giants.findings import RuleText
from little_giants.package import read
from little_giants.rules.catalogue import BUILT_IN
from little_giants.rules.files import rule_files
from little_giants.rules.model import Rule
from little_giants.rules.source import RuleFile, read_rules

PAGE = Path("docs") / "rules.md"
HEAD = """# The rules

Example: `little-giants validate` says `error foreign-key` and a place, `data/firms.csv:18`. Look for that code on this
page: it says why the rule is there and how to mend the row. The page is written by
`python -m little_giants.rules.manual`.

An **error** makes the package invalid; a **warning** does not. A finding that is right and has to stay for now gets a
row in `data/waivers.csv`, with a reason, an owner and a last day. How to write a rule: [portable SQL](portable-sql.md).
"""
BUILT_IN_HEAD = """## Rules of every package

They follow from the [Data Package standard](https://datapackage.org/) and from the schemas. *Type* is the error type of
Frictionless in the JSON report.
"""


def page(root: Path) -> str:
    """The page for the package at ``root``. Raises PackageError for a rule file that cannot be read."""
    problems: list[Problem] = []
    files = [read_rules(root, file, problems) for file in rule_files(root)]
    if problems:
        raise PackageError(problems)
    titles = {resource.name: resource.title for resource in read(root).resources}
    written: dict[str, list[RuleFile]] = {}
    for file in files:
        if file is not None and file.rules:
            written.setdefault(file.table, []).append(file)
    parts = [
        HEAD,
        _contents(written),
        BUILT_IN_HEAD,
        *(_built_in(text) for text in BUILT_IN.values()),
        *(_table(table, files, titles) for table, files in written.items()),
    ]
    return "\n".join(parts)


def _contents(written: Mapping[str, Sequence[RuleFile]]) -> str:
    numbers = {table: sum(len(file.rules) for file in files) for table, files in written.items()}
    lines = [
        f"{len(BUILT_IN)} rules hold for every package, {sum(numbers.values())} for this one:",
        "",
        "| rules | number |",
        "| --- | --- |",
        f"| [every package](#rules-of-every-package) | {len(BUILT_IN)} |",
        *(f"| [{table}](#rules-of-{table}) | {number} |" for table, number in numbers.items()),
        "",
    ]
    return "\n".join(lines)


def _built_in(text: RuleText) -> str:
    source = f" [Standard]({text.spec})." if text.spec else ""
    return _section(text, f"{text.severity}, type `{text.type}`.{source}", "")


def _table(table: str, files: Sequence[RuleFile], titles: Mapping[str, str]) -> str:
    places = ", ".join(f"[`{file.place}`](../{file.place})" for file in files)
    head = f"## Rules of {table}\n\n{titles.get(table, 'Rules across tables')}: {places}.\n"
    sections = (_section(rule, _where(file, rule), _condition(rule)) for file in files for rule in file.rules)
    return "\n".join([head, *sections])


def _where(file: RuleFile, rule: Rule) -> str:
    fields = ", ".join(f"`{name}`" for name in rule.fields)
    table = f"`{rule.resource or file.table}`: {fields}"
    return f"{rule.severity}, {table}."


def _condition(rule: Rule) -> str:
    """What the rule asks, as its author wrote it."""
    if rule.query is not None or rule.asks:
        return ""
    function = rule.check._check_fn
    if isinstance(function, partial):
        predicate = " ".join(str(function.keywords.get("predicate", "")).split())
        return f"Right when: `{predicate}`" if predicate and "`" not in predicate and len(predicate) <= 300 else ""
    return f"Right when: `{rule.check.error}`"


def _section(text: RuleText | Rule, facts: str, condition: str) -> str:
    lines = [
        f"### {text.code}",
        "",
        f"**{text.title}** ({text.title_zh}). {facts[0].upper()}{facts[1:]}",
        "",
        f"Why: {text.why} {text.why_zh}",
        "",
        f"How to mend it: {text.mend} {text.mend_zh}",
        "",
    ]
    return "\n".join([*lines, condition, ""] if condition else lines)


def write(root: Path) -> Path:
    """Write the page beside its place and rename it."""
    file = root / PAGE
    aside = file.with_suffix(".new")
    aside.write_text(page(root), encoding="utf-8", newline="\n")
    os.replace(aside, file)
    return file


if __name__ == "__main__":
    print(write(Path(sys.argv[1] if len(sys.argv) > 1 else ".")))
