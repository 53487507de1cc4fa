"""Pulls from UN Comtrade, version 1: the JSON of its interface (``{"count", "data": [...]}`` and more) or its CSV.

A record has a key (period, reporter, flow, partner, code) and four columns that break it down: motCode, partner2Code,
customsCode and mosCode. A pull that did not fix all four holds each flow as a total and again as its parts, and a sum
over it is two to three times too high. The totals are kept here, the parts never added up.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from decimal import Decimal, InvalidOperation
from pathlib import Path

from little_giants.errors import UsageError
from little_giants.ingest.trade.pull import Record, records
from little_giants.ingest.trade.table import Loaded, Reference, Row

TOTALS = {"motCode": "0", "partner2Code": "0", "customsCode": "C00", "mosCode": "0"}
KEY = ("period", "reporterCode", "flowCode", "partnerCode", "classificationCode", "cmdCode")
NEEDED = (*KEY, "primaryValue")
EDITIONS = {
    "H0": "HS1992", "H1": "HS1996", "H2": "HS2002", "H3": "HS2007", "H4": "HS2012", "H5": "HS2017", "H6": "HS2022",
}  # fmt: skip
WORLD = "0"
TOLERANCE = Decimal("0.001")  # by which World may differ from the sum of partners (rule V02), and at least one dollar


def load(file: Path, known: Reference, *, source_id: str) -> Loaded:
    """The flows of a pull: one row per flow, with everything left out said in a note.

    Raises UsageError for a pull that cannot be mended: flows that stand as parts only, a flow that stands twice with
    two values, months, services, no World record to compare with, or partners that do not add up to it.
    """
    every = records(file)
    for record in every:
        _check(record)
    goods, notes = _goods(every)
    totals, said = _totals(goods)
    notes += said
    _check_world(totals, file)
    rows = []
    strangers: dict[str, Decimal] = defaultdict(Decimal)
    unlisted: set[str] = set()
    for record in totals:
        edition = EDITIONS[record["classificationCode"]]
        if (edition, record["cmdCode"]) not in known.codes:
            unlisted.add(f"{edition} {record['cmdCode']}")
        elif record["partnerCode"] != WORLD:
            if record["reporterCode"] not in known.economies:
                raise UsageError(f"{record.place}: no economy has the number {record['reporterCode']}.")
            if record["partnerCode"] in known.economies:
                rows.append({**_row(record, known, edition), "source_id": source_id})
            else:
                name = record.get("partnerDesc") or "no economy of the table"
                strangers[f"{record['partnerCode']} ({name})"] += _value(record)
    notes += [f"{name}, {value:,.0f} dollars, is left out." for name, value in sorted(strangers.items())]
    if unlisted:
        notes.append(f"Left out, because hs_codes does not have them: {', '.join(sorted(unlisted))}.")
    return Loaded(tuple(rows), tuple(notes))


def _check(record: Record) -> None:
    """Raise UsageError for a record that is no yearly trade in goods of the Harmonized System."""
    if missing := [column for column in NEEDED if not record.get(column)]:
        raise UsageError(f"{record.place}: {missing[0]} is missing.")
    if record.get("typeCode", "C") != "C":
        raise UsageError(f"{record.place}: typeCode is {record['typeCode']!r}. Only goods (C) are trade in codes.")
    if record.get("freqCode", "A") != "A" or len(record["period"]) != 4:
        raise UsageError(f"{record.place}: period {record['period']} is a month. Pull years: freqCode=A.")
    if record["classificationCode"] not in EDITIONS:
        raise UsageError(
            f"{record.place}: classificationCode is {record['classificationCode']!r}, which is no edition of the"
            f" Harmonized System ({', '.join(EDITIONS)})."
        )
    _value(record)


def _goods(every: list[Record]) -> tuple[list[Record], list[str]]:
    """The records of imports and exports in six digits; re-exports are inside exports, headings hold their codes."""
    notes = []
    flows = [record for record in every if record["flowCode"] in ("M", "X")]
    if other := sorted({record["flowCode"] for record in every} - {"M", "X"}):
        notes.append(
            f"{len(every) - len(flows):,} records of the flows {', '.join(other)} left out: imports and exports hold"
            " them."
        )
    goods = [r for r in flows if len(r["cmdCode"]) == 6 and r["cmdCode"].isdigit() and r["cmdCode"] != "999999"]
    if len(goods) < len(flows):
        notes.append(f"{len(flows) - len(goods):,} records of totals and headings left out: they hold the codes.")
    return goods, notes


def _totals(goods: list[Record]) -> tuple[list[Record], list[str]]:
    """One record per key. Raises UsageError when a key has no total, or two that differ."""
    by_key: dict[tuple[str, ...], list[Record]] = defaultdict(list)
    for record in goods:
        by_key[tuple(record[column] for column in KEY)].append(record)
    seen = {column: {r[column] for r in goods if r.get(column)} for column in TOTALS}
    loose = [column for column, values in seen.items() if len(values) > 1]
    absent = [column for column in TOTALS if not seen[column]]
    kept, twins = [], 0
    for key, same in by_key.items():
        whole = [r for r in same if all(r.get(column, "") in ("", total) for column, total in TOTALS.items())]
        if not whole:
            off = [c for c, total in TOTALS.items() if all(r.get(c, "") not in ("", total) for r in same)] or loose
            raise UsageError(
                f"{same[0].place}: {' '.join(key)} stands by parts only ({', '.join(off)}), and parts cannot be added"
                f" up: some are withheld. Pull again with {_ask(off)}."
            )
        first = whole[0]
        for other in whole[1:]:
            if (other["primaryValue"], other.get("netWgt")) != (first["primaryValue"], first.get("netWgt")):
                raise UsageError(
                    f"{other.place}: {' '.join(key)} stands twice, with {first['primaryValue']} ({first.place}) and"
                    f" {other['primaryValue']}. The pull does not say what sets them apart: it has no"
                    f" {', '.join(absent) or 'further column'}. Pull again with {_ask(TOTALS)}."
                )
        twins += len(whole) - 1
        kept.append(first)
    notes = []
    if parts := len(goods) - len(kept) - twins:
        naive = sum(map(_value, goods), Decimal()) / sum(map(_value, kept), Decimal())
        notes.append(
            f"Not fixed in the pull: {', '.join(f'{c} ({len(seen[c])} values)' for c in loose)}. {parts:,} of"
            f" {len(goods):,} records are parts of others and left out; with them the sum would be {naive:.1f} times"
            f" the trade. Ask for {_ask(loose)} next time."
        )
    if twins:
        notes.append(f"{twins:,} records stand twice with the same value; one of each is kept.")
    return kept, notes


def _ask(columns: Collection[str]) -> str:
    return "&".join(f"{column}={total}" for column, total in TOTALS.items() if column in columns)


def _check_world(totals: list[Record], file: Path) -> None:
    """Raise UsageError unless the partners of each flow add up to its World record: only then is the year complete."""
    world: dict[tuple[str, ...], Decimal] = {}
    partners: dict[tuple[str, ...], Decimal] = defaultdict(Decimal)
    for record in totals:
        key = tuple(record[column] for column in KEY if column != "partnerCode")
        if record["partnerCode"] == WORLD:
            world[key] = _value(record)
        else:
            partners[key] += _value(record)
    for key in dict.fromkeys((*partners, *world)):
        name = " ".join(key)
        if key not in world:
            raise UsageError(
                f"{file.name}: {name} has no record of the World, so nobody knows whether all partners are here."
                " Pull partnerCode=0 as well."
            )
        if abs(partners[key] - world[key]) > max(TOLERANCE * world[key], Decimal(1)):
            raise UsageError(
                f"{file.name}: the partners of {name} add up to {partners[key]:,.0f} dollars and World says"
                f" {world[key]:,.0f}. Pull all partners (leave partnerCode out), and the whole answer if it was cut."
            )


def _row(record: Record, known: Reference, edition: str) -> Row:
    value = _value(record)
    weight = record.get("netWgt", "")
    return {
        "period": record["period"],
        "reporter_code": known.economies[record["reporterCode"]],
        "partner_code": known.economies[record["partnerCode"]],
        "flow": record["flowCode"],
        "hs_edition": edition,
        "hs_code": record["cmdCode"],
        "valuation": _valuation(record, value),
        "value_usd": _plain(value),
        "net_weight_kg": _plain(_number(record, "netWgt")) if weight and _number(record, "netWgt") > 0 else "",
        "coverage": "all_partners",
    }


def _valuation(record: Record, value: Decimal) -> str:
    """primaryValue is fob for exports and cif for imports, unless a reporter states its imports fob only."""
    if record["flowCode"] == "X":
        return "fob"
    fob_only = not record.get("cifvalue") and record.get("fobvalue") and _number(record, "fobvalue") == value
    return "fob" if fob_only else "cif"


def _value(record: Record) -> Decimal:
    value = _number(record, "primaryValue")
    if value <= 0:
        raise UsageError(f"{record.place}: primaryValue is {record['primaryValue']!r}; a flow is above zero.")
    return value


def _number(record: Record, column: str) -> Decimal:
    try:
        number = Decimal(record[column])
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise UsageError(f"{record.place}: {column} is {record[column]!r}, which is no number.")
    return number


def _plain(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
