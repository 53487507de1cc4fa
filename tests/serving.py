"""Ask a site in this process, or serve it as a person does and ask over the wire."""

from __future__ import annotations

import asyncio
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from little_giants.site.application import datasette
from little_giants.site.folder import SiteFolder

Get = Callable[[str], Any]


def getter(site: SiteFolder) -> Get:
    """A function that asks a site in this process; answers have ``status_code``, ``text`` and ``headers``."""
    application = datasette(site)

    async def ask(path: str) -> Any:
        await application.invoke_startup()
        return await application.client.get(path)

    return lambda path: asyncio.run(ask(path))


@dataclass(frozen=True)
class Served:
    """A running ``little-giants serve``, the file that it talks to, and where it is."""

    process: subprocess.Popen[bytes]
    log: Path
    address: str

    def memory(self) -> int:
        """Resident memory in MB at its highest (Linux)."""
        found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{self.process.pid}/status").read_text())
        assert found
        return int(found[1]) // 1024


def start(root: Path, *options: str, seconds: float = 60) -> Served:
    """Start ``serve`` on a free port and wait until it says where it is."""
    command = [sys.executable, "-u", "-m", "little_giants", "serve", str(root), "--port", "0", *options]
    log = root.parent / "serve.log"
    with log.open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT)
    end = time.monotonic() + seconds
    while not (found := re.search(r" is at (http://\S+)\n", log.read_text("utf-8"))):
        assert process.poll() is None, log.read_text("utf-8")
        assert time.monotonic() < end, f"nothing in {seconds} s: {log.read_text('utf-8')}"
        time.sleep(0.02)
    return Served(process, log, found[1])


def stop(served: Served) -> int:
    """Press Ctrl-C and give the exit code."""
    served.process.send_signal(signal.SIGINT)
    try:
        return served.process.wait(timeout=20)
    finally:
        served.process.kill()


def ask(address: str, timeout: float = 30) -> tuple[int, bytes]:
    """Status and body of an address."""
    try:
        with urllib.request.urlopen(address, timeout=timeout) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()
