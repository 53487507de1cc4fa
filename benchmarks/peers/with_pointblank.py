"""The checks of the trade table with pointblank: ``python with_pointblank.py FOLDER`` prints what it finds."""

from __future__ import annotations

import sys
from datetime import date

import pointblank as pb
import polars as pl
from told import FLOWS, LISTED, TYPED, codes, read, tell


def main(folder: str) -> None:
    """Check the table and print counts and places."""
    countries, products = codes(folder, "countries"), codes(folder, "products")
    key = ["year", "exporter", "importer", "hs6"]
    steps: list[tuple[str, str]] = []
    plan = pb.Validate(data=read(folder))

    def step(code: str, field: str, added: pb.Validate) -> None:
        nonlocal plan
        plan = added
        steps.append((code, field))

    for field in TYPED:
        valid = pl.col(f"{field}_text").is_null() | pl.col(field).is_not_null()
        step("type", field, plan.col_vals_expr(expr=valid))
    for field in ("record_id_text", "year_text", *key[1:], "flow", "value_kusd_text", "reported_on_text"):
        step("required", field.removesuffix("_text"), plan.col_vals_not_null(columns=field))
    for field, lowest in (("record_id", 1), ("year", 1988), ("value_kusd", 0), ("quantity_t", 0)):
        step("minimum", field, plan.col_vals_ge(columns=field, value=lowest, na_pass=True))
    step("minimum", "reported_on", plan.col_vals_ge(columns="reported_on", value=date(1990, 1, 1), na_pass=True))
    step("maximum", "year", plan.col_vals_le(columns="year", value=2030, na_pass=True))
    for field in ("exporter", "importer"):
        step("pattern", field, plan.col_vals_regex(columns=field, pattern=r"^[A-Z]{3}$", na_pass=True))
        step("foreign-key", field, plan.col_vals_in_set(columns=field, set=[*countries, None]))
    step("pattern", "hs6", plan.col_vals_regex(columns="hs6", pattern=r"^[0-9]{6}$", na_pass=True))
    step("foreign-key", "hs6", plan.col_vals_in_set(columns="hs6", set=[*products, None]))
    step("enum", "flow", plan.col_vals_in_set(columns="flow", set=[*FLOWS, None]))
    short = pl.col("note").is_null() | (pl.col("note").str.len_chars() <= 80)
    step("max-length", "note", plan.col_vals_expr(expr=short))
    step("primary-key", "year", plan.rows_distinct(columns_subset=key))
    step("unique-key", "record_id", plan.rows_distinct(columns_subset=["record_id"]))

    done = plan.interrogate(collect_tbl_checked=False, extract_limit=LISTED)
    failed, extracts = done.n_failed(), done.get_data_extracts()
    found = []
    for number, (code, field) in enumerate(steps, 1):
        if failed[number]:
            found.append((code, field, extracts[number].get_column("_row_num_") + 1, failed[number]))
    tell(found)


if __name__ == "__main__":
    main(sys.argv[1])
