"""What must hold for every firm: better is never worse, unknown never beats known, nothing is met without figures."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from screening_cases import YEAR, edges, every_tree, firm, judged, measured, rules

from little_giants.evidence.screening import Figures, Status
from little_giants.evidence.screening_repair import apply, cheapest, cost

SEEDS = st.integers(0, 2**32)
TREES = every_tree()
# Revenue is the one figure of which more is not always better: it divides the R&D share, is the base of growth, moves a
# firm from one band to another, and had a ceiling in 2018. The cases stand in test_screening.py.
GOOD = [name for name in measured() if name != "operating_revenue"]


def test_the_firms_of_these_tests_meet_editions_and_fail_them() -> None:
    """Properties of verdicts say little if only one verdict ever comes up."""
    for edition, procedure in TREES:
        if not edition.startswith("IN"):  # of that tier, one is not issued and the other has a direct route for many
            found = {judged(edition, firm(seed), procedure).status for seed in range(60)}
            assert {Status.MET, Status.NOT_MET} <= found, (edition, procedure, found)


@pytest.mark.parametrize(("edition", "procedure"), TREES)
def test_without_figures_nothing_is_met(edition: str, procedure: str) -> None:
    screening = judged(edition, Figures(YEAR, {}), procedure)
    assert {leaf.status for leaf in screening.root.leaves()} <= {Status.UNKNOWN, Status.NEEDS_JUDGEMENT}
    assert screening.status in (Status.UNKNOWN, Status.NEEDS_JUDGEMENT)


@given(SEEDS)
def test_a_criterion_whose_figures_are_all_missing_is_never_met(seed: int) -> None:
    figures = firm(seed, known=0.5)
    for edition, procedure in TREES:
        for leaf in judged(edition, figures, procedure).root.leaves():
            if leaf.figures and all(value is None for _, _, value in leaf.figures):
                assert leaf.status in (Status.UNKNOWN, Status.NOT_APPLICABLE)


@given(SEEDS, st.sampled_from(TREES), st.sampled_from(GOOD), st.integers(0, 3), st.data())
def test_a_better_figure_never_makes_the_verdict_worse(
    seed: int, tree: tuple[str, str], name: str, back: int, data: st.DataObject
) -> None:
    edition, procedure = tree
    figures, metric = firm(seed), rules().metrics[name]
    before = figures.values.get((name, YEAR - back))
    if before is None:
        return
    if metric.type == "boolean":
        after = Decimal(metric.better == "higher")
    else:
        among = [
            one for one in [*edges()[name], before + 1, before * 2] if (one > before) == (metric.better == "higher")
        ]
        after = data.draw(st.sampled_from(among)) if among else before
    better = Figures(YEAR, {**figures.values, (name, YEAR - back): after}, figures.judgements)
    assert judged(edition, better, procedure).status >= judged(edition, figures, procedure).status


@given(SEEDS, st.decimals("0.01", 500, places=2))
def test_more_revenue_is_never_worse_in_2026_if_the_shares_are_stated(seed: int, more: Decimal) -> None:
    """The 2026 edition has neither ceiling nor bands, so last year's revenue is a good figure like any other."""
    figures = firm(seed, known=1)
    key = ("operating_revenue", YEAR - 1)
    better = Figures(YEAR, {**figures.values, key: figures.values[key] + more}, figures.judgements)
    for procedure in ("application", "re_review"):
        assert judged("LG-2026", better, procedure).status >= judged("LG-2026", figures, procedure).status


@given(SEEDS, st.sampled_from(TREES), st.integers(1, 99))
def test_unknown_never_beats_known(seed: int, tree: tuple[str, str], percent: int) -> None:
    """What is settled with fewer figures stays settled with more: a verdict is never owed to a gap.

    Where another figure may stand in for a missing one (this year's for last year's, a stated share for a computed
    one) the firm is given only one of the two.
    """
    values = {
        key: value
        for key, value in firm(seed, known=1).values.items()
        if key[0] != "rd_spend_share" and (key[1] != YEAR or key[0] in rules().asked_this_year)
    }
    answers = firm(seed, known=1).judgements
    kept = {key: value for number, (key, value) in enumerate(values.items()) if (number * 37 + seed) % 100 < percent}
    told = {name: yes for number, (name, yes) in enumerate(answers.items()) if (number * 53 + seed) % 100 < percent}
    few = judged(tree[0], Figures(YEAR, kept, told), tree[1]).status
    if few in (Status.MET, Status.NOT_MET):
        assert judged(tree[0], Figures(YEAR, values, answers), tree[1]).status is few


@given(SEEDS, st.sampled_from([tree for tree in TREES if tree[0] != "IN-2026"]))
def test_the_cheapest_missing_piece_turns_the_verdict_and_holds_nothing_idle(seed: int, tree: tuple[str, str]) -> None:
    figures = firm(seed, known=0.9)
    screening = judged(tree[0], figures, tree[1])
    plan = cheapest(rules(), screening, figures)
    assert plan is not None
    changes = {(change.name, change.year): change for change in plan}
    assert (changes == {}) is (screening.status is Status.MET)
    assert judged(tree[0], apply(figures, changes), tree[1]).status is Status.MET
    for key in changes:
        fewer = {other: change for other, change in changes.items() if other != key}
        assert judged(tree[0], apply(figures, fewer), tree[1]).status is not Status.MET
        assert cost(fewer) < cost(changes)
