"""The default engine: one scan a table in DuckDB, exact record numbers, exact physical lines.

``run`` reads every table once into typed columns and a bit mask of violated rules. Findings, the Python connection,
``sql`` and ``build`` all come from that one read.
"""

from little_giants.engines.duckdb.run import Run, run

__all__ = ["Run", "run"]
