"""The step from the researched extract to trade_flows, on lines written for these tests."""

from typing import Any

import pytest

from little_giants.errors import UsageError
from little_giants.ingest.trade_extract import flow_row, flows, whole

LINE = {
    "period": "2024",
    "reporter_iso3": "CHN",
    "partner_iso3": "JPN",
    "flow": "M",
    "hs_edition": "HS2017",
    "hs_code": "810820",
    "value_usd": "5000.0",
    "net_weight_kg": "",
    "valuation": "FOB-reconciled",
    "source": "CEPII BACI V202601 (Etalab Open Licence 2.0)",
    "coverage": "all partners",
}


def line(**changes: str) -> dict[str, str]:
    return {**LINE, **changes}


def test_a_line_becomes_a_row() -> None:
    assert flow_row(line(net_weight_kg="1000.0")) == {
        "period": "2024",
        "reporter_code": "CHN",
        "partner_code": "JPN",
        "flow": "M",
        "hs_edition": "HS2017",
        "hs_code": "810820",
        "valuation": "fob_reconciled",
        "value_usd": "5000",
        "net_weight_kg": "1000",
        "coverage": "all_partners",
        "source_id": "N77",
    }


@pytest.mark.parametrize(
    ("text", "number"),
    [("3191.0", "3191"), ("132459730.00000001", "132459730"), ("258923.99999999997", "258924"), ("1E+3", "1000")],
)
def test_conversion_dust_is_removed(text: str, number: str) -> None:
    assert whole(text, "US dollars") == number


@pytest.mark.parametrize("text", ["3.191", "0", "-5", "0.0000000001", "NaN", "Infinity", "many", ""])
def test_a_value_that_is_no_whole_positive_number_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="US dollars"):
        whole(text, "US dollars")


def test_taiwan_under_two_codes_is_one_flow_with_the_weight_of_either_line() -> None:
    light, heavy = line(partner_iso3="S19"), line(partner_iso3="TWN", net_weight_kg="1000.0")
    for lines in ([light, heavy], [heavy, light]):
        extract = flows(lines)
        assert [(row["partner_code"], row["net_weight_kg"]) for row in extract.rows] == [("S19", "1000")]
        assert extract.merged == 1


@pytest.mark.parametrize(
    ("field", "first", "second"),
    [
        ("value_usd", "5000.0", "5001.0"),
        ("net_weight_kg", "1000.0", "2000.0"),
        ("coverage", "all partners", "largest flows, about 98% of value"),
    ],
)
def test_a_flow_that_stands_twice_with_two_contents_is_refused(field: str, first: str, second: str) -> None:
    with pytest.raises(UsageError, match=f"stands twice: {field}"):
        flows([line(partner_iso3="S19", **{field: first}), line(partner_iso3="TWN", **{field: second})])


def test_flows_that_differ_in_any_part_of_the_key_stay_apart() -> None:
    changes: list[dict[str, Any]] = [
        {},
        {"period": "2022"},
        {"partner_iso3": "KOR"},
        {"flow": "X"},
        {"hs_edition": "HS2022"},
        {"hs_code": "850511"},
    ]
    extract = flows(line(**change) for change in changes)
    assert (len(extract.rows), extract.merged) == (len(changes), 0)


@pytest.mark.parametrize("field", ["valuation", "coverage", "source"])
def test_a_word_the_extract_never_used_is_refused(field: str) -> None:
    with pytest.raises(UsageError, match="something new"):
        flow_row(line(**{field: "something new"}))
