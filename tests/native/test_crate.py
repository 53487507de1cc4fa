"""The scanner's own unit tests, which cargo runs, are a part of the suite."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.skipif(shutil.which("cargo") is None, reason="needs cargo")
def test_the_unit_tests_of_the_crate_pass() -> None:
    command = ["cargo", "test", "--quiet", "--offline", "--locked", "--manifest-path", "native/Cargo.toml"]
    command += ["--target-dir", "build/native"]
    run = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    assert run.returncode == 0, run.stdout
