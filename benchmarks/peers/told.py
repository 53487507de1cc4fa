"""What the programs that check polars frames share: reading the trade table, and telling what was found.

Rows are counted with the header, as everywhere in the benchmarks.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import polars as pl

FLOWS = ["export", "import", "re-export"]
NUMBERS = {"record_id": pl.Int64, "year": pl.Int64, "value_kusd": pl.Float64, "quantity_t": pl.Float64}
TYPED = [*NUMBERS, "reported_on"]
LISTED = 1_000  # as many places are told as Little Giants lists


def read(folder: str) -> pl.DataFrame:
    """The cells, empty ones as null, with the number of the row.

    What is no text comes twice: ``year`` is the number or null, ``year_text`` the cell. A bad cell is one that has a
    text and no value; polars 2 can tell it in no other way, for text is cast to dates no more.
    """
    text = pl.read_csv(Path(folder, "trade.csv"), infer_schema=False, row_index_name="row", row_index_offset=2)
    typed = [
        *(pl.col(name).cast(kind, strict=False) for name, kind in NUMBERS.items()),
        pl.col("reported_on").str.to_date("%Y-%m-%d", strict=False),
    ]
    return text.with_columns(pl.col(*TYPED).name.suffix("_text"), *typed)


def codes(folder: str, table: str) -> list[str]:
    """The keys of ``countries`` or ``products``."""
    frame = pl.read_csv(Path(folder, f"{table}.csv"), infer_schema=False)
    return frame.get_column(frame.columns[0]).to_list()


def tell(found: Iterable[tuple[str, str, pl.Series, int]]) -> None:
    """Print the number of findings of each code, and the first places: row, code, field.

    ``found`` holds code, field, the first rows, and how many rows there are.
    """
    counts: dict[str, int] = {}
    places: list[tuple[int, str, str]] = []
    for code, field, rows, count in found:
        counts[code] = counts.get(code, 0) + count
        places += [(row, code, field) for row in rows.head(LISTED - len(places)).to_list()]
    print(json.dumps({"counts": counts, "places": places}))
