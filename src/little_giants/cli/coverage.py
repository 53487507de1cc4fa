"""``little-giants coverage``: what is held against the official counts, and what the sources are worth."""

from __future__ import annotations

import json
import shutil
import sys
from typing import TYPE_CHECKING

import click

from little_giants.cli.options import path_argument

if TYPE_CHECKING:
    from little_giants.evidence.coverage import Table


@click.command("coverage")
@path_argument
@click.option("--batch", type=int, metavar="N", help="The regions of this batch.")
@click.option("--region", metavar="REGION", help="The batches of this region: a code, or a Chinese or English name.")
@click.option("--format", "form", type=click.Choice(["text", "json", "csv"]), default="text", show_default=True)
def command(path: str, batch: int | None, region: str | None, form: str) -> None:
    """Show what is held against the official counts.

    Without --batch and --region it shows the whole country batch by batch and what the sources are worth: the kinds of
    document in their order, how many cells rest on one document, and what no document supports.
    """
    import little_giants
    from little_giants.evidence import coverage

    connection = little_giants.open(path).connect(views=coverage.VIEWS)
    try:
        coverage.check(connection)
        batch = None if batch is None else coverage.find_batch(connection, batch)
        code = None if region is None else coverage.find_region(connection, region)
        whole = batch is None and code is None
        of_sources = [coverage.kinds, coverage.support, coverage.unsourced] if whole and form != "csv" else []
        first = coverage.shown if form == "text" else coverage.coverage
        tables = [first(connection, batch, code), *(read(connection) for read in of_sources)]
    finally:
        connection.close()
    if form == "json":
        names = ("coverage", "kinds", "support", "unsourced")
        found = {name: _records(table) for name, table in zip(names, tables, strict=False)}
        click.echo(json.dumps(found, ensure_ascii=False, indent=1, default=str))
    else:
        _write(tables, form)


def _records(table: Table) -> list[dict[str, object]]:
    return [dict(zip(table.columns, row, strict=True)) for row in table.rows]


def _write(tables: list[Table], form: str) -> None:
    from little_giants.cli.output import use_color
    from little_giants.cli.query import Result
    from little_giants.cli.rows import write_rows

    columns = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
    for number, table in enumerate(tables):
        if form == "text":
            click.echo(f"{chr(10) if number else ''}{table.title}")
        result = Result(table.columns, table.types, iter(table.rows))
        write_rows(
            result, "csv" if form == "csv" else "table", sys.stdout, columns=columns, color=use_color(sys.stdout)
        )
