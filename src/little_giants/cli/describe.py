"""``little-giants describe``: the data dictionary, generated from descriptor and schemas."""

from __future__ import annotations

from pathlib import Path

import click

from little_giants.cli.options import check_tables, lang_option, only_option, output_option, path_argument
from little_giants.cli.output import check_writable, write_text


@click.command("describe")
@path_argument
@only_option
@click.option("--format", "kind", type=click.Choice(["text", "markdown"]), default="text", show_default=True)
@output_option
@lang_option
def command(path: str, only: tuple[str, ...], kind: str, output: str | None, lang: str) -> None:
    """Print the data dictionary: tables, fields, units, keys.

    All of it comes from the descriptor and the schemas; no data is read.
    """
    if output is not None:
        check_writable(Path(output))

    import little_giants
    from little_giants.reports.dictionary import render

    opened = little_giants.open(path)
    package = opened.package
    check_tables(only, package.names)
    text = render(package, kind, lang, only)
    if output is None:
        click.echo(text, nl=False)
    else:
        write_text(Path(output), text)
