"""``little-giants serve``: validate, build and show a package as a site on this machine."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import click

from little_giants.cli.options import lang_option, path_argument, trust_option


@click.command("serve")
@path_argument
@click.option("--port", type=click.IntRange(0, 65535), default=8001, show_default=True, help="0 takes a free one.")
@click.option("--host", default="127.0.0.1", show_default=True, help="An address of this machine alone.")
@trust_option
@lang_option
def command(path: str, port: int, host: str, trust_rules: bool, lang: str) -> int:
    """Validate, build and serve the package as a site on this machine.

    The site is built below PATH/build; when nothing changed, it is shown at once. Data with errors is not shown: the
    report is printed and the command ends with 1. Stop it with Ctrl-C.
    """
    import little_giants
    from little_giants.build import InvalidData
    from little_giants.site.application import check_datasette
    from little_giants.site.server import listen, serve

    check_datasette()
    from little_giants.site.folder import prepare

    data_package = little_giants.open(path, trust_rules=trust_rules or None)
    data_package.check_trusted()
    with listen(host, port) as socket:
        began = time.perf_counter()
        try:
            site = prepare(data_package, Path(data_package.package.root) / "build")
        except InvalidData as error:
            from little_giants.cli.output import use_color
            from little_giants.reports.text import render

            click.echo(render(error.report, lang, color=use_color(sys.stdout)), nl=False, color=True)
            click.echo(f"{error} Mend the data, then serve again.", err=True)
            return 1
        name = data_package.package.properties.get("title") or data_package.package.name
        seconds = f"{time.perf_counter() - began:.1f} s"
        click.echo(f"{name}\nValidated{' and built' if site.fresh else '; nothing changed'}: {seconds}.", err=True)

        def ready(address: str) -> None:
            short = str(name).partition(":")[0]
            click.echo(f"{short} is at {address}", color=True)
            click.echo("Ctrl-C ends it.", err=True)

        serve(site, socket, ready)
    return 0
