"""A table without a package: one file, and one Table Schema that says what it holds."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import takewhile
from pathlib import Path

from little_giants.errors import PackageError, Problem, UsageError
from little_giants.package.model import Package
from little_giants.package.paths import is_address, is_file
from little_giants.package.read import Reader, load_json, with_lines
from little_giants.schema.read import read_schema


@dataclass(frozen=True, slots=True)
class Single:
    """``package`` has the one table. ``apart``: pointers of keys that are not judged, as other tables are not there."""

    package: Package
    apart: tuple[str, ...]


def read_single(path: str | Path, schema: str | Path) -> Single:
    """The table in the file ``path`` with the schema in the file ``schema``, as a package of its own.

    Raises UsageError when there is no such table, PackageError with every problem of the schema.
    """
    for one in (path, schema):
        if is_address(str(one)):
            raise UsageError(f"{one} is an address, and addresses are not read. Download the file and give its path.")
    file = Path(path)
    if file.is_dir():
        raise UsageError(f"{file} is a folder. A schema goes with one table: give its file.")
    if not is_file(file):
        raise UsageError(f"{file}: no such file.")
    root, name = file.resolve().parent, file.resolve().name
    problems: list[Problem] = []
    stem = re.sub(r"(\.(gz|zip))?$", "", name, flags=re.IGNORECASE).rpartition(".")[0] or name
    label = re.sub(r"[^\w .-]|^(?!\w)", "_", stem)
    item = {"name": label, "path": name, "type": "table"}
    resource = Reader(root, name, "", problems).resource(item, profiled=True)
    if resource is None:
        raise UsageError("\n".join(f"{file}: {one.message} {one.mend}".strip() for one in problems))
    descriptor = load_json(Path(schema), str(schema), problems)
    read = read_schema(descriptor, resource=label, place=str(schema), problems=problems) if not problems else None
    if read is None:
        raise PackageError(with_lines(Path(), problems))
    # Their pointers count them, so the keys that stay are the first ones.
    kept = tuple(takewhile(lambda key: key.target == label, read.foreign_keys))
    apart = tuple(read.where(f"/foreignKeys/{i}") for i in range(len(kept), len(read.foreign_keys)))
    resource = replace(resource, schema=replace(read, foreign_keys=kept))
    package = Package(root, name, label, "", (resource,), {"resources": [item]})
    return Single(package, apart)
