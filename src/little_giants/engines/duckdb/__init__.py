"""The default engine: one scan a table in DuckDB, exact record numbers, exact physical lines.

``run`` reads every table once into typed columns and a bit mask of violated rules. Findings, the Python connection,
``sql`` and ``build`` all come from that one read. Of a large table that is only validated nothing is kept: its rows
pass by as a stream of masks and key numbers (``stream``).
"""

from little_giants.engines.duckdb.run import Run, run

__all__ = ["Run", "run"]
