"""From runs to the page of results: the machine, the goals and whether they are met, every median, the chart."""

from __future__ import annotations

import os
import platform
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.chart import growth
from benchmarks.page import put, table
from benchmarks.tasks import FLOOR, OURS, PEERS, WORST, Data, Plan, Task

from little_giants.engines.native.library import library

NEVER = "not measured"


@dataclass(frozen=True, slots=True)
class Figure:
    """The medians of a task, and the verdict if any of its runs had an unexpected one."""

    seconds: float
    cpu: float
    megabytes: float  # the highest
    verdict: str
    rounds: int
    bytes: int


@dataclass(frozen=True, slots=True)
class Goal:
    """A goal, what was measured for it, and whether it is met (None: not measured)."""

    name: str
    wanted: str
    measured: str
    met: bool | None


Get = Callable[[Task], Figure | None]


def figures(runs: Sequence[Mapping[str, Any]]) -> dict[str, Figure]:
    """The figure of every task."""
    found = {}
    for name in dict.fromkeys(run["task"] for run in runs):
        own = [run for run in runs if run["task"] == name]
        verdicts = sorted({run["verdict"] for run in own} - {"right"})
        found[name] = Figure(
            median(run["seconds"] for run in own),
            median(run["cpu"] for run in own),
            max(run["megabytes"] for run in own),
            "; ".join(verdicts) or "right",
            len(own),
            own[0]["bytes"],
        )
    return found


def goals(plan: Plan, get: Get) -> list[Goal]:
    """Every goal, judged."""
    base, large = Data(plan.base), Data(plan.large)
    found = [
        _ratio(
            f"{plan.base:,} rows, against frictionless",
            100,
            get,
            Task("frictionless", base),
            Task(OURS, base),
            faster=True,
        )
    ]
    wrong = Data(plan.wrong, "wrong")
    name = f"{plan.wrong:,} rows, all wrong, against frictionless"
    found.append(_ratio(name, 100, get, Task("frictionless", wrong), Task(OURS, wrong), faster=True))
    for peer in PEERS[1:]:
        for data, what in ((base, "valid"), (Data(plan.base, "some"), "130 errors")):
            name = f"{plan.base:,} rows, {what}, against {peer}"
            found.append(_ratio(name, 1, get, Task(peer, data), Task(OURS, data), faster=True))
    rows = f"{plan.large:,} rows"
    found.append(_ratio(f"{rows}, all rules, against the floor", 2, get, Task(OURS, large), Task(FLOOR, large)))
    found.append(_memory(f"memory at {rows}", 512, get(Task(OURS, large))))
    for limit in plan.limits:
        size = 1000 if limit == "1GB" else float(limit.removesuffix("MB"))
        found.append(
            _memory(
                f"memory at {plan.huge:,} rows, `--memory {limit}`",
                size,
                get(Task(OURS, Data(plan.huge), ("--memory", limit))),
            )
        )
    for variant in ("wrong", *WORST):
        task = Task(OURS, Data(plan.large, variant))
        found.append(_ratio(f"{rows}, every row wrong ({variant}), against valid", 3, get, task, Task(OURS, large)))
        found.append(_memory(f"memory at {rows}, every row wrong ({variant})", 512, get(task)))
    found.append(
        _ratio(
            f"{rows}, shuffled against sorted", 1.2, get, Task(OURS, Data(plan.large, shuffled=True)), Task(OURS, large)
        )
    )
    keyless = Task(OURS, Data(plan.large, "keyless"))
    found.append(
        _ratio(
            f"memory at {rows} sorted, with keys against without",
            1.05,
            get,
            Task(OURS, large),
            keyless,
            what="megabytes",
        )
    )
    small, great = plan.shapes()[::2], plan.shapes()[1::2]
    names = ("a foreign key to {} rows, against {}", "{} columns, against {}", "cells of {} characters, against {}")
    for name, one, other in zip((*names, "{} tables, against {}"), small, great, strict=True):
        found.append(
            _growth(name.format(f"{other.size:,}", f"{one.size:,}"), get(Task(OURS, one)), get(Task(OURS, other)))
        )
    for title, name, wanted in (
        ("cold start, this package: a new process, its rules compiled before", "next validation", 1.0),
        ("cold start, this package: the first validation, which compiles them", "first validation", 1.0),
        ("`little-giants --help`", "help", 0.2),
    ):
        figure = get(Task(name, None))
        measured = f"{figure.seconds:.2f} s" if figure else NEVER
        found.append(Goal(title, f"≤ {wanted} s", measured, figure and figure.seconds <= wanted))
    return found


