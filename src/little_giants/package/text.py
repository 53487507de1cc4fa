"""Facts about the bytes of a data file, gathered in one pass before it is parsed.

They decide two things: whether the file can be read at all (encoding, NUL bytes), and whether the fast CSV reader
sees exactly the records that RFC 4180 gives. Where the reader is known to be more lenient, ``plain`` is false and the
exact reader is used.
"""

from __future__ import annotations

import codecs
import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

_CHUNK = 1 << 20
BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What the bytes say. Offsets count from 0; -1 means there is none."""

    size: int
    sha256: str
    bad_byte: int  # offset of the first byte that is not UTF-8
    nul: int  # offset of the first NUL
    lines: int  # physical lines, whether or not the last one ends
    quoted: bool  # a quote character stands somewhere: cells may hold line ends
    crlf: bool
    plain: bool


def file_facts(file: Path, delimiter: str, quote: str) -> FileFacts:
    """Read ``file`` once in pieces of 1 MiB. Raises OSError."""
    digest, decoder = hashlib.sha256(), codecs.getincrementaldecoder("utf-8")()
    size, bad, nul, newlines, carriage, pairs = 0, -1, -1, 0, 0, 0
    plain, quoted, tail = True, False, b""
    loose = _loose_quote(delimiter, quote)
    signs = [(blank + quote).encode() for blank in " \t"] + [(quote + blank).encode() for blank in " \t"]
    with file.open("rb") as stream:
        while piece := stream.read(_CHUNK):
            digest.update(piece)
            if bad < 0:
                pending = len(decoder.getstate()[0])
                try:
                    decoder.decode(piece)
                except UnicodeDecodeError as error:
                    bad = size - pending + error.start
            if nul < 0 and (at := piece.find(b"\0")) >= 0:
                nul = size + at
            seam = tail + piece  # so that what straddles two pieces is seen
            newlines += piece.count(b"\n")
            carriage += piece.count(b"\r")
            pairs += seam.count(b"\r\n") - tail.count(b"\r\n")
            quoted = quoted or quote.encode() in piece
            if plain:
                start = seam.removeprefix(BOM) if size == 0 else seam
                plain = not (
                    # The fast reader skips blank lines without a word, and trims blanks around quotes.
                    b"\n\n" in seam
                    or b"\n\r\n" in seam
                    or (size == 0 and start[:1] in b"\r\n")
                    or (quoted and any(sign in seam for sign in signs) and loose.search(seam))
                )
            tail = seam[-64:]
            size += len(piece)
    if bad < 0:
        try:
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            bad = size - len(decoder.getstate()[0])
    uniform = carriage == 0 or carriage == pairs == newlines
    lines = newlines + (size > 0 and not tail.endswith(b"\n"))
    return FileFacts(size, digest.hexdigest(), bad, nul, lines, quoted, carriage > 0, plain and uniform)


def _loose_quote(delimiter: str, quote: str) -> re.Pattern[bytes]:
    d, q = re.escape(delimiter.encode()), re.escape(quote.encode())
    return re.compile(rb"(?:^|[\n\r]|" + d + rb")[ \t]+" + q + rb"|" + q + rb"[ \t]+(?:[\n\r]|" + d + rb"|$)")
