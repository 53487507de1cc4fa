"""``load``: the compiled rules of a package, from the plan cache when nothing that they rest on has changed.

A plan is kept under the hash of everything it is made from: rule files, schemas, our version, the sources of this
package, and the versions of what compiles it. So it is never older than its rules, and on a hit neither Pandera nor
polars nor sqlglot is imported. The cache is a convenience: a folder that cannot be read or written changes nothing.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from little_giants.findings import RuleText
from little_giants.rules.files import rule_files
from little_giants.rules.model import CompiledRule, RuleSet

if TYPE_CHECKING:
    from little_giants.rules.build import AnyPackage

OWN = Path(__file__).parent  # the sources that compile rules
_COMPILERS = ("duckdb", "pandera", "polars", "sqlglot")
_KEPT = 32  # plans kept in the cache folder; the oldest go first


def load(package: AnyPackage) -> RuleSet:
    """The rules in ``validators/`` of ``package``, compiled.

    Raises PackageError with every problem of the rule files: file, line, and how to mend it.
    """
    if not rule_files(package.root):
        return RuleSet((), {})
    key = plan_key(package)
    file = cache_folder() / f"{key}.json"
    found = _read(file, key)
    if found is not None:
        return found
    from little_giants.rules.build import build

    rules = build(package)
    _write(file, key, rules)
    return rules


def cache_folder() -> Path:
    """``$XDG_CACHE_HOME/little-giants/plans``, by default in ``~/.cache``."""
    base = os.environ.get("XDG_CACHE_HOME", "")
    try:
        home = Path(base) if os.path.isabs(base) else Path.home() / ".cache"
    except RuntimeError:  # no home folder: a place that cannot be made, so nothing is kept
        home = Path(os.devnull)
    return home / "little-giants" / "plans"


def plan_key(package: AnyPackage) -> str:
    """The hash of everything that a plan rests on, in hexadecimal."""
    digest = hashlib.sha256()
    for name, content in _ingredients(package):
        digest.update(f"{len(name.encode())} {len(content)} {name}".encode())
        digest.update(content)
    return digest.hexdigest()


def _ingredients(package: AnyPackage) -> Iterator[tuple[str, bytes]]:
    yield "python", sys.version.encode()
    for name in _COMPILERS:
        yield name, " ".join(installed(name, sys.path) or [_version(name)]).encode()
    for file in [OWN.parent / "findings" / "__init__.py", *sorted(OWN.rglob("*.py"))]:
        yield f"own {file.relative_to(OWN.parent).as_posix()}", file.read_bytes()
    for resource in package.resources:
        fields = [[field.name, field.type] for field in resource.schema.fields]
        yield f"table {resource.name}", json.dumps(fields).encode()
    folder = package.root / "validators"
    for file in sorted(folder.rglob("*.py")) if folder.is_dir() else []:
        yield f"rules {file.relative_to(folder).as_posix()}", file.read_bytes()


def installed(name: str, folders: Iterable[str]) -> list[str]:
    """Every installed version of a distribution, as the names of its metadata folders: ``polars-2.1.0.dist-info``.

    ``importlib.metadata`` would say the same and takes longer to import than a plan takes to read.
    """
    found = []
    for folder in folders:
        with suppress(OSError):
            found += [one for one in os.listdir(folder or ".") if one.startswith(f"{name}-") and one.endswith("-info")]
    return sorted(found)


def _version(name: str) -> str:
    from importlib.metadata import version

    return version(name)


def _read(file: Path, key: str) -> RuleSet | None:
    """The plan in ``file``, or None: not there, not ours, not whole, or not what its name says."""
    try:
        with file.open("rb") as stream:
            if hasattr(os, "getuid") and os.fstat(stream.fileno()).st_uid != os.getuid():
                return None
            kept = json.load(stream)
        body = kept["body"]
        if kept["key"] != key or kept["sha256"] != _digest(body):
            return None
        compiled = tuple(
            CompiledRule(**{**rule, "fields": tuple(rule["fields"]), "shown": tuple(rule["shown"])})
            for rule in body["compiled"]
        )
        return RuleSet(compiled, {code: RuleText(**text) for code, text in body["texts"].items()})
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def _write(file: Path, key: str, rules: RuleSet) -> None:
    """Keep the plan: written aside, then renamed. A cache that cannot be written is left alone."""
    body = {
        "compiled": [asdict(rule) for rule in rules.compiled],
        "texts": {code: asdict(text) for code, text in rules.texts.items()},
    }
    text = json.dumps({"key": key, "sha256": _digest(body), "body": body}, ensure_ascii=False)
    import tempfile

    aside = None
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=file.parent, suffix=".new", delete=False) as stream:
            aside = stream.name
            stream.write(text)
        os.replace(aside, file)
        aside = None
        for old in sorted(file.parent.glob("*.json"), key=lambda one: one.stat().st_mtime)[:-_KEPT]:
            old.unlink()
    except OSError:
        pass
    finally:
        if aside:
            with suppress(OSError):
                os.unlink(aside)


def _digest(body: Any) -> str:
    return hashlib.sha256(json.dumps(body, ensure_ascii=True, sort_keys=True).encode()).hexdigest()