def _ratio(
    name: str, wanted: float, get: Get, one: Task, other: Task, *, faster: bool = False, what: str = "seconds"
) -> Goal:
    """``one`` over ``other`` is at most ``wanted``; or at least, where that says how much faster ``other`` is."""
    text = ("> 1 ×" if wanted == 1 else f"≥ {wanted:g} ×") if faster else f"≤ {wanted:g} ×"
    above, below = get(one), get(other)
    if above is None or below is None:
        return Goal(name, text, NEVER, None)
    first, second = getattr(above, what), getattr(below, what)
    ratio = first / second
    unit = "s" if what == "seconds" else "MB"
    wrong = [figure.verdict for figure in (above, below) if figure.verdict.startswith("ended")]
    met = not wrong and (ratio > 1 if wanted == 1 else ratio >= wanted if faster else ratio <= wanted)
    measured = f"{ratio:.2f} × ({first:.2f} {unit} : {second:.2f} {unit})" if not wrong else "; ".join(wrong)
    return Goal(name, text, measured, met)


def _growth(name: str, small: Figure | None, great: Figure | None) -> Goal:
    """Time grows no faster than the tables do, with a fifth to spare."""
    if small is None or great is None:
        return Goal(name, "linear", NEVER, None)
    tables, seconds = great.bytes / small.bytes, great.seconds / small.seconds
    measured = f"tables {tables:.1f} ×, time {seconds:.1f} × ({great.seconds:.2f} s : {small.seconds:.2f} s)"
    return Goal(name, "linear", measured, great.verdict == "right" and seconds <= max(1.0, tables) * 1.2)


def _memory(name: str, wanted: float, figure: Figure | None) -> Goal:
    measured = NEVER if figure is None else f"{figure.megabytes:.0f} MB"
    if figure is not None and figure.verdict.startswith("ended"):
        return Goal(name, f"≤ {wanted:g} MB", figure.verdict, False)
    return Goal(name, f"≤ {wanted:g} MB", measured, figure and figure.megabytes <= wanted)


def machine(peers: Path | None) -> str:
    """The machine and the versions."""
    model = platform.processor() or platform.machine()
    cpu = Path("/proc/cpuinfo")
    for line in cpu.read_text("utf-8").splitlines() if cpu.exists() else []:
        if line.startswith("model name"):
            model = line.partition(":")[2].strip()
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    names = ["duckdb", "numpy", "pyarrow"]
    found = [f"{name} {version(name)}" for name in names]
    found.append("our scanner built" if library() else "our scanner not built")
    if peers:
        code = "import importlib.metadata as m; print(*(f'{n} {m.version(n)}' for n in %r), sep=', ')"
        listed = [*PEERS, "polars"]
        asked = subprocess.run([str(peers), "-c", code % listed], capture_output=True, text=True, check=True)
        found.append(asked.stdout.strip())
    return (
        f"Measured on {date.today():%d %B %Y}: {model}, {os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()} "
        f"{platform.machine()}, Python {platform.python_version()}, {', '.join(found)}."
    )


def write(page: Path, plan: Plan, runs: Sequence[Mapping[str, Any]], peers: Path | None) -> None:
    """Write the section of the page, and the chart beside it."""
    found = figures(runs)

    def get(task: Task) -> Figure | None:
        return found.get(task.name)

    judged = [
        [goal.name, goal.wanted, goal.measured, "" if goal.met is None else "met" if goal.met else "**not met**"]
        for goal in goals(plan, get)
    ]
    listed = [
        [name, f"{it.seconds:.2f}", f"{it.cpu:.2f}", f"{it.megabytes:.0f}", str(it.rounds), it.verdict]
        for name, it in found.items()
    ]
    text = f"""## At scale

{machine(peers)}

Every run is a process of its own, from start to exit; the runs of a stage are interleaved; time is the median, memory
the highest. The floor is DuckDB reading every cell of the same file as text. The packages are those of
`benchmarks/generate.py`: ten columns, a primary key of four, a unique key, three foreign keys.

{table(["goal", "wanted", "measured", ""], judged)}

The other programs run over polars frames, with the same checks written by hand (`benchmarks/peers/`). They see numbers
and dates only after a cast, report both of two equal keys, and count rows, not lines of the file. Frictionless gets the
unique key as the constraint `unique`, which it does check.
"""
    lines = {
        name: [(rows / 1e6, it) for rows in plan.growth if (it := get(Task(program, Data(rows))))]
        for name, program in (("Little Giants", OURS), ("floor", FLOOR))
    }
    if all(lines.values()):
        chart = page.with_name("growth.svg")
        seconds = {name: [(rows, it.seconds) for rows, it in line] for name, line in lines.items()}
        megabytes = {name: [(rows, it.megabytes) for rows, it in line] for name, line in lines.items()}
        chart.write_text(growth(seconds, megabytes), "utf-8")
        text += f"\n![Time and memory over rows]({chart.name})\n"
    labels = ["program, package", "s", "CPU s", "MB", "runs", "verdict"]
    put(page, "at scale", f"{text}\n### Every figure\n\n{table(labels, listed)}")
