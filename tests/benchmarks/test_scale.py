"""The measuring: what is run and kept, when a verdict is right, when a goal is met, what the page and the chart say."""

from __future__ import annotations

import json
import resource
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from benchmarks.chart import growth  # noqa: E402
from benchmarks.measuring import PER_MEGABYTE, Run, measure  # noqa: E402
from benchmarks.page import put, table  # noqa: E402
from benchmarks.results import figures, goals  # noqa: E402
from benchmarks.scale import judged, main  # noqa: E402
from benchmarks.tasks import FLOOR, OURS, QUICK, Data, Task  # noqa: E402

EXPECTED: dict[str, Any] = {"findings": {"enum": 2, "type": 1}, "where": []}


def run(output: object, code: int = 1, errors: str = "") -> Run:
    return Run(1.0, 1.0, 1.0, code, json.dumps(output) if output is not None else "", errors)


def ours(*codes: str) -> dict[str, Any]:
    errors = [{"rowNumber": row, "code": code} for row, code in enumerate(codes, 2)]
    return {"tasks": [{"counts": {code: codes.count(code) for code in codes}, "errors": errors}]}


@pytest.mark.parametrize(
    ("told", "verdict"),
    [
        (run(ours("enum", "enum", "type")), "right"),
        (run(ours("enum", "type")), "counts 2 findings; another number of enum"),
        (run(ours("enum", "enum", "type", "required")), "counts 4 findings; another number of required"),
        (run(None, -9, "Out of memory"), "ended with -9: Out of memory"),
        (run(None, 2), "ended with 2: "),
    ],
)
def test_a_verdict_is_right_only_with_the_right_counts(told: Run, verdict: str) -> None:
    assert judged(Task(OURS, Data(9, "wrong")), told, EXPECTED) == verdict


def test_a_verdict_over_few_errors_needs_their_places() -> None:
    expected = {"findings": {"enum": 2}, "where": [{"row": row, "code": "enum", "fields": ["f"]} for row in (2, 7)]}
    told = ours("enum", "enum")  # in rows 2 and 3
    assert judged(Task(OURS, Data(9, "some")), run(told), expected) == "found 1 of 2 places"


def test_an_error_in_a_valid_package_is_told() -> None:
    peer = {"counts": {"enum": 1}, "places": [[2, "enum", "flow"]]}
    expected = {"findings": {}, "where": []}
    assert judged(Task("pandera", Data(9)), run(peer, 0), expected) == "found 1 errors in a valid package"


def kept(task: Task, seconds: float, megabytes: float = 100, verdict: str = "right") -> dict[str, Any]:
    return {
        "task": task.name, "seconds": seconds, "cpu": 1.0, "megabytes": megabytes, "verdict": verdict, "bytes": 1,
        "sources": "",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("seconds", "megabytes", "verdict", "met"),
    [
        ([1.9, 2.0, 9.0], 512, "right", [True, True]),
        ([2.1, 2.1, 2.1], 513, "right", [False, False]),
        ([0.1, 0.1, 0.1], 100, "ended with -9: ", [False, False]),
    ],
)
def test_a_goal_is_judged_by_the_median_and_the_highest_memory(
    seconds: list[float], megabytes: float, verdict: str, met: list[bool]
) -> None:
    large = Data(QUICK.large)
    runs = [kept(Task(FLOOR, large), 1.0)] + [kept(Task(OURS, large), s, megabytes, verdict) for s in seconds]
    found = figures(runs)
    judged = {goal.name: goal for goal in goals(QUICK, lambda task: found.get(task.name))}
    names = ["20,000 rows, all rules, against the floor", "memory at 20,000 rows"]
    assert [judged[name].met for name in names] == met
    assert judged["20,000 rows, shuffled against sorted"].met is None


def test_every_goal_has_its_figures_in_the_plan() -> None:
    """No goal stays "not measured" after a whole run."""
    runs = [kept(task, 1.0) for tasks in QUICK.stages().values() for task in tasks]
    found = figures(runs)
    assert [goal.name for goal in goals(QUICK, lambda task: found.get(task.name)) if goal.met is None] == []


def test_a_run_that_was_stopped_goes_on_where_it_was(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["--quick", "--folder", str(tmp_path), "--only", "all wrong"]
    assert main(arguments) == 0
    first = (tmp_path / "quick.jsonl").read_text()
    assert [json.loads(line)["verdict"] for line in first.splitlines()] == ["right"]
    assert "the other programs are left out" in capsys.readouterr().out
    assert main(arguments) == 0
    assert (tmp_path / "quick.jsonl").read_text() == first
    assert "| ours 1300-wrong |" in (tmp_path / "RESULTS.md").read_text()


def test_a_process_is_measured_and_stopped_at_its_limit(tmp_path: Path) -> None:
    done = measure([sys.executable, "-c", "x = bytearray(300_000_000); print('said')"], tmp_path)
    assert (done.code, done.output) == (0, "said\n")
    # A process is counted with the memory of the one that started it, until it runs a program of its own.
    mine = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / PER_MEGABYTE
    assert 300 < done.megabytes < max(600, 1.1 * mine) and done.cpu > 0
    assert measure([sys.executable, "-c", "import time; time.sleep(60)"], tmp_path, limit=0.3).code < 0


def test_a_section_of_the_page_is_replaced_and_the_others_stay(tmp_path: Path) -> None:
    page = tmp_path / "RESULTS.md"
    put(page, "fixtures", "another")
    put(page, "at scale", "earlier")
    put(page, "at scale", table(["a", "b"], [["x", "1.5"]]))
    text = page.read_text()
    assert "earlier" not in text
    assert text.index("| a | b |\n| --- | ---: |\n| x | 1.5 |") < text.index("another")


def test_the_chart_places_what_it_is_given() -> None:
    chart = growth({"ours": [(1, 2.0), (10, 20.0)]}, {"ours": [(1, 100.0), (10, 100.0)]})
    root = ElementTree.fromstring(chart)
    time, memory = (
        [tuple(map(float, point.split(","))) for point in line.attrib["points"].split()]
        for line in root.iter("{http://www.w3.org/2000/svg}polyline")
    )
    assert time[1][0] > time[0][0] and time[1][1] < time[0][1]  # more rows: to the right; more seconds: higher
    assert memory[0][1] == memory[1][1]
