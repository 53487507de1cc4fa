"""The descriptor and the schemas say everything a reader needs, in both languages, and say it truly."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from frictionless import Field

ROOT = Path(__file__).parents[2]
DESCRIPTOR: dict[str, Any] = json.loads((ROOT / "datapackage.json").read_text("utf-8"))
RESOURCES: dict[str, dict[str, Any]] = {resource["name"]: resource for resource in DESCRIPTOR["resources"]}
SCHEMAS: dict[str, dict[str, Any]] = {
    name: json.loads((ROOT / resource["schema"]).read_text("utf-8")) for name, resource in RESOURCES.items()
}
HAN = re.compile("[一-鿿]")


@pytest.mark.parametrize("table", SCHEMAS)
def test_every_field_is_described_in_both_languages(table: str) -> None:
    schema = SCHEMAS[table]
    parts = [("", RESOURCES[table]), ("", schema), *((field["name"], field) for field in schema["fields"])]
    missing = [
        f"{name} {key}"
        for name, part in parts
        for key in ("title", "title_zh", "description", "description_zh")
        if not part.get(key) or (key.endswith("_zh") and not HAN.search(part[key]))
    ]
    assert missing == []


@pytest.mark.parametrize("table", SCHEMAS)
def test_every_example_keeps_the_rules_of_its_field(table: str) -> None:
    wrong = {}
    for field in SCHEMAS[table]["fields"]:
        example = field["example"]
        text = str(example).lower() if isinstance(example, bool) else str(example)
        value, notes = Field.from_descriptor(field).read_cell(text)
        if value is None or notes:
            wrong[field["name"]] = (text, notes)
    assert wrong == {}


def test_a_table_comes_after_those_it_refers_to() -> None:
    order = list(RESOURCES)
    early = [
        f"{table} before {target}"
        for table, schema in SCHEMAS.items()
        for key in schema.get("foreignKeys", [])
        if (target := key["reference"]["resource"]) and order.index(target) > order.index(table)
    ]
    assert early == []


def test_the_flows_carry_their_own_licence_and_attribution() -> None:
    flows = RESOURCES["trade_flows"]
    assert [licence["name"] for licence in flows["licenses"]] == ["etalab-2.0"]
    assert flows["sources"][0]["title"] == "CEPII BACI, version 202601"
    assert "Gaulier" in flows["sources"][1]["title"] and "2010" in flows["sources"][1]["title"]
    assert [licence["name"] for licence in DESCRIPTOR["licenses"]] == ["CC-BY-4.0"]
