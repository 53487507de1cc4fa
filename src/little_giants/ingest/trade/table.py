"""What both loaders share: the codes a package knows, the rows they give, and the table those join."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from little_giants.errors import UsageError
from little_giants.package import read
from little_giants.package.canonical import canonical_text, write_table

KEY = ("period", "reporter_code", "partner_code", "flow", "hs_edition", "hs_code", "valuation")
Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class Reference:
    """What a package says of economies and codes. ``economies`` maps BACI's and Comtrade's number to our code."""

    root: Path
    economies: dict[str, str]
    codes: frozenset[tuple[str, str]]  # edition, six digits
    sources: frozenset[str]

    def numbers(self, economy: str) -> tuple[str, ...]:
        """The numeric codes of an economy. Raises UsageError for one that the table economies does not have."""
        found = tuple(number for number, code in self.economies.items() if code == economy)
        if not found:
            raise UsageError(f"no economy is {economy!r}: give a code of the table economies, such as CHN.")
        return found

    def wanted(self, edition: str, chosen: Iterable[str]) -> frozenset[str]:
        """The codes to read: the ``chosen`` ones, or all of ``edition``. Raises UsageError for one not in hs_codes."""
        known = {code for of, code in self.codes if of == edition}
        codes = frozenset(code.replace(".", "") for code in chosen) or frozenset(known)
        if missing := sorted(codes - known):
            raise UsageError(f"hs_codes has no {edition} {missing[0]}: add its row and wording first.")
        if not codes:
            raise UsageError(f"hs_codes has no code of {edition}: add the codes you want, with their wording, first.")
        return codes


@dataclass(frozen=True, slots=True)
class Loaded:
    """Rows of ``trade_flows``, and one sentence on everything that was left out or mended."""

    rows: tuple[Row, ...]
    notes: tuple[str, ...]


def reference(path: str | Path, source_id: str) -> Reference:
    """Economies, codes and sources of the package at ``path``.

    Raises UsageError when one of these tables is missing, or when no source is called ``source_id``.
    """
    package = read(path)
    tables: dict[str, list[Row]] = {}
    for name in ("economies", "hs_codes", "sources", "trade_flows"):
        if name not in package.names:
            raise UsageError(f"{path}: the package has no table {name}, which the rows of trade need.")
        if name != "trade_flows":
            tables[name] = _rows(package.resource(name).file)
    sources = frozenset(row["source_id"] for row in tables["sources"])
    if source_id not in sources:
        raise UsageError(f"no source is called {source_id!r}: add the document's row to sources first.")
    return Reference(
        package.root,
        {row["numeric_code"]: row["economy_code"] for row in tables["economies"]},
        frozenset((row["hs_edition"], row["hs_code"]) for row in tables["hs_codes"]),
        sources,
    )


def text(root: Path, rows: Iterable[Row]) -> str:
    """``rows`` as the canonical text of a file like ``data/trade_flows.csv``, with its header."""
    schema = read(root).resource("trade_flows").schema
    names = schema.field_names
    return canonical_text(schema, names, [[row.get(name, "") for name in names] for row in rows])


def join(root: Path, rows: Iterable[Row]) -> tuple[Path, int, int]:
    """Add ``rows`` to the table of the package, whole or not at all: its file, rows added, rows there already.

    Raises UsageError when a flow is there with another value, weight, coverage or source: nobody can choose for you.
    """
    file = read(root).resource("trade_flows").file
    held = {tuple(row[field] for field in KEY): row for row in _rows(file)}
    before = len(held)
    known = 0
    for row in rows:
        key = tuple(row[field] for field in KEY)
        there = held.setdefault(key, row)
        if there is row:
            continue
        known += 1
        for field in ("value_usd", "net_weight_kg", "coverage", "source_id"):
            if there.get(field, "") != row.get(field, ""):
                raise UsageError(
                    f"{file.name} has {' '.join(key)} already, with {field} {there.get(field) or 'empty'}, and the file"
                    f" says {row.get(field) or 'empty'}. Nothing was written; take one of the two out."
                )
    return write_table(root, "trade_flows", held.values()), len(held) - before, known


def _rows(file: Path) -> list[Row]:
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))
