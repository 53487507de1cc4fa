"""What a validator may touch: Python's audit hook (PEP 578) sees every file, process and address that Python opens.

DuckDB opens files by itself, unseen. So a secret lies outside of every package, and no report and no table may show it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

SECRET = "canary-5f1d77"
_NEVER = ("socket.connect", "socket.bind", "socket.getaddrinfo", "urllib.Request", "subprocess.Popen", "os.system",
          "os.exec", "os.posix_spawn", "os.fork")  # fmt: skip
_CHANGES = ("os.remove", "os.rename", "os.rmdir", "os.mkdir", "os.symlink", "os.link", "os.chmod", "os.truncate",
            "shutil.rmtree")  # fmt: skip


class Escape(BaseException):
    """Something outside the package was touched. No ``except Exception`` hides it."""


class Guard:
    """Watches while it is armed. Its hook stays for the life of the process, so make one a process."""

    def __init__(self, scratch: Path) -> None:
        """``scratch`` is the folder for temporary files: the only one that may be written."""
        self._scratch = str(scratch.resolve())
        code = [sys.prefix, sys.base_prefix, *sys.path, str(Path(__file__).parents[2] / "src")]
        self._code = {os.path.realpath(one) for one in code if one}
        self._package: str | None = None
        self.found: list[str] = []
        sys.addaudithook(self._hook)

    @contextmanager
    def armed(self, package: Path) -> Iterator[None]:
        """Raise Escape for everything but reading ``package`` and the libraries, and writing temporary files."""
        self._package, self.found = str(package.resolve()), []
        try:
            yield
        finally:
            self._package = None
        if self.found:  # somebody caught it
            raise Escape(self.found[0])

    def _hook(self, event: str, args: tuple[Any, ...]) -> None:
        if self._package is None:
            return
        said = None
        if event == "open":
            said = self._open(args)
        elif event in _CHANGES and not self._below(args[0], {self._scratch}):
            said = f"{event} {args[0]!r}"
        elif event in ("os.listdir", "os.scandir") and isinstance(args[0], (str, bytes)):
            allowed = {self._scratch, self._package, *self._code}
            said = None if self._below(args[0], allowed) else f"{event} {args[0]!r}"
        elif event in _NEVER:
            said = f"{event} {args[:2]!r}"
        if said:
            self.found.append(said)
            raise Escape(said)

    def _open(self, args: tuple[Any, ...]) -> str | None:
        path, mode, flags = args
        if isinstance(path, int):
            return None
        writes = (isinstance(mode, str) and any(sign in mode for sign in "wax+")) or (
            isinstance(flags, int) and bool(flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))
        )
        assert self._package is not None
        allowed = {self._scratch} if writes else {self._scratch, self._package, *self._code}
        if self._below(path, allowed) or os.fspath(path) in ("/dev/null", b"/dev/null"):
            return None
        return f"{'write' if writes else 'read'} {path!r}"

    @staticmethod
    def _below(path: Any, folders: set[str]) -> bool:
        """Whether a path is below a folder. A relative one is of scratch, the current folder."""
        real = os.path.realpath(os.fsdecode(path))
        return any(real == folder or real.startswith(folder.rstrip("/") + "/") for folder in folders)
