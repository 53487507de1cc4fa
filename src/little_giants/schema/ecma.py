r"""The regular expressions of JSON Schema (ECMA 262, with its flag ``u``), written for RE2, which takes linear time.

>>> to_re2(r"^\u00e9.$")
'^\\x{e9}[^\\n\\r\\x{2028}\\x{2029}]$'

They are searched for anywhere in a text. What differs between the two is rewritten; what RE2 does not have
(look-around, back-references) is refused by name.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from little_giants.schema.pattern import PatternError

_TOKEN = re.compile(
    r"\\u\{(?P<point>[0-9a-fA-F]{1,6})\}"
    r"|\\u(?P<high>[dD][89abAB][0-9a-fA-F]{2})\\u(?P<low>[dD][c-fC-F][0-9a-fA-F]{2})"
    r"|\\u(?P<unit>[0-9a-fA-F]{4})|\\x(?P<byte>[0-9a-fA-F]{2})|\\c(?P<control>[a-zA-Z])|\\(?P<nul>0)(?![0-9])"
    r"|(?P<category>\\[pP]\{\^?[A-Za-z_]+\})"
    r"|\\(?P<escaped>.)|(?P<group>\(\?(?::|<[A-Za-z_$][A-Za-z0-9_$]*>)?)|(?P<plain>.)",
    re.DOTALL,
)
_MOST = 10_000  # characters of a pattern
# White space and line ends of ECMA 262; those of RE2 are fewer.
_SPACE = r"\t\n\v\f\r \x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}\x{feff}"
_NO_SPACE = (
    r"\x00-\x08\x0e-\x1f!-\x{9f}\x{a1}-\x{167f}\x{1681}-\x{1fff}\x{200b}-\x{2027}\x{202a}-\x{202e}"
    r"\x{2030}-\x{205e}\x{2060}-\x{2fff}\x{3001}-\x{fefe}\x{ff00}-\x{10ffff}"
)
_DOT = r"[^\n\r\x{2028}\x{2029}]"
_SAME = frozenset("dDwWtnvfr")  # escapes that mean the same in both
_OUTSIDE = frozenset("bB")  # and these outside a class
_SIGNS = frozenset("^$\\.*+?()[]{}|/-")


def to_re2(pattern: str) -> str:
    """``pattern`` as RE2 has it. Raises PatternError for what RE2 has not, and what ECMA 262 has not."""
    if len(pattern) > _MOST:
        raise PatternError(f"a pattern has {len(pattern)} characters; at most {_MOST} are supported.")
    out: list[str] = []
    inside = False  # a class
    for token in _TOKEN.finditer(pattern):
        found, kind = token[0], token.lastgroup

        def wrong(what: str, at: int = token.start()) -> PatternError:
            return PatternError(f"the pattern {pattern!r} has {what} at character {at + 1}.")

        if kind in ("point", "unit", "byte", "low", "control", "nul"):
            out.append(_code(token, wrong))
        elif kind == "category":
            if "^" in found:
                raise wrong(f"{found}, which ECMA 262 does not know")
            out.append(found)
        elif kind == "escaped":
            if inside and token["escaped"] in "sS" and _ranges(pattern[: token.start()], pattern[token.end() :]):
                raise wrong(f"a range that begins or ends with {found}")
            out.append(_escape(token["escaped"], inside, wrong))
        elif inside:
            out.append("\\[" if found == "[" else found)  # RE2 would read [: as the start of a name
            inside = found != "]"
        elif kind == "group":
            if found == "(?":
                raise wrong("look-around or a flag, which is not supported")
            out.append("(?:")
        elif found == "[":
            inside = True
            if re.match(r"\^?\]", pattern[token.end() :]):
                raise wrong("an empty class, which is not supported")
            out.append(found)
        else:
            out.append(_DOT if found == "." else found)
    return "".join(out)


def _ranges(before: str, after: str) -> bool:
    """Whether a hyphen beside a part of a class makes a range of it."""
    return re.match("-[^]]", after) is not None or re.search(r"[^\[^\\]-$", before) is not None


def _code(token: re.Match[str], wrong: Callable[[str], PatternError]) -> str:
    if token["low"]:
        code = 0x10000 + ((int(token["high"], 16) - 0xD800) << 10) + int(token["low"], 16) - 0xDC00
    elif token["control"]:
        code = ord(token["control"]) % 32
    else:
        code = int(token["point"] or token["unit"] or token["byte"] or "0", 16)
    if 0xD800 <= code <= 0xDFFF or code > 0x10FFFF:
        raise wrong(f"{token[0]}, which is no character")
    return f"\\x{{{code:x}}}"


def _escape(char: str, inside: bool, wrong: Callable[[str], PatternError]) -> str:
    if char in "sS":
        listed = _SPACE if char == "s" else _NO_SPACE
        return listed if inside else f"[{listed}]"
    if char == "b" and inside:
        return "\\x08"
    if char in _SAME or (char in _OUTSIDE and not inside) or char in _SIGNS:
        return f"\\{char}"
    if char.isdigit() or char == "k":
        raise wrong("a back-reference, which is not supported")
    if char.isascii() and not char.isalnum() and char.isprintable():
        return char if char in " _" else f"\\{char}"  # needless, and meant as itself
    raise wrong(f"\\{char}, which ECMA 262 does not know")


def searcher(pattern: str) -> Callable[[str], bool]:
    """A test whether ``pattern`` is found anywhere in a text, in time linear in it. Raises PatternError."""
    import pyarrow as pa
    import pyarrow.compute as pc

    written = to_re2(pattern)

    def search(text: str) -> bool:
        whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")  # JSON may hold half a character
        return bool(pc.match_substring_regex(pa.scalar(whole), pattern=written).as_py())

    try:
        search("")
    except pa.ArrowInvalid as error:
        raise PatternError(f"the pattern {pattern!r} is not supported: {error}.") from None
    return search
