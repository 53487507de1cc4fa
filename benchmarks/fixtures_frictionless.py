"""Run frictionless's own fixtures through frictionless and through us, and say where the two answer alike.

    python -m benchmarks.fixtures_frictionless PATH

PATH is the ``data`` folder of a checkout of frictionless-py. Its packages, resources, schemas and tables (as JSON, CSV,
TSV, XLSX and Parquet; those in YAML and other formats are left out) are validated in a copy. A difference is "listed"
where ``fixtures_frictionless.toml`` gives its reason; the others are printed one by one, and so is a listed fixture
over which the two agree. The table goes to ``benchmarks/RESULTS.md`` as well.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
import tomllib
import warnings
from collections import Counter
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from benchmarks.page import put, table  # noqa: E402
from conformance.frictionless_oracle import REFUSED, Triple, kind, ours, theirs  # noqa: E402

from little_giants.engines import duckdb  # noqa: E402
from little_giants.errors import PackageError  # noqa: E402
from little_giants.package import read  # noqa: E402

TEXT = """## Frictionless's own fixtures

The files of its `data` folder, as it validates them ({version}) and as we do. "Listed" means that
`benchmarks/fixtures_frictionless.toml` gives the reason of the difference.

{table}
"""
TABLES = {".csv", ".tsv", ".xlsx", ".parquet"}
WRAPPED = "wrapped.json"


def fixtures(data: Path) -> Iterator[tuple[str, Path, dict[str, Any]]]:
    """Each fixture as a package: what it is, its file, and the descriptor."""
    for file in sorted(data.rglob("*")):
        if file.suffix == ".json":
            try:
                content = json.loads(file.read_text("utf-8"))
            except (ValueError, OSError):
                continue
            if not isinstance(content, dict):
                continue
            if isinstance(content.get("resources"), list):
                yield "package", file, content
            elif "path" in content or "data" in content:
                yield "resource", file, {"resources": [{"name": "t", **content}]}
            elif "fields" in content:
                yield "schema", file, {"resources": [{"name": "t", "schema": content, "data": [_labels(content)]}]}
        elif file.suffix in TABLES and file.is_file():
            yield "table", file, {"resources": [{"name": "t", "type": "table", "path": file.name}]}


def _labels(schema: dict[str, Any]) -> list[str]:
    """The labels that the schema asks for, so that there is nothing to judge but the schema."""
    fields = schema["fields"] if isinstance(schema["fields"], list) else []
    return [str(field.get("name", "")) for field in fields if isinstance(field, dict)]


def mine(file: Path) -> frozenset[Triple]:
    """What we find."""
    try:
        package = read(file)
    except PackageError:
        return REFUSED
    done = duckdb.run(package, None, texts={}, limit=1_000_000)
    done.close()
    return ours(finding for table in done.report.tables for finding in table.findings)


def main(data: Path) -> int:
    """Print and write the table; returns the number of unlisted differences and of needless entries."""
    listed: dict[str, list[str]] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
    reasons = {name: reason for reason, entry in listed.items() for name in entry}
    counts, faults = Counter[tuple[str, str]](), 0
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "data"
        shutil.copytree(data, copy, symlinks=True)
        for what, file, descriptor in list(fixtures(copy)):
            name = str(file.relative_to(copy))
            wrapped = file.with_name(WRAPPED)
            wrapped.write_text(json.dumps(descriptor), "utf-8")
            one, other = mine(wrapped), theirs(wrapped.parent, WRAPPED)
            wrapped.unlink()
            how = kind(one, other)
            outcome = "agree" if not how else "listed" if name in reasons else "unlisted"
            counts[what, outcome] += 1
            if outcome == "unlisted":
                print(f"{name}: frictionless {how}", *map(str, sorted(map(str, one ^ other))[:4]))
            elif outcome == "agree" and name in reasons:
                print(f"{name}: listed, and the two agree")
            else:
                continue
            faults += 1
    kinds, outcomes = ("package", "resource", "schema", "table"), ("agree", "listed", "unlisted")
    rows = [[what, *(str(counts[what, outcome]) for outcome in outcomes)] for what in kinds]
    shown = table(["fixtures of frictionless", *outcomes], rows)
    print(f"\n{shown}")
    put(ROOT / "benchmarks" / "RESULTS.md", "fixtures", TEXT.format(version=version("frictionless"), table=shown))
    return faults


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    sys.exit(main(Path(sys.argv[1])) > 0)
