"""The scanner is loaded where it lies and is of the right version; everywhere else the answer is None, quietly."""

from __future__ import annotations

import _ctypes
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from little_giants.engines.native import library as module


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The place of the library, free for a test to fill."""
    path = tmp_path / module.FILE.name
    monkeypatch.setattr(module, "FILE", path)
    module.library.cache_clear()
    yield path
    module.library.cache_clear()


def test_without_a_file_there_is_no_library(file: Path) -> None:
    assert module.library() is None


def test_a_file_of_another_platform_is_no_library(file: Path) -> None:
    file.write_bytes(b"MZ\x90\0 not a library of this machine")
    assert module.library() is None


def test_importing_it_does_not_load_ctypes() -> None:
    code = "import little_giants.engines.native.library, sys; print('ctypes' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "False\n"


@pytest.fixture
def built(file: Path) -> Path:
    """The library that was built in place, at the place that the test looks at."""
    original = Path(module.__file__).with_name(file.name)
    if not original.is_file():
        pytest.skip("needs the scanner: make native")
    shutil.copyfile(original, file)
    return file


def test_a_library_of_the_right_version_is_loaded_once(built: Path) -> None:
    loaded = module.library()
    assert loaded is not None, "the scanner in place is of an older state of native/: make native"
    assert loaded.scanner_version() == module.VERSION
    assert module.library() is loaded


def test_a_library_of_another_version_is_none(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "VERSION", module.VERSION + 1)
    assert module.library() is None


def test_a_library_that_is_not_the_scanner_is_none(file: Path) -> None:
    shutil.copyfile(_ctypes.__file__, file)  # any library of this platform
    assert module.library() is None
