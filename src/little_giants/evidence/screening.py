"""Evaluate an edition's tree for the figures of a firm, without guessing: a missing figure is unknown, never met.

Example: LG-2026 asks for debt of at most 75 percent. With 62 the criterion is met with a margin of 13; without the
figure it is unknown, and so is everything that turns on it. How verdicts are reached: docs/evidence/screening.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from enum import IntEnum

from little_giants.evidence.screening_rules import GROWTHS, SHARES, Criterion, Edition, Group, Rules

_STEP = Decimal("0.0001")  # figures count to four decimals
BACK = {  # the years that a period looks at: 0 is the year of application, 1 the last year before it
    None: (),
    "this_year": (0,),
    "last_year": (1,),
    "last_year_end": (1,),
    "to_last_year_end": (1,),
    "each_of_two_years": (1, 2),
    "either_of_two_years": (1, 2),
    "last_two_years": (1, 2),
    "two_year_average": (1, 2),
    "two_year_sum": (1, 2),
    "two_year_cagr": (1, 3),
    "last_three_years": (1, 2, 3),
    "three_year_sum": (1, 2, 3),
}


class Status(IntEnum):
    """Ordered so that all-of is the least and any-of the greatest of what applies."""

    NOT_APPLICABLE = -1
    NOT_MET = 0
    UNKNOWN = 1
    NEEDS_JUDGEMENT = 2
    MET = 3

    @property
    def word(self) -> str:
        """As it is printed."""
        return self.name.lower().replace("_", " ")


@dataclass(frozen=True)
class Figures:
    """What is known of a firm. ``year``: the year of application (None: no figure is dated, so none is of last year).

    ``values``: by metric and year, None for a figure without a year; a yes is 1, a no is 0, no rank at all is Infinity.
    ``judgements``: what a person said of a criterion that figures cannot decide.
    """

    year: int | None
    values: Mapping[tuple[str, int | None], Decimal]
    judgements: Mapping[str, bool] = field(default_factory=dict)

    def at(self, metric_id: str, back: int) -> Decimal | None:
        """The figure of the year ``back`` years before the application; a share may be computed from its parts."""
        if self.year is None:
            return None
        year = self.year - back
        stated = self.values.get((metric_id, year))
        if stated is None and metric_id in SHARES:
            part, whole = (self.values.get((name, year)) for name in SHARES[metric_id])
            if part is not None and whole:
                return rounded(part * 100 / whole)
        return stated

    def now(self, metric_id: str) -> Decimal | None:
        """The figure for a criterion without a period: of the year of application, of the last year, or undated."""
        for back in (0, 1):
            if (found := self.at(metric_id, back)) is not None:
                return found
        return self.values.get((metric_id, None))


@dataclass(frozen=True, slots=True)
class Judged:
    """A criterion with its verdict. ``figures``: what was looked at, by year. ``measure``: the number compared."""

    criterion: Criterion
    status: Status
    figures: tuple[tuple[str, int | None, Decimal | None], ...] = ()
    measure: Decimal | None = None
    margin: Decimal | None = None  # by how much the bound is passed; negative: missed. In the metric's unit.
    applies: bool | None = True


@dataclass(frozen=True, slots=True)
class JudgedGroup:
    """A group with its verdict. ``points``: certain and possible, in score groups."""

    group: Group
    status: Status
    members: tuple[JudgedGroup | Judged, ...]
    points: tuple[Decimal, Decimal] = (Decimal(0), Decimal(0))

    def leaves(self) -> Iterator[Judged]:
        """Every judged criterion below."""
        for member in self.members:
            if isinstance(member, Judged):
                yield member
            else:
                yield from member.leaves()

    def deciding(self) -> Iterator[Judged]:
        """The criteria because of which the verdict is what it is, if it is not `met`."""
        score = self.group.logic == "score"
        for member in self.members:
            if member.status is self.status or (score and Status.NOT_APPLICABLE < member.status < Status.MET):
                if self.status is Status.MET:
                    continue
                if isinstance(member, Judged):
                    yield member
                else:
                    yield from member.deciding()


@dataclass(frozen=True, slots=True)
class Screening:
    """The verdict of one edition."""

    edition: Edition
    procedure: str
    root: JudgedGroup

    @property
    def status(self) -> Status:
        """The overall verdict."""
        return self.root.status


def screen(rules: Rules, edition: Edition, procedure: str, figures: Figures) -> Screening:
    """Evaluate one edition for a procedure, ``application`` or ``re_review``."""
    return Screening(edition, procedure, judge_group(rules.tree(edition.edition_id, procedure), figures))


def judge_group(group: Group, figures: Figures) -> JudgedGroup:
    """Evaluate a group and all below it."""
    members = tuple(
        judge(member, figures) if isinstance(member, Criterion) else judge_group(member, figures)
        for member in group.members
    )
    asked = [member.status for member in members if member.status is not Status.NOT_APPLICABLE]
    if not asked:
        return JudgedGroup(group, Status.NOT_APPLICABLE, members)
    if group.logic == "score":
        certain, possible = _points(group, members)
        least = group.minimum or Decimal(0)
        own = Status.MET if certain >= least else Status.NOT_MET if possible < least else Status.UNKNOWN
        parts = [member.status for member in members if isinstance(member, JudgedGroup)]
        return JudgedGroup(group, min([own, *parts]), members, (certain, possible))
    return JudgedGroup(group, min(asked) if group.logic == "all_of" else max(asked), members)


def _points(group: Group, members: tuple[JudgedGroup | Judged, ...]) -> tuple[Decimal, Decimal]:
    """The points that are certain and those that are possible. Of several bands on a metric the best counts."""
    certain: dict[str, Decimal] = {}
    possible: dict[str, Decimal] = {}
    for member in members:
        if isinstance(member, JudgedGroup):
            name, low, high = member.group.group_id, *member.points
        else:
            name, points = member.criterion.metric.metric_id, member.criterion.points or Decimal(0)
            low = points if member.status is Status.MET else Decimal(0)
            high = points if member.status > Status.NOT_MET else Decimal(0)
        certain[name] = max(certain.get(name, low), low)
        possible[name] = max(possible.get(name, high), high)
    return sum(certain.values(), Decimal(0)), sum(possible.values(), Decimal(0)) + group.unheld


def judge(criterion: Criterion, figures: Figures) -> Judged:
    """Evaluate one criterion, its condition included."""
    applies = _applies(criterion, figures)
    if applies is False:
        return Judged(criterion, Status.NOT_APPLICABLE, applies=False)
    own = _judge_person(criterion, figures) if criterion.needs_person else _judge_figures(criterion, figures)
    if applies:
        return own
    # Asked or left out? The group comes out the same if it is asked anyway and this member does not change it.
    same = {"any_of": Status.NOT_MET, "all_of": Status.MET}.get(criterion.anchor)
    status = own.status if own.status is same else Status.UNKNOWN
    return Judged(criterion, status, own.figures, own.measure, own.margin, None)


def _applies(criterion: Criterion, figures: Figures) -> bool | None:
    """Whether the condition holds; None when its figure is missing."""
    metric = criterion.when_metric
    if metric is None:
        return True
    value = figures.now(metric.metric_id) if metric.type == "boolean" else figures.at(metric.metric_id, 1)
    if value is None:
        return None
    low = criterion.when_value if criterion.when_operator != "is_true" else Decimal(1)
    assert low is not None
    if criterion.when_operator == "lt":
        return value < low
    return value >= low and (criterion.when_value_max is None or value < criterion.when_value_max)


def _judge_person(criterion: Criterion, figures: Figures) -> Judged:
    answer = figures.judgements.get(criterion.criterion_id)
    if answer is None:
        return Judged(criterion, Status.NEEDS_JUDGEMENT)
    return Judged(criterion, Status.MET if answer else Status.NOT_MET)


def _judge_figures(criterion: Criterion, figures: Figures) -> Judged:
    metric_id, period = criterion.metric.metric_id, criterion.period
    low, high = criterion.bounds
    base = GROWTHS.get(metric_id, metric_id) if period == "two_year_cagr" else metric_id
    if period is None:
        values = [figures.now(base)]
        seen: tuple[tuple[str, int | None, Decimal | None], ...] = ((base, None, values[0]),)
    else:
        values = [figures.at(base, back) for back in BACK[period]]
        years = [None if figures.year is None else figures.year - back for back in BACK[period]]
        seen = tuple(zip([base] * len(values), years, values, strict=True))
    known = [value for value in values if value is not None]
    tests = [_within(value, low, high) for value in values]

    if period in ("two_year_average", "two_year_sum", "three_year_sum"):
        total = sum(known, Decimal(0)) if len(known) == len(values) else None
        measure = total / 2 if total is not None and period == "two_year_average" else total
        return Judged(criterion, _within(measure, low, high), seen, measure, _margin(measure, low, high))
    if period == "two_year_cagr":
        return _judge_growth(criterion, values[0], values[1], seen)
    if period == "last_two_years":
        return _judge_two_readings(criterion, values, tests, seen)
    # A no over several years must hold in each of them; a rank, a yes or a score in one of them.
    each = period == "each_of_two_years" or criterion.operator == "is_false"
    status = min(tests) if each else max(tests)
    measures = sorted(known, key=lambda value: _margin(value, low, high) or Decimal(0))
    measure = (measures[0] if each else measures[-1]) if measures else None
    return Judged(criterion, status, seen, measure, _margin(measure, low, high))


def _judge_growth(
    criterion: Criterion,
    last: Decimal | None,
    first: Decimal | None,
    seen: tuple[tuple[str, int | None, Decimal | None], ...],
) -> Judged:
    """Compound yearly growth over two years, compared without a root: last against first times the rate twice."""
    if last is None or not first:
        return Judged(criterion, Status.UNKNOWN, seen)
    low, high = ((1 + bound / 100) ** 2 * first if bound is not None else None for bound in criterion.bounds)
    measure = rounded(((last / first).sqrt() - 1) * 100)
    return Judged(criterion, _within(last, low, high), seen, measure, _margin(measure, *criterion.bounds))


def _judge_two_readings(
    criterion: Criterion,
    values: list[Decimal | None],
    tests: list[Status],
    seen: tuple[tuple[str, int | None, Decimal | None], ...],
) -> Judged:
    """The source does not say whether each year or their mean counts: where the readings differ, a person must say."""
    low, high = criterion.bounds
    status = min(tests)
    measure = None
    if None not in values:
        total = sum((value for value in values if value is not None), Decimal(0))
        measure = total / 2
        if status is Status.NOT_MET and _within(measure, low, high) is Status.MET:
            status = Status.NEEDS_JUDGEMENT
    elif status is Status.NOT_MET and max(tests) is Status.UNKNOWN:
        status = Status.UNKNOWN  # the mean may still make up for the year that is known
    return Judged(criterion, status, seen, measure, _margin(measure, low, high))


def _within(value: Decimal | None, low: Decimal | None, high: Decimal | None) -> Status:
    if value is None:
        return Status.UNKNOWN
    return Status.MET if (low is None or value >= low) and (high is None or value <= high) else Status.NOT_MET


def _margin(value: Decimal | None, low: Decimal | None, high: Decimal | None) -> Decimal | None:
    """How far ``value`` lies inside the nearer bound. None when there is no number."""
    if value is None or not value.is_finite():
        return None
    return min(([value - low] if low is not None else []) + ([high - value] if high is not None else []))


def rounded(value: Decimal) -> Decimal:
    """To four decimals, half away from zero."""
    return value.quantize(_STEP, ROUND_HALF_UP) if value.is_finite() else value
