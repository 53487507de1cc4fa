"""The researched extract of CEPII BACI, turned into rows of ``trade_flows``.

The extract is a CSV with the columns period, reporter_iso3, partner_iso3, flow, hs_edition, hs_code, value_usd,
net_weight_kg, valuation, source, coverage. Two copies of BACI 202601 seem to have been put together in it: one
writes Taiwan as S19 (numeric 490), the other as TWN, and the complete years have both. The step below gives every
flow one partner code, merges a flow that stands twice with one value, and refuses one that stands twice with two.

    python -m little_giants.ingest.trade_extract EXTRACT.csv [PACKAGE_FOLDER]
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

from little_giants.errors import UsageError
from little_giants.ingest import run
from little_giants.package.canonical import write_table

SOURCES = {"CEPII BACI V202601 (Etalab Open Licence 2.0)": "N77"}
VALUATIONS = {"FOB-reconciled": "fob_reconciled"}
COVERAGES = {"all partners": "all_partners", "largest flows, about 98% of value": "largest_flows"}
ECONOMIES = {"TWN": "S19"}  # BACI has no TWN: its code 490, S19, stands for Taiwan
DUST = Decimal("0.000001")  # US dollars; what a conversion from thousands leaves behind in binary floating point
KEY = ("period", "reporter_code", "partner_code", "flow", "hs_edition", "hs_code", "valuation")


@dataclass(frozen=True, slots=True)
class Extract:
    """The rows of ``trade_flows``, and how many rows of the extract were merged into another."""

    rows: tuple[dict[str, str], ...]
    merged: int


def whole(text: str, unit: str) -> str:
    """``text`` as a whole number of ``unit`` in plain digits: ``132459730.00000001`` is ``132459730``.

    Raises UsageError for text that is no positive number, or is further from a whole one than conversion dust.
    """
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise UsageError(f"{text!r} is not a number of {unit}.") from None
    nearest = number.to_integral_value()
    if not nearest.is_finite() or nearest <= 0 or abs(number - nearest) > DUST:
        raise UsageError(f"{text!r} is not a whole, positive number of {unit}.")
    return f"{nearest:f}"


def flow_row(row: Mapping[str, str]) -> dict[str, str]:
    """One row of the extract as one row of ``trade_flows``. Raises UsageError for a word the extract never used."""
    try:
        words = {
            "valuation": VALUATIONS[row["valuation"]],
            "coverage": COVERAGES[row["coverage"]],
            "source_id": SOURCES[row["source"]],
        }
    except KeyError as unknown:
        raise UsageError(f"The extract says {unknown}, which this step does not know.") from None
    return {
        "period": row["period"],
        "reporter_code": ECONOMIES.get(row["reporter_iso3"], row["reporter_iso3"]),
        "partner_code": ECONOMIES.get(row["partner_iso3"], row["partner_iso3"]),
        "flow": row["flow"],
        "hs_edition": row["hs_edition"],
        "hs_code": row["hs_code"],
        "value_usd": whole(row["value_usd"], "US dollars"),
        "net_weight_kg": whole(row["net_weight_kg"], "kilograms") if row["net_weight_kg"] else "",
        **words,
    }


def flows(rows: Iterable[Mapping[str, str]]) -> Extract:
    """The rows of ``trade_flows`` of an extract, one per flow.

    A flow that stands twice with the same value is one flow: the weight is taken from whichever row has it. Raises
    UsageError when the two differ in value, weight or coverage, because then nobody knows which is right.
    """
    found: dict[tuple[str, ...], dict[str, str]] = {}
    merged = 0
    for row in map(flow_row, rows):
        key = tuple(row[field] for field in KEY)
        twin = found.setdefault(key, row)
        if twin is row:
            continue
        merged += 1
        for field in ("value_usd", "net_weight_kg", "coverage", "source_id"):
            if twin[field] and row[field] and twin[field] != row[field]:
                raise UsageError(f"{' '.join(key)} stands twice: {field} {twin[field]} and {row[field]}.")
        twin["net_weight_kg"] = twin["net_weight_kg"] or row["net_weight_kg"]
    return Extract(tuple(found.values()), merged)


def main(arguments: list[str]) -> int:
    """Write ``data/trade_flows.csv`` of the package from an extract, and say what was merged."""
    if len(arguments) not in (1, 2):
        print("usage: python -m little_giants.ingest.trade_extract EXTRACT.csv [PACKAGE_FOLDER]", file=sys.stderr)
        return 2
    with Path(arguments[0]).open(encoding="utf-8", newline="") as file:
        extract = flows(csv.DictReader(file))
    place = write_table(Path(arguments[1] if len(arguments) == 2 else "."), "trade_flows", extract.rows)
    print(f"{place}: {len(extract.rows)} flows; {extract.merged} rows named a flow already there and were merged.")
    return 0


if __name__ == "__main__":
    run(main)
