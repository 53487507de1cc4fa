"""Build the scanner with cargo. ``python native/build.py`` puts it where the Python side looks for it.

Wheels are built with it through ``hatch_build.py``. It needs Python and cargo, no package and no network.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGE = "little_giants/engines/native"  # where library.py looks for it
BUILT = ROOT / "build" / "native" / "release"
BUILT /= {"darwin": "libscanner.dylib", "win32": "scanner.dll"}.get(sys.platform, "libscanner.so")
NAME = f"_scanner{BUILT.suffix}"


class NotBuiltError(Exception):
    """There is no scanner; the text says why, and what to do where that is known."""


def build() -> Path:
    """Compile the crate and return the library, which this Python can load. What cargo says goes to stderr.

    Raises NotBuiltError where cargo is not there or fails, or makes a library for another machine.
    """
    cargo = shutil.which("cargo")
    if cargo is None:
        raise NotBuiltError("cargo is not on PATH: install Rust (on Debian and Ubuntu: apt-get install cargo).")
    command = [cargo, "build", "--release", "--offline", "--locked"]
    command += ["--manifest-path", str(ROOT / "native" / "Cargo.toml"), "--target-dir", str(BUILT.parents[1])]
    status = subprocess.run(command, stdout=sys.stderr, check=False).returncode
    if status:
        raise NotBuiltError(f"cargo failed with status {status}.")
    try:
        ctypes.CDLL(str(BUILT))
    except OSError as error:
        raise NotBuiltError(f"This Python cannot load what cargo built: {error}.") from None
    return BUILT


def remove() -> None:
    """Take away a library that was placed before: it may be of another state of the sources."""
    (ROOT / "src" / PACKAGE / NAME).unlink(missing_ok=True)


def place(built: Path) -> None:
    """Put the library beside its Python side in one step: a program that runs keeps the one it has loaded."""
    target = ROOT / "src" / PACKAGE / NAME
    new = target.with_suffix(".new")
    shutil.copyfile(built, new)
    os.replace(new, target)


def main() -> str | None:
    """Build and place the scanner; the text of the failure, if it fails."""
    try:
        place(build())
    except NotBuiltError as reason:
        remove()
        return f"The scanner is not built. {reason}"
    return None


if __name__ == "__main__":
    sys.exit(main())
