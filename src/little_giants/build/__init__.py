"""Databases and files made from the typed tables of one validated read: DuckDB, SQLite, Parquet."""

from little_giants.build.run import FORMATS, InvalidData, build

__all__ = ["FORMATS", "InvalidData", "build"]
