"""``python -m soak --minutes 10``: workers one after the other, each with many cases; finds are kept as packages."""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

SLOW = 60.0  # seconds that a case may take
MEMORY = 2 << 30  # bytes that a worker may hold
EXAMPLES = 300  # cases a worker
TABLES = 1000  # the same of tables, which take less time each


def work(folder: Path, seed: int) -> None:
    """Run cases drawn from ``seed``. The one under way stands in ``folder``/package, the clock in ``folder``/beat.

    Where ``seed`` is even they are of the corpus and go through everything; else they are tables for the scanner.
    """
    from hypothesis import HealthCheck, Phase, given, settings
    from hypothesis import seed as seeded
    from hypothesis import strategies as st

    from little_giants.engines.native.library import library
    from soak import tables
    from soak.cases import CHANGES, SEEDS, changed
    from soak.exercise import exercise
    from soak.guard import SECRET, Guard

    scratch = folder / "scratch"
    scratch.mkdir()
    tempfile.tempdir = str(scratch)
    (folder / "outside.csv").write_text(f"x\n{SECRET}\n")
    (folder / "outside.json").write_text(f'{{"fields": [{{"name": "x", "title": "{SECRET}"}}]}}')
    guard, package = Guard(scratch), folder / "package"
    os.chdir(scratch)

    def drawn(examples: int) -> settings:
        return settings(
            max_examples=examples,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate, Phase.shrink],
            report_multiple_bugs=False,
        )

    @seeded(seed)
    @drawn(EXAMPLES)
    @given(st.integers(0, len(SEEDS) - 1), st.lists(CHANGES, max_size=5))
    def case(number: int, changes: list[object]) -> None:
        run(changed(number, changes), exercise)

    @seeded(seed)
    @drawn(TABLES)
    @given(tables.tables())
    def table(made: tables.Made) -> None:
        run(made.files | {"datapackage.json": json.dumps(made.descriptor).encode()}, tables.exercise)

    def run(files: Mapping[str, bytes], doing: Callable[[Path], object]) -> None:
        shutil.rmtree(package, ignore_errors=True)
        package.mkdir()
        for name, data in files.items():
            (package / name).write_bytes(data)
        (package / "link.csv").symlink_to(folder / "outside.csv")
        with (folder / "beat").open("a") as beat:
            beat.write(".")
        Path("/proc/self/clear_refs").write_text("5")  # Linux: the peak of memory begins again
        with guard.armed(package):
            doing(package)
        left = [one.name for one in scratch.iterdir()]
        assert not left, f"left behind: {left}"
        status = Path("/proc/self/status").read_text()
        peak = int(status.partition("VmHWM:")[2].split()[0]) << 10
        assert peak < MEMORY, f"{peak >> 20} MB of memory"

    (table if seed % 2 and library() else case)()


def watch(folder: Path, seed: int) -> tuple[int, str]:
    """Run one worker. Returns how many cases it had and what went wrong, "" for nothing."""
    log = folder / "log"
    with log.open("wb") as out:
        command = [sys.executable, "-X", "faulthandler", "-m", "soak", "--worker", str(folder), "--seed", str(seed)]
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT)
        beat, seen, since, hung = folder / "beat", 0, time.monotonic(), False
        while process.poll() is None:
            time.sleep(0.5)
            size = beat.stat().st_size if beat.exists() else 0
            if size != seen:
                seen, since = size, time.monotonic()
            elif time.monotonic() - since > SLOW:
                process.kill()
                hung = True
                process.wait()
    number = beat.stat().st_size if beat.exists() else 0
    if hung:
        return number, f"hang: more than {SLOW:.0f} s"
    if process.returncode:
        return number, f"exit {process.returncode}\n{log.read_text('utf-8', 'replace')}"
    return number, ""


def kind(wrong: str) -> str:
    """What tells one find from another: where and what was raised, without its numbers."""
    wrong = re.sub(r"'?tmp\w+'?", "tmp", wrong)
    frames = re.findall(r'File "[^"]*(little_giants/[^"]+)", line \d+, in (\w+)', wrong)
    last = [line for line in wrong.splitlines() if re.match(r"\w[\w.]*(Error|Exception|Escape|exit|hang)", line)]
    return f"{frames[-1] if frames else ''} {re.sub(r'[0-9]+', '#', last[-1][:120]) if last else wrong[:60]}"


def main() -> int:
    """Fuzz until the time is over; end with 1 when something was found."""
    options = argparse.ArgumentParser(prog="python -m soak", description=__doc__)
    options.add_argument("--minutes", type=float, default=10)
    options.add_argument("--seed", type=int, default=random.randrange(2**32))
    options.add_argument("--keep", type=Path, default=Path(tempfile.gettempdir()) / f"soak-{os.getpid()}")
    options.add_argument("--worker", type=Path)
    given = options.parse_args()
    if given.worker:
        work(given.worker, given.seed)
        return 0
    finds: dict[str, int] = {}
    cases, began, seed = 0, time.monotonic(), given.seed
    while time.monotonic() - began < given.minutes * 60:
        with tempfile.TemporaryDirectory(prefix="soak-") as name:
            number, wrong = watch(Path(name), seed)
            cases += number
            if wrong:
                what = kind(wrong)
                finds[what] = finds.get(what, 0) + 1
                if finds[what] == 1:
                    kept = given.keep / f"{len(finds):03}"
                    shutil.copytree(Path(name) / "package", kept / "package", symlinks=True)
                    (kept / "wrong.txt").write_text(f"seed {seed}\n{wrong}\n", "utf-8")
                    print(f"FOUND {kept}: {what}", flush=True)
        seed += 1
    minutes = (time.monotonic() - began) / 60
    print(f"{cases:,} cases in {minutes:.1f} minutes from seed {given.seed}; {len(finds)} finds.")
    for what, times in finds.items():
        print(f"  {times} x {what}")
    return int(bool(finds))


if __name__ == "__main__":
    sys.exit(main())
