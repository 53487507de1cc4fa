"""The command line of every step: wrong use is one line and exit code 2, as everywhere."""

from __future__ import annotations

import runpy
import sys
from pathlib import Path

import pytest

import little_giants.ingest

STEPS = sorted(file.stem for file in Path(little_giants.ingest.__file__).parent.glob("[a-z]*.py"))


def step(name: str, arguments: list[str], monkeypatch: pytest.MonkeyPatch) -> object:
    """Run ``python -m little_giants.ingest.<name>`` in this process and give its exit code."""
    monkeypatch.setattr(sys, "argv", [name, *arguments])
    monkeypatch.delitem(sys.modules, f"little_giants.ingest.{name}", raising=False)
    with pytest.raises(SystemExit) as end:
        runpy.run_module(f"little_giants.ingest.{name}", run_name="__main__")
    return end.value.code


@pytest.mark.parametrize("name", STEPS)
def test_without_arguments_a_step_says_what_it_takes(
    name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert step(name, [], monkeypatch) == 2
    assert capsys.readouterr().err.startswith(f"usage: python -m little_giants.ingest.{name} ")


@pytest.mark.parametrize("name", ["counts", "criteria", "firms", "trade_extract"])
def test_a_file_that_is_not_there_is_one_line(
    name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert step(name, [str(tmp_path / "nowhere")], monkeypatch) == 2
    err = capsys.readouterr().err
    assert "nowhere" in err and err.count("\n") == 1
