"""What is wrong with a rule file is said with file, line and remedy, all of it at once, and never as a traceback."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import little_giants
from little_giants.errors import PackageError, Problem
from little_giants.package import read
from little_giants.rules import Rule, build, load
from little_giants.rules.catalogue import message

Write = Callable[..., str]


def problems(root: Path) -> tuple[Problem, ...]:
    with pytest.raises(PackageError) as caught:
        load(read(root))
    return caught.value.problems


def test_a_right_rule_file(tiny: Path, write_rules: Write) -> None:
    query = 'query="select b._record, b.low as other from bands b order by b._record;"'
    text = write_rules({}, {"code": "bands-query", "what": query, "severity": "warning", "passing": {"bands": [{}]}})
    (tiny / "validators" / "bands.py").write_text(text, "utf-8")
    rules = load(read(tiny))
    row, table = rules.compiled
    assert (row.code, row.resource, row.fields, row.severity) == ("bands-low-high", "bands", ("high", "low"), "error")
    assert (row.pointer, row.query) == ("validators/bands.py#bands-low-high", None)
    assert row.violated and '"low"' in row.violated
    assert table.query == "select b._record, b.low as other from bands b order by b._record"
    assert (table.violated, table.severity) == (None, "warning")
    text_of_rule = rules.texts["bands-low-high"]
    assert (text_of_rule.type, text_of_rule.title_zh, text_of_rule.message) == (
        "row-constraint",
        "标题",
        "{id} is wrong.",
    )


def test_a_long_file_is_written_in_parts(tiny: Path, write_rules: Write) -> None:
    folder = tiny / "validators"
    (folder / "bands.ends.py").write_text(write_rules({"code": "bands-ends"}), "utf-8")
    (folder / "bands.py").write_text(write_rules({}), "utf-8")
    found = [(rule.resource, rule.pointer) for rule in load(read(tiny)).compiled]
    assert found == [
        ("bands", "validators/bands.py#bands-low-high"),
        ("bands", "validators/bands.ends.py#bands-ends"),
    ]


def test_a_package_without_rules(tiny: Path) -> None:
    assert load(read(tiny)).compiled == ()


def test_rules_of_the_package_name_their_table(tiny: Path, write_rules: Write) -> None:
    text = write_rules({"code": "others-a", "resource": "others"}, {"code": "package-b", "resource": "bands"})
    (tiny / "validators" / "package.py").write_text(text, "utf-8")
    assert [(rule.code, rule.resource) for rule in load(read(tiny)).compiled] == [
        ("others-a", "others"),
        ("package-b", "bands"),
    ]


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ({"code": "low-high"}, "does not start with bands-"),
        ({"code": "bands_low"}, "does not start with bands-"),
        ({"code": "bands-Low"}, "does not start with bands-"),
        ({"severity": "fatal"}, "severity is 'fatal'"),
        ({"fields": ("hight",)}, "has no field hight"),
        ({"fields": ()}, "names no fields"),
        ({"fields": '("high")'}, "names no fields"),
        ({"resource": "others"}, "the file is for bands"),
        ({"what": "check=None"}, "one of check, query and asks"),
        ({"what": 'check=Check.sql("true"), query="select 1"'}, "one of check, query and asks"),
        ({"what": 'asks="nothing", judge="verdict"'}, "asks 'nothing' and names the judge 'verdict'"),
        ({"what": 'asks="id"'}, "asks 'id' and names the judge ''"),
        ({"what": "check=Check(lambda data: data)"}, "opaque"),
        ({"what": 'check=Check.sql("low <= top")'}, "no field `top`"),
        ({"what": 'check=Check.sql("reverse(id) = id")'}, "`reverse`"),
        ({"what": 'query="selec _record from bands"'}, "does not parse"),
        ({"what": 'query="select _record from nowhere"'}, "the table `nowhere`"),
        ({"what": 'query="select _record, nothing from bands"'}, "nothing"),
        ({"what": 'query="select low from bands"'}, "first column is not `_record`"),
        ({"what": 'query="select _record from bands; drop table bands"'}, "not one SELECT"),
        ({"what": 'query="drop table bands"'}, "not one SELECT"),
        ({"what": "query=\"select 1 as _record from read_csv('/etc/passwd')\""}, "reads from `read_csv"),
        ({"what": "query=\"select 1 as _record from '/etc/passwd.csv'\""}, "/etc/passwd.csv"),
        ({"passing": {}}, "no passing"),
        ({"failing": {}}, "no passing or no failing"),
    ],
)
def test_a_wrong_rule(tiny: Path, write_rules: Write, rule: dict[str, object], said: str) -> None:
    (tiny / "validators" / "bands.py").write_text(write_rules(rule), "utf-8")
    (problem,) = problems(tiny)
    assert problem.place == "validators/bands.py"
    assert problem.pointer == "line 5"
    assert said in problem.message
    assert problem.mend


def test_a_rule_that_duckdb_cannot_run_is_named_among_others(
    tiny: Path, write_rules: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DuckDB has the last word, whatever was compiled: here one rule of three names a column that is not there."""

    def compiled(rule: Rule, kinds: object) -> str:
        return "nothing > 1" if rule.code == "bands-odd" else "low > high"

    monkeypatch.setattr(build, "compile_check", compiled)
    rules = [{}, {"code": "bands-odd"}, {"code": "bands-even"}]
    (tiny / "validators" / "bands.py").write_text(write_rules(*rules), "utf-8")
    (problem,) = problems(tiny)
    assert problem.message.startswith("bands-odd: DuckDB cannot run it: ")
    assert "nothing" in problem.message and problem.mend == "Simplify it."


