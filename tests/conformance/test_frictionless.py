"""Frictionless over the corpus: where it answers other than we do is listed in ``divergences.toml``."""

from __future__ import annotations

import tomllib
from importlib.metadata import version
from pathlib import Path

import pytest
from conformance.corpus import Case, cases
from conformance.frictionless_oracle import REFUSED, kind, ours, theirs

from little_giants.engines import reference
from little_giants.package import read

LIST = tomllib.loads((Path(__file__).parent / "divergences.toml").read_text(encoding="utf-8"))
LISTED: dict[str, str] = {name: how for entry in LIST["divergence"] for name, how in entry["cases"].items()}
CASES = cases()


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_no_difference_is_unlisted(case: Case, tmp_path: Path) -> None:
    case.write(tmp_path)
    if case.problem is not None:
        mine = REFUSED
    else:
        report = reference.run(read(tmp_path), texts={})
        mine = ours(finding for table in report.tables for finding in table.findings)
    found = theirs(tmp_path)
    assert kind(mine, found) == LISTED.get(case.id, ""), (sorted(map(str, mine)), sorted(map(str, found)))


def test_the_list_is_sound() -> None:
    assert LIST["frictionless"] == version("frictionless")
    assert set(LISTED) <= {case.id for case in CASES}
    assert sum(len(entry["cases"]) for entry in LIST["divergence"]) == len(LISTED), "a case is listed twice"
    assert all(entry["why"] and entry["says"] and "/#" in entry["spec"] for entry in LIST["divergence"])
