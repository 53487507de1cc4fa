"""The site folder: database with search index, inspect data, metadata, settings. Everything Datasette reads."""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from little_giants.build import build
from little_giants.build.key import content_key
from little_giants.build.place import recover, replacing
from little_giants.build.views import read_views
from little_giants.errors import UsageError
from little_giants.package.model import Package
from little_giants.schema.sql import name as sql_name
from little_giants.site.choices import HOME, TABLES, read_choices
from little_giants.site.home import home_page
from little_giants.site.index import add_indexes
from little_giants.site.metadata import SETTINGS, metadata
from little_giants.site.queries import FOLDER as QUERIES
from little_giants.site.queries import check_queries, read_queries

if TYPE_CHECKING:
    from little_giants.api import DataPackage

_KEY = "site.json"


@dataclass(frozen=True, slots=True)
class SiteFolder:
    """A folder that :func:`prepare` made, and whether it was there already."""

    path: Path
    database: Path
    fresh: bool


def prepare(data_package: DataPackage, cache: Path) -> SiteFolder:
    """Validate and build ``data_package`` below ``cache`` and make its site folder there, ``cache/site``.

    What is there and still right is kept. Raises InvalidData when the data has errors, PackageError when the author's
    choices, queries or home page do not fit the package.
    """
    package = data_package.package
    _keep_out_of_git(cache)
    (built,) = build(data_package, cache / "sqlite", ["sqlite"])
    folder = (cache / "site").resolve()
    key = _key(package)
    recover(folder)
    database = f"{package.name}.db"
    if _last_key(folder) == key and (folder / database).is_file():
        return SiteFolder(folder, folder / database, fresh=False)
    with replacing(folder) as aside:
        shutil.copyfile(built, aside / database)
        views = read_views(package)
        choices = read_choices(package, [view.name for view in views])
        queries = read_queries(package)
        connection = sqlite3.connect(aside / database)
        try:
            with connection:
                add_indexes(connection, package, choices)
            check_queries(connection, queries)
            home = home_page(connection, package)
            words = metadata(package, choices, views, queries, home)
            inspected = inspect(connection, aside / database)
        finally:
            connection.close()
        for name, content in (
            ("metadata.json", words),
            ("settings.json", dict(SETTINGS)),
            ("inspect-data.json", {package.name: inspected}),
            (_KEY, {"key": key}),
        ):
            (aside / name).write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", "utf-8")
    return SiteFolder(folder, folder / database, fresh=True)


def inspect(connection: sqlite3.Connection, file: Path) -> dict[str, Any]:
    """What ``datasette inspect`` says of one database when run inside the folder: hash, size, rows of every table."""
    tables = [name for (name,) in connection.execute("select name from sqlite_master where type = 'table'")]
    data = file.read_bytes()
    return {
        "hash": hashlib.sha256(data).hexdigest(),
        "size": len(data),
        "file": file.name,
        "tables": {name: {"count": _count(connection, name)} for name in tables},
    }


def _count(connection: sqlite3.Connection, table: str) -> int:
    return int(connection.execute(f"select count(*) from {sql_name(table)}").fetchone()[0])


def _keep_out_of_git(cache: Path) -> None:
    """Everything in the cache can be made again: a new one says so to git."""
    try:
        cache.mkdir(parents=True)
        (cache / ".gitignore").write_text("*\n", "utf-8")
    except FileExistsError:
        pass
    except OSError as error:
        raise UsageError(f"{cache}: cannot be written: {error.strerror}.") from None


def _key(package: Package) -> str:
    digest = hashlib.sha256(content_key(package).encode())
    for place in (TABLES, HOME, *(f"{QUERIES}/{file.name}" for file in sorted((package.root / QUERIES).glob("*.sql")))):
        file = package.root / place
        digest.update(f"{place} ".encode() + (file.read_bytes() if file.is_file() else b"") + b"\0")
    return digest.hexdigest()


def _last_key(folder: Path) -> str:
    try:
        return str(json.loads((folder / _KEY).read_text("utf-8"))["key"])
    except (OSError, ValueError, KeyError, TypeError):
        return ""
