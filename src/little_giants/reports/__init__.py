"""Reports: each module here has one pure function ``render(report, lang) -> str``.

Nothing is read, written or printed here; the command line decides where a report goes.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from little_giants.findings import Report

FORMATS = ("text", "json")
# The Frictionless error types whose place is a label of the header.
LABEL_TYPES = frozenset({"missing-label", "extra-label", "duplicate-label", "blank-label", "incorrect-label"})


def renderer(name: str) -> Callable[[Report, str], str]:
    """The ``render(report, lang)`` of one of ``FORMATS``. Raises KeyError for any other name."""
    if name not in FORMATS:
        raise KeyError(name)
    render: Callable[[Report, str], str] = import_module(f"little_giants.reports.{name}").render
    return render
