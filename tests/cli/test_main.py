"""The command line as a whole: help, speed, exit codes, interrupts, closed pipes."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import click
import pytest

from little_giants.cli import COMMANDS
from little_giants.cli.app import LateGroup

from .conftest import Run

Start = Callable[..., "subprocess.Popen[str]"]
HEAVY = ("duckdb", "pandera", "polars", "pyarrow", "sqlglot", "frictionless", "datasette", "pandas", "numpy")


def test_help_has_one_line_for_every_command(run: Run) -> None:
    outcome = run("--help")
    assert outcome.code == 0
    for name, line in COMMANDS.items():
        assert f"  {name:<10}{line}\n" in outcome.out


@pytest.mark.parametrize("name", COMMANDS)
def test_the_line_in_the_list_is_the_first_line_of_the_commands_own_help(name: str) -> None:
    command = import_module(f"little_giants.cli.{name}").command
    assert command.name == name
    assert (command.help or "").strip().splitlines()[0] == COMMANDS[name]


@pytest.mark.parametrize("args", [["--help"], *([name, "--help"] for name in COMMANDS)], ids=lambda args: args[0])
def test_help_imports_nothing_heavy(args: list[str], start: Start) -> None:
    """Half a second of waiting comes from imports: none of them may happen for help."""
    code = (
        "import sys\n"
        "from little_giants.cli import main\n"
        "try: main(sys.argv[1:])\n"
        f"finally: print('HEAVY', sorted(set({HEAVY!r}) & set(sys.modules)))\n"
    )
    out, _ = start(*args, python=("-c", code)).communicate(timeout=60)
    assert out.splitlines()[-1] == "HEAVY []"


def test_the_list_of_commands_imports_no_command(start: Start) -> None:
    code = (
        "import sys\n"
        "from little_giants.cli import COMMANDS, main\n"
        "try: main(['--help'])\n"
        "finally: print([name for name in COMMANDS if f'little_giants.cli.{name}' in sys.modules])\n"
    )
    out, _ = start(python=("-c", code)).communicate(timeout=60)
    assert out.splitlines()[-1] == "[]"


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["validat"], "no command 'validat'; there are validate, build"),
        (["validate", "--nonsense"], "--nonsense"),
        (["validate", "--limit", "many"], "--limit"),
        (["validate", "--limit", "-1"], "--limit"),
        (["validate", "--fail-on", "never"], "--fail-on"),
        (["validate", "--lang", "fr"], "--lang"),
        (["validate", "--memory", "much"], "'much' is not a size"),
        (["validate", "--memory", "-1GB"], "-1GB"),
        (["validate", "--format", "xml"], "'xml' is not known; use text or json"),
        (["validate", "--format", "json="], "names no file"),
        (["validate", "--format", "text", "--format", "json"], "cannot both go to standard output"),
        (["validate", "--format", "json", "--format", "json=a"], "json is given twice"),
        (["validate", "--format", "json=a", "--output", "b"], "--output needs"),
        (["validate", "--format", "json=a", "--format", "text=./a"], "the same file"),
        (["validate", "a", "b"], "unexpected extra argument"),
        (["describe", "--format", "pdf"], "--format"),
        (["format", "--check=yes"], "--check"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_wrong_use_is_one_line_and_exit_code_2(args: list[str], words: str, run: Run) -> None:
    outcome = run(*args)
    assert outcome.code == 2
    assert outcome.out == ""
    assert outcome.err.count("\n") == 1
    assert words in outcome.err


@pytest.mark.parametrize("command", ["validate", "describe", "format"])
def test_a_place_without_a_package_is_one_line(command: str, run: Run, tmp_path: Path) -> None:
    for place in (tmp_path, tmp_path / "nowhere"):
        outcome = run(command, place)
        assert (outcome.code, outcome.out, outcome.err.count("\n")) == (2, "", 1)
        assert str(place) in outcome.err
        assert "datapackage.json" in outcome.err


@pytest.mark.parametrize("command", ["validate", "describe", "format"])
def test_every_problem_of_a_package_is_told(command: str, run: Run, package: Path) -> None:
    (package / "schemas" / "firms.json").write_text('{"fields": [{"name": "a", "type": "colour"}]}', encoding="utf-8")
    (package / "schemas" / "regions.json").unlink()
    outcome = run(command, package)
    assert (outcome.code, outcome.out) == (2, "")
    assert re.search(r"schemas/firms\.json:\d+#/fields/0/type", outcome.err)
    assert "schemas/regions.json" in outcome.err
    assert "Traceback" not in outcome.err


def test_without_a_command_the_help_is_shown_and_the_use_was_wrong(run: Run) -> None:
    outcome = run()
    assert outcome.code == 2
    assert "validate" in outcome.err


def reading(scratch: Path, process: subprocess.Popen[str]) -> None:
    """Wait until ``process`` has made its private folder, which it does before it reads the first table."""
    while process.poll() is None:
        if any(scratch.iterdir()):
            return
        time.sleep(0.01)
    raise AssertionError(f"ended before it read anything: {process.communicate()}")


def test_ctrl_c_ends_with_130_and_leaves_no_file(
    start: Start, package: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The blank line sends a long file to the exact reader, which takes seconds for it."""
    (package / "data" / "firms.csv").write_text("firm_id,name,region_code,employees\n\n" + "F1,x,1,1\n" * 3_000_000)
    before = sorted(package.parent.rglob("*"))
    scratch = tmp_path_factory.mktemp("scratch")
    monkeypatch.setenv("TMPDIR", str(scratch))
    process = start("validate", package, "--format", f"json={package.parent / 'report.json'}")
    reading(scratch, process)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in err
    assert out == ""
    assert sorted(package.parent.rglob("*")) == before
    assert list(scratch.iterdir()) == []


