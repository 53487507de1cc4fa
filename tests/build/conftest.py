"""Packages that the tests of build and sql share."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from atlas import ROOT, copy_atlas

import little_giants
from little_giants.api import DataPackage
from little_giants.build import build


@pytest.fixture
def atlas(tmp_path: Path) -> DataPackage:
    """The small package, in a folder that the test may change."""
    return little_giants.open(copy_atlas(tmp_path))


@pytest.fixture(scope="session")
def real() -> DataPackage:
    """The package of this repository."""
    return little_giants.open(ROOT, trust_rules=True)


@pytest.fixture(scope="session")
def real_sqlite(real: DataPackage, tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    """Its SQLite database."""
    (file,) = build(real, tmp_path_factory.mktemp("built") / "real", ["sqlite"])
    connection = sqlite3.connect(file)
    yield connection
    connection.close()
