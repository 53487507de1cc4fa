"""Rules in a notebook: a Pandera schema with every row rule of a table."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest
from pandera.errors import SchemaErrors

import little_giants
from little_giants.rules import Check, Rule, frame_schema

ROOT = Path(__file__).parents[2]


def rule(code: str, fields: tuple[str, ...], **what: Any) -> Rule:
    words = dict.fromkeys(("title", "title_zh", "why", "why_zh", "mend", "mend_zh", "message", "message_zh"), "x")
    return Rule(code=code, fields=fields, **words, **what)


RULES = [
    rule("bands-high", ("high",), check=Check.in_range(0, 100)),
    rule("bands-high-odd", ("high",), check=Check.not_equal_to(13)),
    rule("bands-low-high", ("low",), check=Check.sql("low <= high")),
    rule("bands-query", ("low",), query="select _record from bands"),
]


def test_the_statistics_of_a_check_stay_readable() -> None:
    check = Check.sql("low <= high")
    assert (check.name, check.statistics) == ("sql", {"predicate": "low <= high"})
    assert "low <= high" in str(check.error)


def test_row_rules_run_and_say_which_row_fails() -> None:
    schema = frame_schema("bands", RULES)
    assert schema.name == "bands"
    frame = pl.DataFrame({"low": [1, 5, None, 1], "high": [2, 4, 3, 13]})
    with pytest.raises(SchemaErrors) as caught:
        schema.validate(frame, lazy=True)
    failures = caught.value.failure_cases.select("check", "index").rows()
    assert sorted(failures) == [("not_equal_to(13)", 3), ("sql(low <= high)", 1)]


def test_a_missing_value_is_never_wrong() -> None:
    frame = pl.DataFrame({"low": [None], "high": [None]}, schema={"low": pl.Int64, "high": pl.Int64})
    assert frame_schema("bands", RULES).validate(frame).equals(frame)


def test_narrow_types_of_a_frame() -> None:
    """A notebook may hold small integers, floats of 32 bits and categories."""
    check = rule("t-a", ("a",), check=Check.sql("a + 1 > b and starts_with(c, 'x') and d in ('y', 'z')"))
    types = {"a": pl.Int8, "b": pl.Float32, "c": pl.Categorical, "d": pl.Enum(["y", "n"])}
    frame = pl.DataFrame(
        {"a": [127, 1, 1], "b": [127.5, 9, 1], "c": ["x", "x", "x"], "d": ["y", "y", "n"]}, schema=types
    )
    with pytest.raises(SchemaErrors) as caught:
        frame_schema("t", [check]).validate(frame, lazy=True)
    assert caught.value.failure_cases["index"].to_list() == [1, 2]


def test_the_package_s_own_rules_pass_on_its_own_tables() -> None:
    """As a notebook would: the schema of a rule file on the table of the package."""
    package = little_giants.open(ROOT)
    files = sorted((ROOT / "validators").glob("*.py"))
    assert files
    for file in files:
        names: dict[str, Any] = {}
        exec(compile(file.read_text("utf-8"), str(file), "exec"), names)
        assert names["schema"].name == file.name.partition(".")[0]
        if names["schema"].name in package.package.names:
            names["schema"].validate(package.table(names["schema"].name), lazy=True)
