"""``little-giants format``: bring the data files into canonical form."""

from __future__ import annotations

import click

from little_giants.cli.options import path_argument


@click.command("format")
@path_argument
@click.option("--check", is_flag=True, help="Change nothing; list the files that are not canonical and end with 1.")
def command(path: str, check: bool) -> int:
    """Bring the CSV files into canonical form.

    Sorts rows by primary key, writes UTF-8 with LF and as few quotes as possible, and refreshes hash and bytes in
    the descriptor. A file that is broken (ragged rows, wrong encoding) is left alone; validate names the line.
    """
    from little_giants.package import read
    from little_giants.package.canonical import format_package

    changed = format_package(read(path), check=check)
    for file in changed:
        click.echo(f"{'not canonical' if check else 'written'}: {file}")
    if check and changed:
        click.echo("Run `little-giants format` to mend.", err=True)
    return int(check and bool(changed))
