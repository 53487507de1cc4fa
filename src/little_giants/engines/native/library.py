"""Find and load the scanner, which lies beside this module where it was built."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ctypes

VERSION = 4  # of the calls of native/src/lib.rs that this side makes: what scanner_version() has to answer
SUFFIX = {"darwin": ".dylib", "win32": ".dll"}.get(sys.platform, ".so")
FILE = Path(__file__).with_name(f"_scanner{SUFFIX}")


@cache
def library() -> ctypes.CDLL | None:
    """The loaded scanner, or None where there is none that this version of the program can call.

    None stands for: not built, built for another machine, or built from another version of ``native/``.
    Calls through it release the interpreter's lock.
    """
    if not FILE.is_file():
        return None
    import ctypes  # only here: most commands never scan

    try:
        loaded = ctypes.CDLL(str(FILE))
        version = loaded.scanner_version
    except (OSError, AttributeError):  # another platform's file, or a library that is not the scanner
        return None
    version.argtypes = ()
    version.restype = ctypes.c_uint32
    if version() != VERSION:
        return None
    loaded.scanner_free.restype = None
    return loaded
