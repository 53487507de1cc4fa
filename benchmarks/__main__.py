"""How long the everyday commands take on this package, from a cold start, beside frictionless. ``make bench``.

Every command is a process of its own. The rounds are interleaved, so that a busy moment of the machine hits all of
them; the table gives medians and the highest memory seen. The first validation compiles the rules, the next ones find
the compiled plan: both are measured.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median

from benchmarks.measuring import Run, measure

ROOT = Path(__file__).resolve().parents[1]

OURS = [sys.executable, "-m", "little_giants"]
FRICTIONLESS = [
    sys.executable,
    "-c",
    "import sys, frictionless; sys.exit(not frictionless.Package('datapackage.json').validate().valid)",
]


def timed(command: Sequence[str], cache: Path) -> Run:
    """Run one command in the package's folder; ``cache`` is where it keeps its plans. Raises if it fails."""
    run = measure(command, ROOT, {"XDG_CACHE_HOME": str(cache)})
    if run.code:
        raise SystemExit(f"{' '.join(command)} ended with {run.code}:\n{(run.output + run.errors)[-2000:]}")
    return run


def tasks(folder: Path) -> dict[str, Callable[[], Run]]:
    """What is measured, by name. ``folder`` is empty and private: caches and builds go there."""
    warm = folder / "warm"

    def cold(command: Sequence[str]) -> Run:
        with tempfile.TemporaryDirectory(dir=folder) as fresh:
            return timed(command, Path(fresh))

    def built() -> Run:
        with tempfile.TemporaryDirectory(dir=folder) as fresh:
            return timed([*OURS, "build", "--to", str(Path(fresh) / "build")], warm)

    return {
        "python, nothing imported": lambda: timed([sys.executable, "-c", ""], warm),
        "little-giants --help": lambda: timed([*OURS, "--help"], warm),
        "little-giants validate": lambda: timed([*OURS, "validate"], warm),
        "little-giants validate, first time": lambda: cold([*OURS, "validate"]),
        'little-giants sql "select 1"': lambda: timed([*OURS, "sql", "select 1"], warm),
        "little-giants build": built,
        "frictionless, without our rules": lambda: timed(FRICTIONLESS, warm),
    }


def main() -> None:
    """Measure and print a Markdown table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="how often each command runs (default 5)")
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as folder:
        chosen = tasks(Path(folder))
        timed([*OURS, "validate"], Path(folder) / "warm")
        results: dict[str, list[Run]] = {name: [] for name in chosen}
        for _ in range(rounds):
            for name, run in chosen.items():
                results[name].append(run())
    print(f"Python {platform.python_version()}, {platform.system()} {platform.machine()}, {os.cpu_count()} cores,")
    print(f"medians of {rounds} interleaved rounds\n")
    print("| command | seconds | MB |\n| --- | ---: | ---: |")
    for name, runs in results.items():
        print(f"| {name} | {median(run.seconds for run in runs):.2f} | {max(run.megabytes for run in runs):.0f} |")


if __name__ == "__main__":
    main()
