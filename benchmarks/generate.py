"""Write data packages for measuring: trade flows as in CEPII BACI, valid or wrong in a chosen way, and odd shapes.

    python -m benchmarks.generate build/1m --rows 1000000 --variant some
    python -m benchmarks.generate build/wide --shape wide --columns 500

A folder gets ``datapackage.json``, its tables and ``expected.json``: how many findings of each code a validator must
report, and for the variant ``some`` also where. The numbers come from how the rows were made, never from a validator.
The same arguments give the same bytes.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

import duckdb
from benchmarks.shapes import SHAPES
from benchmarks.trade import trade
from benchmarks.wrong import VARIANTS


def connect(folder: Path) -> duckdb.DuckDBPyConnection:
    """A DuckDB that keeps the order of rows and spills into the folder."""
    connection = duckdb.connect()
    connection.execute("set preserve_insertion_order = true; set memory_limit = '6GB'; set threads = 2")
    connection.execute("set temp_directory = ?", [str(folder / "spill")])
    return connection


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the arguments, write the package, say what was written."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.generate", description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="where the package is written; made if it is not there")
    parser.add_argument("--shape", choices=["trade", *SHAPES], default="trade", help="default: trade")
    parser.add_argument("--rows", type=int, default=1_000_000, help="rows of the table, or of all tables together")
    parser.add_argument("--variant", choices=sorted(VARIANTS), default="valid", help="what is wrong in the trade table")
    parser.add_argument("--shuffled", action="store_true", help="rows of the trade table in random order")
    parser.add_argument("--targets", type=int, default=5_000_000, help="shape keys: rows of the table referred to")
    parser.add_argument("--columns", type=int, default=500, help="shape wide: columns")
    parser.add_argument("--cell", type=int, default=1_000_000, help="shape long: characters of a cell")
    parser.add_argument("--tables", type=int, default=2_000, help="shape small: tables")
    chosen = parser.parse_args(arguments)
    chosen.folder.mkdir(parents=True, exist_ok=True)
    with connect(chosen.folder) as connection:
        if chosen.shape == "trade":
            expected = trade(connection, chosen.folder, chosen.rows, chosen.variant, chosen.shuffled)
        else:
            sizes = {"keys": chosen.targets, "wide": chosen.columns, "long": chosen.cell, "small": chosen.tables}
            expected = SHAPES[chosen.shape](connection, chosen.folder, chosen.rows, sizes[chosen.shape])
    (chosen.folder / "expected.json").write_text(json.dumps(expected, indent=1) + "\n", "utf-8")
    size = sum(file.stat().st_size for file in chosen.folder.glob("*.csv"))
    print(f"{chosen.folder}: {size / 1e6:.1f} MB of tables, {sum(expected['findings'].values())} findings expected")


if __name__ == "__main__":
    main()
