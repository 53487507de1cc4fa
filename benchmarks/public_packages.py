"""Data packages that nobody here wrote, through frictionless and through us: verdicts, differences, times.

    python -m benchmarks.public_packages FOLDER...

Each FOLDER holds a ``datapackage.json``, for example a checkout of ``datasets/gdp``. The package is validated as it is,
and then table by table in a copy in which some cells are broken, so that there is something to disagree about. A
difference is listed where ``tests/conformance/divergences.toml`` explains it. ``benchmarks/RESULTS.md`` gets the table.
"""

from __future__ import annotations

import csv
import json
import random
import sys
import tempfile
import warnings
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from benchmarks.measuring import measure  # noqa: E402
from benchmarks.page import put, table  # noqa: E402
from conformance.frictionless_oracle import ours, theirs  # noqa: E402
from conformance.listed import Table, rules, unlisted  # noqa: E402

from little_giants.engines import duckdb  # noqa: E402
from little_giants.findings import Finding  # noqa: E402
from little_giants.package import read  # noqa: E402

SEED = 20_261_122
ROUNDS = 3
BROKEN = 200  # rows of each table that are broken in the copy, at most one in five
WRONG = ("", "x", "-1", "1e3", " 7", "2020-13-01", "NA", "1_000", "é\nè")
FRICTIONLESS = "import sys, frictionless; sys.exit(not frictionless.Package(sys.argv[1]).validate().valid)"
TEXT = """## Public data packages

Packages that nobody here wrote (`github.com/datasets`, fetched in November 2026), through `little-giants validate` and
frictionless {version}: whole processes, medians of {rounds} interleaved runs. "Broken" is a copy in which up to
{broken} rows a table were changed at random: how many errors frictionless finds in it, how many differences to ours
`tests/conformance/divergences.toml` explains, and how many it does not.

{table}
"""
LABELS = (
    "package",
    "tables",
    "rows",
    "we say",
    "it says",
    "our s",
    "its s",
    "times",
    "broken: errors",
    "listed",
    "unlisted",
)


def found(root: Path) -> list[Finding]:
    """What we find in a package."""
    done = duckdb.run(read(root), None, texts={}, limit=1_000_000)
    done.close()
    return [finding for one in done.report.tables for finding in one.findings]


def broken(root: Path, folder: Path) -> Iterator[Table]:
    """Each table as a package of its own in ``folder``, with cells broken; yields it as soon as it is written."""
    chance = random.Random(SEED)
    descriptor = json.loads((root / "datapackage.json").read_text("utf-8"))
    for resource in descriptor["resources"]:
        schema = resource.get("schema")
        if not isinstance(schema, dict) or not str(resource["path"]).endswith(".csv"):
            continue
        with (root / resource["path"]).open(encoding="utf-8-sig", newline="") as file:
            header, *rows = csv.reader(file)
        for row in chance.sample(rows, min(BROKEN, len(rows) // 5)):
            way = chance.randrange(12)
            if way == 0:
                row.append("more")
            elif way == 1 and len(row) > 1:
                row.pop()
            elif way == 2:
                row[:] = chance.choice(rows)
            else:
                row[chance.randrange(len(row))] = chance.choice(WRONG)
        with (folder / "broken.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([header, *rows])
        own = {key: value for key, value in schema.items() if key != "foreignKeys"}
        kept: dict[str, Any] = {"name": "broken", "path": "broken.csv", "schema": own}
        (folder / "datapackage.json").write_text(json.dumps({**descriptor, "resources": [kept]}), "utf-8")
        yield Table(own, rows)


def compared(root: Path) -> tuple[int, int, int]:
    """Over the broken copy: errors of frictionless, listed differences, unlisted ones (printed)."""
    errors = listed = unknown = 0
    known = rules()
    with tempfile.TemporaryDirectory() as folder:
        for content in broken(root, Path(folder)):
            mine, other = ours(found(Path(folder))), theirs(Path(folder))
            left, _ = unlisted(content, mine, other, known)
            for how, triple in sorted(left, key=str):
                cell = content.cell(triple[0], triple[1])
                print(f"  {root.name}: frictionless {how} {triple}, {content.field(triple[1])}, cell {cell!r}")
            errors, unknown = errors + len(other), unknown + len(left)
            listed += len(mine ^ other) - len(left)
    return errors, listed, unknown


def judged(root: Path) -> tuple[list[str], int]:
    """The row of a package, and its unlisted differences."""
    package = read(root)
    done = duckdb.run(package, None, texts={}, limit=1_000_000)
    done.close()
    tables = done.report.tables
    mine, other = ours(finding for one in tables for finding in one.findings), theirs(root)
    for triple in sorted(map(str, mine ^ other)):
        print(f"  {root.name} as it is: {triple}")
    commands = (
        [sys.executable, "-m", "little_giants", "validate", str(root)],
        [sys.executable, "-c", FRICTIONLESS, str(root / "datapackage.json")],
    )
    runs = [[measure(command, ROOT).seconds for command in commands] for _ in range(ROUNDS)]
    fast, slow = (median(run[which] for run in runs) for which in (0, 1))
    errors, listed, unknown = compared(root)
    row = [
        root.name, str(len(tables)), f"{sum(one.rows for one in tables):,}", _verdict(len(mine)), _verdict(len(other)),
        f"{fast:.2f}", f"{slow:.2f}", f"{slow / fast:.1f} ×", f"{errors:,}", str(listed), str(unknown),
    ]  # fmt: skip
    return row, unknown + len(mine ^ other)


def _verdict(errors: int) -> str:
    return f"{errors} errors" if errors else "valid"


def main(folders: list[str]) -> int:
    """Print and write the table; returns the number of unlisted differences."""
    done = [judged(Path(folder).resolve()) for folder in folders]
    shown = table(LABELS, [row for row, _ in done])
    print(f"\n{shown}")
    text = TEXT.format(version=version("frictionless"), rounds=ROUNDS, broken=BROKEN, table=shown)
    put(ROOT / "benchmarks" / "RESULTS.md", "public packages", text)
    return sum(unknown for _, unknown in done)


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    sys.exit(main(sys.argv[1:]) > 0)
