"""The checks of the trade table with dataframely: ``python with_dataframely.py FOLDER`` prints what it finds."""

from __future__ import annotations

import sys
from datetime import date

import dataframely as dy
import polars as pl
from dataframely._rule import RuleFactory
from told import FLOWS, codes, read, tell

CODES = {
    "nullability": "required",
    "min": "minimum",
    "max": "maximum",
    "regex": "pattern",
    "check__known": "foreign-key",
    "check__enum": "enum",
    "max_length": "max-length",
    "unique": "unique-key",
}


def typed(field: str) -> RuleFactory:
    """The rule that a cell with a text has a value."""
    return dy.rule()(lambda cls: pl.col(f"{field}_text").is_null() | pl.col(field).is_not_null())


def main(folder: str) -> None:
    """Check the table and print counts and places."""
    countries, products = codes(folder, "countries"), codes(folder, "products")

    class Trade(dy.Schema):
        row = dy.UInt32()
        record_id = dy.Int64(min=1, unique=True, nullable=True)
        record_id_text = dy.String()
        year = dy.Int64(min=1988, max=2030, nullable=True)
        year_text = dy.String(primary_key=True)
        exporter = dy.String(primary_key=True, regex=r"^[A-Z]{3}$", check={"known": lambda cell: cell.is_in(countries)})
        importer = dy.String(primary_key=True, regex=r"^[A-Z]{3}$", check={"known": lambda cell: cell.is_in(countries)})
        hs6 = dy.String(primary_key=True, regex=r"^[0-9]{6}$", check={"known": lambda cell: cell.is_in(products)})
        flow = dy.String(check={"enum": lambda cell: cell.is_in(FLOWS)})
        value_kusd = dy.Float64(min=0, nullable=True)
        value_kusd_text = dy.String()
        quantity_t = dy.Float64(min=0, nullable=True)
        quantity_t_text = dy.String(nullable=True)
        note = dy.String(max_length=80, nullable=True)
        reported_on = dy.Date(min=date(1990, 1, 1), nullable=True)
        reported_on_text = dy.String()

        record_id_type = typed("record_id")
        year_type = typed("year")
        value_kusd_type = typed("value_kusd")
        quantity_t_type = typed("quantity_t")
        reported_on_type = typed("reported_on")

    _, failure = Trade.filter(read(folder))
    details = failure.details()
    found = []
    for rule, count in failure.counts().items():
        field, _, kind = rule.replace("_text|", "|").partition("|")
        code = CODES[kind] if kind else "primary-key" if rule == "primary_key" else "type"
        place = "year" if rule == "primary_key" else field.removesuffix("_type")
        found.append((code, place, details.filter(pl.col(rule) == "invalid").get_column("row"), count))
    tell(found)


if __name__ == "__main__":
    main(sys.argv[1])
