"""Every case of the corpus on every engine."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from conformance.corpus import Case, Expected, cases

from little_giants.engines import duckdb, reference
from little_giants.engines.validate import validate
from little_giants.errors import PackageError
from little_giants.findings import Report
from little_giants.package import read
from little_giants.rules.catalogue import BUILT_IN

CASES = cases()


def found(report: Report) -> Counter[Expected]:
    return Counter(
        Expected(one.code, one.row_number, one.line, one.field_name or None)
        for table in report.tables
        for one in table.findings
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_case(case: Case, tmp_path: Path) -> None:
    case.write(tmp_path)
    if case.problem is not None:
        with pytest.raises(PackageError) as raised:
            read(tmp_path)
        places = [f"{problem.place}{problem.pointer}" for problem in raised.value.problems]
        assert any(place.endswith(case.problem) or case.problem in place for place in places), places
        return
    package = read(tmp_path)
    done = duckdb.run(package, None, texts={})
    done.close()
    expected = Counter(case.expect)
    assert found(reference.run(package, texts={})) == expected
    assert found(done.report) == expected
    streamed = duckdb.run(package, None, texts={}, tables=False, stream_from=0)
    streamed.close()
    assert found(streamed.report) == expected
    assert found(validate(package, None, texts={}, stream_from=0)) == expected


def test_the_corpus_is_sound() -> None:
    """Cases have names of their own, stand on a sentence, and none is another one's copy."""
    assert len(CASES) >= 600
    assert [name for name, times in Counter(case.id for case in CASES).items() if times > 1] == []
    assert [case.id for case in CASES if not case.says or not case.title or "/#" not in case.spec] == []
    assert {one.code for case in CASES for one in case.expect} <= set(BUILT_IN)
    contents = Counter(repr((case.descriptor, case.files)) for case in CASES)
    assert [case.id for case in CASES if contents[repr((case.descriptor, case.files))] > 1] == []


def test_the_page_is_up_to_date() -> None:
    """docs/conformance.md is what its generator writes now."""
    root = Path(__file__).parents[2]
    command = [
        sys.executable,
        "-c",
        "import generate_conformance as g, sys; sys.stdout.buffer.write(g.page().encode())",
    ]
    written = subprocess.run(command, cwd=root / "docs", capture_output=True, check=True).stdout
    assert (root / "docs" / "conformance.md").read_bytes() == written, "run python docs/generate_conformance.py"
