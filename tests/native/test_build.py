"""A wheel and an editable install hold the scanner where cargo builds it; elsewhere they say what is lost, and work."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from little_giants.engines.native.library import FILE

ROOT = Path(__file__).parents[2]
PLACE = f"little_giants/engines/native/{FILE.name}"
FILES = ("pyproject.toml", "README.md", "LICENSE", ".gitignore", "hatch_build.py", "native/build.py", "native/Cargo.*")
FILES += ("native/src/**/*.rs", "src/little_giants/__init__.py", "src/little_giants/engines/**/*.py")


def copied(folder: Path) -> Path:
    """What a build of the engines needs, copied to ``folder``."""
    for source in (path for pattern in FILES for path in ROOT.glob(pattern)):
        target = folder / source.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
    return folder


def build(project: Path, version: str, environment: Mapping[str, str]) -> tuple[int, list[str], list[Path]]:
    """Run hatchling in ``project``: the exit code, the lines it says, and the wheels that are there afterwards."""
    command = [sys.executable, "-m", "hatchling", "build", "--target", f"wheel:{version}"]
    settings = {key: value for key, value in os.environ.items() if key != "LITTLE_GIANTS_NATIVE"}
    run = subprocess.run(
        command, cwd=project, env={**settings, **environment}, capture_output=True, text=True, check=False
    )
    said = [line for line in run.stderr.splitlines() if not line.endswith(".whl")]  # last it names the wheel
    return run.returncode, said, sorted(project.glob("dist/*.whl"))


def names(wheel: Path) -> list[str]:
    with zipfile.ZipFile(wheel) as archive:
        return archive.namelist()


def about(wheel: Path) -> str:
    with zipfile.ZipFile(wheel) as archive:
        [name] = [name for name in archive.namelist() if name.endswith(".dist-info/WHEEL")]
        return archive.read(name).decode()


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy in which a library from an earlier build still lies."""
    project = copied(tmp_path / "project")
    (project / "src" / PLACE).write_bytes(b"of an earlier build")
    return project


@pytest.fixture
def no_cargo(tmp_path: Path) -> dict[str, str]:
    empty = tmp_path / "empty"
    empty.mkdir()
    return {"PATH": str(empty)}


@pytest.fixture
def failing_cargo(no_cargo: dict[str, str]) -> dict[str, str]:
    cargo = Path(no_cargo["PATH"], "cargo")
    cargo.write_text("#!/bin/sh\necho 'error: linker `cc` not found' >&2\nexit 101\n", encoding="utf-8")
    cargo.chmod(0o755)
    return no_cargo


def test_without_cargo_the_wheel_is_pure_and_a_line_says_what_is_lost(project: Path, no_cargo: dict[str, str]) -> None:
    code, said, [wheel] = build(project, "standard", no_cargo)
    assert code == 0
    assert wheel.name.endswith("-py3-none-any.whl")
    assert "Root-Is-Purelib: true" in about(wheel)
    assert PLACE not in names(wheel)
    [line] = said
    assert "without its scanner" in line
    assert "DuckDB alone" in line
    assert "cargo is not on PATH: install Rust" in line
    assert "make native" in line


def test_make_shows_that_line(project: Path, no_cargo: dict[str, str]) -> None:
    """pip keeps it to itself, so the Makefile looks for its first words in what pip wrote."""
    shown = re.search(r"sed -n 's/\^ \*\\\((.+?)\\\)/", (ROOT / "Makefile").read_text("utf-8"))
    assert shown
    _, [line], _ = build(project, "editable", no_cargo)
    assert line.startswith(shown.group(1))


def test_where_cargo_fails_the_wheel_is_pure_and_says_so(project: Path, failing_cargo: dict[str, str]) -> None:
    code, said, [wheel] = build(project, "standard", failing_cargo)
    assert code == 0
    assert wheel.name.endswith("-py3-none-any.whl")
    *compiler, line = said
    assert compiler == ["error: linker `cc` not found"]
    assert "without its scanner" in line
    assert "cargo failed with status 101." in line


def test_an_editable_install_keeps_no_library_of_an_earlier_build(project: Path, no_cargo: dict[str, str]) -> None:
    code, [line], _ = build(project, "editable", no_cargo)
    assert code == 0
    assert "without its scanner" in line
    assert not (project / "src" / PLACE).exists()


@pytest.mark.parametrize("version", ["standard", "editable"])
def test_what_is_required_and_fails_is_an_error_with_the_words_of_the_compiler(
    project: Path, failing_cargo: dict[str, str], version: str
) -> None:
    code, said, wheels = build(project, version, {**failing_cargo, "LITTLE_GIANTS_NATIVE": "required"})
    assert (code, wheels) == (1, [])
    compiler, line = said
    assert compiler == "error: linker `cc` not found"
    assert "LITTLE_GIANTS_NATIVE=required" in line
    assert "cargo failed with status 101." in line


def test_an_unknown_wish_is_an_error(project: Path, no_cargo: dict[str, str]) -> None:
    code, said, wheels = build(project, "standard", {**no_cargo, "LITTLE_GIANTS_NATIVE": "require"})
    assert (code, wheels) == (1, [])
    assert said == ["LITTLE_GIANTS_NATIVE is “require”. Write “required”, or leave it out."]


def test_make_native_fails_where_the_scanner_cannot_be_built(project: Path, failing_cargo: dict[str, str]) -> None:
    command = [sys.executable, "native/build.py"]
    run = subprocess.run(command, cwd=project, env=failing_cargo, capture_output=True, text=True, check=False)
    assert run.returncode == 1
    assert run.stderr.splitlines() == [
        "error: linker `cc` not found",
        "The scanner is not built. cargo failed with status 101.",
    ]
    assert not (project / "src" / PLACE).exists()


@pytest.mark.skipif(shutil.which("cargo") is None, reason="needs cargo")
def test_with_cargo_an_editable_install_and_a_wheel_hold_a_library_that_loads(project: Path, tmp_path: Path) -> None:
    """One test, because it compiles the crate."""
    required = {"LITTLE_GIANTS_NATIVE": "required"}
    code, said, [editable] = build(project, "editable", required)
    assert code == 0, said
    assert editable.name.endswith("-py3-none-any.whl")  # it holds nothing but a path
    assert loads(project / "src")

    editable.unlink()
    code, said, [wheel] = build(project, "standard", required)
    assert code == 0, said
    platform = wheel.stem.partition("-py3-none-")[2]
    assert platform.startswith({"linux": "linux_", "darwin": "macosx_", "win32": "win"}[sys.platform])
    assert "Root-Is-Purelib: false" in about(wheel)
    assert f"Tag: py3-none-{platform}" in about(wheel)
    assert names(wheel).count(PLACE) == 1
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "installed")
    assert loads(tmp_path / "installed")


def loads(folder: Path) -> bool:
    code = f"""
import sys
sys.path.insert(0, {str(folder)!r})
from little_giants.engines.native import library
assert library.__file__.startswith({str(folder)!r})
print(library.library() is not None)
"""
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert run.stderr == ""
    return run.stdout == "True\n"
