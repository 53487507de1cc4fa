"""Look at the files of a resource before a row is read: are they there, whole, sound text, of the stated hash and size?

Whatever lies on the disk (parts, archives, other encodings, text in the descriptor), what comes out is one file of
UTF-8 text, which every reader can read: the file itself where it is that already, else a copy.
"""

from __future__ import annotations

import codecs
import os
import tempfile
import threading
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import BinaryIO

from little_giants.package.digest import Digests, algorithm, same
from little_giants.package.model import TEXT_FORMATS, Resource
from little_giants.package.paths import is_file
from little_giants.package.positions import pointer_line
from little_giants.package.text import CHUNK, FileFacts, TextFacts
from little_giants.package.unpack import ExpansionError, UnpackError, unpack

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_FATAL = ("file-missing", "binary-file", "encoding", "empty-file", "compression", "expansion")


@dataclass(frozen=True, slots=True)
class FileProblem:
    """One thing wrong with a file. ``part`` counts the files of a resource from 0; ``line`` is a line of that part."""

    code: str
    params: Mapping[str, str] = field(default_factory=dict)
    part: int = 0
    line: int | None = None


@dataclass(slots=True)
class Look:
    """What was seen. ``file`` holds the text (or the binary format) of the whole resource, None where nothing can be
    read. ``starts``: the line of that text on which each part begins. ``data``: rows that stand in the descriptor."""

    resource: Resource
    facts: FileFacts
    problems: list[FileProblem] = field(default_factory=list)
    file: Path | None = None
    starts: tuple[int, ...] = (1,)

    @property
    def readable(self) -> bool:
        """Whether there are rows to look at."""
        return self.resource.tabular and not any(problem.code in _FATAL for problem in self.problems)

    def place(self, line: int) -> tuple[int, int]:
        """The part that a line of the text belongs to, and the line in it; of inline data, a line of the descriptor."""
        if self.resource.inline:  # a JSON string stands on one line, whatever lines it holds
            return 0, self.starts[0] if self.file else line
        part = max(0, bisect_right(self.starts, line) - 1)
        return part, line - self.starts[part] + 1


class _Bad(Exception):
    """Stop reading: the file has this problem."""

    def __init__(self, problem: FileProblem) -> None:
        super().__init__(problem.code)
        self.problem = problem


def look(resource: Resource, scratch: Path) -> Look:
    """Look at ``resource``; copies go to the folder ``scratch``. Wrong files are problems, never exceptions."""
    return _Looker(resource, scratch).look()


class Word:
    """What somebody who reads a file will say of its bytes: their facts, but for the hash, or that he gives up."""

    def __init__(self) -> None:
        self._said = threading.Event()
        self._facts: FileFacts | None = None

    def say(self, facts: FileFacts | None) -> None:
        """Say it, once. None: he gives up."""
        self._facts = facts
        self._said.set()

    @property
    def given_up(self) -> bool:
        """Whether he has given up already."""
        return self._said.is_set() and self._facts is None

    def wait(self) -> FileFacts | None:
        """What he says."""
        self._said.wait()
        return self._facts


def look_beside(resource: Resource, word: Word) -> Look | None:
    """Look at a file of plain text (:func:`peek` knew it) that somebody else reads at the same time.

    There is nothing to say if they give up, or if both did not see the same file.
    """
    looker = _Looker(resource, Path(), word)
    try:
        for part, one in enumerate(resource.files):
            looker.digest(part, one)
    except _Bad:
        return None
    facts = word.wait()
    if facts is None or facts.size != looker.size:
        return None
    found = replace(facts, sha256=looker.digests.sha256)
    return Look(resource, found, looker.stated([]), resource.file)


def peek(resource: Resource) -> Look | None:
    """What the first megabyte of a file of plain text says of the whole, as far as one may hope; None for other files.

    Blanks beside quotes are taken for text. Who acts on it has to hear what :func:`look` says in the end.
    Raises OSError.
    """
    looker = _Looker(resource, Path())
    if resource.inline or resource.format not in ("csv", "tsv") or not is_file(resource.file) or not looker.plain():
        return None
    with resource.file.open("rb") as stream:
        looker.facts.feed(stream.read(CHUNK))
    found = looker.facts.done(looker.facts.size, "")
    return Look(resource, replace(found, plain=found.plain or found.blanks), [], resource.file)


