"""One command as one process: how long it took, how busy it was, how much memory it held, and what it said."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

PER_MEGABYTE = 1e6 if sys.platform == "darwin" else 1e6 / 1024  # ru_maxrss: bytes on macOS, units of 1,024 elsewhere


@dataclass(frozen=True, slots=True)
class Run:
    """One finished process. ``code`` is its exit code, negative when a signal ended it."""

    seconds: float  # wall time, from start to end
    cpu: float  # seconds of processor time, user and system
    megabytes: float  # the most memory it held at once
    code: int
    output: str  # standard output
    errors: str  # standard error


def measure(command: Sequence[str], folder: Path, more: Mapping[str, str] | None = None, limit: float = 3600) -> Run:
    """Run a command in a folder, with ``more`` added to its environment; after ``limit`` seconds it is stopped.

    Python may keep its bytecode, as an installed program has it: or every run would compile the sources anew.
    """
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "", **(more or {})}
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        start = time.perf_counter()
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=output, stderr=errors)
        watch = threading.Timer(limit, process.kill)
        watch.start()
        try:
            _, status, usage = os.wait4(process.pid, 0)
        finally:
            watch.cancel()
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        texts = []
        for file in (output, errors):
            file.seek(0)
            texts.append(file.read().decode("utf-8", "replace"))
    cpu = usage.ru_utime + usage.ru_stime
    return Run(seconds, cpu, usage.ru_maxrss / PER_MEGABYTE, process.returncode, *texts)
