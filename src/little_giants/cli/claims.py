"""``little-giants claims``: recompute every published claim that the package can judge, and say what follows."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import click

from little_giants.cli.options import lang_option, output_option, path_argument
from little_giants.cli.output import check_writable, write_text
from little_giants.evidence.claims import VERDICTS


@click.command("claims")
@path_argument
@click.option(
    "--verdict",
    "verdicts",
    type=click.Choice(VERDICTS),
    multiple=True,
    help="Only claims with this verdict; may be given several times.",
)
@click.option("--id", "ids", metavar="CLAIM", multiple=True, help="Only this claim; may be given several times.")
@click.option("--format", "form", type=click.Choice(["text", "json", "csv"]), default="text", show_default=True)
@output_option
@lang_option
def command(
    path: str, verdicts: tuple[str, ...], ids: tuple[str, ...], form: str, output: str | None, lang: str
) -> int:
    """Recompute every published claim and say what follows.

    Ends with 1 when a stored verdict does not follow from the data.
    """
    if output is not None:
        check_writable(Path(output))

    import little_giants
    from little_giants.evidence import claims_report
    from little_giants.evidence.claims_run import choose, read_ledger

    ledger = read_ledger(little_giants.open(path))
    if ledger.errors:
        click.echo(
            f"little-giants: the tables have {ledger.errors:,} error{'' if ledger.errors == 1 else 's'} (run validate);"
            " cells that are not of their type are empty here.",
            err=True,
        )
    chosen = choose(ledger, verdicts, ids)
    if form == "text":
        columns = shutil.get_terminal_size().columns if sys.stdout.isatty() and output is None else 100
        written = claims_report.text(chosen, lang, columns)
    else:
        written = (claims_report.as_json if form == "json" else claims_report.as_csv)(chosen, lang)
    if output is not None:
        write_text(Path(output), written)
    else:
        click.echo(written, nl=False)
    return int(bool(chosen.astray))
