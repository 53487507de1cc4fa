"""One version, one set of licences and one set of pinned packages, wherever they are written."""

from __future__ import annotations

import ast
import json
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def project() -> dict[str, Any]:
    content: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return content


@pytest.fixture(scope="module")
def descriptor() -> dict[str, Any]:
    content: dict[str, Any] = json.loads((ROOT / "datapackage.json").read_text(encoding="utf-8"))
    return content


@pytest.fixture(scope="module")
def citation() -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    return content


def pins(lock: str) -> dict[str, str]:
    """Name and version of every package in ``requirements/LOCK.txt``."""
    text = (ROOT / "requirements" / f"{lock}.txt").read_text(encoding="utf-8")
    return dict(re.findall(r"^([a-z0-9.-]+)==([^ ]+)", text, re.MULTILINE))


def test_the_version_is_the_same_everywhere(
    project: dict[str, Any], descriptor: dict[str, Any], citation: dict[str, Any]
) -> None:
    newest = re.search(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert newest is not None
    assert {project["version"], descriptor["version"], str(citation["version"]), newest[1]} == {project["version"]}
    assert re.fullmatch(r"20\d\d\.(?:[1-9]|1[0-2])\.\d+", project["version"])


def test_the_documents_cite_the_version(project: dict[str, Any]) -> None:
    for name in ("README.md", "LICENSE-DATA.md"):
        assert f"version {project['version']}" in (ROOT / name).read_text(encoding="utf-8"), name


def test_the_licences_agree(project: dict[str, Any], descriptor: dict[str, Any], citation: dict[str, Any]) -> None:
    """Code Apache-2.0, data CC-BY-4.0, trade flows etalab-2.0: and LICENSE-DATA.md names them all."""
    words = (ROOT / "LICENSE-DATA.md").read_text(encoding="utf-8")
    assert [licence["name"] for licence in descriptor["licenses"]] == [citation["license"]] == ["CC-BY-4.0"]
    assert project["license"] == "Apache-2.0"
    assert (ROOT / "LICENSE").read_text(encoding="utf-8").split()[:2] == ["Apache", "License"]
    named = {licence["name"] for licence in descriptor["licenses"]}
    for resource in descriptor["resources"]:
        for licence in resource.get("licenses", []):
            named.add(licence["name"])
            assert f"`{resource['path']}`" in words, "a table with its own licence is named in LICENSE-DATA.md"
    assert named == {"CC-BY-4.0", "etalab-2.0"}
    assert all(f"({name})" in words for name in named)


def test_trade_flows_are_credited(descriptor: dict[str, Any]) -> None:
    """The attribution that the Etalab licence asks for stands where the table is described and where people read."""
    flows = next(resource for resource in descriptor["resources"] if resource["name"] == "trade_flows")
    places = [json.dumps(flows["sources"])]
    places += [(ROOT / name).read_text(encoding="utf-8") for name in ("LICENSE-DATA.md", "README.md", "CITATION.cff")]
    for text in places:
        assert re.search(r"BACI,\s+version\s+202601", text)
        assert re.search(r"Gaulier", text)


@pytest.mark.parametrize(("lock", "extras"), [("serve", ["site"]), ("dev", ["site", "dev"])])
def test_the_lock_answers_every_requirement(project: dict[str, Any], lock: str, extras: list[str]) -> None:
    wanted = [*project["dependencies"], *(line for extra in extras for line in project["optional-dependencies"][extra])]
    pinned = pins(lock)
    for requirement in map(Requirement, wanted):
        assert requirement.specifier.contains(pinned[requirement.name]), f"{requirement}: run `make lock`"


def test_both_locks_pin_the_same_versions() -> None:
    assert pins("serve").items() <= pins("dev").items()


@pytest.mark.parametrize("lock", ["serve", "dev"])
def test_every_locked_package_has_a_hash(lock: str) -> None:
    text = (ROOT / "requirements" / f"{lock}.txt").read_text(encoding="utf-8")
    entries = re.split(r"\n(?=\S)", text.strip())
    assert len(entries) == len(pins(lock)) > 30
    assert all("--hash=sha256:" in entry for entry in entries)


def third_party(path: Path) -> set[str]:
    """Top-level names of the modules that a file of ours imports from elsewhere."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.partition(".")[0])
    return names - set(sys.stdlib_module_names) - {"little_giants"}


@pytest.mark.parametrize("site", [False, True], ids=["a plain install", "with the site"])
def test_what_the_code_imports_is_declared(project: dict[str, Any], site: bool) -> None:
    """A package that is there only because another one needs it may be gone tomorrow."""
    extras = ["xlsx", "site"] if site else ["xlsx"]  # workbooks are refused by name where their library is missing
    declared = [*project["dependencies"], *(line for one in extras for line in project["optional-dependencies"][one])]
    named = {Requirement(line).name for line in declared}
    homes = packages_distributions()
    missing = {}
    for path in (ROOT / "src").rglob("*.py"):
        if site or "site" not in path.parts:
            for name in third_party(path):
                if not named & {re.sub(r"[-_.]+", "-", home).lower() for home in homes.get(name, [name])}:
                    missing[name] = str(path.relative_to(ROOT))
    assert missing == {}
