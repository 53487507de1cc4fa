"""Ctrl-C while DuckDB works. DuckDB looks for signals only between its tasks, and one task can take hours."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    import duckdb

T = TypeVar("T")


def interruptible(connection: duckdb.DuckDBPyConnection, work: Callable[[], T]) -> T:
    """Run ``work``, which uses ``connection``, in a thread of its own and wait for it here, where Ctrl-C arrives.

    Raises KeyboardInterrupt after the query has stopped, and whatever ``work`` raises.
    """
    with ThreadPoolExecutor(max_workers=1) as pool:
        future = pool.submit(work)
        try:
            return future.result()
        except KeyboardInterrupt:
            connection.interrupt()
            raise
