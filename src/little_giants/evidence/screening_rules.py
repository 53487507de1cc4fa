"""The editions of the rules as trees: read from the package's tables, amended by overlays, cut to one procedure.

How a tree is read stands in docs/curation/criteria.md. Numbers are decimals.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

from little_giants.errors import UsageError

if TYPE_CHECKING:
    from little_giants.api import DataPackage

PROCEDURES = ("application", "re_review")
TABLES = ("rule_editions", "metrics", "criterion_groups", "criteria", "firm_figures")
# Metrics that the definitions let us compute from others of the same firm.
SHARES = {"rd_spend_share": ("rd_spend", "operating_revenue")}  # percent of the second, of the same year
GROWTHS = {
    "operating_revenue_growth": "operating_revenue"
}  # compound yearly rate, from the first and last of three years


@dataclass(frozen=True, slots=True)
class Metric:
    """A measurable thing. ``type``: number, integer, boolean, choice or qualitative."""

    metric_id: str
    name_en: str
    unit: str | None
    type: str
    better: str


@dataclass(frozen=True, slots=True)
class Criterion:
    """A leaf: one threshold. ``when_*`` is its condition.

    ``anchor``: the logic of its group if that also holds a criterion without a condition, which is always asked.
    """

    criterion_id: str
    metric: Metric
    operator: str
    value: Decimal | None
    value_max: Decimal | None
    value_text: str | None
    period: str | None
    when_metric: Metric | None
    when_operator: str | None
    when_value: Decimal | None
    when_value_max: Decimal | None
    applies_to: str
    points: Decimal | None
    source_id: str | None
    verification: str
    anchor: str = ""

    @property
    def bounds(self) -> tuple[Decimal | None, Decimal | None]:
        """The least and the greatest value that meet it; a yes is 1, a no is 0."""
        match self.operator:
            case "ge":
                return self.value, None
            case "le":
                return None, self.value
            case "between":
                return self.value, self.value_max
            case "is_true":
                return Decimal(1), None
            case "is_false":
                return None, Decimal(0)
        raise ValueError(f"{self.operator} has no bounds")

    @property
    def needs_person(self) -> bool:
        """Whether no figure can decide it."""
        return self.operator in ("qualitative", "one_of", "not_yet_issued")


@dataclass(frozen=True)
class Group:
    """A node: ``members`` of which all, any, or enough points are asked. ``minimum`` and ``maximum`` are points."""

    group_id: str
    logic: str
    name_en: str
    minimum: Decimal | None
    maximum: Decimal | None
    members: tuple[Group | Criterion, ...]

    @cached_property
    def leaves(self) -> tuple[Criterion, ...]:
        """Every criterion below, in the order of the tree."""
        return tuple(leaf for leaf, _ in self.walk())

    def walk(self) -> Iterator[tuple[Criterion, tuple[Group, ...]]]:
        """Every criterion below with the groups above it, the nearest last."""
        for member in self.members:
            if isinstance(member, Criterion):
                yield member, (self,)
            else:
                for leaf, above in member.walk():
                    yield leaf, (self, *above)

    @property
    def unheld(self) -> Decimal:
        """Points that the rules allot to indicators which the package does not hold."""
        best: dict[str, Decimal] = {}
        below = Decimal(0)
        for member in self.members:
            if isinstance(member, Group):
                below += member.maximum or 0
            else:
                name = member.metric.metric_id
                best[name] = max(best.get(name, Decimal(0)), member.points or Decimal(0))
        return (self.maximum or Decimal(0)) - below - sum(best.values(), Decimal(0))


@dataclass(frozen=True, slots=True)
class Edition:
    """An edition of the rules for a tier. ``amends``: the edition that this one changes for a round."""

    edition_id: str
    tier: str
    year: int
    title_en: str
    amends: str | None


class Rules:
    """All editions of a package, ready to be made into trees."""

    def __init__(self, tables: dict[str, list[dict[str, Any]]]) -> None:
        self.metrics = {
            row["metric_id"]: Metric(row["metric_id"], row["name_en"], row["unit"], row["type"], row["better"])
            for row in tables["metrics"]
        }
        self.editions = {
            row["edition_id"]: Edition(
                row["edition_id"], row["tier"], row["edition"], row["title_en"], row["amends_edition_id"]
            )
            for row in sorted(tables["rule_editions"], key=lambda row: (row["tier"], row["edition"]))
        }
        self.figures = tables["firm_figures"]
        self._groups = {row["group_id"]: row for row in tables["criterion_groups"]}
        self._criteria = {row["criterion_id"]: row for row in tables["criteria"]}
        self.asked_this_year = {row["metric_id"] for row in tables["criteria"] if row["period"] == "this_year"}
        self._trees: dict[tuple[str, str], Group] = {}

    def judged_by_a_person(self) -> list[str]:
        """The criteria that need a person, those of a standard that nobody knows yet left out."""
        return sorted(
            row["criterion_id"] for row in self._criteria.values() if row["operator"] in ("qualitative", "one_of")
        )

    def of_tier(self, tier: str) -> list[Edition]:
        """The editions of a tier, oldest first. Raises UsageError for an unknown tier."""
        found = [edition for edition in self.editions.values() if edition.tier == tier]
        if not found:
            tiers = sorted({edition.tier for edition in self.editions.values()})
            raise UsageError(f"there is no tier {tier!r}; there are {', '.join(tiers)}.")
        return found

    def choose(self, words: str, tier: str) -> list[Edition]:
        """The editions that ``words`` names: ``all`` or a year (of the tier), or an identifier. Raises UsageError."""
        if words in self.editions:
            return [self.editions[words]]
        of_tier = self.of_tier(tier)
        chosen = [edition for edition in of_tier if words in ("all", str(edition.year))]
        if not chosen:
            names = ", ".join(edition.edition_id for edition in of_tier)
            raise UsageError(f"there is no edition {words!r} of {tier}; give all, a year, or one of {names}.")
        return chosen

    def newest(self, tier: str) -> Edition:
        """The newest complete edition of a tier whose conditions are known."""
        return [
            edition
            for edition in self.of_tier(tier)
            if edition.amends is None
            and all(leaf.operator != "not_yet_issued" for leaf in self.tree(edition.edition_id, "application").leaves)
        ][-1]

    def tree(self, edition_id: str, procedure: str) -> Group:
        """The tree of an edition for a procedure; an overlay is read with the edition that it amends."""
        key = (edition_id, procedure)
        if key not in self._trees:
            self._trees[key] = self._grow(self.editions[edition_id], procedure)
        return self._trees[key]

    def _grow(self, edition: Edition, procedure: str) -> Group:
        asked = [row for row in self._criteria.values() if row["applies_to"] in ("both", procedure)]
        amended = {
            row["amends_criterion_id"]: row
            for row in asked
            if row["amends_criterion_id"] and self._groups[row["group_id"]]["edition_id"] == edition.edition_id
        }
        amending = {row["criterion_id"] for row in amended.values()}
        own = [row for row in self._groups.values() if row["edition_id"] == edition.edition_id]
        base = [row for row in self._groups.values() if row["edition_id"] == edition.amends]
        (root,) = (row for row in base or own if row["parent_group_id"] is None)
        parents = {row["group_id"]: row["parent_group_id"] for row in base + own}
        if base:  # the overlay's root hangs below the root of what it amends
            parents |= {row["group_id"]: root["group_id"] for row in own if row["parent_group_id"] is None}

        def grow(row: dict[str, Any]) -> Group:
            rows = [
                amended.get(leaf["criterion_id"], leaf)
                for leaf in asked
                if leaf["group_id"] == row["group_id"] and leaf["criterion_id"] not in amending
            ]
            rows = [leaf for leaf in rows if leaf["operator"] != "waived"]
            anchor = row["logic"] if any(leaf["applies_when_metric_id"] is None for leaf in rows) else ""
            members: list[Group | Criterion] = [self._criterion(leaf, anchor) for leaf in rows]
            members += [grow(self._groups[name]) for name, parent in parents.items() if parent == row["group_id"]]
            return Group(
                row["group_id"],
                row["logic"],
                row["name_en"],
                _decimal(row["minimum_score"]),
                _decimal(row["maximum_score"]),
                tuple(members),
            )

        return grow(root)

    def _criterion(self, row: dict[str, Any], anchor: str) -> Criterion:
        when = row["applies_when_metric_id"]
        return Criterion(
            row["criterion_id"],
            self.metrics[row["metric_id"]],
            row["operator"],
            _decimal(row["value"]),
            _decimal(row["value_max"]),
            row["value_text"],
            row["period"],
            self.metrics[when] if when else None,
            row["applies_when_operator"],
            _decimal(row["applies_when_value"]),
            _decimal(row["applies_when_value_max"]),
            row["applies_to"],
            _decimal(row["points"]),
            row["source_id"],
            row["verification"],
            anchor,
        )


def load(data_package: DataPackage) -> Rules:
    """The rules of a package. Raises UsageError when it lacks the tables or their cells are not of their type."""
    missing = [name for name in TABLES if name not in data_package.package.names]
    if missing:
        raise UsageError(f"screening needs the table {missing[0]}, which this package does not have.")
    run = data_package.run(only=TABLES, run_rules=False, limit=1)
    try:
        if not run.report.valid:
            raise UsageError("the tables of the rules have errors; run validate, and mend them first.")
        return Rules({name: _rows(run.connection, name) for name in TABLES})
    finally:
        run.close()


def _rows(connection: Any, table: str) -> list[dict[str, Any]]:
    cursor = connection.execute(f'select * from "{table}" order by all')
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _decimal(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(repr(value)).normalize()
