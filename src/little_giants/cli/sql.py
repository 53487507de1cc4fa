"""``little-giants sql``: ask a question in SQL over the tables and views of a package, read-only."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from little_giants.cli.options import output_option
from little_giants.cli.output import check_writable, use_color, warn_of_errors
from little_giants.errors import UsageError

if TYPE_CHECKING:
    import duckdb

    from little_giants.cli.query import Result
    from little_giants.package.model import Package

FORMATS = ("table", "csv", "json", "parquet")


class QueryCommand(click.Command):
    """A command whose query may begin with an SQL comment, which looks like an option."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Shield such a query with a space."""
        return super().parse_args(ctx, [f" {arg}" if arg[:3].rstrip() == "--" != arg else arg for arg in args])


@click.command("sql", cls=QueryCommand)
@click.argument("arguments", metavar="[PATH] QUERY", nargs=-1, required=True)
@click.option("--format", "form", type=click.Choice(FORMATS), help="Default: table, or what the name of --output says.")
@output_option
def command(arguments: tuple[str, ...], form: str | None, output: str | None) -> int:
    """Ask the tables a question in SQL (DuckDB, read-only).

    \b
    little-giants sql "select count(*) from firms"
    little-giants sql "show tables"
    little-giants sql "describe firms"

    The query reads the package and nothing else, and changes nothing.
    """
    if len(arguments) > 2:
        raise UsageError(f"sql takes a path and one query, not {len(arguments)} arguments. Put the query in quotes.")
    path, query = arguments if len(arguments) == 2 else (".", arguments[0])
    file = Path(output) if output is not None else None
    form = form or _by_name(file)
    if file is not None:
        check_writable(file)
    elif form == "parquet":
        raise UsageError("parquet is not text: give it a file with --output FILE.")

    import little_giants
    from little_giants.cli.query import check_query
    from little_giants.cli.rows import deliver

    check_query(query)
    data_package = little_giants.open(path)
    run = data_package.run(run_rules=False, limit=0)
    try:
        warn_of_errors(run.report.errors)
        columns = shutil.get_terminal_size().columns if sys.stdout.isatty() and file is None else None
        deliver(
            _answer(run.connection, data_package.package, query),
            form,
            file,
            columns=columns,
            color=use_color(sys.stdout),
        )
    finally:
        run.close()
    return 0


def _answer(connection: duckdb.DuckDBPyConnection, package: Package, query: str) -> Result:
    """Run ``query`` with the views that it names, and with all of them when something that it names is not there."""
    from little_giants.build.views import create_views, named_in
    from little_giants.cli.query import run_query

    create_views(connection, package, named_in(query))
    try:
        return run_query(connection, query)
    except UsageError as error:
        if not str(error).startswith("Catalog Error"):
            raise
    create_views(connection, package)
    return run_query(connection, query)  # most often the same error, now beside the names of all views


def _by_name(file: Path | None) -> str:
    """The format that the name of ``file`` asks for. Raises UsageError for one that would not be what it says."""
    suffix = file.suffix.removeprefix(".").lower() if file else ""
    if suffix in FORMATS:
        return suffix
    if suffix in ("", "txt"):
        return "table"
    raise UsageError(f"{file}: there is no format {suffix!r}. Name one: --format {' or '.join(FORMATS)}.")
