"""Build a package: what is wanted, what is there already, what has to be written, and in which folder.

>>> build(little_giants.open("."), Path("build"))
[PosixPath('build/little-giants.duckdb'), PosixPath('build/little-giants.sqlite'), PosixPath('build/parquet/…'), …]
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Collection, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from little_giants.build import manifest
from little_giants.build.key import content_key
from little_giants.build.place import check_replaceable, recover, replacing
from little_giants.build.views import View, read_views
from little_giants.errors import LittleGiantsError, UsageError
from little_giants.findings import Report
from little_giants.package.model import Package

if TYPE_CHECKING:
    import duckdb

    from little_giants.api import DataPackage

Writer = Callable[["duckdb.DuckDBPyConnection", Package, tuple[View, ...], Path], list[str]]


class InvalidData(LittleGiantsError):
    """The data has errors, so nothing is built of it. ``report`` says which."""

    def __init__(self, report: Report) -> None:
        self.report = report
        number = f"{report.errors:,} error{'' if report.errors == 1 else 's'}"
        super().__init__(f"{report.package} has {number}; nothing was built.")


def build(data_package: DataPackage, to: Path, only: Collection[str] = ()) -> list[Path]:
    """Build ``data_package`` into the folder ``to`` and return the files, oldest format first.

    ``only`` names some of :data:`FORMATS`; none named means all. The folder is written aside and takes its place as a
    whole. When content, schemas, rules and program are those of the last build, nothing is written; what was not asked
    for stays as long as it holds the same data, so a folder never mixes two states. Waivers expire, so the verdict of
    the last build counts for the day on which it was made.

    Raises InvalidData when the package has errors, UsageError for rules that are not trusted (nothing is built that was
    not judged by every rule), an unknown format or a folder that holds other files.
    """
    if unknown := sorted(set(only) - set(FORMATS)):
        raise UsageError(f"{', '.join(unknown)}: no such format. Formats: {', '.join(FORMATS)}.")
    wanted = [name for name in FORMATS if not only or name in only]
    data_package.check_trusted()
    to = to.resolve()
    package = data_package.package
    recover(to)
    check_replaceable(to, manifest.NAME, manifest.listed(to))
    views = read_views(package)
    key = content_key(package)
    last = manifest.read(to)
    have = {name: files for name, files in last.formats.items() if last.key == key}
    missing = [name for name in wanted if name not in have]
    formats = dict(have)
    today = date.today().isoformat()
    if missing or last.checked != today:
        run = data_package.run()
        try:
            if not run.report.valid:
                raise InvalidData(run.report)
            with replacing(to) as aside:
                _keep(to, aside, have)
                for name in missing:
                    formats[name] = writer(name)(run.connection, run.package, views, aside)
                formats = {name: formats[name] for name in FORMATS if name in formats}
                manifest.write(aside, package, key, today, formats)
        finally:
            run.close()
    return [to / file for name in wanted for file in formats[name]]


def writer(name: str) -> Writer:
    """The function that writes one format into a folder and returns its files, relative to the folder."""
    if name == "sqlite":
        from little_giants.build.sqlite import write_sqlite

        return write_sqlite
    from little_giants.build.duck import write_duckdb, write_parquet

    return write_duckdb if name == "duckdb" else write_parquet


def _keep(to: Path, aside: Path, formats: Mapping[str, list[str]]) -> None:
    """Carry files that are still right over into the new folder."""
    for files in formats.values():
        for file in files:
            (aside / file).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(to / file, aside / file)


FORMATS = ("duckdb", "sqlite", "parquet")
