"""The site in a real browser: pages draw, scripts run, and the content policy stops none of them."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from serving import Served

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")]
QUIET = "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"


def browse(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Run the browser once with a profile of its own."""
    own = ["--disable-component-update", "--disable-sync", f"--user-data-dir={folder / 'profile'}"]
    command = [str(CHROMIUM), *QUIET.split(), *own, "--virtual-time-budget=3000", *options]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=60)


@pytest.mark.parametrize("path", ["/", "/atlas/cities", "/atlas?sql=select+*+from+cities"])
def test_no_script_is_stopped_and_no_address_fails(served: Served, tmp_path: Path, path: str) -> None:
    done = browse(tmp_path, "--enable-logging=stderr", "--dump-dom", served.address + path)
    said = [line for line in done.stderr.splitlines() if ":CONSOLE" in line]
    assert said == []
    assert "</html>" in done.stdout
    if "sql=" in path:
        assert 'class="CodeMirror' in done.stdout  # the editor's script ran
    elif path != "/":
        assert "dropdown-menu-icon" in done.stdout  # the table's script ran


def test_home_is_drawn_light_dark_and_narrow(served: Served, tmp_path: Path) -> None:
    drawn = {}
    for name, options in {
        "light": ["--window-size=1280,900", "--blink-settings=preferredColorScheme=1"],
        "dark": ["--window-size=1280,900", "--blink-settings=preferredColorScheme=0"],
        "narrow": ["--window-size=400,900", "--blink-settings=preferredColorScheme=1"],
    }.items():
        file = tmp_path / f"{name}.png"
        browse(tmp_path, f"--screenshot={file}", *options, served.address)
        drawn[name] = file.read_bytes()
    assert all(data.startswith(b"\x89PNG") and len(data) > 10_000 for data in drawn.values())
    assert len(set(drawn.values())) == 3
