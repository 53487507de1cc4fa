"""Strings in their formats, and booleans (Table Schema v2, ``string`` and ``boolean``)."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable

TRUE, FALSE = ("true", "True", "TRUE", "1"), ("false", "False", "FALSE", "0")

# The e-mail address of the HTML standard, which is what a form on the web takes; RFC 5322's comments are left out.
_EMAIL = (
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
    r"(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*"
)
# RFC 3986: a scheme, then only characters that an address may hold; others must be written as %XX.
_URI = r"[A-Za-z][A-Za-z0-9+.-]*:(?:[!#$&-;=?-\[\]_a-z~A-Z]|%[0-9A-Fa-f]{2})+"
_UUID = r"[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}"  # RFC 4122
PATTERNS = {"email": _EMAIL, "uri": _URI, "uuid": _UUID}


def _matching(pattern: str) -> Callable[[str], str]:
    compiled = re.compile(pattern)

    def parse(text: str) -> str:
        if not compiled.fullmatch(text):
            raise ValueError(text)
        return text

    return parse


def binary(text: str) -> str:
    """Base64 (RFC 4648, section 4), with padding and without line ends."""
    try:
        base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise ValueError(text) from None
    return text


FORMATS: dict[str, Callable[[str], str]] = {
    "default": str,
    **{name: _matching(pattern) for name, pattern in PATTERNS.items()},
    "binary": binary,
}


def boolean(true: tuple[str, ...] = TRUE, false: tuple[str, ...] = FALSE) -> Callable[[str], bool]:
    """Parse one of the true or the false values."""

    def parse(text: str) -> bool:
        if text in true:
            return True
        if text in false:
            return False
        raise ValueError(text)

    return parse
