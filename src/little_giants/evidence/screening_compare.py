"""Editions beside each other: what became of each criterion, how one profile fares, and where eligibility begins."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from little_giants.evidence.screening import Figures, Screening, Status, screen
from little_giants.evidence.screening_rules import Criterion, Edition, Group, Metric, Rules

# Where rules are written in steps, a grid shows them: million yuan of revenue, and percent of it spent on R&D.
REVENUES = tuple(map(Decimal, (5, 10, 15, 20, 30, 40, 50, 60, 80, 100, 120, 150, 200, 300, 400, 401, 500, 800)))
SHARES_OF_RD = tuple(map(Decimal, (0, 1, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 50)))


Range = tuple[Decimal, Decimal]  # of the metric of a condition: from (included), to (excluded)
_ALL: Range = (Decimal(0), Decimal("Infinity"))


@dataclass(frozen=True, slots=True)
class Difference:
    """What became of one criterion. ``change``: added, dropped, tightened, loosened, changed or same.

    ``effect`` is what that alone does to firms: stricter, looser, none or mixed. To drop an alternative is stricter.
    ``where``: the sizes of firms that the line is about, if not all, on ``scale``.
    """

    metric_id: str
    change: str
    effect: str
    before: Criterion | None
    after: Criterion | None
    where: Range
    scale: Metric | None


_EFFECTS = {"tightened": "stricter", "loosened": "looser", "changed": "mixed", "same": "none"}
_ORDER = ("added", "tightened", "changed", "loosened", "dropped", "same")


def differences(rules: Rules, old: str, new: str, procedure: str) -> list[Difference]:
    """Compare the criteria of two editions metric by metric; bands are compared where their conditions overlap."""
    before, after = ([*rules.tree(name, procedure).walk()] for name in (old, new))
    pairs = [
        (one, other, where, _change(one, other))
        for one, _ in before
        for other, _ in after
        if one.metric == other.metric and (where := _overlap(one, other))
    ]
    kept = {side.criterion_id for one, other, _, change in pairs for side in (one, other) if change == "same"}
    found = [
        Difference(
            one.metric.metric_id, change, _EFFECTS[change], one, other, where, one.when_metric or other.when_metric
        )
        for one, other, where, change in pairs
        if change == "same" or not {one.criterion_id, other.criterion_id} <= kept
    ]
    for mine, others, change in ((before, after, "dropped"), (after, before, "added")):
        asked = [other for other, _ in others]
        for leaf, above in mine:
            same = [other for other in asked if other.metric == leaf.metric]
            stricter = (change == "added") is not _is_alternative(leaf, above[-1], asked)
            scale = next((one.when_metric for one in (leaf, *same) if one.when_value is not None), None)
            for where in _uncovered(leaf, same):
                found.append(
                    Difference(
                        leaf.metric.metric_id,
                        change,
                        "stricter" if stricter else "looser",
                        leaf if change == "dropped" else None,
                        leaf if change == "added" else None,
                        where,
                        scale,
                    )
                )
    return sorted(
        found, key=lambda one: (_ORDER.index(one.change), one.metric_id, one.where, _name(one.before), _name(one.after))
    )


def _name(criterion: Criterion | None) -> str:
    return criterion.criterion_id if criterion else ""


def _is_alternative(leaf: Criterion, group: Group, other_edition: Sequence[Criterion]) -> bool:
    """Whether the same firm could meet another member of the group instead, one that the other edition knows too."""
    if group.logic != "any_of":
        return False
    metrics = {one.metric for one in other_edition}
    members = [one for one in group.members if one is not leaf]
    leaves = [one for member in members for one in ([member] if isinstance(member, Criterion) else member.leaves)]
    return any(one.metric in metrics and _overlap(leaf, one) for one in leaves)


def _range(one: Criterion) -> Range:
    """The sizes that the condition names; all, if there is none or if it is a yes."""
    if one.when_metric is None or one.when_value is None:
        return _ALL
    if one.when_operator == "lt":
        return Decimal(0), one.when_value
    return one.when_value, one.when_value_max or _ALL[1]


def _overlap(one: Criterion, other: Criterion) -> Range | None:
    (low, high), (start, stop) = _range(one), _range(other)
    low, high = max(low, start), min(high, stop)
    return (low, high) if low < high else None


def _uncovered(leaf: Criterion, others: Sequence[Criterion]) -> Iterator[Range]:
    """The sizes for which ``leaf`` asks and none of ``others`` does."""
    low, end = _range(leaf)
    for start, stop in sorted(_range(other) for other in others):
        if start > low and low < end:
            yield low, min(start, end)
        low = max(low, stop)
    if low < end:
        yield low, end


def _change(before: Criterion, after: Criterion) -> str:
    """Compare the thresholds. A different period, operator or wording is `changed`: neither is plainly the stricter."""
    if (before.operator, before.period, before.value_text) != (after.operator, after.period, after.value_text):
        return "changed"
    if before.needs_person:
        return "same"
    tighter = looser = False
    for old, new, sign in zip(before.bounds, after.bounds, (1, -1), strict=True):
        if old is not None and new is not None:
            tighter |= (new - old) * sign > 0
            looser |= (new - old) * sign < 0
    return "changed" if tighter and looser else "tightened" if tighter else "loosened" if looser else "same"


@dataclass(frozen=True, slots=True)
class Step:
    """From one edition to the next for one profile. ``turn``: gained, lost, same, or open while one is not settled."""

    before: Screening
    after: Screening
    turn: str


def turn(before: Status, after: Status) -> str:
    """What happened to eligibility between two verdicts."""
    settled = (Status.MET, Status.NOT_MET)
    if before not in settled or after not in settled:
        return "open"
    if before is after:
        return "same"
    return "gained" if after is Status.MET else "lost"


def steps(screenings: Sequence[Screening]) -> list[Step]:
    """Each complete edition beside the one before it; overlays stand beside what they amend and are left out. The
    first beside the last comes at the end."""
    complete = [one for one in screenings if one.edition.amends is None]
    pairs = [*pairwise(complete), *([(complete[0], complete[-1])] if len(complete) > 2 else [])]
    return [Step(one, other, turn(one.status, other.status)) for one, other in pairs]


def grid(
    rules: Rules, editions: Sequence[Edition], procedure: str, figures: Figures
) -> Iterator[tuple[str, Decimal, Decimal, Decimal, str]]:
    """Edition, last year's revenue, R&D share in percent, R&D of last year, verdict: the firm at each size.

    Earlier revenue keeps its proportion to the last year's; the R&D share is the same in each year. All else stays.
    """
    for edition in editions:
        for revenue in REVENUES:
            for share in SHARES_OF_RD:
                at = resized(figures, revenue, share)
                verdict = screen(rules, edition, procedure, at).status.word
                yield edition.edition_id, revenue, share, at.values["rd_spend", (at.year or 0) - 1], verdict


def resized(figures: Figures, revenue: Decimal, share: Decimal) -> Figures:
    """The firm with another revenue and R&D share; years of which no revenue is known stay unknown."""
    last = (figures.year or 0) - 1
    base = figures.values.get(("operating_revenue", last))
    values = {key: value for key, value in figures.values.items() if key[0] not in ("rd_spend", "rd_spend_share")}
    for key, value in figures.values.items():
        if key[0] == "operating_revenue" and base:
            values[key] = value * revenue / base
    values["operating_revenue", last] = revenue
    for year in (last - 1, last):
        values["rd_spend_share", year] = share
        if (size := values.get(("operating_revenue", year))) is not None:
            values["rd_spend", year] = size * share / 100
    return Figures(figures.year, values, figures.judgements)
