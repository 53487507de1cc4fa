"""A tiny package to write rule files into."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

SCHEMA = {
    "fields": [
        {"name": "id", "type": "string"},
        {"name": "low", "type": "integer"},
        {"name": "high", "type": "number"},
        {"name": "day", "type": "date"},
    ],
    "primaryKey": ["id"],
}
RULE = """\
    Rule(
        code="{code}", fields={fields}, {what}, severity="{severity}", resource="{resource}",
        title="Title", title_zh="标题", why="Why.", why_zh="原因。", mend="Mend.", mend_zh="改正。",
        message="{{id}} is wrong.", message_zh="{{id}} 有误。", passing={passing}, failing={failing},
    ),
"""
DEFAULTS = {
    "code": "bands-low-high",
    "fields": ("high", "low"),
    "what": 'check=Check.sql("low <= high")',
    "severity": "error",
    "resource": "",
    "passing": {"low": "1", "high": "2"},
    "failing": {"low": "2", "high": "1"},
}


@pytest.fixture
def write_rules() -> Callable[..., str]:
    """The text of a rule file: one rule per mapping, which says what differs from a right rule."""

    def text(*rules: dict[str, object], head: str = "from little_giants.rules import Check, Rule") -> str:
        return f"{head}\n\nRULES = [\n" + "".join(RULE.format(**{**DEFAULTS, **rule}) for rule in rules) + "]\n"

    return text


@pytest.fixture
def tiny(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package with two tables and no rules, and an empty plan cache."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    root = tmp_path / "package"
    for folder in ("data", "schemas", "validators"):
        (root / folder).mkdir(parents=True)
    resources = []
    for name in ("bands", "others"):
        (root / "data" / f"{name}.csv").write_text("id,low,high,day\na,1,2,2020-01-01\n", "utf-8")
        (root / "schemas" / f"{name}.json").write_text(json.dumps(SCHEMA), "utf-8")
        resources.append({"name": name, "path": f"data/{name}.csv", "schema": f"schemas/{name}.json"})
    (root / "datapackage.json").write_text(json.dumps({"name": "tiny", "resources": resources}), "utf-8")
    return root
