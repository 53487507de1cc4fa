"""Verdicts worked out by hand from the texts of the editions: bounds, periods, bands, overlays, scores, plans."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from screening_cases import YEAR, judged, rules, statuses

from little_giants.evidence.screening import Figures, Status
from little_giants.evidence.screening_compare import differences, turn
from little_giants.evidence.screening_repair import cheapest


def of(**series: Any) -> Figures:
    """Figures of last year, or of several years from the last one back: ``revenue=(80, 75)``."""
    values: dict[tuple[str, int | None], Decimal] = {}
    for name, given in series.items():
        for back, value in enumerate(given if isinstance(given, tuple) else (given,), start=1):
            values[name, YEAR - back] = Decimal(str(value))
    return Figures(YEAR, values)


@pytest.mark.parametrize(
    ("criterion", "figures", "verdict"),
    [
        ("LG-2018-01", of(operating_revenue=100), "met"),  # from 100 to 400, both included
        ("LG-2018-01", of(operating_revenue=400), "met"),
        ("LG-2018-01", of(operating_revenue="400.0001"), "not met"),
        ("LG-2018-01", of(operating_revenue="99.9999"), "not met"),
        ("LG-2018-02a", of(main_business_revenue_growth=(8, 12)), "met"),  # the mean of two years
        ("LG-2018-02a", of(main_business_revenue_growth=(8, "11.9999")), "not met"),
        ("LG-2018-02a", of(main_business_revenue_growth=8), "unknown"),
        ("LG-2026-06", of(debt_to_asset_ratio=75), "met"),
        ("LG-2026-06", of(debt_to_asset_ratio="75.0001"), "not met"),
        ("LG-2026-05", of(operating_revenue=("110.25", 0, 100)), "met"),  # 5 percent twice is 10.25 percent
        ("LG-2026-05", of(operating_revenue=("110.2499", 0, 100)), "not met"),
        ("LG-2026-05", of(operating_revenue=("110.25", 105)), "unknown"),  # three years are needed
        ("LG-2026-05", of(operating_revenue=(10, 5, 0)), "unknown"),  # no growth from nothing
        ("LG-2026-07", of(rd_spend=("6.9", "5.1")), "met"),
        ("LG-2026-07", of(rd_spend=("6.8999", "5.1")), "not met"),
        ("LG-2026-08", of(rd_spend_share=(3, "2.9999")), "not met"),  # each of two years
        ("LG-2026-08", of(rd_spend=(3, 3), operating_revenue=(100, 100)), "met"),  # computed
        ("LG-2026-08", of(rd_spend=(3, 3), operating_revenue=(100, 101)), "not met"),
        ("LG-2026-08", of(rd_spend_share=(1,)), "not met"),  # one bad year is enough to know
        ("LG-2026-08", of(rd_spend_share=(9,)), "unknown"),
        ("LG-2022-10", of(operating_revenue=100, rd_spend_share=(3, 3)), "met"),
        ("LG-2022-10", of(operating_revenue="99.9999", rd_spend_share=(3, 3)), "not applicable"),
        ("LG-2022-11", of(operating_revenue="99.9999", rd_spend_share=(3, 3)), "not met"),
        ("LG-2022-11", of(operating_revenue=50, rd_spend_share=(6, 6)), "met"),
        ("LG-2022-11", of(rd_spend_share=(6, 6)), "unknown"),  # which band, nobody knows
        ("LG-2022-12", of(operating_revenue="49.9999", new_equity_financing_paid_in=(40, 40)), "met"),
        ("LG-2022-01b", of(years_in_niche=2, fills_gap_in_key_field=1), "met"),
        ("LG-2022-01b", of(years_in_niche=2, fills_gap_in_key_field=0), "not applicable"),
        ("LG-2022-01b", of(years_in_niche=2), "unknown"),
        ("LG-2022-01b", of(years_in_niche=1), "not met"),  # with the exception and without it
        ("LG-2020-03", of(operating_revenue=200, rd_spend_share=(3, 3)), "met"),
        ("LG-2020-03", of(operating_revenue=200, rd_spend_share=(5, 2)), "needs judgement"),  # each or mean?
        ("LG-2020-03", of(operating_revenue=200, rd_spend_share=(3, 2)), "not met"),  # by either reading
        ("LG-2020-03", of(operating_revenue=200, rd_spend_share=(2,)), "unknown"),
        ("LG-2026-17", of(serious_incident_or_falsification=(0, 0, 0)), "met"),
        ("LG-2026-17", of(serious_incident_or_falsification=(0, 0, 1)), "not met"),
        ("LG-2026-17", of(serious_incident_or_falsification=(0, 0)), "unknown"),
        ("LG-2026-10", of(national_science_award_rank=(9, 9, 3)), "met"),
        ("SS-2022-09", of(rd_spend=(12, 8)), "met"),
        ("SS-2022-10", of(new_equity_financing_paid_in=(30, 30)), "met"),
    ],
)
def test_a_criterion(criterion: str, figures: Figures, verdict: str) -> None:
    assert statuses(judged(criterion[:7], figures))[criterion] == verdict


def test_the_margin_is_the_distance_to_the_bound() -> None:
    leaves = judged("LG-2026", of(debt_to_asset_ratio=62, rd_spend=("5.6", "5.1"))).root.leaves()
    margins = {leaf.criterion.criterion_id: leaf.margin for leaf in leaves}
    assert margins["LG-2026-06"] == 13
    assert margins["LG-2026-07"] == Decimal("-1.3")


def test_an_overlay_adds_and_waives() -> None:
    figures = of(operating_revenue=40, main_business_revenue_growth=(1, 1))
    new, again = (statuses(judged("LG-2025", figures, how)) for how in ("application", "re_review"))
    assert new["LG-2025-01"] == again["LG-2025-01"] == "not met"  # revenue of at least 50
    assert new["LG-2022-03"] == "not met" and "LG-2022-03" not in again and "LG-2025-02" not in again
    assert "LG-2025-01" not in statuses(judged("LG-2022", figures))


def test_procedures_ask_differently_in_2026() -> None:
    figures = Figures(YEAR, {("specialised_development_score", YEAR - 2): Decimal(60)})
    assert statuses(judged("LG-2026", figures))["LG-2026-14a"] == "unknown"  # this year's score
    assert statuses(judged("LG-2026", figures, "re_review"))["LG-2026-14b"] == "met"  # of either year


def test_points_add_up_and_unheld_indicators_stay_possible() -> None:
    """R&D share 5 percent: 20 points. Growth 5 percent and debt 55: 10 + 10. Main business 70 and emerging: 20 + 10."""
    figures = of(
        rd_spend_share=5, main_business_revenue_growth=5, debt_to_asset_ratio=55, main_business_revenue_share=70
    )
    figures = Figures(YEAR, {**figures.values, ("strategic_emerging_industry", YEAR): Decimal(1)})
    (route,) = judged("IN-2022", figures).root.members
    scored = next(one for one in route.members if one.group.group_id == "IN-2022/scored_indicators")
    assert scored.points == (70, 90)  # 20 points of innovation are for indicators that are not held
    assert scored.status is Status.MET


def test_more_revenue_can_hurt() -> None:
    """The ceiling of 2018, the route for small revenue of 2022, and the share that is computed."""
    small = of(operating_revenue=49, new_equity_financing_paid_in=(80, 0), rd_spend=(30, 0), rd_staff_share=50)
    bigger = Figures(YEAR, {**small.values, ("operating_revenue", YEAR - 1): Decimal(51)})
    assert statuses(judged("LG-2022", small))["LG-2022-13"] == "met"
    assert statuses(judged("LG-2022", bigger))["LG-2022-13"] == "not applicable"
    assert statuses(judged("LG-2018", of(operating_revenue=401)))["LG-2018-01"] == "not met"


def test_the_cheapest_piece_is_the_smaller_change() -> None:
    """Growth of revenue of 9 percent lacks 1, growth of profit of 5 percent lacks 5: revenue is nearer."""
    figures = of(
        operating_revenue=200,
        main_business_revenue_growth=(9, 10),
        net_profit_growth=(5, 10),
        debt_to_asset_ratio=70,
        years_in_niche=3,
        main_business_revenue_share=70,
        provincial_market_share_rank=3,
        rd_and_tech_staff_share=(15, 15),
        invention_patents_for_main_product=5,
    )
    figures = Figures(YEAR, figures.values, {"LG-2018-10": True})
    plan = cheapest(rules(), judged("LG-2018", figures), figures)
    assert plan is not None
    assert [(one.name, one.year, one.before, one.after) for one in plan] == [
        ("main_business_revenue_growth", YEAR - 1, Decimal(9), Decimal(10))
    ]


def test_a_standard_that_is_not_issued_cannot_be_met_by_figures() -> None:
    screening = judged("IN-2026", of())
    assert screening.status is Status.NEEDS_JUDGEMENT
    assert cheapest(rules(), screening, of()) is None


def test_the_difference_of_two_editions() -> None:
    """Written from the texts: 70 to 90, 2 to 4 rights, debt from 70 to 75, equity gone, a share of the world new."""
    found = {
        (one.change, one.before.criterion_id if one.before else "", one.after.criterion_id if one.after else "")
        for one in differences(rules(), "LG-2022", "LG-2026", "application")
    }
    assert {
        ("tightened", "LG-2022-02", "LG-2026-04"),
        ("tightened", "LG-2022-16", "LG-2026-09"),
        ("loosened", "LG-2022-06", "LG-2026-06"),
        ("loosened", "LG-2022-11", "LG-2026-08"),  # 6 percent between 50 and 100 million became 3
        ("same", "LG-2022-10", "LG-2026-08"),
        ("dropped", "LG-2022-12", ""),
        ("added", "", "LG-2026-03"),
        ("added", "", "LG-2026-11b"),
        ("same", "LG-2022-07", "LG-2026-11a"),
    } <= found


def test_a_new_alternative_is_looser_and_a_lost_one_stricter() -> None:
    effects = {
        (one.after or one.before).criterion_id: one.effect  # type: ignore[union-attr]
        for one in differences(rules(), "LG-2022", "LG-2026", "application")
        if one.change in ("added", "dropped")
    }
    assert effects["LG-2026-11b"] == "looser" and effects["LG-2022-18"] == "stricter"
    assert effects["LG-2026-03"] == "stricter" and effects["LG-2022-08"] == "looser"


def test_an_edition_does_not_differ_from_itself() -> None:
    for edition in rules().editions:
        assert {one.change for one in differences(rules(), edition, edition, "application")} <= {"same"}


def test_the_round_of_2025_waived_growth_for_re_review() -> None:
    found = [one for one in differences(rules(), "LG-2022", "LG-2025", "re_review") if one.change != "same"]
    assert [(one.change, one.metric_id) for one in found] == [
        ("added", "operating_revenue"),
        ("dropped", "main_business_revenue_growth"),
    ]


def test_a_turn_is_said_only_between_settled_verdicts() -> None:
    assert turn(Status.NOT_MET, Status.MET) == "gained"
    assert turn(Status.MET, Status.NOT_MET) == "lost"
    assert turn(Status.MET, Status.MET) == "same"
    assert turn(Status.UNKNOWN, Status.UNKNOWN) == turn(Status.MET, Status.UNKNOWN) == "open"
