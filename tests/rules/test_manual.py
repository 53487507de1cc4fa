"""docs/rules.md is what the rules say, and docs/portable-sql.md lists exactly what portable SQL takes."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from little_giants.errors import PackageError
from little_giants.rules.catalogue import BUILT_IN
from little_giants.rules.compile import BUILT_IN_CHECKS
from little_giants.rules.manual import page, write
from little_giants.rules.portable import Kind, parse

ROOT = Path(__file__).parents[2]
PORTABLE = (ROOT / "docs" / "portable-sql.md").read_text("utf-8")


def test_the_page_is_up_to_date() -> None:
    written = (ROOT / "docs" / "rules.md").read_text("utf-8")
    assert written == page(ROOT), "run: python -m little_giants.rules.manual"


def test_the_page_names_every_rule(tiny: Path, write_rules: Callable[..., str]) -> None:
    (tiny / "docs").mkdir()
    (tiny / "validators" / "bands.py").write_text(write_rules({}, {"code": "bands-other"}), "utf-8")
    text = write(tiny).read_text("utf-8")
    heads = re.findall(r"^### (.*)$", text, re.MULTILINE)
    assert heads == [*BUILT_IN, "bands-low-high", "bands-other"]
    assert "Right when: `low <= high`" in text
    assert "**Title** (标题). Error, `bands`: `high`, `low`." in text


def test_the_parts_of_a_table_s_rules_are_one_section(tiny: Path, write_rules: Callable[..., str]) -> None:
    for part in ("bands.py", "bands.ends.py"):
        (tiny / "validators" / part).write_text(write_rules({"code": f"bands-{len(part)}"}), "utf-8")
    text = page(tiny)
    assert "| [bands](#rules-of-bands) | 2 |" in text
    assert re.findall(r"^## Rules of bands\n\n.*: \[`(.*)`\]\(.*\), \[`(.*)`\]\(.*\)\.$", text, re.MULTILINE) == [
        ("validators/bands.py", "validators/bands.ends.py")
    ]


def test_a_wrong_rule_file_gives_no_page(tiny: Path) -> None:
    (tiny / "validators" / "bands.py").write_text("RULES = [", "utf-8")
    with pytest.raises(PackageError):
        page(tiny)


FIELDS = {"x": Kind.NUMBER, "s": Kind.TEXT, "d": Kind.DATE, "i": Kind.INTEGER, "b": Kind.BOOLEAN}
# Every function that the manual names, with a call of it.
CALLS = {
    "mod": "mod(i, 2) = 0",
    "coalesce": "coalesce(i, 1) = 1",
    "nullif": "nullif(i, 1) = 2",
    "abs": "abs(x) = 1",
    "floor": "floor(x) = 1",
    "ceil": "ceil(x) = 1",
    "round": "round(x, 2) = 1",
    "length": "length(s) = 1",
    "lower": "lower(s) = 'a'",
    "upper": "upper(s) = 'A'",
    "trim": "trim(s) = 'a'",
    "substr": "substr(s, 1, 2) = 'a'",
    "left": "left(s, 1) = 'a'",
    "right": "right(s, 1) = 'a'",
    "strpos": "strpos(s, 'a') = 1",
    "starts_with": "starts_with(s, 'a')",
    "ends_with": "ends_with(s, 'a')",
    "contains": "contains(s, 'a')",
    "replace": "replace(s, 'a', 'b') = 'b'",
    "split_part": "split_part(s, '/', 1) = 'a'",
    "regexp_matches": "regexp_matches(s, 'a')",
    "regexp_full_match": "regexp_full_match(s, 'a')",
    "try_cast": "try_cast(s as bigint) = 1",
    "cast": "cast(i as varchar) = '1'",
    "year": "year(d) = 2020",
    "month": "month(d) = 1",
    "day": "day(d) = 1",
}


def test_the_manual_lists_every_function() -> None:
    table = PORTABLE.split("## What may stand in a predicate")[1].split("## Regular expressions")[0]
    forms = " ".join(row.split(" | ")[0] for row in table.splitlines() if row.startswith("| "))
    assert set(re.findall(r"\b([a-z_]+)\(", forms)) == set(CALLS)


@pytest.mark.parametrize("name", CALLS)
def test_every_listed_function_is_portable(name: str) -> None:
    assert parse(CALLS[name], FIELDS).kind is Kind.BOOLEAN


def test_the_manual_lists_every_check_of_pandera() -> None:
    section = PORTABLE.split("## Pandera's own checks")[1].split("## Examples")[0]
    assert {name for name in BUILT_IN_CHECKS if f"`{name}`" not in section.replace("Check.", "")} == set()


def test_the_examples_of_the_manual_parse() -> None:
    names = {
        **dict.fromkeys(["level", "region_code"], Kind.TEXT),
        "value": Kind.NUMBER,
        **dict.fromkeys(["year", "batch"], Kind.INTEGER),
    }
    block = PORTABLE.split("## Examples\n```sql\n")[1].split("```")[0]
    predicates = [line for line in block.splitlines() if line and not line.startswith("--")]
    assert len(predicates) == 3
    for predicate in predicates:
        parse(predicate, names)


def test_the_python_example_of_the_manual_is_the_check_of_a_credit_code() -> None:
    source = PORTABLE.split("```python\nALPHABET")[1].split("```")[0]
    names: dict[str, str] = {}
    exec("ALPHABET" + source, names)
    assert parse(names["CREDIT_CODE"], {"credit_code": Kind.TEXT}).kind is Kind.BOOLEAN
    assert names["CREDIT_CODE"].count("strpos") == 18
