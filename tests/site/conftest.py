"""Sites over the small package and over the real one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from atlas import ROOT, copy_atlas
from serving import Get, Served, getter, start, stop

import little_giants
from little_giants.site.folder import SiteFolder, prepare


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> SiteFolder:
    """The site folder of the small package. No test changes it."""
    root = copy_atlas(tmp_path_factory.mktemp("site"))
    return prepare(little_giants.open(root), root / "build")


@pytest.fixture(scope="session")
def get(site: SiteFolder) -> Get:
    """Ask the small site."""
    return getter(site)


@pytest.fixture(scope="session")
def real_site(tmp_path_factory: pytest.TempPathFactory) -> SiteFolder:
    """The site folder of this repository's package."""
    return prepare(little_giants.open(ROOT, trust_rules=True), tmp_path_factory.mktemp("real") / "build")


@pytest.fixture(scope="session")
def get_real(real_site: SiteFolder) -> Get:
    """Ask the real site."""
    return getter(real_site)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server over the small package with 18,000 more figures, for queries that try to be heavy."""
    root = copy_atlas(tmp_path_factory.mktemp("served"))
    with (root / "data/figures.csv").open("a", encoding="utf-8") as file:
        for city in ("C1", "C2", "C3", "C4", "C5", "C6"):
            file.writelines(f"{city},{year},{(year * 7919) % 100003}.5,S1\n" for year in range(2100, 5100))
    running = start(root)
    yield running
    stop(running)
