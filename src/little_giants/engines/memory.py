"""How much memory a run may take, as users write it."""

from __future__ import annotations

import re

from little_giants.errors import UsageError


def size_of(memory: str) -> int:
    """The bytes of ``512MB``, ``1.5 GiB``, … Raises UsageError for what is not a size."""
    found = re.fullmatch(r"([0-9]+(?:\.[0-9]+)?) ?([KMGT]?)(i?)B", memory.strip(), re.IGNORECASE)
    if not found:
        raise UsageError(f"{memory!r} is not a size of memory. Write, for example, 1GB.")
    number, prefix, binary = found.groups()
    return int(float(number) * (1024 if binary else 1000) ** " KMGT".index(prefix.upper() or " "))
