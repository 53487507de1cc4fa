"""Broken and hostile data on the whole way, in a process of its own: a clear answer, in bounded time and memory.

Times are for a busy machine; what they would catch (a hang, a square) takes minutes.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Timer
from typing import Any

import pytest
from synthetic import field, package

SECONDS, MEGABYTES = 40, 900
TEXT: Any = {"fields": [field("a")]}
TWO: Any = {"fields": [field("a"), field("b")]}
# The command in a small process between: a child is counted with the memory of the one that it was forked from.
RUN = "import os, sys; os.execv(sys.executable, [sys.executable, '-m', 'little_giants', *sys.argv[1:]])"


@dataclass(frozen=True)
class Outcome:
    """How ``little-giants validate`` ended: its counts by code, what it printed, and what it took."""

    code: int
    counts: dict[str, int]
    out: str
    err: str
    seconds: float
    megabytes: int


Judge = Callable[..., Outcome]


@pytest.fixture
def judge(tmp_path: Path) -> Judge:
    """Validate a package of one table ``t``."""

    def run(schema: Any, content: bytes | str, **resource: Any) -> Outcome:
        root = tmp_path / "p"
        root.mkdir()
        package(root, {"t": (schema or {"fields": []}, content)}, t=resource)
        if schema is None:
            (root / "datapackage.json").write_text('{"resources": [{"name": "t", "path": "t.csv"}]}')
        out, err = (tmp_path / "out").open("wb"), (tmp_path / "err").open("wb")
        began = time.perf_counter()
        command = [sys.executable, "-c", RUN, "validate", str(root), "--format", "json", "--memory", "256MB"]
        process = subprocess.Popen(command, stdout=out, stderr=err)
        timer = Timer(SECONDS, process.kill)
        timer.start()
        _, status, usage = os.wait4(process.pid, 0)
        timer.cancel()
        seconds = time.perf_counter() - began
        code = process.returncode = os.waitstatus_to_exitcode(status)
        said, wrong = ((tmp_path / name).read_text("utf-8") for name in ("out", "err"))
        assert code in (0, 1, 2), f"exit {code} after {seconds:.0f} s: {wrong[-2000:]}"
        assert "Traceback" not in wrong and len(said) < 30 << 20
        megabytes = usage.ru_maxrss >> 10
        assert megabytes < MEGABYTES, f"{megabytes} MB"
        counts = json.loads(said)["tasks"][0]["counts"] if said else {}
        return Outcome(code, counts, said, wrong, seconds, megabytes)

    return run


def one(type: str, format: str = "default", **constraints: Any) -> Any:
    return {"fields": [field("a", type, format, **constraints)]}


CASES: dict[str, tuple[Any, bytes | str, dict[str, int]]] = {
    "a huge cell": (TEXT, 'a\n"' + "x" * (32 << 20) + '"\n', {}),
    "a huge cell that is wrong": (one("integer"), 'a\n"' + "x" * (16 << 20) + '"\n', {"type": 1}),
    "many long cells that are wrong": (one("integer"), "a\n" + ("x" * (1 << 20) + "\n") * 20, {"type": 20}),
    "a million digits": (one("integer"), "a\n" + "9" * 1_000_000 + "\n", {}),
    "exponents": (one("number", minimum="5"), "a\n1e999999999\n-1E-99999999\n", {"minimum": 1}),
    "a long duration": (one("duration", minimum="P1D"), "a\nP" + "9" * 100_000 + "Y\n", {"type": 1}),
    "a long date": (one("date", "%Y-%m-%d"), "a\n" + "9" * 1_000_000 + "\n", {"type": 1}),
    "a date in no format": (one("date", "any"), "a\n" + "9 " * 1_000_000 + "\n" + "1-" * 1_000_000 + "\n", {"type": 2}),
    "a deep object": (one("object"), 'a\n"' + '{""a"":' * 500_000 + '"\n', {"type": 1}),
    "a deep array": (one("array"), 'a\n"' + "[" * 500_000 + "]" * 500_000 + '"\n', {"type": 1}),
    "a million cells in a row": (TWO, "a,b\n1,2\n" + "," * 1_000_000 + "\n", {"extra-cell": 1}),
    "a million columns": (None, ",".join(f"c{i}" for i in range(1_000_000)) + "\n", {"unreadable": 1}),
    "a million labels": (TWO, ",".join(f"c{i}" for i in range(1_000_000)) + "\n", {"unreadable": 1}),
    "NUL": (TEXT, b"a\n" + b"x\n" * 10 + b"\0\n" * 200_000, {"binary-file": 1}),
    "UTF-16 without a mark": (TEXT, ("a\n" + "x\n" * 200_000).encode("utf-16-le"), {"binary-file": 1}),
    "two encodings": (TEXT, "a\né\n".encode() + "é\n".encode("latin-1") * 200_000, {"encoding": 1}),
    "bytes of no text": (TEXT, b"\x89PNG\r\n\x1a\n" + bytes(range(1, 256)) * 4_000, {"encoding": 1}),
    "an open quote": (TWO, 'a,b\n1,"2\n' + "3,4\n" * 1_000_000, {"unclosed-quote": 1}),
    "a pattern that backtracks": (one("string", pattern="(a+)+"), "a\n" + ("a" * 5_000 + "!\n") * 50, {"pattern": 50}),
    "one that backtracks more": (
        one("string", pattern="((a|aa)*b?)*c"), "a\n" + ("a" * 5_000 + "\n") * 50, {"pattern": 50},
    ),
    "a pattern that backtracks in a JSON Schema": (
        one("array", jsonSchema={"items": {"pattern": "^(a+)+$"}}),
        'a\n"[""' + "a" * 5_000 + '!""]"\n',
        {"json-schema": 1},
    ),
    "many unique objects": (
        one("array", jsonSchema={"uniqueItems": True}),
        'a\n"[' + ",".join(f'{{""a"":{i}}}' for i in range(50_000)) + ']"\n"[{""a"":1},{""a"":1.0}]"\n',
        {"json-schema": 1},
    ),
    "an address that is long": (one("string", "uri"), "a\nhttp://a" + ":" * 200_000 + " \n", {"type": 1}),
    "a pattern that is long": (one("string", pattern="a|" * 100_000 + "b"), "a\naaa\n", {"pattern": 1}),
    "an e-mail that is long": (one("string", "email"), "a\n" + "a." * 200_000 + "@\n", {"type": 1}),
    "blank lines": (TWO, "a,b\n" + "\n" * 100_000, {"blank-row": 100_000}),
    "ragged rows": (TWO, "a,b\n" + "1\n1,2,3\n" * 50_000, {"missing-cell": 50_000, "extra-cell": 50_000}),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_hostile_data_is_judged(judge: Judge, name: str) -> None:
    schema, content, counts = CASES[name]
    outcome = judge(schema, content)
    assert outcome.counts == counts, outcome.err
    assert outcome.code == int(bool(counts))


@pytest.mark.parametrize("pattern", ["((a{1,100}){1,100}){1,100}", "(" * 5_000 + "a" + ")" * 5_000, "a{1,99999}", "("])
def test_a_pattern_that_is_too_much_is_refused(judge: Judge, pattern: str) -> None:
    outcome = judge(one("string", pattern=pattern), "a\naaa\n")
    assert outcome.code == 2 and "/constraints/pattern" in outcome.err


def test_a_json_schema_with_a_pattern_that_is_not_supported_is_refused(judge: Judge) -> None:
    outcome = judge(one("array", jsonSchema={"items": {"pattern": "a(?=b)"}}), 'a\n"[1]"\n')
    assert outcome.code == 2 and "/constraints/jsonSchema" in outcome.err and "look-around" in outcome.err


@pytest.mark.parametrize("reference", ["file:///etc/passwd", "http://127.0.0.1:9/x", "../x.json", "#/nowhere"])
def test_a_json_schema_that_leads_out_is_refused(judge: Judge, reference: str) -> None:
    outcome = judge(one("array", jsonSchema={"items": {"$ref": reference}}), 'a\n"[1]"\n')
    assert outcome.code == 2 and "which is not in it" in outcome.err and outcome.err.count("\n") == 1


def test_a_json_schema_that_comes_back_to_itself_accepts_nothing(judge: Judge) -> None:
    assert judge(one("array", jsonSchema={"$ref": "#"}), 'a\n"[1]"\n').counts == {"json-schema": 1}


def test_a_json_schema_of_a_tree_holds_at_any_depth(judge: Judge) -> None:
    tree = {"type": "array", "items": {"$ref": "#"}}
    assert judge(one("array", jsonSchema=tree), 'a\n"[[],[[]]]"\n"[[1]]"\n').counts == {"json-schema": 1}


def test_names_are_no_sql(judge: Judge) -> None:
    names = ['"; drop table t; --', "a' or 1=1", "); attach 'x.db'; select (", "%s {a} \\"]
    schema = {"fields": [field(name) for name in names], "primaryKey": [names[0]], "uniqueKeys": [[names[1]]]}
    row = '1,2,3,"\'; drop table t; --"\n'
    outcome = judge(schema, ",".join('"' + name.replace('"', '""') + '"' for name in names) + "\n" + row * 2)
    assert outcome.counts == {"primary-key": 1, "unique-key": 1}


def test_a_long_value_is_cut_in_the_report(judge: Judge) -> None:
    error = json.loads(judge(one("integer"), "a\n" + "x" * 500_000 + "y\n").out)["tasks"][0]["errors"][0]
    assert len(error["cell"]) == 2_000 and "…" in error["cell"] and error["cell"].endswith("xy")
    assert len(json.dumps(error)) < 20_000
