"""The serve command: where it says it is, how it ends, and what it refuses."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

import pytest
from atlas import command, copy_atlas, replace
from serving import ask, start, stop


def test_it_says_where_it_is_when_it_answers_and_ends_cleanly(tmp_path: Path) -> None:
    root = copy_atlas(tmp_path)
    served = start(root)
    assert served.address.startswith("http://127.0.0.1:")
    status, body = ask(served.address)
    assert status == 200 and b"A small atlas" in body
    assert stop(served) == 0
    said = served.log.read_text("utf-8")
    assert "Validated and built" in said and "Traceback" not in said
    again = start(root)
    assert ask(again.address)[0] == 200
    assert stop(again) == 0
    assert "Validated; nothing changed" in again.log.read_text("utf-8")


def test_a_busy_port_is_said_with_the_mend(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = command("serve", copy_atlas(tmp_path), "--port", str(port))
    assert done.returncode == 2
    assert f"port {port} is in use" in done.stderr and f"--port {port + 1}" in done.stderr


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.1", "::", "example.org", ""])
def test_only_this_machine_is_served(tmp_path: Path, host: str) -> None:
    done = command("serve", copy_atlas(tmp_path), "--host", host, "--port", "0")
    assert done.returncode == 2
    assert "127.0.0.1, ::1 or localhost only" in done.stderr


def test_wrong_data_is_not_served(tmp_path: Path) -> None:
    root = copy_atlas(tmp_path)
    replace(root / "data/cities.csv", "11936010", "many")
    done = command("serve", root, "--port", "0")
    assert done.returncode == 1
    assert "many" in done.stdout and "Mend the data" in done.stderr


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("sys.modules['datasette'] = None", "pip install 'little-giants[site]'"),
        ("import datasette.version; datasette.version.__version__ = '1.0a19'", "the site needs Datasette 0.65"),
        (
            "import types, datasette.utils.sqlite as s; s.sqlite3 = types.ModuleType('pysqlite3')",
            "pip uninstall pysqlite3",
        ),
    ],
)
def test_datasette_must_be_there_and_the_right_one(tmp_path: Path, code: str, says: str) -> None:
    program = f"import sys; {code}; from little_giants.cli import main; main(['serve', sys.argv[1], '--port', '0'])"
    root = copy_atlas(tmp_path)
    done = subprocess.run([sys.executable, "-c", program, str(root)], capture_output=True, text=True)
    assert done.returncode == 2
    assert says in done.stderr and "Traceback" not in done.stderr
    assert not (root / "build").exists()
