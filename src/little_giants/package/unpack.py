"""Unpack ``gz`` and ``zip`` in pieces, with a bound on what comes out. No name from an archive becomes a path."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from little_giants.package.text import CHUNK

FREE = 64 << 20  # bytes that may always come out
RATIO = 200  # beyond them: bytes that may come out for one that lies on the disk
MOST = 64 << 30  # bytes that may come out at all


class UnpackError(Exception):
    """The file is no sound archive, or one that is not read."""


class ExpansionError(Exception):
    """More comes out than a file of data would hold: a decompression bomb. ``limit`` in bytes."""

    def __init__(self, limit: int) -> None:
        super().__init__(limit)
        self.limit = limit


def most(size: int) -> int:
    """How many bytes may come out of an archive of ``size`` bytes."""
    return min(MOST, max(FREE, RATIO * size))


def unpack(file: Path, compression: str) -> Iterator[bytes]:
    """The unpacked bytes of ``file`` in pieces of at most 1 MiB. Raises UnpackError, ExpansionError, OSError."""
    limit = most(file.stat().st_size)
    left = limit
    for piece in _gz(file) if compression == "gz" else _zip(file):
        left -= len(piece)
        if left < 0:
            raise ExpansionError(limit)
        yield piece


def _gz(file: Path) -> Iterator[bytes]:
    """Members of a gzip file one after the other (RFC 1952)."""
    with file.open("rb") as stream:
        packed, members = stream.read(CHUNK), 0
        while packed:
            engine = zlib.decompressobj(wbits=31)
            try:
                while not engine.eof:
                    if piece := engine.decompress(packed, CHUNK):
                        yield piece
                    packed = engine.unconsumed_tail or ("" if engine.eof else stream.read(CHUNK)) or b""
                    if not packed and not engine.eof and not piece:
                        raise UnpackError("it ends too early")
            except zlib.error as error:
                raise UnpackError(f"it is not gzip ({error})" if not members else f"it is damaged ({error})") from None
            members += 1
            packed = engine.unused_data or stream.read(CHUNK)
            while packed and not packed.strip(b"\0"):  # padding
                packed = stream.read(CHUNK)
        if not members:
            raise UnpackError("it is empty")


def _zip(file: Path) -> Iterator[bytes]:
    """The one file of a zip archive."""
    try:
        with zipfile.ZipFile(file) as archive:
            files = [one for one in archive.infolist() if not one.is_dir()]
            if len(files) != 1:
                raise UnpackError(f"it holds {len(files)} files, and must hold one")
            if files[0].flag_bits & 1:
                raise UnpackError("it is encrypted")
            if files[0].compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise UnpackError("its method of compression is not supported: use deflate")
            with archive.open(files[0]) as stream:
                while piece := stream.read(CHUNK):
                    yield piece
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, ValueError) as error:
        raise UnpackError(f"it is not a sound zip archive ({error})") from None
