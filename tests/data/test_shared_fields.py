"""What several tables share is the same in all of them, and examples are values of the data."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
SCHEMAS: dict[str, dict[str, Any]] = {
    path.stem: json.loads(path.read_text("utf-8")) for path in sorted((ROOT / "schemas").glob("*.json"))
}


def test_verification_has_one_scale_and_one_description() -> None:
    fields = [field for schema in SCHEMAS.values() for field in schema["fields"] if field["name"] == "verification"]
    assert len(fields) == 12
    for key in ("title", "title_zh", "description", "description_zh", "constraints"):
        assert len({json.dumps(field[key]) for field in fields}) == 1, key


@pytest.mark.parametrize("table", SCHEMAS)
def test_an_example_is_a_value_of_the_data(table: str) -> None:
    with (ROOT / "data" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    invented = {}
    for field in SCHEMAS[table]["fields"]:
        held = {row[field["name"]] for row in rows} - {""}
        example = field["example"]
        text = str(example).lower() if isinstance(example, bool) else str(example)
        if held and text not in held:
            invented[field["name"]] = text
    assert invented == {}


@pytest.mark.parametrize("table", SCHEMAS)
def test_a_column_that_names_a_row_of_a_table_is_a_foreign_key(table: str) -> None:
    """By the name of the column: what ends like the key of a table refers to it."""
    targets = {
        "source_id": "sources", "article_id": "sources", "firm_id": "firms", "product_id": "products",
        "metric_id": "metrics", "group_id": "criterion_groups", "edition_id": "rule_editions",
        "criterion_id": "criteria", "batch": "batches", "batch_from": "batches", "batch_to": "batches",
        "region_code": "regions", "city_code": "regions", "parent_code": "regions",
        "reporter_code": "economies", "partner_code": "economies",
    }  # fmt: skip
    schema = SCHEMAS[table]
    keys = {
        name: key["reference"]["resource"] or table for key in schema.get("foreignKeys", []) for name in key["fields"]
    }
    for field in schema["fields"]:
        name = field["name"]
        for ending, target in targets.items():
            if (name == ending or name.endswith("_" + ending)) and schema["primaryKey"] != [name]:
                assert keys.get(name) == target, name
