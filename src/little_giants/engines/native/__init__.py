"""The scanner: a small library written in Rust (``native/`` in the repository) that reads large plain CSV files.

It is optional. ``library.library`` answers None where it was not built, and the DuckDB engine then reads everything.
"""
