"""What the engine passes between its steps: predicates to evaluate, and hits before their place is looked up."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Predicate:
    """One rule on one row, as SQL that is true where the rule is violated.

    ``test`` answers in Python, from the text of ``fields[0]``, where ``violated`` is None or ``sure`` does not hold.
    """

    code: str
    rule: str
    severity: str
    fields: tuple[str, ...]
    violated: str | None
    params: Mapping[str, str] = field(default_factory=dict)
    choices: tuple[str, ...] = ()
    test: Callable[[str | None], bool] | None = None
    sure: str = ""
    own: bool = False  # a rule of the package, not of the schema


@dataclass(frozen=True, slots=True)
class Hit:
    """A violated rule. ``record`` counts data records from 1; its row, line and cells are looked up at the end.

    ``row``, ``line``, ``part``, ``label`` (1-based position) and ``cell`` are given only where there is no record to
    look up.
    """

    code: str
    rule: str = ""
    severity: str = "error"
    record: int | None = None
    fields: tuple[str, ...] = ()
    row: int | None = None
    line: int | None = None
    part: int = 0  # which file of the table
    label: int | None = None
    cell: str | None = None
    first: int | None = None  # the record whose key this one repeats
    params: Mapping[str, str] = field(default_factory=dict)
    choices: tuple[str, ...] = ()


@dataclass(slots=True)
class Tally:
    """The findings of one table: exact counts by code, and hits, of which each rule may give only the first."""

    hits: list[Hit] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    severities: dict[str, str] = field(default_factory=dict)

    def add(self, hits: list[Hit], count: int | None = None) -> None:
        """Add the hits of one rule; ``count`` is their exact number when ``hits`` holds only the first ones."""
        if not hits:
            return
        code = hits[0].code
        self.hits += hits
        self.counts[code] = self.counts.get(code, 0) + (len(hits) if count is None else count)
        self.severities[code] = hits[0].severity
