"""What the tests of the project itself share: the command under test, on a PATH."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    """An environment in which ``little-giants`` is the code under test, installed or not, and prints plain text."""
    folder = tmp_path_factory.mktemp("bin")
    program = folder / "little-giants"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m little_giants "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    return {
        **os.environ,
        "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), os.environ.get("PYTHONPATH", "")]).rstrip(os.pathsep),
        "NO_COLOR": "1",
    }
