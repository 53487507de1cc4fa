"""``little-giants why``: who says so, for one cell of the package."""

from __future__ import annotations

import csv
import json
import sys

import click

from little_giants.cli.options import path_argument


@click.command("why")
@click.argument("table")
@click.argument("key")
@click.argument("field")
@path_argument
@click.option("--format", "form", type=click.Choice(["text", "json", "csv"]), default="text", show_default=True)
def command(table: str, key: str, field: str, path: str, form: str) -> None:
    """Say which documents give a cell, which is preferred, and why.

    The cell is FIELD of the row KEY of TABLE.

    \b
    little-giants why firms F000123 city
    little-giants why counts 2,100000,new value

    KEY is the primary key of the row, its values joined by commas; the first of them are enough when they name few
    rows. The same in SQL: the view who_says.
    """
    import little_giants
    from little_giants.evidence.why import VIEW, records, render, who_says

    connection = little_giants.open(path).connect(views=[VIEW])
    try:
        sayings = who_says(connection, table, key, field)
    finally:
        connection.close()
    if form == "json":
        click.echo(json.dumps(records(sayings), ensure_ascii=False, indent=1))
    elif form == "csv":
        rows = records(sayings)
        writer = csv.DictWriter(sys.stdout, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    else:
        click.echo(render(sayings), nl=False)
