"""A DuckDB connection that reads the files of one package, writes none of them, and reaches nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import duckdb

from little_giants.engines.memory import size_of
from little_giants.schema.sql import text

_OTHERS = 200_000_000  # bytes
_CONFIG = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
    "preserve_insertion_order": "true",  # rowid + 1 is the record number: everything exact rests on it
}


def connect(files: Iterable[Path], scratch: Path, memory: str) -> duckdb.DuckDBPyConnection:
    """Open an in-memory database that may read ``files`` and use the private folder ``scratch``.

    ``memory`` is what the process may take ("1GB"). Python and its libraries, and what a stream leaves, need up to
    200 MB of it; DuckDB gets the rest, or half where that is less. Raises UsageError when it is not a size.
    """
    size = size_of(memory)
    limit = max(size // 2, size - _OTHERS)
    connection = duckdb.connect(config={**_CONFIG, "temp_directory": str(scratch)})
    connection.execute(f"set memory_limit = '{limit}B'")
    connection.execute("set enable_progress_bar = false")  # after two seconds it would write into what is printed
    # Two rewrites of DuckDB 2.0 are wrong for a scan; the tests hold an example of each. type_pushdown turns TRY_CAST
    # over read_csv into a strict cast that raises. in_clause turns a long IN list into a join, which loses the order
    # of rows, and with it every record number, without a word. common_subexpressions finds next to nothing in a scan,
    # whose columns are computed layer by layer, and takes half of its planning: 0.1 s for twenty tables.
    connection.execute("set disabled_optimizers = 'type_pushdown,in_clause,common_subexpressions'")
    allowed = ", ".join(text(str(file.resolve())) for file in files)
    connection.execute(f"set allowed_paths = [{allowed}]")
    connection.execute(f"set allowed_directories = [{text(str(scratch.resolve()))}]")
    connection.execute("set enable_external_access = false")
    return connection


def lock(connection: duckdb.DuckDBPyConnection) -> None:
    """Freeze the configuration for the queries that follow: nothing that runs later can loosen it.

    What DuckDB may read it may also overwrite (``COPY … TO``), so from here on it opens no file at all. The price is
    that a query which needs more than the memory limit ends with an error instead of spilling to disk.
    """
    connection.execute("set disabled_optimizers = 'type_pushdown'")
    connection.execute("set disabled_filesystems = 'LocalFileSystem'")
    connection.execute("set lock_configuration = true")
