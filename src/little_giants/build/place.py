"""Replace a folder as a whole: the new one is written aside, then the two change places.

A process that is killed leaves the last good folder; what it had written aside is swept by the next run.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import sys
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from little_giants.errors import UsageError

_AT_FDCWD, _RENAME_EXCHANGE = -100, 2  # linux/fcntl.h, linux/fs.h


@contextmanager
def replacing(to: Path) -> Iterator[Path]:
    """Give an empty folder beside ``to`` to write into; when the block ends well it becomes ``to``."""
    aside = to.with_name(f".{to.name}.{os.getpid()}.tmp")
    try:
        aside.parent.mkdir(parents=True, exist_ok=True)
        _sweep(to)
        aside.mkdir()
    except OSError as error:
        raise UsageError(f"{to}: cannot be written: {error.strerror}.") from None
    try:
        yield aside
        if not to.exists():
            aside.rename(to)
        elif not _exchange(aside, to):
            old = _old(to)
            to.rename(old)
            aside.rename(to)
            shutil.rmtree(old, ignore_errors=True)
    finally:
        shutil.rmtree(aside, ignore_errors=True)  # after an exchange this is the old folder


def recover(to: Path) -> None:
    """Put the last good folder back if a run was killed between the two renames of a system without exchange."""
    if not to.exists() and _old(to).exists():
        _old(to).rename(to)


def check_replaceable(to: Path, mark: str, known: Collection[str]) -> None:
    """Refuse a folder that holds anything but an earlier build. Raises UsageError.

    ``mark`` is the file that marks a build, ``known`` the files it wrote, relative to ``to``.
    """
    if not to.name:
        raise UsageError(f"{to}: is the root of the file system. Name a folder below it.")
    if not to.exists():
        return
    if not to.is_dir():
        raise UsageError(f"{to}: is a file. Name a folder.")
    found = {file.relative_to(to).as_posix() for file in to.rglob("*") if not file.is_dir()}
    if found and mark not in found:
        raise UsageError(f"{to}: holds other files and would be replaced as a whole. Name a new folder.")
    if alien := sorted(found - set(known) - {mark}):
        raise UsageError(f"{to}: holds {alien[0]}, which a build did not write. Move it away first.")


def _old(to: Path) -> Path:
    return to.with_name(f".{to.name}.old")


def _sweep(to: Path) -> None:
    """Remove what killed runs left beside ``to``. A folder of a process that still runs stays."""
    if to.exists():
        shutil.rmtree(_old(to), ignore_errors=True)
    for left in to.parent.glob(f".{to.name}.*.tmp"):
        number = left.name.removeprefix(f".{to.name}.").removesuffix(".tmp")
        if number.isdigit() and not _runs(int(number)):
            shutil.rmtree(left, ignore_errors=True)


def _runs(process: int) -> bool:
    if process == os.getpid():
        return False
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two names in one step (Linux, renameat2). False where the system cannot."""
    if not sys.platform.startswith("linux"):
        return False
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError):
        return False
    return bool(rename(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) == 0)
