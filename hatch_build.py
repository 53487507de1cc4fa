"""The build hook: a wheel, or an editable install, holds the scanner where cargo can build it.

Where it cannot, the package is complete without it and a warning says what is lost. LITTLE_GIANTS_NATIVE=required makes
that an error.
"""

from __future__ import annotations

import os
import runpy
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from packaging.tags import platform_tags

VARIABLE = "LITTLE_GIANTS_NATIVE"
LOST = "little-giants is built without its scanner: large files are read by DuckDB alone, several times slower."
AGAIN = "To try again, run `make native` in a clone, which shows what cargo says, or install again."


class ScannerHook(BuildHookInterface[Any]):
    """Adds the scanner to what hatchling packs."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the scanner for a wheel (``version`` is "standard") or an editable install ("editable")."""
        if self.target_name != "wheel":
            return
        setting = os.environ.get(VARIABLE, "")
        if setting not in ("", "required"):
            self.app.abort(f"{VARIABLE} is “{setting}”. Write “required”, or leave it out.")
        native = SimpleNamespace(**runpy.run_path(str(Path(self.root, "native", "build.py"))))
        try:
            built = native.build()
            if version == "editable":
                native.place(built)
            else:
                build_data["pure_python"] = False
                build_data["tag"] = f"py3-none-{platform()}"
                build_data["force_include"][str(built)] = f"{native.PACKAGE}/{native.NAME}"
        except native.NotBuiltError as reason:
            if setting == "required":
                self.app.abort(f"The scanner is not built, and {VARIABLE}=required asks for it. {reason}")
            if version == "editable":
                native.remove()
            self.app.display_warning(f"{LOST} {reason} {AGAIN}")


def platform() -> str:
    """The platform this machine's library runs on, as a wheel's name says it: "linux_x86_64"."""
    # The tags manylinux and musllinux promise more than a plain build does: old machines too.
    return next(tag for tag in platform_tags() if not tag.startswith(("manylinux", "musllinux")))