def test_ctrl_c_stops_a_query_at_once(start: Start, package: Path) -> None:
    """A query of hours: DuckDB itself would look for the signal only after it."""
    code = (
        "import os, signal, sys, threading\n"
        "from little_giants.cli import main\n"
        "threading.Timer(3, os.kill, (os.getpid(), signal.SIGINT)).start()\n"
        "main(sys.argv[1:])\n"
    )
    query = "select sum(hash(i)) from range(1000000000000) t(i)"
    process = start("sql", package, query, python=("-c", code))
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err.strip()) == (130, "", "")


def test_what_duckdb_makes_of_ctrl_c_is_ctrl_c(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between tasks DuckDB does see the signal, and raises RuntimeError."""

    def interrupted() -> None:
        raise RuntimeError("Query interrupted")

    monkeypatch.setattr(LateGroup, "get_command", lambda *_: click.Command("slow", callback=interrupted))
    outcome = run("slow")
    assert (outcome.code, outcome.out, outcome.err.strip()) == (130, "", "")


def test_a_closed_pipe_is_quiet(start: Start, package: Path) -> None:
    rows = "".join(f"F{number},x,1,x\n" for number in range(2000))
    (package / "data" / "firms.csv").write_text(f"firm_id,name,region_code,employees\n{rows}", encoding="utf-8")
    process = start("validate", package, "--format", "json")
    assert process.stdout is not None and process.stderr is not None
    assert process.stdout.read(1) == "{"
    process.stdout.close()
    err = process.stderr.read()
    assert process.wait(timeout=60) == 141
    assert err == ""


@pytest.mark.parametrize("command", ["validate", "describe"])
def test_a_full_disk_is_said_in_one_line(package: Path, command: str) -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("this system has no /dev/full")
    with full.open("w") as out:
        arguments = [sys.executable, "-m", "little_giants", command, str(package)]
        done = subprocess.run(arguments, stdout=out, stderr=subprocess.PIPE, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (2, "little-giants: No space left on device.\n")


def test_the_module_runs_like_the_script(start: Start, package: Path) -> None:
    process = start("validate", package)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (0, "")
    assert out.startswith("Valid: 2 tables, 4 rows")
