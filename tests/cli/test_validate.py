"""validate: exit codes, streams, formats and files."""

from __future__ import annotations

import json
import os
import pty
import sys
from pathlib import Path

import pytest
from frictionless import Report as FrictionlessReport

from .conftest import FIRMS, ROOT, Run


def test_a_valid_package(run: Run, package: Path) -> None:
    outcome = run("validate", package)
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.out.startswith("Valid: 2 tables, 4 rows")


def test_the_descriptor_and_the_current_folder_are_places_too(
    run: Run, package: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("validate", package / "datapackage.json").code == 0
    monkeypatch.chdir(package)
    assert run("validate").code == 0


def test_findings_go_to_stdout_and_the_exit_code_is_1(run: Run, broken: Path) -> None:
    outcome = run("validate", broken)
    assert (outcome.code, outcome.err) == (1, "")
    assert 'data/firms.csv:3  row 3  field employees  value "-5"' in outcome.out
    assert outcome.out.splitlines()[-1].startswith("Not valid: 1 error in 1 table")


def test_only_leaves_other_tables_out(run: Run, broken: Path) -> None:
    assert run("validate", broken, "--only", "regions").code == 0
    assert run("validate", broken, "--only", "regions", "--only", "firms").code == 1


def test_an_unknown_table_is_answered_with_the_nearest_name(run: Run, package: Path) -> None:
    outcome = run("validate", package, "--only", "firm")
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err == "little-giants: no table is named 'firm'; did you mean firms?\n"
    assert "there are regions, firms." in run("validate", package, "--only", "xyz").err


def test_json_on_stdout(run: Run, broken: Path) -> None:
    report = json.loads(run("validate", broken, "--format", "json").out)
    (error,) = next(task for task in report["tasks"] if task["name"] == "firms")["errors"]
    assert (error["code"], error["rowNumber"], error["line"], error["cell"]) == ("minimum", 3, 3, "-5")
    assert error["rule"] == "schemas/firms.json#/fields/3/constraints/minimum"


def test_several_formats_at_once(run: Run, broken: Path, tmp_path: Path) -> None:
    outcome = run("validate", broken, "--format", "text", "--format", f"json={tmp_path / 'report.json'}")
    assert outcome.code == 1
    assert outcome.out.splitlines()[-1].startswith("Not valid")
    assert json.loads((tmp_path / "report.json").read_text("utf-8"))["stats"]["errors"] == 1


def test_formats_with_files_leave_stdout_empty(run: Run, broken: Path, tmp_path: Path) -> None:
    files = [f"--format=json={tmp_path / 'a.json'}", f"--format=text={tmp_path / 'a.txt'}"]
    outcome = run("validate", broken, *files)
    assert (outcome.code, outcome.out, outcome.err) == (1, "", "")
    assert (tmp_path / "a.txt").read_text("utf-8").splitlines()[-1].startswith("Not valid")


def test_output_replaces_a_file_as_a_whole(run: Run, broken: Path, tmp_path: Path) -> None:
    file = tmp_path / "report.json"
    file.write_text("x" * 100_000, encoding="utf-8")
    outcome = run("validate", broken, "--format", "json", "--output", file)
    assert (outcome.code, outcome.out) == (1, "")
    assert json.loads(file.read_text("utf-8"))["valid"] is False
    assert sorted(path.name for path in tmp_path.iterdir()) == ["package", "report.json"]


def test_an_output_that_is_a_link_stays_a_link(run: Run, broken: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("real.txt")
    run("validate", broken, "--output", tmp_path / "link")
    assert (tmp_path / "link").is_symlink()
    assert "Not valid" in (tmp_path / "real.txt").read_text("utf-8")


def test_a_device_is_written_to_and_not_replaced(run: Run, broken: Path) -> None:
    assert run("validate", broken, "--output", "/dev/null").code == 1
    assert Path("/dev/null").is_char_device()


@pytest.mark.parametrize("place", ["", "no/such/folder/report.json"])
def test_an_output_that_cannot_be_written_is_one_line(place: str, run: Run, broken: Path, tmp_path: Path) -> None:
    outcome = run("validate", broken, "--output", tmp_path / place)
    assert (outcome.code, outcome.out, outcome.err.count("\n")) == (2, "", 1)
    assert str(tmp_path / place) in outcome.err


def test_a_file_that_fails_while_it_is_written_leaves_the_old_one(
    run: Run, broken: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "report.txt"
    file.write_text("old", encoding="utf-8")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    outcome = run("validate", broken, "--output", file)
    assert outcome.code == 2
    assert "No space left on device" in outcome.err
    assert file.read_text("utf-8") == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["package", "report.txt"]


def test_limit_cuts_the_list_but_not_the_counts(run: Run, package: Path) -> None:
    rows = "".join(f"F{number},x,110000,-1\n" for number in range(30))
    (package / "data" / "firms.csv").write_text(f"firm_id,name,region_code,employees\n{rows}", encoding="utf-8")
    text = run("validate", package, "--limit", "10").out
    assert "Only 10 of 30 findings are listed" in text
    task = json.loads(run("validate", package, "--limit", "10", "--format", "json").out)["tasks"][1]
    assert (len(task["errors"]), task["counts"], task["truncated"]) == (10, {"minimum": 30}, True)


def test_chinese(run: Run, broken: Path) -> None:
    outcome = run("validate", broken, "--lang", "zh")
    assert 'data/firms.csv:3  行 3  字段 employees  值 "-5"' in outcome.out
    assert outcome.out.splitlines()[-1].startswith("未通过：1 个表中有 1 个错误")


RULE = """
from little_giants.rules import Check, Rule, frame_schema

RULES = [
    Rule(
        code="firms-small",
        fields=("employees",),
        title="A little giant is not that big",
        title_zh="小巨人没有那么大",
        why="Why.",
        why_zh="原因。",
        mend="Mend.",
        mend_zh="修正。",
        message="{cell} employees are many",
        message_zh="{cell}人太多",
        check=Check.sql("employees < 100"),
        severity="warning",
        passing={"employees": "1"},
        failing={"employees": "1000"},
    )
]
schema = frame_schema("firms", RULES)
"""


def test_warnings_fail_only_when_asked(run: Run, package: Path) -> None:
    (package / "validators").mkdir()
    (package / "validators" / "firms.py").write_text(RULE, encoding="utf-8")
    outcome = run("validate", package, "--trust-rules")
    assert outcome.code == 0
    assert "WARNING firms-small  (once)" in outcome.out
    assert "Rule: A little giant is not that big. Why." in outcome.out
    assert "340 employees are many" in outcome.out
    assert run("validate", package, "--fail-on", "warning", "--trust-rules").code == 1
    unruled = run("validate", package, "--no-rules", "--fail-on", "warning")
    assert unruled.code == 0
    assert "did not run" in unruled.out


def test_errors_fail_also_when_warnings_do(run: Run, broken: Path) -> None:
    assert run("validate", broken, "--fail-on", "warning").code == 1


def test_unknown_region_names_the_table_it_is_missing_from(run: Run, package: Path) -> None:
    (package / "data" / "firms.csv").write_text(FIRMS.replace("330000", "990000"), encoding="utf-8")
    outcome = run("validate", package)
    assert outcome.code == 1
    assert 'data/firms.csv:3  row 3  field region_code  value "990000"' in outcome.out
    assert "regions" in outcome.out


def on_a_terminal(package: Path, **environment: str) -> str:
    """What a person sees: both streams are one terminal."""
    process, terminal = pty.fork()
    if process == 0:  # the child: it never returns
        os.environ.update(environment, PYTHONPATH=str(ROOT / "src"))
        os.execv(sys.executable, [sys.executable, "-m", "little_giants", "validate", str(package)])
    seen = b""
    try:
        while piece := os.read(terminal, 65536):
            seen += piece
    except OSError:  # Linux reports the end of a terminal as an error
        pass
    os.waitpid(process, 0)
    os.close(terminal)
    return seen.decode()


def test_a_terminal_gets_colour_and_progress(broken: Path) -> None:
    seen = on_a_terminal(broken, TERM="xterm", NO_COLOR="")
    assert "\x1b[1;31mERROR" in seen
    assert "firms 2/2" in seen


def test_no_color_is_respected(broken: Path) -> None:
    seen = on_a_terminal(broken, TERM="xterm", NO_COLOR="1")
    assert "ERROR" in seen
    assert "\x1b[1;31m" not in seen


def test_a_dumb_terminal_gets_neither(broken: Path) -> None:
    assert "\x1b" not in on_a_terminal(broken, TERM="dumb", NO_COLOR="")


HEADER, *ROWS = FIRMS.splitlines()
# What a person may do to a file -> its new text, the code of the first finding, and its place.
MISHAPS = {
    "wrong type": (FIRMS.replace("340", "many"), "type", "data/firms.csv:3  row 3  field employees"),
    "unknown region": (FIRMS.replace("330000", "990000"), "foreign-key", "data/firms.csv:3  row 3  field region_code"),
    "duplicate key": (FIRMS + ROWS[0] + "\n", "primary-key", "data/firms.csv:4  row 4  field firm_id"),
    "missing column": (FIRMS.replace(",employees", "").replace(",12", ""), "missing-label", "data/firms.csv:1  row 1"),
    "extra column": (FIRMS.replace("employees", "employees,x"), "extra-label", "data/firms.csv:1  row 1"),
    "wrong encoding": (FIRMS.encode("gb18030"), "encoding", "data/firms.csv:2"),
    "ragged row, long": (FIRMS.replace("340", "340,x"), "extra-cell", "data/firms.csv:3  row 3"),
    "ragged row, short": (FIRMS.replace(",340", ""), "missing-cell", "data/firms.csv:3  row 3"),
    "newline in quotes before the error": (
        FIRMS.replace("甲公司", '"甲\n公\n司"').replace("340", "-1"),
        "minimum",
        "data/firms.csv:5  row 3  field employees",
    ),
    "open quote": (FIRMS.replace("乙", '"乙'), "unclosed-quote", "data/firms.csv:3"),
    "blank row": (FIRMS.replace("F2", "\nF2"), "blank-row", "data/firms.csv:3  row 3"),
    "empty file": ("", "empty-file", "data/firms.csv"),
    "zeros": ("\0" * 40, "binary-file", "data/firms.csv"),
    "empty cell": (FIRMS.replace("乙公司", ""), "required", "data/firms.csv:3  row 3  field name"),
    "not allowed": (FIRMS.replace("330000", "33000"), "enum", "data/firms.csv:3  row 3  field region_code"),
    "wrong label": (FIRMS.replace("employees", "staff"), "incorrect-label", "data/firms.csv:1  row 1"),
    "label twice": (FIRMS.replace("employees", "name"), "duplicate-label", "data/firms.csv:1  row 1"),
}


@pytest.mark.parametrize("mishap", MISHAPS)
def test_a_mishap_is_told_with_its_place_in_text_and_to_frictionless(mishap: str, run: Run, package: Path) -> None:
    content, code, place = MISHAPS[mishap]
    file = package / "data" / "firms.csv"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    outcome = run("validate", package)
    lines = outcome.out.splitlines()
    at = next(number for number, line in enumerate(lines) if line.startswith(f"  ERROR {code}  "))
    assert outcome.code == 1
    assert lines[at + 1].strip().startswith(place)
    assert any(line.startswith("    Mend: ") for line in lines[at:])
    descriptor = json.loads(run("validate", package, "--format", "json").out)
    numbers = [error["rowNumber"] for task in descriptor["tasks"] for error in task["errors"] if "rowNumber" in error]
    assert 0 not in numbers
    report = FrictionlessReport.from_descriptor(descriptor)
    assert report.stats["errors"] == sum(len(task.errors) for task in report.tasks) > 0


@pytest.mark.parametrize("content", [b"\xef\xbb\xbf" + FIRMS.encode(), FIRMS.replace("\n", "\r\n").encode()])
def test_a_byte_order_mark_and_crlf_do_no_harm(content: bytes, run: Run, package: Path) -> None:
    (package / "data" / "firms.csv").write_bytes(content)
    assert run("validate", package).code == 0
