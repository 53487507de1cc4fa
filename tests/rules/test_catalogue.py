"""The words of the built-in rules are complete, in both languages, and a message never fails to be made."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import fields, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from little_giants.findings import Finding, RuleText
from little_giants.rules.catalogue import ALWAYS, BUILT_IN, message

ENGINE = Path(__file__).parents[2] / "src" / "little_giants"
HOLES = re.compile(r"\{(\w+)\}")
# What the engine gives with each code, beside what is always there.
PARAMS = {
    "type": {"type", "format"},
    "minimum": {"limit"},
    "maximum": {"limit"},
    "exclusive-minimum": {"limit"},
    "exclusive-maximum": {"limit"},
    "min-length": {"limit", "length"},
    "max-length": {"limit", "length"},
    "pattern": {"pattern"},
    "enum": {"allowed", "nearest"},
    "categories": {"allowed", "nearest"},
    "primary-key": {"fields", "value", "first_row"},
    "primary-key-null": {"fields"},
    "unique": {"fields", "value", "first_row"},
    "unique-key": {"fields", "value", "first_row"},
    "foreign-key": {"fields", "value", "target", "target_fields", "nearest"},
    "missing-label": {"expected", "found"},
    "extra-label": {"expected", "found"},
    "duplicate-label": {"expected", "found"},
    "blank-label": {"expected", "found"},
    "incorrect-label": {"expected", "found"},
    "extra-cell": {"expected", "found"},
    "missing-cell": {"expected", "found", "missing"},
    "bytes": {"expected", "found"},
    "hash": {"expected", "found"},
    "encoding": {"encoding", "offset"},
    "binary-file": {"offset"},
    "file-missing": {"reason"},
    "unclosed-quote": {"reason"},
    "delimiter": {"declared", "found", "json"},
    "compression": {"reason"},
    "expansion": {"limit"},
    "unreadable": {"format", "reason"},
    "waiver-expired": {"waiver", "rule", "expires"},
    "waiver-unused": {"waiver", "rule", "expires"},
}
# The error types of frictionless 5.21 (its classes' `type`) that these rules map to.
FRICTIONLESS = {
    "file-error", "encoding-error", "byte-count", "hash-count", "source-error", "missing-label", "extra-label",
    "duplicate-label", "blank-label", "incorrect-label", "blank-row", "primary-key", "unique-error", "foreign-key",
    "extra-cell", "missing-cell", "type-error", "constraint-error", "row-constraint", "compression-error",
}  # fmt: skip
# Sections of the standard (v2) that rules point to, with the anchors its pages give them.
SECTIONS = {
    "data-resource": {"path-or-data", "encoding", "bytes", "hash", "format"},
    "table-dialect": {"delimiter", "header", "quoteChar"},
    "table-schema": {
        "fieldsMatch", "primaryKey", "uniqueKeys", "foreignKeys", "field-types", "categories", "required", "unique",
        "minLength", "maxLength", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "pattern", "enum",
        "jsonSchema",
    },
}  # fmt: skip
TEXTS = [pytest.param(text, id=code) for code, text in BUILT_IN.items()]


@pytest.mark.parametrize("text", TEXTS)
def test_every_word_is_there_in_both_languages(text: RuleText) -> None:
    for field in fields(RuleText):
        if field.name != "spec":
            assert getattr(text, field.name).strip(), field.name
        if field.name.endswith("_zh"):
            assert re.search("[\u4e00-\u9fff]", getattr(text, field.name)), field.name
    assert text.type in FRICTIONLESS
    assert text.severity in ("error", "warning")
    page, _, section = text.spec.removeprefix("https://datapackage.org/standard/").partition("/#")
    assert not text.spec or section in SECTIONS[page]


@pytest.mark.parametrize("text", TEXTS)
def test_a_message_uses_only_what_the_engine_gives(text: RuleText) -> None:
    for template in (text.message, text.message_zh):
        assert set(HOLES.findall(template)) <= PARAMS.get(text.code, set()) | set(ALWAYS)
    assert set(HOLES.findall(text.message)) == set(HOLES.findall(text.message_zh))


def test_every_code_of_the_engine_has_its_words() -> None:
    """Codes are the first argument of the engine's hits and of the schema's rules."""
    written = "".join(
        file.read_text("utf-8")
        for folder in ("engines", "package", "schema")
        for file in (ENGINE / folder).rglob("*.py")
    )
    codes = set(
        re.findall(
            r'(?:(?:Hit|CellRule|LabelProblem|FileProblem)\(|_present\(field,|_one_of\(cell,)\s*"([a-z-]+)"', written
        )
    )
    assert codes >= {"encoding", "blank-row", "required", "pattern", "missing-label"}
    assert codes <= set(BUILT_IN)


def test_the_codes_of_the_contract_are_all_there() -> None:
    assert set(PARAMS) | {"empty-file", "blank-row", "required", "json-schema"} == set(BUILT_IN)


FINDING = Finding("minimum", "firms", "data/firms.csv", "rule", row_number=7, line=9, field_name="age", cell="-1")


def test_a_message_in_both_languages() -> None:
    finding = replace(FINDING, params={"limit": "0"})
    assert message(finding, BUILT_IN) == "-1 is less than 0."
    assert message(finding, BUILT_IN, "zh") == "-1 小于 0。"


def test_a_near_value_is_offered() -> None:
    finding = replace(FINDING, code="enum", cell="hgih", params={"allowed": "high, low", "nearest": "high"})
    assert message(finding, BUILT_IN) == "“hgih” is not one of: high, low. Did you mean high?"
    assert message(finding, BUILT_IN, "zh") == "“hgih”不属于：high, low。是否应为 high？"
    assert message(replace(finding, params={"allowed": "high, low", "nearest": ""}), BUILT_IN).endswith("low.")


def test_what_is_missing_is_shown_as_missing() -> None:
    assert message(FINDING, BUILT_IN) == "-1 is less than …."
    assert message(replace(FINDING, code="unknown"), BUILT_IN) == "unknown"


def test_a_template_is_not_evaluated() -> None:
    text = replace(BUILT_IN["minimum"], message="{cell.__class__} {0} {limit!r} {limit:>9} {} {{limit}} {cell}")
    finding = replace(FINDING, cell="{limit}", params={"limit": "0"})
    assert message(finding, {"minimum": text}) == "… … … … … {0} {limit}"


@given(st.text(), st.none() | st.text(), st.dictionaries(st.text(), st.text()), st.sampled_from(["en", "zh", "xx"]))
def test_a_message_never_raises(template: str, cell: str | None, params: dict[str, str], lang: str) -> None:
    text = replace(BUILT_IN["minimum"], message=template, message_zh=template)
    assert isinstance(message(replace(FINDING, cell=cell, params=params), {"minimum": text}, lang), str)


def test_the_catalogue_imports_nothing_heavy() -> None:
    program = (
        "import sys; import little_giants.rules.catalogue; "
        "print([n for n in ('duckdb', 'pandera', 'polars', 'pyarrow', 'sqlglot') if n in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
