"""The checks of the trade table with pandera.polars: ``python with_pandera.py FOLDER`` prints what it finds."""

from __future__ import annotations

import sys
from datetime import date

import pandera.polars as pa
import polars as pl
from pandera.errors import SchemaErrors
from told import FLOWS, TYPED, codes, read, tell

KEY = ["year", "exporter", "importer", "hs6"]
CODES = {
    "not_nullable": "required",
    "greater_than_or_equal_to": "minimum",
    "less_than_or_equal_to": "maximum",
    "str_matches": "pattern",
    "isin": "foreign-key",
    "str_length": "max-length",
}


def main(folder: str) -> None:
    """Check the table and print counts and places."""
    countries, products = codes(folder, "countries"), codes(folder, "products")
    ge, isin, matches = pa.Check.ge, pa.Check.isin, pa.Check.str_matches

    def typed(field: str) -> pa.Check:
        valid = pl.col(f"{field}_text").is_null() | pl.col(field).is_not_null()
        return pa.Check(lambda data: data.lazyframe.select(valid), name=f"type:{field}")

    def distinct(fields: list[str], name: str) -> pa.Check:
        whole = pl.all_horizontal(pl.col(fields).is_not_null())
        return pa.Check(lambda data: data.lazyframe.select(~whole | pl.struct(fields).is_unique()), name=name)

    schema = pa.DataFrameSchema(
        {
            "row": pa.Column(pl.UInt32),
            "record_id": pa.Column(pl.Int64, ge(1), nullable=True),
            "record_id_text": pa.Column(pl.String),
            "year": pa.Column(pl.Int64, [ge(1988), pa.Check.le(2030)], nullable=True),
            "year_text": pa.Column(pl.String),
            "exporter": pa.Column(pl.String, [matches(r"^[A-Z]{3}$"), isin(countries)]),
            "importer": pa.Column(pl.String, [matches(r"^[A-Z]{3}$"), isin(countries)]),
            "hs6": pa.Column(pl.String, [matches(r"^[0-9]{6}$"), isin(products)]),
            "flow": pa.Column(pl.String, isin(FLOWS)),
            "value_kusd": pa.Column(pl.Float64, ge(0), nullable=True),
            "value_kusd_text": pa.Column(pl.String),
            "quantity_t": pa.Column(pl.Float64, ge(0), nullable=True),
            "note": pa.Column(pl.String, pa.Check.str_length(max_value=80), nullable=True),
            "reported_on": pa.Column(pl.Date, ge(date(1990, 1, 1)), nullable=True),
            "reported_on_text": pa.Column(pl.String),
        },
        checks=[
            *map(typed, TYPED),
            distinct(KEY, "primary-key:year"),
            distinct(["record_id"], "unique-key:record_id"),
        ],
    )
    try:
        schema.validate(read(folder), lazy=True)
        cases = None
    except SchemaErrors as problems:
        cases = problems.failure_cases
    tell([] if cases is None else [_place(*names, rows) for names, rows in _by_check(cases)])


def _by_check(cases: pl.DataFrame) -> list[tuple[tuple[str, str], pl.Series]]:
    groups = cases.group_by("check", "column", maintain_order=True).agg(pl.col("index"))
    return [((check, column), pl.Series(rows) + 2) for check, column, rows in groups.iter_rows()]


def _place(check: str, column: str, rows: pl.Series) -> tuple[str, str, pl.Series, int]:
    code, named, field = check.partition(":")
    if named:
        return code, field, rows, len(rows)
    name = check.partition("(")[0]
    code = "enum" if column == "flow" and name == "isin" else CODES[name]
    return code, column.removesuffix("_text"), rows, len(rows)


if __name__ == "__main__":
    main(sys.argv[1])
