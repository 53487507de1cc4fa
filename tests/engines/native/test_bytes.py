"""Random small tables whose bytes were changed here and there: the verdict is DuckDB's, whoever gives it.

``make soak`` tries very many more of them, against the reference engine.
"""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from scanned import agreed, needed
from soak.tables import Made, exercise, tables

from little_giants.package import read

pytestmark = needed
QUICK = settings(suppress_health_check=list(HealthCheck), deadline=None)


@settings(QUICK, max_examples=40)
@given(tables(large=False))
def test_the_report_is_that_of_duckdb(tmp_path_factory: pytest.TempPathFactory, made: Made) -> None:
    root = tmp_path_factory.mktemp("made")
    made.write(root)
    agreed(read(root))


@settings(QUICK, max_examples=100)
@given(tables())
def test_what_is_judged_is_what_the_reference_engine_says(tmp_path_factory: pytest.TempPathFactory, made: Made) -> None:
    root = tmp_path_factory.mktemp("made")
    made.write(root)
    exercise(root)


def test_many_of_the_tables_are_judged(tmp_path_factory: pytest.TempPathFactory) -> None:
    """A generator whose files are all refused tests nothing."""
    found: list[int] = []

    @settings(QUICK, max_examples=60, database=None, derandomize=True)
    @given(tables(large=False))
    def collect(made: Made) -> None:
        root = tmp_path_factory.mktemp("made")
        made.write(root)
        found.append(exercise(root))

    collect()
    assert sum(map(bool, found)) > len(found) * 0.25
