"""Arguments and options that several commands share, and the checks of their values."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Any

import click

from little_giants.errors import UsageError

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]

path_argument: Decorator = click.argument("path", default=".", type=click.Path())
only_option: Decorator = click.option(
    "--only", metavar="TABLE", multiple=True, help="Only this table; may be given several times."
)
lang_option: Decorator = click.option(
    "--lang", type=click.Choice(["en", "zh"]), default="en", show_default=True, help="Language of the words."
)
output_option: Decorator = click.option(
    "--output", "-o", metavar="FILE", type=click.Path(), help="Write to FILE instead of standard output."
)

trust_option: Decorator = click.option(
    "--trust-rules", is_flag=True, help="Run the rules (Python) of a package that is not the current folder's."
)


def check_tables(only: Sequence[str], names: Collection[str]) -> None:
    """Refuse a table that the package does not have, with the nearest name. Raises UsageError."""
    for name in only:
        if name not in names:
            from difflib import get_close_matches

            near = get_close_matches(name, names, n=1)
            hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(names)}."
            raise UsageError(f"no table is named {name!r}; {hint}")
