"""The benchmark of screening judges every firm under every edition and procedure, and not all alike."""

from __future__ import annotations

import re
import subprocess
import sys

from atlas import ROOT
from screening_cases import every_tree


def test_a_small_run_judges_every_firm() -> None:
    command = [sys.executable, "-m", "benchmarks.screening", "--firms", "200", "--memory", "1GB"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    verdicts = {
        word: int(count.replace(",", ""))
        for count, word in re.findall(r"([\d,]+) ([a-z_]+)(?:,|$)", done.stdout.strip().splitlines()[-1])
    }
    assert sum(verdicts.values()) == 200 * len(every_tree())
    assert {"met", "not_met", "unknown", "needs_judgement"} <= verdicts.keys()
