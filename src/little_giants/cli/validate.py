"""``little-giants validate``: check a package and report what is wrong."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from little_giants.cli.options import check_tables, lang_option, only_option, output_option, path_argument, trust_option
from little_giants.cli.output import check_writable, progress, use_color, write_text
from little_giants.errors import UsageError
from little_giants.reports import FORMATS, renderer

if TYPE_CHECKING:
    from little_giants.findings import Report

_MEMORY = re.compile(r"[0-9]+(\.[0-9]+)?\s*([KMGT]i?B)", re.IGNORECASE)


@click.command("validate")
@path_argument
@click.option("--schema", metavar="FILE", type=click.Path(), help="PATH is one table, and FILE is its Table Schema.")
@only_option
@click.option(
    "--format",
    "formats",
    metavar="FORMAT[=FILE]",
    multiple=True,
    default=("text",),
    show_default=True,
    help=f"One of {', '.join(FORMATS)}; with =FILE it is written there. May be given several times.",
)
@output_option
@click.option(
    "--limit",
    type=click.IntRange(min=0),
    default=1000,
    show_default=True,
    metavar="N",
    help="List at most N findings of a table; counts stay exact.",
)
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning"]),
    default="error",
    show_default=True,
    help="End with exit code 1 from this severity on.",
)
@click.option("--no-rules", is_flag=True, help="Check files, types and keys only; run no code of the package.")
@trust_option
@click.option("--memory", metavar="SIZE", default="1GB", show_default=True, help="Memory limit, such as 512MB.")
@lang_option
def command(
    path: str,
    schema: str | None,
    only: tuple[str, ...],
    formats: tuple[str, ...],
    output: str | None,
    limit: int,
    fail_on: str,
    no_rules: bool,
    trust_rules: bool,
    memory: str,
    lang: str,
) -> int:
    """Check every table: file, header, types, keys and rules.

    PATH is a folder with a datapackage.json, the descriptor, a .zip of the folder, or with --schema one table. Ends
    with 0 when all is valid, 1 when there are findings, 2 when the package cannot be read.
    """
    targets = parse_formats(formats, output)
    if not _MEMORY.fullmatch(memory):
        raise UsageError(f"--memory {memory!r} is not a size. Write a number and a unit, such as 512MB or 2GB.")
    if no_rules and trust_rules:
        raise UsageError("--no-rules and --trust-rules cannot both hold.")
    for file in targets.values():
        if file:
            check_writable(file)

    import little_giants

    data_package = little_giants.open(path, schema=schema, trust_rules=trust_rules or None)
    check_tables(only, data_package.package.names)
    with progress() as line:
        report = data_package.validate(only=only, limit=limit, memory=memory, run_rules=not no_rules, progress=line)
    for name, file in targets.items():
        _deliver(report, name, file, lang)
    return int(bool(report.errors or (fail_on == "warning" and report.warnings)))


def parse_formats(formats: tuple[str, ...], output: str | None) -> dict[str, Path | None]:
    """Format name -> its file, or None for standard output. Raises UsageError when that is not one clear order."""
    targets: dict[str, Path | None] = {}
    for value in formats:
        name, has_file, file = value.partition("=")
        if name not in FORMATS:
            raise UsageError(f"--format {name!r} is not known; use {' or '.join(FORMATS)}.")
        if has_file and not file:
            raise UsageError(f"--format {value!r} names no file.")
        if name in targets:
            raise UsageError(f"--format {name} is given twice.")
        targets[name] = Path(file) if has_file else None
    plain = [name for name, file in targets.items() if file is None]
    if len(plain) > 1:
        raise UsageError(f"{' and '.join(plain)} cannot both go to standard output; write --format {plain[1]}=FILE.")
    if output is not None:
        if not plain:
            raise UsageError("--output needs a --format without a file of its own.")
        targets[plain[0]] = Path(output)
    files = [file.resolve() for file in targets.values() if file]
    if len(set(files)) < len(files):
        raise UsageError("two formats would be written to the same file.")
    return targets


def _deliver(report: Report, name: str, file: Path | None, lang: str) -> None:
    if file is not None:
        write_text(file, renderer(name)(report, lang))
    elif name == "text":
        from little_giants.reports.text import render

        click.echo(render(report, lang, color=use_color(sys.stdout)), nl=False, color=True)
    else:
        click.echo(renderer(name)(report, lang), nl=False)
