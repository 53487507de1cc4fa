"""``hash`` of a resource: ``md5``, ``sha1``, ``sha256`` or ``sha512``; a bare digest is MD5 (Data Resource, "hash")."""

from __future__ import annotations

import re

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
