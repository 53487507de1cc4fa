"""``hash`` of a resource: ``md5``, ``sha1``, ``sha256`` or ``sha512``; a bare digest is MD5 (Data Resource, "hash")."""

from __future__ import annotations

import hashlib
import re
from types import TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from concurrent.futures import Future, ThreadPoolExecutor

_ALONE = 4  # pieces before a second thread is worth its start
LENGTHS = {"md5": 32, "sha1": 40, "sha256": 64, "sha512": 128}  # hexadecimal digits


def algorithm(digest: str) -> str:
    """The algorithm of a ``hash`` property: "" when there is none to check. Raises ValueError for what is no hash."""
    if not digest:
        return ""
    name, colon, digits = digest.rpartition(":")
    name = name if colon else "md5"
    if name not in LENGTHS or not re.fullmatch(rf"[0-9a-fA-F]{{{LENGTHS[name]}}}", digits):
        raise ValueError(digest)
    return name


def same(digest: str, found: str) -> bool:
    """Whether two digests of one algorithm are equal; the case of the digits does not matter."""
    return digest.rpartition(":")[2].lower() == found.rpartition(":")[2].lower()


class Digests:
    """The SHA-256 of bytes that come in pieces, and the digest by the algorithm ``kind`` ("" for none).

    Inside ``with`` they are computed beside the caller's work on the same piece: the hash functions of the standard
    library let other threads run. ``beside=False``: the caller does nothing else.
    """

    def __init__(self, kind: str, *, beside: bool = True) -> None:
        self._sha256 = hashlib.sha256()
        stated = hashlib.new(kind, usedforsecurity=False) if kind and kind != "sha256" else None
        self._all = [self._sha256] if stated is None else [self._sha256, stated]
        self._pool: ThreadPoolExecutor | None = None
        self._busy: Future[None] | None = None
        self._pieces = 0
        self._beside = beside

    def update(self, piece: bytes | bytearray) -> None:
        """Take the next piece. It may be overwritten once the piece after it was taken."""
        self._pieces += 1
        if self._pieces < _ALONE or not self._beside:
            return self._update(piece)
        if self._pool is None:
            from concurrent.futures import ThreadPoolExecutor

            self._pool = ThreadPoolExecutor(1)
        self._wait()
        self._busy = self._pool.submit(self._update, piece)
        return None

    def _update(self, piece: bytes | bytearray) -> None:
        for one in self._all:
            one.update(piece)

    def _wait(self) -> None:
        if self._busy is not None:
            self._busy.result()
            self._busy = None

    def __enter__(self) -> Digests:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._wait()
        if self._pool is not None:
            self._pool.shutdown()
            self._pool = None

    @property
    def sha256(self) -> str:
        """The SHA-256, in hexadecimal digits."""
        return self._sha256.hexdigest()

    @property
    def stated(self) -> str:
        """The digest by the algorithm asked for, in hexadecimal digits."""
        return self._all[-1].hexdigest()
