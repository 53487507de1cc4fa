"""``little-giants trade``: a good's imports and exports by year and partner, each figure with its caveats."""

from __future__ import annotations

import click

from little_giants.cli.options import path_argument


@click.command("trade")
@click.argument("product")
@path_argument
@click.option("--flow", type=click.Choice(["import", "export"]), help="One of the two; without it, both.")
@click.option("--format", "form", type=click.Choice(["text", "json", "csv"]), default="text", show_default=True)
def command(product: str, path: str, flow: str | None, form: str) -> None:
    """Show a good's imports and exports by year and partner.

    \b
    little-giants trade 810820
    little-giants trade magnet --flow import
    little-giants trade 钛 --format csv

    PRODUCT is the id of a product, a six-digit code, or a name or part of one. No rate of change is shown where a rule
    forbids it: the reason stands in its place.
    """
    import little_giants
    from little_giants.build.views import create_views
    from little_giants.cli.output import warn_of_errors
    from little_giants.evidence.trade import FLOWS, VIEWS, find, read
    from little_giants.evidence.trade_text import render

    data_package = little_giants.open(path)
    run = data_package.run(run_rules=False, limit=0)
    try:
        warn_of_errors(run.report.errors)
        create_views(run.connection, data_package.package, VIEWS)
        trade = read(run.connection, find(run.connection, product), (flow,) if flow else tuple(FLOWS))
    finally:
        run.close()
    click.echo(render(trade, form), nl=False)
