"""The fuzzer sees what it is there to see, and a few of its cases pass; ``make soak`` runs many."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from soak.__main__ import kind, watch
from soak.cases import CHANGES, SEEDS, changed
from soak.exercise import exercise

TESTS = Path(__file__).parents[1]
GUARDED = """
import sys, tempfile
from pathlib import Path
from soak.guard import Escape, Guard

base = Path(sys.argv[1])
package, scratch = base / "package", base / "scratch"
package.mkdir(); scratch.mkdir()
for one in (package / "in.csv", base / "out.csv", scratch / "s.csv"):
    one.write_text("a")
(package / "link.csv").symlink_to(base / "out.csv")
guard = Guard(scratch)
try:
    with guard.armed(package):
        try:
            {0}
        except Exception:
            pass
except Escape as found:
    print("seen", found)
"""


@pytest.mark.parametrize(
    ("doing", "seen"),
    [
        ("open(package / 'in.csv').read(); open(scratch / 's.csv', 'w'); (scratch / 's.csv').unlink()", False),
        ("import wave, colorsys; open('/dev/null', 'w')", False),
        ("open(base / 'out.csv')", True),
        ("open(package / '..' / 'out.csv')", True),
        ("open(package / 'link.csv')", True),
        ("open(package / 'new.csv', 'w')", True),
        ("(package / 'in.csv').unlink()", True),
        ("import os; os.listdir(base)", True),
        ("import os; os.system('true')", True),
        ("import subprocess; subprocess.run(['true'])", True),
        ("import socket; socket.create_connection(('127.0.0.1', 9))", True),
        ("import urllib.request; urllib.request.urlopen('http://127.0.0.1:9/')", True),
    ],
)
def test_the_guard_sees_what_leaves_the_package(tmp_path: Path, doing: str, seen: bool) -> None:
    program = [sys.executable, "-c", GUARDED.format(doing), str(tmp_path)]
    done = subprocess.run(program, capture_output=True, text=True, env={"PYTHONPATH": str(TESTS)})
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("seen") == seen


def test_what_happened_before_and_after_is_nobodys_business(tmp_path: Path) -> None:
    program = GUARDED.format("pass") + "\nopen(base / 'out.csv')"
    done = subprocess.run([sys.executable, "-c", program, str(tmp_path)], capture_output=True, text=True,
                          env={"PYTHONPATH": str(TESTS)})  # fmt: skip
    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.parametrize(
    ("program", "wrong"),
    [
        ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", "exit -11"),
        ("raise KeyError(7)", "exit 1"),
        ("import time; time.sleep(60)", "hang"),
        ("", ""),
    ],
)
def test_a_crash_and_a_hang_are_finds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: str, wrong: str
) -> None:
    worker = [sys.executable, "-c", program]
    start = subprocess.Popen
    monkeypatch.setattr("soak.__main__.SLOW", 1.0)
    monkeypatch.setattr("subprocess.Popen", lambda _, **options: start(worker, **options))
    assert watch(tmp_path, 1)[1].startswith(wrong) and bool(watch(tmp_path, 1)[1]) == bool(wrong)


def test_equal_finds_are_one_kind() -> None:
    frame = 'File "/x/src/little_giants/package/read.py", line {}, in read\nKeyError: {}\n'
    assert kind(frame.format(7, 12)) == kind(frame.format(8, 13)) != kind(frame.replace("read.py", "look.py"))


@settings(max_examples=30, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.integers(0, len(SEEDS) - 1), st.lists(CHANGES, max_size=5))
def test_some_cases(tmp_path_factory: pytest.TempPathFactory, number: int, changes: list[object]) -> None:
    root = tmp_path_factory.mktemp("soak")
    for name, data in changed(number, changes).items():
        (root / name).write_bytes(data)
    exercise(root)
