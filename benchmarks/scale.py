"""Measure at scale, beside the floor and beside other programs; write ``benchmarks/RESULTS.md``. ``make bench-scale``.

    python -m benchmarks.scale --quick        a small run, to see that everything works
    python -m benchmarks.scale                the whole run: about 40 minutes and 25 GB in build/bench

Every run is a process of its own, and is kept as soon as it is done: start again and it goes on where it was stopped.
Runs of other sources are not mixed in. A figure whose verdict is not the expected one is marked.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.measuring import Run, measure
from benchmarks.results import write
from benchmarks.tasks import FLOOR, FULL, OURS, PEERS, QUICK, Data, Task

ROOT = Path(__file__).resolve().parents[1]
HERE = Path(__file__).parent
LITTLE_GIANTS = [sys.executable, "-m", "little_giants"]

Kept = dict[str, Any]


PACKAGES = ("generate.py", "trade.py", "wrong.py", "shapes.py")
PROGRAMS = ("floor.py", "measuring.py", "peers/*.py", "../src/**/*.py", "../native/src/*.rs")


def fingerprint(*patterns: str) -> str:
    """A short hash of the files on which a package, or a figure, depends."""
    digest = hashlib.sha256()
    for file in sorted(file for pattern in patterns for file in HERE.glob(pattern)):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


class Bench:
    """Generated packages, finished runs, and where they are kept."""

    def __init__(self, folder: Path, peers: Path, kept: Path) -> None:
        self.folder, self.peers, self.kept = folder / f"packages-{fingerprint(*PACKAGES)}", peers, kept
        self.sources = fingerprint(*PACKAGES, *PROGRAMS)
        lines = kept.read_text("utf-8").splitlines() if kept.exists() else []
        self.runs: list[Kept] = [run for run in map(json.loads, lines) if run["sources"] == self.sources]

    def package(self, data: Data) -> Path:
        """The folder of a package, written if it is not there yet."""
        folder = self.folder / data.name
        if not (folder / "expected.json").exists():
            print(f"  writing {data.name}", flush=True)
            command = [sys.executable, "-m", "benchmarks.generate", str(folder), *data.arguments]
            subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        return folder

    def size(self, data: Data) -> int:
        """The bytes of the tables of a package."""
        return sum(file.stat().st_size for file in self.package(data).glob("*.csv"))

    def done(self, task: Task) -> int:
        """How often a task was measured."""
        return sum(run["task"] == task.name for run in self.runs)

    def run(self, task: Task) -> None:
        """Measure a task once and keep the result."""
        with tempfile.TemporaryDirectory() as cache:
            if task.data is None:
                run, verdict = self._own(task, Path(cache))
            else:
                folder = self.package(task.data)
                run = measure(self._command(task, folder), ROOT, {"XDG_CACHE_HOME": cache})
                verdict = judged(task, run, json.loads((folder / "expected.json").read_text("utf-8")))
        result = {
            "task": task.name,
            "seconds": run.seconds,
            "cpu": run.cpu,
            "megabytes": run.megabytes,
            "verdict": verdict,
            "bytes": self.size(task.data) if task.data else 0,
            "sources": self.sources,
        }
        self.runs.append(result)
        with self.kept.open("a", encoding="utf-8") as file:
            file.write(json.dumps(result) + "\n")
        print(f"  {task.name:44} {run.seconds:8.2f} s {run.megabytes:7.0f} MB  {verdict}", flush=True)

    def _command(self, task: Task, folder: Path) -> list[str]:
        if task.program == OURS:
            return [*LITTLE_GIANTS, "validate", str(folder), "--format", "json", *task.options]
        if task.program == FLOOR:
            return [sys.executable, str(HERE / "floor.py"), str(folder)]
        return [str(self.peers), str(HERE / "peers" / f"with_{task.program}.py"), str(folder)]

    def _own(self, task: Task, cache: Path) -> tuple[Run, str]:
        environment = {"XDG_CACHE_HOME": str(cache)}
        command = [*LITTLE_GIANTS, "--help"] if task.program == "help" else [*LITTLE_GIANTS, "validate"]
        if task.program == "next validation":
            measure(command, ROOT, environment)
        run = measure(command, ROOT, environment)
        return run, "right" if run.code == 0 else f"ended with {run.code}"


def judged(task: Task, run: Run, expected: Mapping[str, Any]) -> str:
    """Whether a program found what is in the package: "right", or what it found instead."""
    if run.code not in (0, 1) or not run.output.strip():
        last = (run.errors.strip().splitlines() or [""])[-1]
        return f"ended with {run.code}: {last[:200]}"
    told = json.loads(run.output)
    if task.program == FLOOR:
        return "right"
    if task.program == OURS:
        counts, places = _ours(told)
    else:
        counts, places = Counter(told["counts"]), {(row, code) for row, code, _ in told["places"]}
    wanted = {(place["row"], place["code"]) for place in expected["where"]}
    if wanted:
        return f"found {len(wanted & places)} of {len(wanted)} places"
    if not expected["findings"]:
        return "right" if not counts else f"found {counts.total()} errors in a valid package"
    if counts == expected["findings"]:
        return "right"
    differ = {code for code in {*counts, *expected["findings"]} if counts[code] != expected["findings"].get(code, 0)}
    return f"counts {counts.total():,} findings; another number of {', '.join(sorted(differ))}"


def _ours(report: Mapping[str, Any]) -> tuple[Counter[str], set[tuple[int, str]]]:
    counts: Counter[str] = Counter()
    places = set()
    for table in report["tasks"]:
        counts.update(table["counts"])
        places |= {(error.get("rowNumber"), error["code"]) for error in table["errors"]}
    return counts, places


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure what is missing, write the page; returns the number of runs with an unexpected verdict of ours."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale", description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="small packages, one round; the page goes to build/bench")
    parser.add_argument(
        "--folder", type=Path, default=ROOT / "build" / "bench", help="where packages and runs are kept"
    )
    parser.add_argument("--peers", type=Path, help="the Python that has the other programs (requirements/bench.txt)")
    parser.add_argument("--only", action="append", default=[], metavar="WORD", help="only stages with this word")
    chosen = parser.parse_args(arguments)
    plan = QUICK if chosen.quick else FULL
    folder = chosen.folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    peers = chosen.peers or folder / "peers" / "bin" / "python"
    bench = Bench(folder, peers, folder / ("quick.jsonl" if chosen.quick else "runs.jsonl"))
    if not peers.exists():
        print(f"{peers} is not there: the other programs are left out. `make bench-scale` sets it up.")
    for stage, tasks in plan.stages().items():
        if chosen.only and not any(word in stage for word in chosen.only):
            continue
        tasks = [task for task in tasks if task.program not in PEERS or peers.exists()]
        print(stage, flush=True)
        for turn in range(1 if chosen.quick else max(task.rounds for task in tasks)):
            for task in tasks:
                if turn < task.rounds and bench.done(task) <= turn:
                    bench.run(task)
    page = folder / "RESULTS.md" if chosen.quick else HERE / "RESULTS.md"
    write(page, plan, bench.runs, peers if peers.exists() else None)
    print(f"written: {page}")
    ours = [run for run in bench.runs if run["task"].startswith(OURS)]
    return sum(run["verdict"] not in ("right", "found 130 of 130 places") for run in ours)


if __name__ == "__main__":
    sys.exit(main() > 0)
