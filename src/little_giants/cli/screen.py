"""``little-giants screen``: hold a firm's figures against the criteria of an edition, and say what is missing."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import click

from little_giants.cli.options import output_option
from little_giants.cli.output import check_writable, write_text
from little_giants.errors import UsageError

TIERS = ("little_giant", "specialised_sme", "innovative_sme")


@click.command("screen")
@click.argument("arguments", metavar="[FIGURES] [PATH]", nargs=-1)
@click.option(
    "--edition", help="An edition, a year of the tier, or all. Default: the newest whose conditions are known."
)
@click.option("--tier", type=click.Choice(TIERS), help="Default: what the file says, or little_giant.")
@click.option(
    "--procedure", type=click.Choice(["application", "re_review"]), help="Default: the file's, or application."
)
@click.option("--diff", metavar="OLD NEW", nargs=2, help="Compare two editions instead; takes no FIGURES.")
@click.option("--grid", is_flag=True, help="The verdict at each size of revenue and R&D share, as CSV.")
@click.option("--format", "form", type=click.Choice(["text", "json", "csv"]), help="Default: text; for --grid csv.")
@output_option
def command(
    arguments: tuple[str, ...],
    edition: str | None,
    tier: str | None,
    procedure: str | None,
    diff: tuple[str, str] | None,
    grid: bool,
    form: str | None,
    output: str | None,
) -> None:
    """Hold a firm's figures against the criteria of the rules.

    FIGURES is a YAML or JSON file, or the firm_id of a firm whose figures the package holds.

    \b
    little-giants screen figures.yaml
    little-giants screen figures.yaml --edition all
    little-giants screen --diff LG-2022 LG-2026
    """
    if output is not None:
        check_writable(Path(output))
    if diff and (grid or edition):
        raise UsageError("--diff compares two editions: leave out --grid and --edition.")
    if form == "csv" and not (diff or grid):
        raise UsageError("--format csv is for --diff and --grid; give text or json.")
    if grid and form not in (None, "csv"):
        raise UsageError("--grid writes CSV only; leave out --format.")
    most = 1 if diff else 2
    if len(arguments) > most or not (arguments or diff):
        raise UsageError(
            f"screen takes {'a PATH' if diff else 'FIGURES and a PATH'}; these are {len(arguments)} words."
        )

    text = (
        _differences(arguments, diff, procedure, form)
        if diff
        else _screen(arguments, edition, tier, procedure, grid, form)
    )
    if output is None:
        click.echo(text, nl=False)
    else:
        write_text(Path(output), text)


def _differences(arguments: tuple[str, ...], pair: tuple[str, str], procedure: str | None, form: str | None) -> str:
    import little_giants
    from little_giants.evidence import screening_compare, screening_rules, screening_text

    rules = screening_rules.load(little_giants.open(arguments[0] if arguments else "."))
    for name in pair:
        if name not in rules.editions:
            raise UsageError(f"there is no edition {name!r}; there are {', '.join(rules.editions)}.")
    found = screening_compare.differences(rules, *pair, procedure or "application")
    data = [screening_text.difference_data(one) for one in found]
    if form == "json":
        return _json({"old": pair[0], "new": pair[1], "differences": data})
    if form == "csv":
        return _csv([list(data[0]), *(list(row.values()) for row in data)] if data else [])
    return screening_text.render_differences(*pair, procedure or "application", found)


def _screen(
    arguments: tuple[str, ...], words: str | None, tier: str | None, procedure: str | None, grid: bool, form: str | None
) -> str:
    import little_giants
    from little_giants.evidence import (
        screening,
        screening_compare,
        screening_figures,
        screening_repair,
        screening_rules,
        screening_text,
    )

    file, path = arguments if len(arguments) == 2 else (arguments[0], ".")
    data_package = little_giants.open(path)
    rules = screening_rules.load(data_package)
    profile = screening_figures.open_profile(rules, data_package, file)
    tier = tier or profile.tier or TIERS[0]
    procedure = procedure or profile.procedure or screening_rules.PROCEDURES[0]
    editions = rules.choose(words, tier) if words else rules.of_tier(tier) if grid else [rules.newest(tier)]
    if grid:
        names = ["edition_id", "operating_revenue", "rd_spend_share", "rd_spend", "verdict"]
        cells = screening_compare.grid(rules, editions, procedure, profile.figures)
        return _csv([names, *([edition, *map(screening_text.number, sizes), word] for edition, *sizes, word in cells)])
    found = [screening.screen(rules, one, procedure, profile.figures) for one in editions]
    rows = [(one, screening_repair.cheapest(rules, one, profile.figures)) for one in found]
    steps = screening_compare.steps(found)
    if form == "json":
        turns = [
            {"from": one.before.edition.edition_id, "to": one.after.edition.edition_id, "turn": one.turn}
            for one in steps
        ]
        screenings = [screening_text.as_data(*row) for row in rows]
        return _json({"name": profile.name, "year": profile.figures.year, "screenings": screenings, "steps": turns})
    if len(rows) == 1:
        return screening_text.render(profile.name, *rows[0], rules, profile.figures.year)
    return screening_text.render_all(profile.name, rows, steps)


def _json(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def _csv(rows: list[list[str]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()
