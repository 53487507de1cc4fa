"""Files that are meant to do harm: bombs, pipes, links, deep and odd JSON. Each is refused clearly, in bounded time."""

from __future__ import annotations

import gzip
import io
import json
import os
import time
import tracemalloc
import zipfile
from pathlib import Path
from typing import Any

import pytest
from synthetic import field

from little_giants.errors import PackageError
from little_giants.package import read
from little_giants.package.look import Look, look
from little_giants.package.records import BrokenText
from little_giants.package.table import open_table
from little_giants.package.unpack import FREE, RATIO

SCHEMA: Any = {"fields": [field("a"), field("b")]}
ZEROS = gzip.compress(bytes(16 << 20))  # 16 MiB in 16 KiB


def seen(root: Path, name: str, data: bytes, **resource: Any) -> Look:
    (root / name).write_bytes(data)
    return looked(root, path=name, **resource)


def looked(root: Path, **resource: Any) -> Look:
    item = {"name": "t", "schema": SCHEMA, **resource}
    (root / "datapackage.json").write_text(json.dumps({"resources": [item]}))
    scratch = root / "scratch"
    scratch.mkdir(exist_ok=True)
    return look(read(root).resources[0], scratch)


def bombs() -> list[tuple[str, bytes]]:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("t.csv", "w") as stream:
        for _ in range(96):
            stream.write(bytes(1 << 20))
    return [("t.csv.gz", ZEROS * 64), ("t.csv.zip", out.getvalue())]


@pytest.mark.parametrize(("name", "data"), bombs(), ids=["gz", "zip"])
def test_a_bomb_is_one_problem_in_bounded_time_and_memory(tmp_path: Path, name: str, data: bytes) -> None:
    tracemalloc.start()
    began = time.perf_counter()
    found = seen(tmp_path, name, data)
    seconds, (_, peak) = time.perf_counter() - began, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    limit = max(FREE, RATIO * len(data))
    assert [(one.code, one.params) for one in found.problems] == [("expansion", {"limit": str(limit)})]
    assert not found.readable
    assert seconds < 20 and peak < 32 << 20
    written = sum(file.stat().st_size for file in (tmp_path / "scratch").iterdir())
    assert written <= limit


def test_what_packs_well_is_no_bomb(tmp_path: Path) -> None:
    found = seen(tmp_path, "t.csv.gz", gzip.compress(b"a,b\n" + b"0,0\n" * 4_000_000))
    assert found.readable and found.facts.lines == 4_000_001


def test_pipes_folders_and_missing_files(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    (tmp_path / "folder.csv").mkdir()
    for path in ("pipe.csv", "folder.csv", "none.csv", "none.csv.gz", "x" * 300 + ".csv"):
        assert [one.code for one in looked(tmp_path, path=path).problems] == ["file-missing"]
    os.mkfifo(tmp_path / "schema.json")
    for schema in ("schema.json", "x" * 300):
        with pytest.raises(PackageError, match="no such file"):
            looked(tmp_path, path="none.csv", schema=schema)


@pytest.mark.parametrize("prop", ["path", "schema", "dialect"])
def test_links_out_of_the_package(tmp_path: Path, prop: str) -> None:
    outside = tmp_path / "outside.json"
    outside.write_text("{}")
    root = tmp_path / "p"
    root.mkdir()
    (root / "in.json").symlink_to(outside)
    for given in ["in.json", ["in.json", "in.json"]] if prop == "path" else ["in.json"]:
        with pytest.raises(PackageError, match="leaves the package"):
            looked(root, **{"path": "t.csv", prop: given})


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        '{"a":' * 100_000,
        '{"resources": [{"name": "t", "bytes": ' + "9" * 10_000 + "}]}",
        '{"resources": [{"name": "\\ud800", "path": "t.csv"}]}',
        '{"resources": [{"name": "t\\u0000", "path": "t.csv"}]}',
        '{"resources": [{"name": "t", "path": "t\\u0000.csv"}]}',
        '{"resources": [{"name": "t", "path": {}}]}',
        '{"resources": [{"name": "t", "path": "t.csv", "dialect": []}]}',
        '{"resources": [{"name": "t", "path": "t.csv", "schema": 5}]}',
        '{"resources": [{"name": "t", "path": "t.csv", "schema": {"fields": [{"name": "a", "type": []}]}}]}',
        '{"resources": [{"name": "t", "path": "t.csv"}, {"name": "T", "path": "t.csv"}]}',
        '{"resources": [{"name": "t", "data": 5, "type": "table"}]}',
        '{"resources": [{"name": "t", "data": "a,b"}]}',
        '{"resources": [5, null]}',
    ],
)
def test_odd_descriptors_are_problems(tmp_path: Path, text: str) -> None:
    (tmp_path / "datapackage.json").write_text(text)
    with pytest.raises(PackageError) as caught:
        read(tmp_path)
    assert all(str(problem) for problem in caught.value.problems)


@pytest.mark.parametrize("name", ["datapackage.json", "schema.json"])
def test_a_descriptor_without_end_is_not_read(tmp_path: Path, name: str) -> None:
    (tmp_path / "datapackage.json").write_text(
        '{"resources": [{"name": "t", "path": "t.csv", "schema": "schema.json"}]}'
    )
    (tmp_path / "schema.json").write_text("{}")
    os.truncate(tmp_path / name, 2 << 40)  # a file with a hole takes no room
    tracemalloc.start()
    with pytest.raises(PackageError, match=rf"^{name}: is larger than"):
        read(tmp_path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 1 << 20


@pytest.mark.parametrize(
    "text", ["[" * 100_000, '[{"a":' + "[" * 100_000, '[{"a": ' + "9" * 10_000 + "}]", '{"a":' * 9999]
)
def test_deep_and_long_json_data(tmp_path: Path, text: str) -> None:
    found = seen(tmp_path, "t.json", text.encode())
    try:
        rows = list(open_table(found).records)
    except BrokenText as error:
        assert error.code == "unreadable"
    else:
        assert len(rows) == 1  # a number of 10,000 digits is a number
