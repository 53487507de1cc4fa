"""BACI's list of economies and the names of Unicode CLDR, turned into rows of ``economies``.

The list is a CSV with the columns country_code, country_name, country_iso2, country_iso3. Two things went wrong in the
copy that was read, and are mended here: Namibia's two-letter code NA had been taken for a missing value, and names
outside ASCII were garbled. Names come from CLDR, which the PyPI package Babel carries; it is asked for only here and is
no dependency of the project.

    python -m venv names && names/bin/pip install babel==2.18.0 -e .
    names/bin/python -m little_giants.ingest.economies COUNTRY_CODES.csv [PACKAGE_FOLDER]
"""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Iterable, Mapping
from importlib import import_module
from pathlib import Path

from little_giants.errors import UsageError
from little_giants.ingest import run
from little_giants.package.canonical import write_table

BACI, CLDR = "N77", "T004"

# What CLDR does not list, or lists under other words: names of our own.
OWN_NAMES = {
    "58": ("Belgium-Luxembourg", "比利时-卢森堡"),
    "200": ("Czechoslovakia", "捷克斯洛伐克"),
    "278": ("East Germany", "德意志民主共和国"),
    "280": ("West Germany", "德意志联邦共和国（西德）"),
    "530": ("Netherlands Antilles", "荷属安的列斯"),
    "697": ("European Free Trade Association, not elsewhere specified", "欧洲自由贸易联盟（未列明）"),
    "711": ("Southern African Customs Union", "南部非洲关税同盟"),
    "736": ("Sudan, with South Sudan", "苏丹（含南苏丹）"),
    "810": ("Soviet Union", "苏联"),
    "849": ("US Miscellaneous Pacific Islands", "美国太平洋杂岛"),
    "891": ("Serbia and Montenegro", "塞尔维亚和黑山"),
}
TWO_LETTERS = {"516": "NA"}  # Namibia: taken for a missing value on the way
NAMED_AS = {"490": "TW"}  # "Other Asia, not elsewhere specified" stands for Taiwan
ISO_NUMBERS = {"251": "250", "490": "158", "579": "578", "699": "356", "757": "756", "842": "840"}
SHARED_LETTERS = {"58", "280", "736"}  # older forms under the letters of BEL, DEU and SDN
ENDED = re.compile(r"\(\.\.\.(\d{4})\)$")


def economy_row(row: Mapping[str, str], english: Mapping[str, str], chinese: Mapping[str, str]) -> dict[str, str]:
    """One line of the list as one row of ``economies``; ``english`` and ``chinese`` map two-letter codes to names.

    Raises UsageError when neither CLDR nor this module has a name.
    """
    number, letters = row["country_code"], row["country_iso2"] or TWO_LETTERS.get(row["country_code"], "")
    own = OWN_NAMES.get(number)
    territory = NAMED_AS.get(number, letters)
    if not own and (territory not in english or territory not in chinese):
        raise UsageError(f"No name for {number} {row['country_name']}.")
    name_en, name_zh = own or (english[territory], chinese[territory])
    ended = ENDED.search(row["country_name"])
    notes = []
    if number == "490":
        notes.append("BACI's code 490, Other Asia not elsewhere specified, stands for Taiwan.")
    if number in ISO_NUMBERS:
        notes.append(f"The ISO 3166-1 number is {ISO_NUMBERS[number]}: a join by it drops this economy.")
    if number in SHARED_LETTERS:
        notes.append(f"BACI writes {row['country_iso3']}, which a present economy has as well.")
    return {
        "economy_code": f"X-{int(number):03d}" if number in SHARED_LETTERS else row["country_iso3"],
        "numeric_code": number,
        "iso2": "" if number in SHARED_LETTERS else letters,
        "name_en": name_en,
        "name_zh": name_zh,
        "last_year": ended.group(1) if ended else "",
        "source_id": BACI,
        "also_source_ids": "" if own else CLDR,
        "note": " ".join(notes),
    }


def economies(
    rows: Iterable[Mapping[str, str]], english: Mapping[str, str], chinese: Mapping[str, str]
) -> list[dict[str, str]]:
    """The rows of ``economies`` of a list of BACI."""
    return [economy_row(row, english, chinese) for row in rows]


def main(arguments: list[str]) -> int:
    """Write ``data/economies.csv`` of the package from BACI's list and the CLDR names that Babel carries."""
    if len(arguments) not in (1, 2):
        print("usage: python -m little_giants.ingest.economies COUNTRY_CODES.csv [PACKAGE_FOLDER]", file=sys.stderr)
        return 2
    try:
        locale = import_module("babel").Locale
    except ImportError:
        print("This step reads names from the package Babel 2.18.0, which is not installed.", file=sys.stderr)
        return 2
    with Path(arguments[0]).open(encoding="utf-8", newline="") as file:
        rows = economies(csv.DictReader(file), locale("en").territories, locale("zh").territories)
    place = write_table(Path(arguments[1] if len(arguments) == 2 else "."), "economies", rows)
    print(f"{place}: {len(rows)} economies.")
    return 0


if __name__ == "__main__":
    run(main)
