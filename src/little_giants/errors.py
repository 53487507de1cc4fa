"""The two error families that are exceptions. Wrong *data* is never an exception: it is a finding."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with a descriptor, a schema or a rule: where it stands and how to mend it."""

    place: str  # file relative to the package root, e.g. "schemas/firms.json"
    pointer: str  # JSON pointer (RFC 6901) or "line 12"; empty for the whole file
    message: str
    mend: str = ""
    line: int | None = None  # physical line of ``place`` that the pointer names, where it is known

    def __str__(self) -> str:
        place = self.place if self.line is None else f"{self.place}:{self.line}"
        where = f"{place}#{self.pointer}" if self.pointer.startswith("/") else f"{place} {self.pointer}".strip()
        return f"{where}: {self.message}" + (f" {self.mend}" if self.mend else "")


class LittleGiantsError(Exception):
    """Base of what the command line turns into one clear message and exit code 2."""


class PackageError(LittleGiantsError):
    """The package's author is wrong: descriptor, schema or rule. Carries every problem found, not the first."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in problems))


class UsageError(LittleGiantsError):
    """The caller is wrong: a bad option, a missing file, a query that may not run."""
