"""The cheapest missing piece: which figures, changed to what, would make an edition's verdict `met`.

Cost: fewest figures touched (a missing figure and a person's judgement count as one each); then fewest of them
missing, because what is not known may turn out to be anything; then the smallest sum of relative changes. Every
proposal is put to the evaluation before it is given. Bounds are reached exactly, never passed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from itertools import product

from little_giants.evidence.screening import Figures, Judged, JudgedGroup, Screening, Status, screen
from little_giants.evidence.screening_rules import GROWTHS, SHARES, Criterion, Rules

_STEP = Decimal("0.0001")
_KEPT = 300  # plans kept where many routes are combined, the cheapest first
_TRIED = 20  # the cheapest plans, which are finished and freed of idle changes before one is chosen
_ROUNDS = 4
Key = tuple[str, int | None]  # metric and year; a criterion and None for a judgement


@dataclass(frozen=True, slots=True)
class Change:
    """One figure (or judgement) and what it must become. ``before`` is None for a missing one."""

    name: str
    year: int | None
    before: Decimal | None
    after: Decimal
    judgement: bool = False

    @property
    def relative(self) -> Decimal:
        """Size of the change beside the figure; nothing for a missing one, the whole for one that was 0."""
        if self.before is None or not self.before.is_finite():
            return Decimal(0) if self.before is None else Decimal(1)
        return abs(self.after - self.before) / abs(self.before) if self.before else Decimal(1)


Plan = dict[Key, Change]


def cost(plan: Plan) -> tuple[int, int, Decimal]:
    """Figures touched, how many of them are missing, sum of relative changes."""
    missing = sum(change.before is None for change in plan.values())
    return len(plan), missing, sum((change.relative for change in plan.values()), Decimal(0))


def cheapest(rules: Rules, screening: Screening, figures: Figures) -> tuple[Change, ...] | None:
    """The cheapest changes that make the verdict `met`; empty when it is, None when no change of figures was found."""
    if screening.status is Status.MET:
        return ()
    plans: list[Plan] = []
    for start in _starts(screening, figures):
        changed = apply(figures, start)
        again = screen(rules, screening.edition, screening.procedure, changed)
        routes = _routes(again.root, changed)
        plans += [_merge([start, route], figures) for route in routes]

    def turns(plan: Plan) -> bool:
        changed = apply(figures, plan)
        return screen(rules, screening.edition, screening.procedure, changed).status is Status.MET

    def finished(plan: Plan) -> Plan | None:
        """With what the changes themselves ask for: more revenue lowers an R&D share that is computed from it."""
        for _ in range(_ROUNDS):
            if turns(plan):
                return _trimmed(plan, turns)
            changed = apply(figures, plan)
            routes = _routes(screen(rules, screening.edition, screening.procedure, changed).root, changed)
            if not routes:
                return None
            plan = _merge([plan, min(routes, key=cost)], figures)
        return None

    found = [done for plan in sorted(plans, key=cost)[:_TRIED] if (done := finished(plan)) is not None]
    best = min(found, key=cost, default=None)
    return None if best is None else tuple(best[key] for key in sorted(best, key=lambda key: (key[0], key[1] or 0)))


def _trimmed(plan: Plan, turns: Callable[[Plan], bool]) -> Plan:
    """Without the changes that another change of the plan makes idle."""
    for key in list(plan):
        fewer = {other: change for other, change in plan.items() if other != key}
        if turns(fewer):
            plan = fewer
    return plan


def apply(figures: Figures, plan: Plan) -> Figures:
    """The figures as they would be."""
    values = {**figures.values, **{key: change.after for key, change in plan.items() if not change.judgement}}
    judged = {change.name: bool(change.after) for change in plan.values() if change.judgement}
    return Figures(figures.year, values, {**figures.judgements, **judged})


def _starts(screening: Screening, figures: Figures) -> Iterator[Plan]:
    """No change, and the figure of each condition moved up to each of its bands: another band asks otherwise."""
    yield {}
    if figures.year is None:
        return
    edges: dict[str, set[Decimal]] = {}
    growing = {GROWTHS.get(leaf.criterion.metric.metric_id, "") for leaf in screening.root.leaves()}
    for leaf in screening.root.leaves():
        one = leaf.criterion
        if one.when_metric is not None and one.when_metric.type == "number" and one.when_value is not None:
            edges.setdefault(one.when_metric.metric_id, set()).add(one.when_value)
        if one.metric.metric_id in growing and one.value is not None:
            edges.setdefault(one.metric.metric_id, set()).add(one.value)
    for metric_id, values in edges.items():
        before = figures.at(metric_id, 1)
        for value in values:
            if before is None or value > before:
                yield {(metric_id, figures.year - 1): Change(metric_id, figures.year - 1, before, value)}


def _routes(node: JudgedGroup | Judged, figures: Figures) -> list[Plan]:
    """Every way to make a node `met`, each as a plan."""
    if node.status in (Status.MET, Status.NOT_APPLICABLE):
        return [{}]
    if isinstance(node, Judged):
        plan = _mend(node, figures)
        return [] if plan is None else [plan]
    asked = [member for member in node.members if member.status is not Status.NOT_APPLICABLE]
    if node.group.logic == "score":
        return [plan for plan, _ in _scores(node, figures)]
    if node.group.logic == "any_of":
        return [plan for member in asked for plan in _routes(member, figures)]
    return _combine([_routes(member, figures) for member in asked])


def _scores(node: JudgedGroup, figures: Figures) -> list[tuple[Plan, Decimal]]:
    """Ways to reach a score: for each metric nothing or one of its bands, for each part one of its ways."""
    by_metric: dict[str, list[tuple[Plan, Decimal]]] = {}
    for member in node.members:
        if isinstance(member, JudgedGroup):
            by_metric[member.group.group_id] = _scores(member, figures)
        else:
            ways = by_metric.setdefault(member.criterion.metric.metric_id, [({}, Decimal(0))])
            plan = {} if member.status is Status.MET else _mend(member, figures)
            if plan is not None:
                ways.append((plan, member.criterion.points or Decimal(0)))
    found: list[tuple[Plan, Decimal]] = [({}, Decimal(0))]
    for ways in by_metric.values():
        found = [({**one, **other}, points + more) for (one, points), (other, more) in product(found, ways)]
    enough = [way for way in found if way[1] >= (node.group.minimum or 0)]
    return sorted(enough, key=lambda way: cost(way[0]))[:_KEPT]


def _combine(routes: Iterable[list[Plan]]) -> list[Plan]:
    found: list[Plan] = [{}]
    for ways in routes:
        joined = [_join(one, other) for one, other in product(found, ways)]
        found = sorted((plan for plan in joined if plan is not None), key=cost)[:_KEPT]
    return found


def _join(one: Plan, other: Plan) -> Plan | None:
    """Both plans at once: of two demands on a figure the farther one. None when they pull apart."""
    plan = dict(one)
    for key, change in other.items():
        if (known := plan.get(key)) is None:
            plan[key] = change
        elif change.before is None or (change.after > change.before) == (known.after > change.before):
            up = change.before is None or change.after > change.before
            plan[key] = max(known, change, key=lambda each: each.after if up else -each.after)
        else:
            return None
    return plan


def _merge(plans: list[Plan], figures: Figures) -> Plan:
    """Join plans made one after the other: the last word on a figure counts, beside what it was at first."""
    merged: Plan = {}
    for plan in plans:
        merged |= plan
    return {
        key: change if change.judgement else Change(change.name, change.year, figures.values.get(key), change.after)
        for key, change in merged.items()
        if change.judgement or figures.values.get(key) != change.after
    }


def _mend(judged: Judged, figures: Figures) -> Plan | None:
    """The figures that a criterion lacks or misses, each brought to its bound. None when no figure can do it."""
    one = judged.criterion
    if one.operator == "not_yet_issued":
        return None
    if one.needs_person:
        before = figures.judgements.get(one.criterion_id)
        change = Change(one.criterion_id, None, None if before is None else Decimal(before), Decimal(1), judgement=True)
        return {(one.criterion_id, None): change}
    if figures.year is None and one.period is not None:
        return None
    plan: Plan = {}
    if judged.applies is None:
        metric = one.when_metric
        if metric is None or metric.type != "boolean" or figures.year is None:
            return None
        plan[metric.metric_id, figures.year - 1] = Change(metric.metric_id, figures.year - 1, None, Decimal(1))
    for change in _bounds(judged, figures):
        plan[change.name, change.year] = change
    return plan


def _bounds(judged: Judged, figures: Figures) -> Iterator[Change]:
    """The changes of figures for one criterion, by the period it looks at."""
    one = judged.criterion
    seen = [(name, year, value) for name, year, value in judged.figures]
    if one.period == "two_year_cagr":
        yield from _growth(one, seen)
    elif one.period in ("two_year_average", "two_year_sum", "three_year_sum"):
        yield from _total(one, seen)
    elif one.period is None:
        year = _found_at(one.metric.metric_id, figures)
        yield _to_bound(one, year, seen[0][2])
    elif one.period in ("either_of_two_years", "last_three_years") and one.operator != "is_false":
        yield _to_bound(one, seen[0][1], seen[0][2])
    else:
        for _, year, value in seen:
            if value is None or _bound(one, value) != value:
                yield _share(one, year, value, figures) or _to_bound(one, year, value)


def _found_at(metric_id: str, figures: Figures) -> int | None:
    if figures.year is None:
        return None
    for year in (figures.year, figures.year - 1):
        if (metric_id, year) in figures.values:
            return year
    return None if (metric_id, None) in figures.values else figures.year - 1


def _bound(one: Criterion, value: Decimal | None) -> Decimal:
    """The value itself if it is inside, else the nearer bound; for a missing one the bound that is asked first."""
    low, high = one.bounds
    if low is not None and (value is None or value < low):
        return low
    if high is not None and (value is None or value > high):
        return high
    assert value is not None
    return value


def _to_bound(one: Criterion, year: int | None, value: Decimal | None) -> Change:
    return Change(one.metric.metric_id, year, value, _bound(one, value))


def _share(one: Criterion, year: int | None, value: Decimal | None, figures: Figures) -> Change | None:
    """A share that is not stated rises with its part, if the whole is known."""
    name = one.metric.metric_id
    if name not in SHARES or (name, year) in figures.values or one.value is None:
        return None
    part, whole = SHARES[name]
    base = figures.values.get((whole, year))
    if not base:
        return None
    return Change(part, year, figures.values.get((part, year)), _up(one.value * base / 100))


def _total(one: Criterion, seen: list[tuple[str, int | None, Decimal | None]]) -> Iterator[Change]:
    """A sum or mean that is short: the missing years share what lacks, or the last year makes up for it."""
    times = 2 if one.period == "two_year_average" else 1
    known = sum((value for _, _, value in seen if value is not None), Decimal(0))
    missing = [(name, year) for name, year, value in seen if value is None]
    lack = _bound(one, None) * times - known
    if missing:
        for name, year in missing:
            yield Change(name, year, None, _up(max(lack, Decimal(0)) / len(missing)))
    else:
        name, year, value = seen[0]
        assert value is not None
        yield Change(name, year, value, value + lack)


def _growth(one: Criterion, seen: list[tuple[str, int | None, Decimal | None]]) -> Iterator[Change]:
    """The last year up to the first one grown twice; a missing first year down from the last."""
    (name, last_year, last), (_, first_year, first) = seen
    assert one.value is not None
    factor = (1 + one.value / 100) ** 2
    if not first and last is not None:
        yield Change(name, first_year, first, (last / factor).quantize(_STEP, ROUND_FLOOR))
    elif first:
        yield Change(name, last_year, last, _up(first * factor))


def _up(value: Decimal) -> Decimal:
    return value.quantize(_STEP, ROUND_CEILING)
