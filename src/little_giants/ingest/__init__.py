"""Mechanical steps that turn researched lists and bulk files into rows with provenance."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import NoReturn

from little_giants.errors import LittleGiantsError


def run(main: Callable[[list[str]], int]) -> NoReturn:
    """End the process with the code that ``main`` gives for the arguments; an error is one line, and code 2."""
    try:
        code = main(sys.argv[1:])
    except (LittleGiantsError, OSError, UnicodeDecodeError) as error:
        print(error, file=sys.stderr)
        code = 2
    raise SystemExit(code)
