"""Unpack the zip archive of a package into a private folder: nothing beside it, nothing endless, no links."""

from __future__ import annotations

import stat
import struct
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from little_giants.errors import PackageError, Problem
from little_giants.package.paths import why_unsafe
from little_giants.package.read import DESCRIPTOR
from little_giants.package.text import CHUNK
from little_giants.package.unpack import most

FILES = 10_000  # files that an archive may hold
_LIST = FILES << 10  # bytes that its list of files may take
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


class _Refused(Exception):
    """Why an archive is not unpacked."""


def extract(file: Path, into: Path) -> Path:
    """Unpack ``file`` into the empty folder ``into`` and return the folder of its ``datapackage.json``.

    That is the top of the archive, or its one folder. What no package can name is left out: hidden files, and the
    ``__MACOSX`` of some programs. Raises PackageError for an archive that is broken or could do harm.
    """
    try:
        _check_list(file)
        with zipfile.ZipFile(file) as archive:
            _unpack(archive, into, most(file.stat().st_size))
    except _Refused as error:
        raise PackageError([Problem(file.name, "", f"{error}.")]) from None
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, ValueError) as error:
        raise PackageError(
            [Problem(file.name, "", f"is not a sound zip archive ({error}).", "Pack it again.")]
        ) from None
    except OSError as error:
        raise PackageError([Problem(file.name, "", f"cannot be unpacked: {error.strerror or error}.")]) from None
    roots = [one for one in (into, *sorted(into.iterdir())) if (one / DESCRIPTOR).is_file()]
    if len(roots) != 1 and into not in roots:
        where = "several folders" if roots else "neither at its top nor in a folder there"
        raise PackageError(
            [Problem(file.name, "", f"has a {DESCRIPTOR} in {where}.", "Pack the folder of one package.")]
        )
    return roots[0]


def _check_list(file: Path) -> None:
    """Refuse a list of files that is too long before Python reads it into memory (APPNOTE 4.3.16, 4.3.14)."""
    with file.open("rb") as stream:
        size = stream.seek(0, 2)
        stream.seek(max(0, size - (1 << 16) - 98))
        tail = stream.read()
    at = tail.rfind(b"PK\5\6")
    sizes = [struct.unpack_from("<L", tail, at + 12)[0]] if 0 <= at <= len(tail) - 22 else []
    wide = tail.rfind(b"PK\6\6")
    if 0 <= wide <= len(tail) - 56:
        sizes = [struct.unpack_from("<Q", tail, wide + 40)[0]]
    if any(one > _LIST for one in sizes):
        raise _Refused(f"holds more than {FILES:,} files")


def _unpack(archive: zipfile.ZipFile, into: Path, left: int) -> None:
    limit, seen = left, set[str]()
    if len(archive.infolist()) > FILES:
        raise _Refused(f"holds more than {FILES:,} files")
    for one in archive.infolist():
        if not one.filename or "\0" in one.orig_filename:
            raise _Refused("holds a file without a sound name")
        if one.is_dir() or not _wanted(one, into):
            continue
        if one.filename.casefold() in seen:
            raise _Refused(f"holds {one.filename!r} twice")
        seen.add(one.filename.casefold())
        target = into / one.filename
        target.parent.mkdir(parents=True, exist_ok=True)
        with archive.open(one) as packed, target.open("xb") as out:
            while piece := packed.read(CHUNK):
                left -= len(piece)
                if left < 0:
                    raise _Refused(f"unpacks to more than {limit:,} bytes; it was not unpacked further")
                out.write(piece)


def _wanted(one: zipfile.ZipInfo, into: Path) -> bool:
    """Whether to unpack a file of the archive. Raises _Refused for one that no package has."""
    name = one.orig_filename
    if not any(sign in f"/{name}/" for sign in ("/../", "//", "\\")):
        parts = PurePosixPath(name).parts
        if parts[:1] == ("__MACOSX",) or any(part.startswith(".") for part in parts):
            return False
    if unsafe := why_unsafe(into, name):
        raise _Refused(f"is not unpacked: {unsafe.removesuffix('.')}")
    if stat.S_IFMT(one.external_attr >> 16) not in (0, stat.S_IFREG):
        raise _Refused(f"holds {name!r}, which is a link or a device")
    if one.flag_bits & 1:
        raise _Refused("is encrypted")
    if one.compress_type not in _METHODS:
        raise _Refused(f"holds {name!r}, whose method of compression is not supported: use deflate")
    return True
