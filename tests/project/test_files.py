"""What may never stand in the repository: addresses of registries, paths of one machine, a package named validators."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

# Written in pieces, so that this file does not hold what it looks for.
HOSTS = ["pypi." + "org", "files." + "pythonhosted", "registry." + "npmjs", "deb." + "debian.org", "proxy." + "golang"]
FORBIDDEN = re.compile(
    "|".join(map(re.escape, HOSTS))
    + r"|--(?:extra-)?[i]ndex-url|--[f]ind-links"
    + r"|(?<![\w.:/~{}$%-])/(?:root|home|Users|work)/[\w.]"
)


def tracked() -> list[Path]:
    """Every file that git holds or would hold, as it stands in the work tree."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.decode().split("\0")
    return [ROOT / name for name in sorted(set(names)) if name and (ROOT / name).is_file()]


def machine_traces(text: str) -> list[str]:
    return [match.group() for match in FORBIDDEN.finditer(text)]


def test_no_file_names_a_registry_or_a_path_of_one_machine() -> None:
    traces = {}
    for path in tracked():
        content = path.read_bytes()
        if b"\0" not in content[:8000] and (found := machine_traces(content.decode("utf-8", "replace"))):
            traces[str(path.relative_to(ROOT))] = found[:3]
    assert traces == {}


@pytest.mark.parametrize(
    "text",
    ["--index" + "-url x", f"see https://{HOSTS[2]}.org/x", "/ro" + "ot/.venv/bin", 'open("/ho' + 'me/ann/x.csv")'],
)
def test_a_trace_is_seen(text: str) -> None:
    assert machine_traces(text)


@pytest.mark.parametrize("text", ["https://example.org/home/a.html", "~/home/x", "$HOME/home/x", "docs/home/index.md"])
def test_an_address_is_no_trace(text: str) -> None:
    assert machine_traces(text) == []


def test_validators_is_no_python_package() -> None:
    """A root package of that name would shadow the library that frictionless uses for e-mail and UUID formats."""
    assert not (ROOT / "validators" / "__init__.py").exists()


def test_validators_is_the_library_when_python_runs_from_the_root() -> None:
    code = "import validators; print(validators.__file__, validators.email('a@example.org') is True)"
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    file, works = run.stdout.rsplit(maxsplit=1)
    assert ROOT / "validators" not in Path(file).parents
    assert works == "True"


def test_the_makefile_lists_every_command() -> None:
    """``make help`` reads the notes beside the targets: a target without one would be hidden."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)
    assert phony is not None
    run = subprocess.run(["make", "--no-print-directory", "help"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert {line.split()[1] for line in run.stdout.splitlines()} == set(phony[1].split())