def test_a_message_names_what_a_finding_has(tiny: Path, write_rules: Write) -> None:
    """Fields of the row are asked for, columns of the query come with it, anything else is a slip."""
    text = write_rules({}).replace("{id} is wrong.", "{id}: {low} > {high} on {day}, {cell} {row}.")
    (tiny / "validators" / "bands.py").write_text(text, "utf-8")
    assert load(read(tiny)).compiled[0].shown == ("id", "day")
    query = {"what": 'query="select b._record, b.low as day, 1 as id from bands b"'}
    (tiny / "validators" / "bands.py").write_text(write_rules(query), "utf-8")
    assert load(read(tiny)).compiled[0].shown == ()
    (tiny / "validators" / "bands.py").write_text(write_rules({}).replace("{id} 有误", "{ident} 有误"), "utf-8")
    (problem,) = problems(tiny)
    assert "{ident}, which no finding has" in problem.message


def test_an_empty_text_is_a_problem(tiny: Path, write_rules: Write) -> None:
    text = write_rules({}).replace('why_zh="原因。"', 'why_zh=" "')
    (tiny / "validators" / "bands.py").write_text(text, "utf-8")
    (problem,) = problems(tiny)
    assert "has no why_zh" in problem.message


def test_a_code_stands_once(tiny: Path, write_rules: Write) -> None:
    (tiny / "validators" / "bands.py").write_text(write_rules({}), "utf-8")
    (tiny / "validators" / "package.py").write_text(write_rules({"resource": "bands"}), "utf-8")
    (problem,) = problems(tiny)
    assert problem.place == "validators/package.py"
    assert "already in validators/bands.py" in problem.message


@pytest.mark.parametrize(
    ("text", "pointer", "said"),
    [
        ("RULES = [\n", "line 1", "is no Python"),
        ("x = 1\nRULES = [1 / 0]\n", "line 2", "ZeroDivisionError"),
        ("def f():\n    raise ValueError('odd')\n\nRULES = f()\n", "line 2", "odd"),
        ("raise SystemExit(3)\n", "line 1", "SystemExit"),
        ("from little_giants.rules import Rule\nRULES = [\n  Rule(code='bands-x'),\n]\n", "line 3", "missing"),
        ("import polars\nRULES = []\n", "line 1", "imports polars"),
        ("import re\n\nfrom . import other\n", "line 3", "imports ."),
        ("import math\nrules = []\n", "", "no list RULES"),
        ("RULES = [1]\n", "", "no list RULES"),
    ],
)
def test_a_file_that_does_not_run(tiny: Path, text: str, pointer: str, said: str) -> None:
    (tiny / "validators" / "bands.py").write_text(text, "utf-8")
    (problem,) = problems(tiny)
    assert (problem.place, problem.pointer) == ("validators/bands.py", pointer)
    assert said in problem.message
    assert problem.mend


def test_a_file_that_is_not_utf_8(tiny: Path) -> None:
    (tiny / "validators" / "bands.py").write_bytes(b'RULES = ["\xff"]\n')
    (problem,) = problems(tiny)
    assert "cannot be read" in problem.message


def test_a_file_without_its_table(tiny: Path, write_rules: Write) -> None:
    (tiny / "validators" / "nowhere.py").write_text(write_rules({"code": "nowhere-x"}), "utf-8")
    (problem,) = problems(tiny)
    assert "no table nowhere" in problem.message


def test_every_problem_is_said_at_once(tiny: Path, write_rules: Write) -> None:
    (tiny / "validators" / "bands.py").write_text(write_rules({"code": "x"}, {"severity": "x"}), "utf-8")
    (tiny / "validators" / "others.py").write_text("RULES = [", "utf-8")
    assert [problem.place for problem in problems(tiny)] == ["validators/others.py", *2 * ["validators/bands.py"]]


def test_a_rule_file_leaves_nothing_behind(tiny: Path, write_rules: Write) -> None:
    (tiny / "validators" / "bands.py").write_text(write_rules({}), "utf-8")
    before = set(sys.modules)
    load(read(tiny))
    assert not [name for name in set(sys.modules) - before if "validators" in name]
    assert [file.name for file in (tiny / "validators").iterdir()] == ["bands.py"]


def test_a_message_shows_fields_that_the_rule_does_not_read(tiny: Path, write_rules: Write) -> None:
    text = write_rules(
        {}, {"code": "bands-query", "what": 'query="select _record, high + 1 as more from bands where high < low"'}
    )
    text = text.replace("{id} is wrong.", "{id} on {day}.", 1).replace("{id} is wrong.", "{id}: {more}.")
    (tiny / "validators" / "bands.py").write_text(text, "utf-8")
    (tiny / "data" / "bands.csv").write_text("id,low,high,day\na,2,1,2020-01-01\n", "utf-8")
    report = little_giants.open(tiny, trust_rules=True).validate()
    said = [message(finding, report.texts) for table in report.tables for finding in table.findings]
    assert sorted(said) == ["a on 2020-01-01.", "a: 2."]
