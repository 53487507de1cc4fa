"""The package of this repository on one connection, shared by the tests of its evidence."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest
from atlas import ROOT

import little_giants


@pytest.fixture(scope="session")
def real() -> Iterator[duckdb.DuckDBPyConnection]:
    """Tables and views of the package."""
    connection = little_giants.open(ROOT).connect()
    yield connection
    connection.close()
