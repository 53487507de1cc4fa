"""The build command: output, exit codes, refusals."""

from __future__ import annotations

from pathlib import Path

import pytest
from atlas import Done, command, copy_atlas, replace


def run(*arguments: str | Path) -> Done:
    """Run ``little-giants build``."""
    return command("build", *arguments)


def test_it_lists_what_it_wrote(tmp_path: Path) -> None:
    done = run(copy_atlas(tmp_path), "--to", tmp_path / "out", "--only", "sqlite")
    assert done.returncode == 0, done.stderr
    size, file = done.stdout.split()
    assert Path(file) == tmp_path / "out/atlas.sqlite"
    assert int(size.replace(",", "")) == Path(file).stat().st_size


def test_wrong_data_is_reported_and_ends_with_1(tmp_path: Path) -> None:
    root = copy_atlas(tmp_path)
    replace(root / "data/cities.csv", "11936010", "many")
    done = run(root, "--to", tmp_path / "out")
    assert done.returncode == 1
    assert "data/cities.csv" in done.stdout and "many" in done.stdout
    assert "atlas has 1 error; nothing was built." in done.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], "Missing option '--to'"),
        (["--to", "{tmp}/out", "--only", "xlsx"], "xlsx: no such format. Formats: duckdb, sqlite, parquet."),
        (["--to", "{tmp}/atlas"], "holds other files"),
        (["--to", "/proc/nowhere/out"], "cannot be written"),
    ],
)
def test_wrong_use_ends_with_2(tmp_path: Path, arguments: list[str], says: str) -> None:
    root = copy_atlas(tmp_path)
    done = run(root, *(argument.format(tmp=tmp_path) for argument in arguments))
    assert (done.returncode, done.stdout) == (2, "")
    assert says in done.stderr
