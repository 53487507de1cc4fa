"""Reading a list of thresholds: lines as the researched list has them, and wording that must not be dropped."""

import pytest

from little_giants.ingest.criteria import Condition, condition, period, sources, threshold

LINE = {
    "criterion_id": "LG-2022-11",
    "dimension": "innovation",
    "metric": "rd_spend_share",
    "operator": ">=",
    "value": "6",
    "value_max": "",
    "unit": "percent of revenue",
    "period": "each of two years",
    "condition": "50 million <= operating revenue < 100 million CNY",
    "source_id": "C06;C07;C08",
    "verification": "archived_text_reprint",
    "note": "",
}


def test_a_line_becomes_columns() -> None:
    row = threshold(LINE)
    assert (row["operator"], row["value"], row["unit"], row["period"]) == ("ge", "6", "percent", "each_of_two_years")
    assert row["applies_when_operator"] == "ge_lt"
    assert (row["applies_when_value"], row["applies_when_value_max"]) == ("50", "100")
    assert (row["source_id"], row["also_source_ids"]) == ("C06", "C07;C08")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", Condition()),
        ("operating revenue < 15 million CNY", Condition("operating_revenue", "lt", "15")),
        ("operating revenue >= 100 million CNY", Condition("operating_revenue", "ge", "100")),
    ],
)
def test_conditions(text: str, found: Condition) -> None:
    assert condition(text) == found


def test_a_condition_it_cannot_read_is_refused() -> None:
    with pytest.raises(ValueError, match="total assets"):
        condition("total assets >= 100 million CNY")


def test_an_unknown_unit_is_refused() -> None:
    with pytest.raises(ValueError, match="bushels"):
        threshold({**LINE, "unit": "bushels"})


def test_totals_over_years_are_sums() -> None:
    assert period("two years", total=True) == "two_year_sum"
    assert period("two years") == "last_two_years"


def test_yes_or_no_keeps_no_number_and_takes_its_period_back() -> None:
    listed = {**LINE, "operator": "required", "value": "yes", "unit": "three years", "period": "", "condition": ""}
    row = threshold(listed)
    assert (row["operator"], row["value"], row["unit"], row["period"]) == ("is_true", "", "", "last_three_years")


def test_re_review_only_is_no_condition_on_figures() -> None:
    row = threshold({**LINE, "operator": "waived", "value": "", "condition": "re-review only"})
    assert (row["applies_to"], row["applies_when_metric_id"]) == ("re_review", "")


def test_words_of_a_qualitative_criterion_are_its_text() -> None:
    row = threshold({**LINE, "operator": "one_of", "value": "six bases", "unit": "", "condition": ""})
    assert (row["value"], row["value_text"]) == ("", "six bases")


def test_unsourced_means_no_source() -> None:
    assert sources("UNSOURCED") == ("", "")
