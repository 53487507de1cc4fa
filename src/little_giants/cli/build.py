"""``little-giants build``: write databases and files, all from one validated read."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from little_giants.cli.options import lang_option, path_argument, trust_option


@click.command("build")
@path_argument
@click.option("--to", metavar="DIR", required=True, type=click.Path(), help="Folder to write; replaced as a whole.")
@click.option("--only", metavar="FORMAT", multiple=True, help="duckdb, sqlite or parquet; may be given several times.")
@trust_option
@lang_option
def command(path: str, to: str, only: tuple[str, ...], trust_rules: bool, lang: str) -> int:
    """Write DuckDB, SQLite and Parquet from one validated read.

    Data with errors is not built: the report is printed and the command ends with 1. The folder is replaced as a
    whole, so a build that is stopped leaves the last good one. When nothing changed, nothing is written.
    """
    import little_giants
    from little_giants.build import InvalidData, build

    try:
        files = build(little_giants.open(path, trust_rules=trust_rules or None), Path(to), only)
    except InvalidData as error:
        from little_giants.cli.output import use_color
        from little_giants.reports.text import render

        click.echo(render(error.report, lang, color=use_color(sys.stdout)), nl=False, color=True)
        click.echo(str(error), err=True)
        return 1
    root = Path(to).resolve()
    for file in files:
        click.echo(f"{file.stat().st_size:>12,}  {Path(to) / file.relative_to(root)}")
    return 0