class _Looker:
    def __init__(self, resource: Resource, scratch: Path, word: Word | None = None) -> None:
        self.resource, self.scratch, self.word = resource, scratch, word
        kind = algorithm(resource.hash)
        self.digests = Digests(kind, beside=word is None)
        self.size = 0
        self.facts = TextFacts(resource.delimiter, resource.quote)
        self.is_text = resource.format in TEXT_FORMATS
        self.starts: list[int] = []
        self.lines = 0  # line ends of the text so far
        self.last = b""  # the last byte of the text so far

    def look(self) -> Look:
        resource = self.resource
        file: Path | None = None
        problems: list[FileProblem] = []
        if resource.inline:
            file = self._inline()
        else:
            try:
                for part, one in enumerate(resource.files):
                    self.digest(part, one)
                file = self._text()
            except _Bad as bad:
                problems.append(bad.problem)
        found = self.facts.done(self.size, self.digests.sha256)
        if found.blanks and file and len(resource.quote) == 1 == len(resource.delimiter):
            from little_giants.package.quotes import regular

            found = replace(found, plain=regular(file, resource.delimiter, resource.quote))
        if not problems or problems[0].code != "file-missing":
            problems = self._whole(found, problems)
        return Look(resource, found, problems, file, tuple(self.starts) or (1,))

    def _whole(self, found: FileFacts, problems: list[FileProblem]) -> list[FileProblem]:
        """What the bytes of all parts say; the order is the order of importance."""
        resource = self.resource
        if self.size == 0 and not resource.inline:
            if resource.tabular:
                return [FileProblem("empty-file")]
        elif self.is_text and not problems:
            if found.nul >= 0:
                problems.append(FileProblem("binary-file", {"offset": str(found.nul)}))
            elif self.facts.blank and resource.format in ("csv", "tsv"):
                problems.append(FileProblem("empty-file"))
        return self.stated(problems)

    def stated(self, problems: list[FileProblem]) -> list[FileProblem]:
        """The problems, with what size and hash say that the descriptor states."""
        resource = self.resource
        if resource.bytes is not None and resource.bytes != self.size and not resource.inline:
            problems.append(FileProblem("bytes", {"expected": str(resource.bytes), "found": str(self.size)}))
        # A file of another size has another hash anyway: one fault, one finding.
        elif resource.hash and not resource.inline and not same(resource.hash, self.digests.stated):
            digest = f"{algorithm(resource.hash)}:{self.digests.stated}"
            problems.append(FileProblem("hash", {"expected": resource.hash, "found": digest}))
        return problems

    def plain(self) -> bool:
        """Whether the file is the text already."""
        resource = self.resource
        if len(resource.files) > 1 or resource.compression:
            return False
        return not self.is_text or resource.encoding == "utf-8" or (not resource.encoding and not _mark(resource.file))

    def digest(self, part: int, file: Path) -> None:
        """Size and digests of one file as it lies; of plain text, its facts in the same pass."""
        if not is_file(file):
            raise _Bad(FileProblem("file-missing", {"reason": "no such file"}, part))
        try:
            plain = self.plain()
            with file.open("rb") as stream, self.digests:
                for piece in _refilled(stream):
                    self.size += len(piece)
                    self.digests.update(piece)
                    if self.word is not None and self.word.given_up:
                        return
                    if plain and self.is_text and self.word is None:
                        self.facts.feed(piece)
        except OSError as error:
            raise _Bad(FileProblem("file-missing", {"reason": error.strerror or ""}, part)) from None

    def _text(self) -> Path:
        """The file that holds the whole text."""
        resource = self.resource
        if not resource.tabular:
            return resource.file
        if self.plain():
            self.starts = [1]
            facts = self.facts.done(self.size, "")
            if self.is_text and facts.nul < 0 <= facts.bad_byte:
                raise _Bad(_not_text(0, "utf-8", facts.bad_byte, _line_of(resource.file, facts.bad_byte)))
            return resource.file
        copy = self._copy()
        with copy.open("wb") as out:
            for part, file in enumerate(resource.files):
                if part and self.last not in (b"", b"\n", b"\r"):
                    self._write(out, b"\n")  # else the last row of one part and the first of the next would be one
                self.starts.append(self.lines + 1)
                self._part(part, file, out)
        return copy

    def _copy(self) -> Path:
        """A new file in the scratch folder; the resource's name may be none for a file."""
        handle, path = tempfile.mkstemp(dir=self.scratch)
        os.close(handle)
        return Path(path)

    def _part(self, part: int, file: Path, out: BinaryIO) -> None:
        """Unpack one file, decode it, and write it as UTF-8 without a byte order mark."""
        try:
            pieces = unpack(file, self.resource.compression) if self.resource.compression else _pieces(file)
            if not self.is_text:
                for piece in pieces:
                    out.write(piece)
                return
            self._decode(part, pieces, out)
        except UnpackError as error:
            raise _Bad(FileProblem("compression", {"reason": str(error)}, part)) from None
        except ExpansionError as error:
            raise _Bad(FileProblem("expansion", {"limit": str(error.limit)}, part)) from None
        except OSError as error:
            raise _Bad(FileProblem("file-missing", {"reason": error.strerror or ""}, part)) from None

    def _decode(self, part: int, pieces: Iterator[bytes], out: BinaryIO) -> None:
        encoding, decoder, offset, first = self.resource.encoding, None, 0, True
        before = self.lines
        for piece in _ended(pieces):
            if decoder is None:
                encoding = encoding or _sniff(piece) or "utf-8"
                decoder = codecs.getincrementaldecoder(encoding)()
            pending = len(decoder.getstate()[0])
            try:
                text = decoder.decode(piece, final=not piece)
            except UnicodeDecodeError as error:
                at = max(0, offset - pending + error.start)
                line = self.lines - before + error.object[: error.start].decode(encoding, "ignore").count("\n") + 1
                raise _Bad(_not_text(part, encoding, at, line)) from None
            except UnicodeError:  # no byte order mark where there must be one
                raise _Bad(_not_text(part, encoding, offset, self.lines - before + 1)) from None
            offset += len(piece)
            if first and text:
                text, first = text.removeprefix("\ufeff"), False
            try:
                self._write(out, text.encode())
            except UnicodeEncodeError:  # half of a pair: the codec lets it pass, no text has it
                raise _Bad(_not_text(part, encoding, max(0, offset - len(piece)), self.lines - before + 1)) from None

    def _write(self, out: BinaryIO, data: bytes) -> None:
        if data:
            out.write(data)
            self.facts.feed(data)
            pair = self.last == b"\r" and data[:1] == b"\n"
            self.lines += data.count(b"\n") + data.count(b"\r") - data.count(b"\r\n") - pair
            self.last = data[-1:]

    def _inline(self) -> Path | None:
        """Inline text becomes a file; inline rows need none."""
        data = self.resource.data
        if not isinstance(data, str):
            return None
        copy = self._copy()
        with copy.open("wb") as out:
            self._write(out, data.encode("utf-8", "replace"))
        self.starts = [pointer_line(self.resource.file.read_text("utf-8-sig"), f"{self.resource.pointer}/data")]
        self.size = self.facts.size
        return copy


