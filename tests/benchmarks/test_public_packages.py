"""Other people's packages beside frictionless: the copy is broken, the original is not, and differences are counted."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from benchmarks.public_packages import broken, compared  # noqa: E402

pytestmark = pytest.mark.filterwarnings("ignore")
SCHEMA = {"fields": [{"name": "code", "type": "string"}, {"name": "value", "type": "integer"}], "primaryKey": ["code"]}


@pytest.fixture
def package(tmp_path: Path) -> Path:
    root = tmp_path / "package"
    root.mkdir()
    (root / "t.csv").write_text("code,value\n" + "".join(f"c{n},{n}\n" for n in range(200)))
    descriptor = {"name": "p", "resources": [{"name": "t", "path": "t.csv", "schema": SCHEMA}]}
    (root / "datapackage.json").write_text(json.dumps(descriptor))
    return root


def test_the_copy_is_broken_and_the_original_is_not(package: Path, tmp_path: Path) -> None:
    before = (package / "t.csv").read_bytes()
    (content,) = list(broken(package, tmp_path))
    assert (package / "t.csv").read_bytes() == before
    changed = sum(row != [f"c{n}", str(n)] for n, row in enumerate(content.rows))
    assert 20 <= changed <= 40
    again = tmp_path / "again"
    again.mkdir()
    list(broken(package, again))
    assert (again / "broken.csv").read_bytes() == (tmp_path / "broken.csv").read_bytes()


def test_differences_are_counted_and_explained(package: Path) -> None:
    errors, listed, unknown = compared(package)
    assert errors > 20
    assert listed > 0  # 1_000 and blanks around digits are among what is written into the copy
    assert unknown == 0


def test_a_difference_without_a_reason_is_told(
    package: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("benchmarks.public_packages.rules", list)
    _, listed, unknown = compared(package)
    assert unknown > 0 and listed == 0
    assert "frictionless misses" in capsys.readouterr().out
