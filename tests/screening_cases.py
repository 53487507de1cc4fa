"""What the tests of screening share: the rules of this package, and figures that Hypothesis draws around thresholds."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from random import Random
from typing import Any

from atlas import ROOT
from hypothesis import strategies as st

import little_giants
from little_giants.evidence.screening import Figures, Screening, screen
from little_giants.evidence.screening_rules import PROCEDURES, Rules, load

YEAR = 2026
LITTLE_GIANT = ("LG-2018", "LG-2020", "LG-2021", "LG-2022", "LG-2025", "LG-2026")


@cache
def rules() -> Rules:
    """The rules of this repository's package."""
    return load(little_giants.open(ROOT))


def every_tree() -> list[tuple[str, str]]:
    """Every edition with every procedure."""
    return [(edition, procedure) for edition in rules().editions for procedure in PROCEDURES]


def judged(edition: str, figures: Figures, procedure: str = "application") -> Screening:
    """The screening of one edition."""
    return screen(rules(), rules().editions[edition], procedure, figures)


def statuses(screening: Screening) -> dict[str, str]:
    """The verdict of each criterion."""
    return {leaf.criterion.criterion_id: leaf.status.word for leaf in screening.root.leaves()}


@cache
def edges() -> dict[str, list[Decimal]]:
    """The numbers that matter for each metric: thresholds and the ends of bands, and one step beside them."""
    found: dict[str, set[Decimal]] = {}
    for edition, procedure in every_tree():
        for leaf in rules().tree(edition, procedure).leaves:
            name = {"operating_revenue_growth": "operating_revenue"}.get(leaf.metric.metric_id, leaf.metric.metric_id)
            ends = [(name, leaf.value), (name, leaf.value_max)]
            if leaf.when_metric:
                ends += [(leaf.when_metric.metric_id, one) for one in (leaf.when_value, leaf.when_value_max)]
            for metric, value in ends:
                if value is not None:
                    step = Decimal(1) if rules().metrics[metric].type == "integer" else Decimal("0.0001")
                    found.setdefault(metric, set()).update({value, value / 2, value - step, value + step, value * 2})
            found.setdefault(name, set())
    return {name: sorted(one for one in values if one >= 0) for name, values in sorted(found.items())}


def measured() -> list[str]:
    """The metrics of which a firm has figures: numbers and yes or no."""
    return [name for name in edges() if rules().metrics[name].type in ("number", "integer", "boolean")]


def amounts(metric: str) -> st.SearchStrategy[Decimal]:
    """Values of a metric in its unit, to four decimals, many of them at a threshold."""
    kind = rules().metrics[metric].type
    if kind == "boolean":
        return st.sampled_from([Decimal(0), Decimal(1)])
    free = (
        st.integers(0, 600).map(Decimal)
        if kind == "integer"
        else st.integers(0, 6_000_000).map(lambda n: Decimal(n) / 10_000)
    )
    near = [one for one in edges()[metric] if kind != "integer" or one == one.to_integral_value()]
    return st.sampled_from(near) | free if near else free


def firm(seed: int, known: float = 0.9) -> Figures:
    """A made-up firm that is mostly good: a seed rather than two hundred draws, which would take Hypothesis long."""
    random = Random(seed)
    values: dict[tuple[str, int | None], Decimal] = {}
    for name in measured():
        metric, best = rules().metrics[name], fitting(name)
        for year in (YEAR, YEAR - 1, YEAR - 2, YEAR - 3):
            near = [Decimal(0), Decimal(1)] if metric.type == "boolean" else edges()[name] or [best]
            if random.random() < known:
                values[name, year] = best if random.random() < 0.85 else random.choice(near)
    judged = {name: random.random() < 0.9 for name in rules().judged_by_a_person() if random.random() < 0.8}
    return Figures(YEAR, values, judged)


@st.composite
def rows_of_firms(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Rows of firm_figures: several firms, years that matter and others, undated ones, documents that disagree."""
    rows = []
    for number in range(draw(st.integers(1, 12))):
        chosen = draw(st.lists(st.sampled_from(measured()), max_size=40, unique=True))
        for metric in chosen:
            for period in draw(
                st.lists(st.sampled_from(["2021", "2022", "2023", "2024", "2025", "2026", "undated"]), max_size=5)
            ):
                rows.append(row(f"F{number:06}", metric, period, draw(amounts(metric))))
    return rows


def row(firm_id: str, metric: str, period: str, value: Decimal) -> dict[str, Any]:
    """One row of firm_figures."""
    boolean = rules().metrics[metric].type == "boolean"
    return {
        "firm_id": firm_id,
        "metric_id": metric,
        "period": period,
        "value": None if boolean else float(value),
        "value_text": ("true" if value else "false") if boolean else None,
    }


def fitting(name: str) -> Decimal:
    """A value that meets what is asked of the metric in every edition."""
    metric = rules().metrics[name]
    if metric.type == "boolean":
        return Decimal(metric.better == "higher")
    return {"higher": Decimal(100), "lower": Decimal(1)}[metric.better]
