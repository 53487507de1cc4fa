"""The plan cache: never stale, never needed, and quick."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import pytest

from little_giants.package import read
from little_giants.rules import build, load, plan

Write = Callable[..., str]


@pytest.fixture
def ruled(tiny: Path, write_rules: Write) -> Path:
    (tiny / "validators" / "bands.py").write_text(write_rules({}), "utf-8")
    return tiny


def kept() -> list[Path]:
    return sorted(plan.cache_folder().glob("*"))


def never(*_: object) -> object:
    raise AssertionError("compiled again")


def test_a_second_load_compiles_nothing(ruled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = load(read(ruled))
    assert [file.suffix for file in kept()] == [".json"]
    monkeypatch.setattr(build, "build", never)
    assert load(read(ruled)) == first


def edit_rule(root: Path) -> None:
    file = root / "validators" / "bands.py"
    file.write_text(file.read_text("utf-8").replace("low <= high", "low < high"), "utf-8")


def edit_words(root: Path) -> None:
    file = root / "validators" / "bands.py"
    file.write_text(file.read_text("utf-8").replace("标题", "题目"), "utf-8")


def add_rule_file(root: Path) -> None:
    text = (root / "validators" / "bands.py").read_text("utf-8")
    (root / "validators" / "others.py").write_text(text.replace("bands-", "others-"), "utf-8")


def remove_rule_file(root: Path) -> None:
    (root / "validators" / "bands.py").unlink()


def edit_type(root: Path) -> None:
    file = root / "schemas" / "bands.json"
    file.write_text(file.read_text("utf-8").replace('"integer"', '"number"'), "utf-8")


def add_field(root: Path) -> None:
    file = root / "schemas" / "others.json"
    file.write_text(file.read_text("utf-8").replace('"fields": [', '"fields": [{"name": "new"}, '), "utf-8")


def rename_table(root: Path) -> None:
    file = root / "datapackage.json"
    file.write_text(file.read_text("utf-8").replace('"name": "others"', '"name": "rest"'), "utf-8")


@pytest.mark.parametrize(
    "change", [edit_rule, edit_words, add_rule_file, remove_rule_file, edit_type, add_field, rename_table]
)
def test_a_change_is_compiled_anew(ruled: Path, change: Callable[[Path], None]) -> None:
    load(read(ruled))
    before = plan.plan_key(read(ruled))
    change(ruled)
    assert plan.plan_key(read(ruled)) != before
    assert load(read(ruled)) == build.build(read(ruled))


def test_another_version_of_a_compiler_is_compiled_anew(ruled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keys = {plan.plan_key(read(ruled))}
    real = plan.installed
    for name in ("duckdb", "pandera", "polars", "sqlglot"):
        assert [f"{name}-{version(name)}.dist-info"] == real(name, sys.path)
        monkeypatch.setattr(
            plan, "installed", lambda asked, path, name=name: [] if asked == name else real(asked, path)
        )
        keys.add(plan.plan_key(read(ruled)))
    assert len(keys) == 5


def test_another_version_of_our_own_code_is_compiled_anew(
    ruled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tmp_path / "own"
    (own / "rules").mkdir(parents=True)
    (own / "findings").mkdir()
    (own / "findings" / "__init__.py").touch()
    (own / "rules" / "compile.py").write_text("a = 1\n", "utf-8")
    monkeypatch.setattr(plan, "OWN", own / "rules")
    first = plan.plan_key(read(ruled))
    (own / "rules" / "compile.py").write_text("a = 2\n", "utf-8")
    assert plan.plan_key(read(ruled)) != first


def test_data_and_place_do_not_matter(ruled: Path, tmp_path: Path) -> None:
    first = plan.plan_key(read(ruled))
    (ruled / "data" / "bands.csv").write_text("id,low,high,day\n", "utf-8")
    moved = ruled.rename(tmp_path / "moved")
    assert plan.plan_key(read(moved)) == first


@pytest.mark.parametrize("damage", ["", "{", "[]", "null", '{"key": 1}', '"\ud800"'])
def test_a_corrupt_plan_is_ignored_and_replaced(ruled: Path, damage: str) -> None:
    first = load(read(ruled))
    (file,) = kept()
    good = file.read_bytes()
    file.write_bytes(damage.encode("utf-8", "surrogatepass"))
    assert load(read(ruled)) == first
    assert file.read_bytes() == good


def test_an_altered_plan_is_ignored(ruled: Path) -> None:
    first = load(read(ruled))
    (file,) = kept()
    altered = json.loads(file.read_text("utf-8"))
    altered["body"]["compiled"][0]["violated"] = "false"
    file.write_text(json.dumps(altered), "utf-8")
    assert load(read(ruled)) == first


def test_the_plan_of_other_rules_is_ignored(ruled: Path) -> None:
    load(read(ruled))
    (old,) = kept()
    edit_rule(ruled)
    old.rename(old.with_name(plan.plan_key(read(ruled)) + ".json"))
    assert load(read(ruled)) == build.build(read(ruled))


def test_a_plan_of_somebody_else_is_ignored(ruled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    load(read(ruled))
    monkeypatch.setattr(os, "getuid", lambda: 12345)
    monkeypatch.setattr(build, "build", never)
    with pytest.raises(AssertionError, match="compiled again"):
        load(read(ruled))


@pytest.mark.parametrize("home", ["/dev/null", "/dev/null/deeper", "/proc/nowhere"])
def test_a_cache_that_cannot_be_written_changes_nothing(
    ruled: Path, monkeypatch: pytest.MonkeyPatch, home: str
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", home)
    assert load(read(ruled)) == build.build(read(ruled))


def test_a_relative_cache_folder_is_not_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """XDG Base Directory Specification: a relative path is invalid and is ignored."""
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert plan.cache_folder() == tmp_path / ".cache" / "little-giants" / "plans"


def test_wrong_rules_are_not_kept(ruled: Path) -> None:
    from little_giants.errors import PackageError

    (ruled / "validators" / "others.py").write_text("RULES = [", "utf-8")
    for _ in range(2):
        with pytest.raises(PackageError):
            load(read(ruled))
    assert kept() == []


def test_old_plans_go(ruled: Path) -> None:
    folder = plan.cache_folder()
    folder.mkdir(parents=True)
    for i in range(40):
        file = folder / f"{i}.json"
        file.touch()
        os.utime(file, (i, i))
    load(read(ruled))
    assert len(kept()) == 32
    assert not (folder / "0.json").exists()
    assert (folder / f"{plan.plan_key(read(ruled))}.json").exists()


PROGRAM = """
import sys
from little_giants.package import read
from little_giants.rules import load
load(read(sys.argv[1]))
print(*[name for name in ("duckdb", "numpy", "pandera", "polars", "sqlglot") if name in sys.modules])
"""


def test_a_hit_imports_nothing_heavy(ruled: Path) -> None:
    runs = [
        subprocess.run([sys.executable, "-c", PROGRAM, str(ruled)], capture_output=True, text=True, check=True).stdout
        for _ in range(2)
    ]
    assert {"pandera", "polars", "sqlglot"} <= set(runs[0].split())
    assert runs[1].split() == []


def test_a_hit_is_quick(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The whole package, whose rules take half a second to compile: the best of five, far above what was measured."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    package = read(Path(__file__).parents[2])
    load(package)
    times = []
    for _ in range(5):
        started = time.perf_counter()
        load(package)
        times.append(time.perf_counter() - started)
    assert min(times) < 0.1
