"""The ``little-giants`` command: its commands, imported late, and the exit code of every outcome.

0: valid or done. 1: findings. 2: wrong use, or a package that cannot be read. 130: Ctrl-C. 141: the reader of our
output went away (as for a program that SIGPIPE ended).
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any, NoReturn

import click

from little_giants.errors import LittleGiantsError, PackageError

# Name -> the line that --help shows. The module little_giants.cli.<name> holds a click command named `command`.
COMMANDS = {
    "validate": "Check every table: file, header, types, keys and rules.",
    "build": "Write DuckDB, SQLite and Parquet from one validated read.",
    "serve": "Validate, build and serve the package as a site on this machine.",
    "sql": "Ask the tables a question in SQL (DuckDB, read-only).",
    "claims": "Recompute every published claim and say what follows.",
    "trade": "Show a good's imports and exports by year and partner.",
    "coverage": "Show what is held against the official counts.",
    "why": "Say which documents give a cell, which is preferred, and why.",
    "screen": "Hold a firm's figures against the criteria of the rules.",
    "describe": "Print the data dictionary: tables, fields, units, keys.",
    "format": "Bring the CSV files into canonical form.",
    "ingest": "Turn published bulk files into rows with their source.",
}


class LateGroup(click.Group):
    """A group that knows its commands by name and imports the module of the one that is used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All names, in the order of ``COMMANDS``."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the module of one command."""
        if cmd_name not in COMMANDS:
            if ctx.resilient_parsing:  # the shell completes a line that is not finished
                return None
            ctx.fail(f"no command {cmd_name!r}; there are {', '.join(COMMANDS)}.")
        command: click.Command = import_module(f"little_giants.cli.{cmd_name}").command
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; a reader that went away ends it quietly (click itself would say 1: findings)."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            ctx.exit(_reader_gone())
        except RuntimeError as error:
            if str(error) == "Query interrupted":  # what DuckDB makes of Ctrl-C while a query runs
                raise KeyboardInterrupt from None
            raise

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=LateGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="little-giants", message="%(version)s")
def cli() -> None:
    """Validate, query, build and serve a data package.

    PATH is a folder with a datapackage.json, the descriptor itself, or a .zip of the folder; without it, the current
    folder.
    """


def main(args: Sequence[str] | None = None) -> NoReturn:
    """Run the command line with ``args`` (default: those of the process) and end with its exit code."""
    try:
        code = cli.main(args=args, prog_name="little-giants", standalone_mode=False)
        sys.stdout.flush()
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        code = 2
    except click.ClickException as error:
        code = _fail(_where(error), error.format_message())
    except PackageError as error:
        code = _fail("little-giants", *(str(problem) for problem in error.problems))
    except LittleGiantsError as error:
        code = _fail("little-giants", str(error))
    except (click.Abort, KeyboardInterrupt):
        code = 130
    except BrokenPipeError:
        code = _reader_gone()
    except OSError as error:  # a full disk, a folder that went away
        place = f"{error.filename}: " if error.filename else ""
        code = _fail("little-giants", f"{place}{error.strerror or error}.")
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    raise SystemExit(code)


def _reader_gone() -> int:
    """Let what is still buffered go nowhere: the interpreter flushes once more when it ends. Returns the exit code."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 141


def _where(error: click.ClickException) -> str:
    context = getattr(error, "ctx", None)
    return context.command_path if context else "little-giants"


def _fail(where: str, *lines: str) -> int:
    """Print each line after the name of the command, on stderr. Returns the exit code of wrong use."""
    for line in lines:
        click.echo(f"{where}: {line}", err=True)
    return 2
