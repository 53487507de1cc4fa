"""Where results go: a file that is whole or not there at all, colour only for eyes, progress only on a terminal."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

import click

from little_giants.errors import UsageError


def check_writable(path: Path) -> None:
    """Refuse a file that could not be written before any work is done. Raises UsageError."""
    folder = path.resolve().parent
    if path.is_dir():
        raise UsageError(f"{path} is a folder; give the name of a file.")
    if not folder.is_dir():
        raise UsageError(f"{path} cannot be written: the folder {folder} does not exist.")
    if not os.access(path if path.exists() else folder, os.W_OK):
        raise UsageError(f"{path} cannot be written: permission denied.")


def write_text(path: Path, text: str) -> None:
    """Write ``text`` beside its place and rename it, so that no reader ever meets half a file.

    A link is followed; a device or pipe (``/dev/null``) is written to directly. Raises UsageError.
    """
    with aside(path) as place:
        place.write_text(text, encoding="utf-8", newline="\n")


@contextmanager
def aside(path: Path) -> Iterator[Path]:
    """A name beside ``path`` that is renamed to it when the block ends well. Raises UsageError."""
    target = path.resolve()
    try:
        if target.exists() and not stat.S_ISREG(target.stat().st_mode):
            yield target
            return
        beside = target.with_name(f".{target.name}.{os.getpid()}.tmp")
        try:
            yield beside
            beside.replace(target)
        finally:
            beside.unlink(missing_ok=True)
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}.") from error


def warn_of_errors(errors: int) -> None:
    """Say on stderr that figures come from tables with ``errors``; nothing when there are none."""
    if errors:
        click.echo(
            f"little-giants: the tables have {errors:,} error{'' if errors == 1 else 's'} (run validate);"
            " cells that are not of their type are empty here.",
            err=True,
        )


def use_color(stream: TextIO) -> bool:
    """Whether to colour what is written to ``stream``: a terminal, and NO_COLOR (https://no-color.org) is not set."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


class Progress:
    """One line on a terminal that says which table is being read: ``firms 7/19``. Silent on anything else."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._shown = stream.isatty() and os.environ.get("TERM") != "dumb"

    def __call__(self, done: int, total: int, table: str) -> None:
        """Show that ``table`` is being read after ``done`` of ``total``; no table: the rules across tables run."""
        if self._shown:
            self._write(f"\r\x1b[K{table} {done + 1}/{total}" if table else "\r\x1b[Kkeys and rules")

    def clear(self) -> None:
        """Wipe the line."""
        if self._shown:
            self._write("\r\x1b[K")

    def _write(self, text: str) -> None:
        with suppress(OSError):  # a terminal that went away is no reason to stop
            self._stream.write(text)
            self._stream.flush()


@contextmanager
def progress() -> Iterator[Progress]:
    """A progress line on stderr, wiped at the end however it comes."""
    line = Progress(sys.stderr)
    try:
        yield line
    finally:
        line.clear()
