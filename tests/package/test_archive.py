"""A package in a zip archive: read like its folder, and unpacked nowhere else, never endlessly, without links."""

from __future__ import annotations

import gc
import json
import stat
import struct
import time
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from synthetic import field, found

import little_giants
from little_giants.errors import LittleGiantsError, PackageError
from little_giants.package import archive
from little_giants.package.archive import extract
from little_giants.package.unpack import FREE

SCHEMA: Any = {"fields": [field("a"), field("n", "integer")]}
DESCRIPTOR = json.dumps({"name": "p", "resources": [{"name": "t", "path": "data/t.csv", "schema": SCHEMA}]})
FILES = {"datapackage.json": DESCRIPTOR, "data/t.csv": "a,n\nx,1\ny,z\n"}


def packed(root: Path, files: dict[str, Any], method: int = zipfile.ZIP_DEFLATED) -> Path:
    """An archive with these files; a value may be a ZipInfo and its bytes."""
    file = root / "p.zip"
    with zipfile.ZipFile(file, "w", method) as out:
        for name, content in files.items():
            info, data = content if isinstance(content, tuple) else (zipfile.ZipInfo(name), content)
            info.compress_type = method
            out.writestr(info, data)
    return file


@pytest.fixture(autouse=True)
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder for temporary files."""
    folder = tmp_path / "scratch"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    return folder


def refused(file: Path, scratch: Path) -> str:
    """What the refusal says; nothing is left behind."""
    with pytest.raises(LittleGiantsError) as caught:
        little_giants.open(file)
    assert list(scratch.iterdir()) == []
    (line,) = str(caught.value).splitlines()
    return line


@pytest.mark.parametrize("folder", ["", "p-main/"])
def test_an_archive_is_read_like_its_folder(tmp_path: Path, folder: str, scratch: Path) -> None:
    hidden = {".DS_Store": "x", "__MACOSX/._t.csv": "x", ".git/config": "x"}
    opened = little_giants.open(packed(tmp_path, {folder + name: text for name, text in (FILES | hidden).items()}))
    assert found(opened.validate()) == [("t", "type", 3, 3, "n", "z")]
    assert opened.table("t").rows() == [("x", 1), ("y", None)]
    (unpacked,) = scratch.iterdir()
    assert stat.S_IMODE(unpacked.stat().st_mode) == 0o700
    assert sorted(one.name for one in unpacked.rglob("*") if one.is_file()) == ["datapackage.json", "t.csv"]
    del opened
    gc.collect()
    assert list(scratch.iterdir()) == []


def link(target: str) -> tuple[zipfile.ZipInfo, str]:
    info = zipfile.ZipInfo("data/u.csv")
    info.create_system, info.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    return info, target


@pytest.mark.parametrize(
    ("files", "says"),
    [
        ({**FILES, "../evil.csv": "x"}, "leaves the package"),
        ({**FILES, "data/../../evil.csv": "x"}, "leaves the package"),
        ({**FILES, "/tmp/evil.csv": "x"}, "not a relative POSIX path"),
        ({**FILES, "..\\evil.csv": "x"}, "not a relative POSIX path"),
        ({**FILES, "C:/evil.csv": "x"}, "is an address"),
        ({**FILES, ".": "x"}, "cannot be unpacked"),
        ({**FILES, "data/u.csv": link("/etc/passwd")}, "a link or a device"),
        ({**FILES, "DATA/T.csv": "x"}, "twice"),
        ({**FILES, "data": "x"}, "cannot be unpacked"),
        ({**FILES, "x" * 300: "x"}, "cannot be unpacked|link that leaves"),
        ({"data/t.csv": "x"}, "neither at its top nor in a folder"),
        ({"a/datapackage.json": "{}", "b/datapackage.json": "{}"}, "several folders"),
        ({}, "neither at its top"),
    ],
)
def test_what_could_do_harm_is_refused(tmp_path: Path, scratch: Path, files: dict[str, Any], says: str) -> None:
    import re

    before = sorted(tmp_path.iterdir())
    said = refused(packed(tmp_path, files), scratch)
    assert said.startswith("p.zip: ") and re.search(says, said), said
    assert sorted(tmp_path.iterdir()) == sorted([*before, tmp_path / "p.zip"])
    assert not Path("/tmp/evil.csv").exists()


def test_a_method_that_is_not_deflate_and_a_password(tmp_path: Path, scratch: Path) -> None:
    assert "use deflate" in refused(packed(tmp_path, FILES, zipfile.ZIP_LZMA), scratch)
    file = packed(tmp_path, FILES)
    data = bytearray(file.read_bytes())
    at = data.find(b"PK\1\2")
    data[at + 8] |= 1
    file.write_bytes(data)
    assert "encrypted" in refused(file, scratch)


def bomb(root: Path) -> Path:
    """300 MiB of zeros, and a package."""
    file = packed(root, FILES)
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as out, out.open("data/zeros.csv", "w") as stream:
        for _ in range(300):
            stream.write(bytes(1 << 20))
    return file


def overlapping(root: Path) -> Path:
    """A thousand names of one piece of 1 MiB: what is counted is what comes out."""
    file = packed(root, {**FILES, "data/0000": bytes(1 << 20)})
    data = file.read_bytes()
    start, end = data.find(b"PK\1\2"), data.find(b"PK\5\6")
    last = data[data.rfind(b"PK\1\2") : end]
    entries = data[start:end] + b"".join(last.replace(b"data/0000", f"data/{i:04}".encode()) for i in range(1, 1000))
    tail = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 1002, 1002, len(entries), start, 0)
    local = data[:start]
    file.write_bytes(local + entries + tail)
    return file


def test_bombs_stop_early(tmp_path: Path, scratch: Path) -> None:
    file = bomb(tmp_path)
    tracemalloc.start()
    began = time.perf_counter()
    said = refused(file, scratch)
    seconds, (_, peak) = time.perf_counter() - began, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert f"unpacks to more than {FREE:,} bytes" in said
    assert seconds < 20 and peak < 32 << 20


def test_names_that_share_their_bytes(tmp_path: Path, scratch: Path) -> None:
    began = time.perf_counter()
    assert refused(overlapping(tmp_path), scratch)
    assert time.perf_counter() - began < 20


@pytest.mark.parametrize("wide", [False, True])
def test_a_list_of_files_that_is_too_long_is_not_read(
    tmp_path: Path, scratch: Path, monkeypatch: pytest.MonkeyPatch, wide: bool
) -> None:
    file = packed(tmp_path, {**FILES, **{f"data/{i}": "" for i in range(100)}})
    if wide:  # as ZIP64 writes it
        data = file.read_bytes()
        start, end = data.find(b"PK\1\2"), data.find(b"PK\5\6")
        long = struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, 102, 102, end - start, start)
        where = struct.pack("<4sLQL", b"PK\6\7", 0, end, 1)
        short = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
        file.write_bytes(data[:end] + long + where + short)
        assert len(zipfile.ZipFile(file).infolist()) == 102
    assert len(little_giants.open(file).package.tables) == 1
    gc.collect()
    monkeypatch.setattr(archive, "_LIST", 4_000)
    monkeypatch.setattr("zipfile.ZipFile.__init__", None)
    assert "holds more than 10,000 files" in refused(file, scratch)


def test_too_many_files(tmp_path: Path, scratch: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "FILES", 100)
    assert "holds more than 100 files" in refused(packed(tmp_path, {f"{i}.csv": "" for i in range(101)}), scratch)


def spoiled() -> list[Callable[[bytes], bytes]]:
    return [
        lambda data: b"",
        lambda data: b"no zip at all",
        lambda data: data[: len(data) // 2],
        lambda data: data[:60] + bytes([data[60] ^ 255]) + data[61:],
        lambda data: data.replace(b"data/t.csv", b"data/\0.csv"),
        lambda data: data[:-22] + b"PK\5\6" + b"\xff" * 18,
    ]


@pytest.mark.parametrize("number", range(len(spoiled())))
def test_a_broken_archive_is_one_line(tmp_path: Path, scratch: Path, number: int) -> None:
    file = packed(tmp_path, FILES)
    file.write_bytes(spoiled()[number](file.read_bytes()))
    refused(file, scratch)


def test_every_byte_may_be_wrong(tmp_path: Path) -> None:
    """One byte of the archive after the other: it opens, or it is refused."""
    data = packed(tmp_path, FILES).read_bytes()
    for at in range(len(data)):
        file, into = tmp_path / "b.zip", tmp_path / f"into{at}"
        file.write_bytes(data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :])
        into.mkdir()
        try:
            extract(file, into)
        except PackageError as error:
            assert len(error.problems) == 1
    assert {one.name.rstrip("0123456789") for one in tmp_path.iterdir()} == {"p.zip", "b.zip", "into", "scratch"}
