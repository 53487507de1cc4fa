"""docs/evidence/trade.md: every command prints what the page says, and what it says in words is counted again."""

from __future__ import annotations

import re
import shlex
from collections import defaultdict

import pytest
from atlas import ROOT, command, rows

PAGE = (ROOT / "docs" / "evidence" / "trade.md").read_text("utf-8")
SHOWN = [
    (part.replace("\\\n", "").partition("\n")[0], re.sub(r"\A(.*\\\n)*.*\n", "", part))
    for block in re.findall(r"^```console\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
    for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]
]


def tidy(text: str) -> list[str]:
    return [line.rstrip() for line in text.strip("\n").splitlines()]


@pytest.mark.parametrize(("line", "output"), SHOWN, ids=[line[:40] for line, _ in SHOWN])
def test_a_command_of_the_page_prints_what_the_page_says(
    line: str, output: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    program, *arguments = shlex.split(line)
    assert program == "little-giants"
    done = command(*arguments)
    assert done.returncode == 0, done.stderr
    assert tidy(done.stdout) == tidy(output)


def test_the_page_shows_commands() -> None:
    assert len(SHOWN) == 4


def test_the_codes_that_meet_the_arithmetic_are_those_the_page_names() -> None:
    totals: dict[tuple[str, str, str], float] = defaultdict(float)
    for row in rows(ROOT / "data" / "trade_flows.csv"):
        totals[row["flow"], row["hs_code"], row["period"]] += float(row["value_usd"])
    ratio = {(f, code): totals[f, code, "2024"] / totals[f, code, "2022"] for f, code, _ in totals}
    meets = {
        code for f, code in ratio if f == "M" and ratio["M", code] <= 2 / 3 and ratio["X", code] > ratio["M", code]
    }
    shapes = PAGE.partition("## Three shapes")[2].partition("## Counter")[0]
    assert meets == set(re.findall(r"\b[1-9][0-9]{5}\b", shapes))


def test_what_was_traced_by_hand_adds_up() -> None:
    flows = [row for row in rows(ROOT / "data" / "trade_flows.csv") if (row["flow"], row["hs_code"]) == ("M", "720292")]
    (said,) = re.findall(r"six rows of 2024: (.*?) = ([\d,]+) ", PAGE)
    numbers = [int(number.replace(",", "")) for number in re.findall(r"[\d,]{6,}", said[0])]
    assert sorted(numbers) == sorted(int(row["value_usd"]) for row in flows if row["period"] == "2024")
    assert sum(numbers) == int(said[1].replace(",", ""))
