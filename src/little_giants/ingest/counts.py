"""Choose the preferred observation of every fact in ``counts``: the step to repeat after new observations came in.

    python -m little_giants.ingest.counts PACKAGE_FOLDER

rewrites the columns ``preferred`` and ``preferred_reason`` of ``data/counts.csv``. A fact is a batch, a region, a
measure and a scope, and for titles in force also a date, where a year takes in its months and days. Order of choice: a
value that a document states before one of our own; the exact date before its year; the final list before others; the
better read document; an exact number; the value that most documents give; the document nearer to the authority; the
earlier one. Which list, way of reading and kind of document comes first is stated in ``data/evidence_ranks.csv``.
"""

from __future__ import annotations

import csv
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from little_giants.ingest import run
from little_giants.package.canonical import write_table

Row = dict[str, str]
Fact = tuple[str, ...]
Ranks = Mapping[tuple[str, str], int]  # (scale, word) -> rank, 1 counts most

# Chosen by hand: fact (batch, region, measure, scope, date of titles in force) -> source and reason.
BY_HAND: Mapping[Fact, tuple[str, str]] = {
    # 155 + 1,584 + 2,930 + 4,328 = 8,997; 142 does not fit
    ("1", "100000", "re_review_passed", "not_applicable", ""): ("S04", "arithmetic_agrees"),
    # seven documents agree; this one is the broadcaster's text of the announcement
    ("4", "100000", "announced_total", "not_applicable", ""): ("S29", "most_sources"),
    # 710 + 795 = 1,505, which R006 gives after batch 5
    ("4", "320000", "cumulative", "not_applicable", ""): ("S13", "arithmetic_agrees"),
    # the city's own paper against a news site
    ("7", "310000", "in_force", "not_applicable", "2025-11"): ("S47", "nearest_to_the_authority"),
}


def fact(row: Mapping[str, str]) -> Fact:
    """The fact an observation is about."""
    date = row["as_of"] if row["measure"] == "in_force" else ""
    return (row["batch"], row["region_code"], row["measure"], row["scope"], date)


def read_ranks(root: Path) -> Ranks:
    """The ranks of ``data/evidence_ranks.csv``."""
    with (root / "data" / "evidence_ranks.csv").open(encoding="utf-8", newline="") as file:
        return {(row["scale"], row["word"]): int(row["rank"]) for row in csv.DictReader(file)}


def prefer(rows: Iterable[Row], sources: Mapping[str, Mapping[str, str]], ranks: Ranks) -> list[Row]:
    """``rows`` with ``preferred`` and ``preferred_reason`` chosen anew. ``sources`` maps ids to their rows.

    Observations of unknown scope and unsourced ones are never preferred.
    """
    chosen = [{**row, "preferred": "false", "preferred_reason": ""} for row in rows]
    facts: defaultdict[Fact, list[Row]] = defaultdict(list)
    usable = [row for row in chosen if row["scope"] != "unknown" and row["verification"] != "unsourced"]
    exact = {fact(row) for row in usable}
    for row in usable:
        facts[_same_date(fact(row), exact)].append(row)
    for key, observations in facts.items():
        best, reason = _choose(key, observations, sources, ranks)
        best["preferred"], best["preferred_reason"] = "true", reason
    return chosen


def _same_date(key: Fact, facts: Iterable[Fact]) -> Fact:
    """The fact of the earliest more exact date that lies within the date of ``key``, or ``key`` itself."""
    return min((other for other in facts if other[:4] == key[:4] and other[4].startswith(key[4] + "-")), default=key)


def _choose(key: Fact, rows: list[Row], sources: Mapping[str, Mapping[str, str]], ranks: Ranks) -> tuple[Row, str]:
    stated = [row for row in rows if row["verification"] != "derived"]
    pool = stated or rows
    votes = Counter(row["value"] for row in pool)
    scale = "stage_of_lists" if key[2] in ("new", "re_review_passed") else "stage_of_totals"
    stages = {row["stage"]: ranks[scale, row["stage"]] for row in pool}

    def order(row: Row) -> tuple[bool, int, int, bool, int, int, str, str]:
        source = sources[row["source_id"]]
        return (
            bool(key[4]) and row["as_of"] != key[4],
            stages[row["stage"]],
            ranks["verification", row["verification"]],
            row["qualifier"] != "exact" and key[2] != "announced_total",
            -votes[row["value"]],
            ranks["kind", source["kind"]],
            (source["published"] or "9") + "-99",  # a month without a day comes after its days
            row["source_id"],
        )

    if key in BY_HAND:
        source_id, reason = BY_HAND[key]
        found = [row for row in pool if row["source_id"] == source_id]
        if found:
            return found[0], reason
    best = min(pool, key=order)
    if not stated:
        return best, "only_derived"
    if len(pool) == 1:
        return best, "only_observation"
    others = [row for row in pool if row["value"] != best["value"]]
    if not others:
        return best, "sources_agree"
    if stages[best["stage"]] < min(stages[row["stage"]] for row in others):
        return best, "final_list" if best["stage"] == "final" else "stage_of_the_list"
    if all(votes[best["value"]] > votes[row["value"]] for row in others):
        return best, "most_sources"
    return best, "nearest_to_the_authority"


def main(arguments: Sequence[str]) -> int:
    """``PACKAGE_FOLDER``: choose anew and write ``data/counts.csv``."""
    if len(arguments) != 1:
        print("usage: python -m little_giants.ingest.counts PACKAGE_FOLDER", file=sys.stderr)
        return 2
    root = Path(arguments[0])
    with (root / "data" / "sources.csv").open(encoding="utf-8", newline="") as file:
        sources = {row["source_id"]: row for row in csv.DictReader(file)}
    with (root / "data" / "counts.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    write_table(root, "counts", prefer(rows, sources, read_ranks(root)))
    return 0


if __name__ == "__main__":
    run(main)