def _not_text(part: int, encoding: str, offset: int, line: int) -> FileProblem:
    return FileProblem("encoding", {"encoding": encoding, "offset": str(offset)}, part, line)


def _refilled(stream: BinaryIO) -> Iterator[bytes | bytearray]:
    """The pieces of a file, in two buffers by turns: a piece is gone when the next but one is there."""
    first = stream.read(CHUNK)
    yield first
    if len(first) < CHUNK:
        return
    rooms = bytearray(CHUNK), bytearray(CHUNK)
    turn = 0
    while size := stream.readinto(rooms[turn]):  # type: ignore[attr-defined]
        yield rooms[turn] if size == CHUNK else bytes(rooms[turn][:size])
        turn = 1 - turn


def _pieces(file: Path) -> Iterator[bytes]:
    with file.open("rb") as stream:
        while piece := stream.read(CHUNK):
            yield piece


def _ended(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The pieces, and an empty one that ends them."""
    yield from pieces
    yield b""


def _mark(file: Path) -> str:
    """The encoding that a byte order mark gives, "" where there is none or it is UTF-8's."""
    try:
        with file.open("rb") as stream:
            return _sniff(stream.read(4))
    except OSError:
        return ""


def _sniff(start: bytes) -> str:
    return next((name for mark, name in _MARKS if start.startswith(mark)), "")


def _line_of(file: Path, offset: int) -> int:
    line, left = 1, offset
    with file.open("rb") as stream:
        while left > 0 and (piece := stream.read(min(left, CHUNK))):
            line += piece.count(b"\n")
            left -= len(piece)
    return line
