"""The step from BACI's list of economies, on lines as the list has them; the names stand in for those of CLDR."""

import pytest

from little_giants.errors import UsageError
from little_giants.ingest.economies import economy_row

ENGLISH = {"NA": "Namibia", "TW": "Taiwan", "FR": "France", "TR": "Türkiye", "BE": "Belgium"}
CHINESE = {"NA": "纳米比亚", "TW": "台湾", "FR": "法国", "TR": "土耳其", "BE": "比利时"}


def row(code: str, name: str, iso2: str, iso3: str) -> dict[str, str]:
    return economy_row(
        {"country_code": code, "country_name": name, "country_iso2": iso2, "country_iso3": iso3}, ENGLISH, CHINESE
    )


def test_namibia_gets_its_letters_back() -> None:
    namibia = row("516", "Namibia", "", "NAM")
    assert (namibia["economy_code"], namibia["iso2"], namibia["name_zh"]) == ("NAM", "NA", "纳米比亚")


def test_other_asia_is_taiwan_and_says_so() -> None:
    taiwan = row("490", "Other Asia, nes", "", "S19")
    assert (taiwan["economy_code"], taiwan["iso2"], taiwan["name_en"]) == ("S19", "", "Taiwan")
    assert "stands for Taiwan" in taiwan["note"]


def test_a_number_that_is_not_the_iso_number_is_named() -> None:
    assert "is 250" in row("251", "France", "FR", "FRA")["note"]
    assert row("792", "TÃ¼rkiye", "TR", "TUR")["note"] == ""


def test_a_garbled_name_is_not_carried_over() -> None:
    assert row("792", "TÃ¼rkiye", "TR", "TUR")["name_en"] == "Türkiye"


def test_an_older_form_keeps_its_number_and_loses_the_shared_letters() -> None:
    old, new = row("58", "Belgium-Luxembourg (...1998)", "BE", "BEL"), row("56", "Belgium", "BE", "BEL")
    assert (old["economy_code"], old["iso2"], old["last_year"]) == ("X-058", "", "1998")
    assert (new["economy_code"], new["iso2"], new["last_year"]) == ("BEL", "BE", "")
    assert old["also_source_ids"] == "", "the name is our own"


def test_an_economy_without_a_name_is_refused() -> None:
    with pytest.raises(UsageError, match="No name for 999"):
        row("999", "Nowhere", "XX", "XXX")
