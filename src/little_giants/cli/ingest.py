"""``little-giants ingest``: published bulk files, turned into rows with their source."""

from __future__ import annotations

from pathlib import Path

import click

from little_giants.cli.options import output_option, path_argument
from little_giants.errors import UsageError


@click.group("ingest")
def command() -> None:
    """Turn published bulk files into rows with their source."""


@command.group("trade")
def trade() -> None:
    """Yearly trade flows: BACI and UN Comtrade."""


source_option = click.option("--source", "source_id", metavar="ID", required=True, help="Row of sources it comes from.")


@trade.command("baci")
@click.argument("release", metavar="DIR|ZIP", type=click.Path())
@path_argument
@source_option
@click.option("--reporter", metavar="CODE", multiple=True, default=("CHN",), show_default=True, help="May be repeated.")
@click.option("--code", metavar="HS6", multiple=True, help="Only this code; may be repeated.")
@click.option("--year", type=int, metavar="YEAR", multiple=True, help="Only this year; may be repeated.")
@output_option
def baci(
    release: str,
    path: str,
    source_id: str,
    reporter: tuple[str, ...],
    code: tuple[str, ...],
    year: tuple[int, ...],
    output: str | None,
) -> None:
    """Add the flows of a BACI release to trade_flows, or write them to --output.

    DIR or ZIP holds yearly files as CEPII publishes them (BACI_HS22_Y2024_V202601.csv). Codes are those of hs_codes.
    """
    from little_giants.cli.output import check_writable, write_text
    from little_giants.ingest.trade import baci as release_of
    from little_giants.ingest.trade.table import join, reference, text

    if output is not None:
        check_writable(Path(output))
    known = reference(path, source_id)
    loaded = release_of.load(Path(release), known, source_id=source_id, reporters=reporter, codes=code, years=year)
    for note in loaded.notes:
        click.echo(note, err=True)
    if output is not None:
        write_text(Path(output), text(known.root, loaded.rows))
        click.echo(f"{output}: {len(loaded.rows):,} rows.")
        return
    file, added, there = join(known.root, loaded.rows)
    click.echo(f"{file}: {added:,} rows added, {there:,} were there. Run `little-giants format`, then `validate`.")


@trade.command("comtrade")
@click.argument("file", type=click.Path())
@path_argument
@source_option
@output_option
def comtrade(file: str, path: str, source_id: str, output: str | None) -> None:
    """Turn a pull from UN Comtrade (JSON or CSV, version 1) into rows in --output.

    Its records may not be passed on, so they never join the package: the rows go to a file of yours.
    """
    if output is None:
        raise UsageError(
            "records of UN Comtrade may not be passed on: write them to a file of yours with --output FILE."
        )

    from little_giants.cli.output import check_writable, write_text
    from little_giants.ingest.trade import comtrade as pull
    from little_giants.ingest.trade.table import reference, text

    check_writable(Path(output))
    known = reference(path, source_id)
    if Path(output).resolve().is_relative_to(known.root.resolve() / "data"):
        raise UsageError(f"{output} is in the package, which is published; write outside its data folder.")
    loaded = pull.load(Path(file), known, source_id=source_id)
    for note in loaded.notes:
        click.echo(note, err=True)
    write_text(Path(output), text(known.root, loaded.rows))
    click.echo(f"{output}: {len(loaded.rows):,} rows.")
