"""How long the view ``screening`` takes for many firms: all editions, both procedures, in DuckDB.

``python -m benchmarks.screening --firms 1000000``. The firms are synthetic: each figure is there with six chances in
ten and lies around a threshold, by a hash, so that every run makes the same ones. Nothing is said about real firms.
"""

from __future__ import annotations

import argparse
import os
import platform
import resource
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import duckdb

import little_giants
from little_giants.evidence.screening_rules import GROWTHS, PROCEDURES, load

ROOT = Path(__file__).resolve().parents[1]
VIEW = ROOT / "publish/views/screening.sql"
PORTION = 200_000  # firms judged at a time, so that memory stays bounded
KNOWN = 60  # percent of the figures that a firm has
YEARS = ("2023", "2024", "2025")

FIGURES = """
create or replace table firm_figures as
select
  'F' || lpad(firm::varchar, 7, '0') as firm_id, metric_id, period,
  case when yes_or_no then null else round(threshold * (0.5 + (chance // 100 % 1000) / 800.0), 4) end as value,
  case when yes_or_no then (chance // 100 % 2 = 0)::varchar end as value_text
from (
  select firm, a.*, hash(firm, metric_id, period) as chance
  from range(?, ?) as firms(firm) cross join asked a
)
where chance % 100 < ?
"""

QUESTION = "select verdict, count(*) from screening group by verdict"


def main() -> None:
    """Make the firms, judge them, print a Markdown table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.screening", description=__doc__)
    parser.add_argument("--firms", type=int, default=1_000_000, help="how many synthetic firms (default 1,000,000)")
    parser.add_argument("--memory", default="8GB", help="memory limit of DuckDB (default 8GB)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        connection = duckdb.connect(config={"memory_limit": options.memory, "temp_directory": folder})
        connection.execute(
            "create table asked (metric_id varchar, period varchar, yes_or_no boolean, threshold double)"
        )
        connection.executemany("insert into asked values (?, ?, ?, ?)", asked())
        found: Counter[str] = Counter()
        figures, made, judged = 0, 0.0, 0.0
        for first in range(0, options.firms, PORTION):
            start = time.perf_counter()
            connection.execute(FIGURES, [first, min(first + PORTION, options.firms), KNOWN])
            connection.execute(f"create or replace view screening as {VIEW.read_text('utf-8')}")
            made += time.perf_counter() - start
            start = time.perf_counter()
            found.update(dict(connection.execute(QUESTION).fetchall()))
            judged += time.perf_counter() - start
            figures += connection.execute("select count(*) from firm_figures").fetchall()[0][0]
        connection.close()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)
    versions = f"Python {platform.python_version()}, DuckDB {duckdb.__version__}"
    print(f"{versions}, {platform.machine()}, {os.cpu_count()} cores\n")
    print("| synthetic firms | figures | verdicts | made in s | judged in s | verdicts a second | peak MB |")
    print("| ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    verdicts = found.total()
    print(
        f"| {options.firms:,} | {figures:,} | {verdicts:,} | {made:.1f} | {judged:.1f} | {verdicts / judged:,.0f} "
        f"| {peak:,.0f} |\n"
    )
    print(", ".join(f"{count:,} {verdict}" for verdict, count in sorted(found.items())))


def asked() -> list[tuple[str, str, bool, float]]:
    """Every metric that a criterion reads, by year, with a threshold of it."""
    rules = load(little_giants.open(ROOT))
    thresholds: dict[str, float] = {}
    for edition in rules.editions:
        for procedure in PROCEDURES:
            for leaf in rules.tree(edition, procedure).leaves:
                name = GROWTHS.get(leaf.metric.metric_id, leaf.metric.metric_id)
                if not leaf.needs_person:
                    thresholds[name] = max(thresholds.get(name, 0.0), float(leaf.value or 1))
    return [
        (name, period, rules.metrics[name].type == "boolean", threshold)
        for name, threshold in sorted(thresholds.items())
        for period in YEARS
    ]


if __name__ == "__main__":
    main()
