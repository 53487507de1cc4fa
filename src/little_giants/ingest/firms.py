"""Turn a researched list of recognised firms into rows of ``firms`` and ``recognitions``.

    python -m little_giants.ingest.firms LIST.csv [PACKAGE]

LIST.csv has one line per event of a firm, with the columns name_zh, name_en, province, city, batch, batch_basis,
recognition_year, event, stock_code, product_or_niche, source_url, source_publisher, reliability, note. Rows that the
package already holds are never changed: a firm is found again by its normalised name, an event by its unique key, and
only what is new is added at the end. So the step can be repeated, and corrections by hand survive.
"""

from __future__ import annotations

import csv
import re
import sys
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from little_giants.errors import UsageError
from little_giants.ingest import run
from little_giants.package.canonical import write_table

Row = dict[str, str]

RELIABILITY = ("high", "medium", "low")
VERIFICATION = {
    "official": "archived_official",
    "official_reprint": "archived_official_reprint",
    "official_local": "archived_local_official_copy",
}
# Fragments of a note that say something about the name, strongest first, and the name status they mean.
NAME_FRAGMENTS = (
    (r"(?i)short stock names?\b.*", "stock_name"),
    (r"(?i)short names?\b(?! 吉地).*", "short"),
    (r"name converted from Japanese characters", "short"),
    (r"converted from traditional characters", "converted_from_traditional"),
    (r"copy swaps words .*", "uncertain"),
)
NOT_THE_PLACE = ("place read off the firm name", "province from the firm name")
# Fragments that describe the firm rather than the event, and how they are worded.
FIRM_FRAGMENTS = (
    (r"copy swaps words \((.*)\), so names need checking", r"the copy swaps words (\1), so the name needs checking"),
    (r"name converted from Japanese characters", r"the name was converted from Japanese characters"),
    (r"Chinese names? not in source, spellings as translated", r"spelling as translated"),
    (r"(same article also writes .*)", r"the \1"),
    (r"(source writes .*) in this sentence", r"one \1"),
    (r"page writes (江苏冈田.*（.*)", r"the page writes \1"),
    (r"(short name 吉地油服) in that sentence, full name earlier in the page", r"\1"),
    (r"(province from the firm name .*)", r"\1"),
    (r"(subsidiary of .*)", r"a \1"),
    (r"(stock code is the parent's, so left out)", r"the \1"),
    (r"(CIMC|LiuGong) subsidiaries", r"a \1 subsidiary"),
    (r"named as (LiuGong) subsidiaries", r"a \1 subsidiary"),
    (r"(Anda city|Jiangyou)", r"of \1"),
)
DROPPED = (
    r"Chinese names? not in source",
    r"place read off the firm name",
    r"short names marked",
    r"address of the page not kept",
    r"batch \d inferred",
    r"page writes .*",
    r"excerpt cut off",
    r"",
)
WORDING = (
    (r"publicity list", "public-notice list"),
    (r"重点2025年\(第五批\)", "fifth list of key little giants (2025)"),
    (r"重点第三批第一年", "third list of key little giants, first year"),
    (r"key list,? (\w+) batch(, \w+ year)?", r"\1 list of key little giants\2"),
    (r"key list (\w+) batch first year", r"\1 list of key little giants, first year"),
)
FINAL = re.compile(r"final list\b(?!,)|工信部企业函〔2021〕197号|MIIT batch-4 result|text of the MIIT notice")


def normalise_name(name: str) -> str:
    """The form in which names are kept: NFKC, full-width brackets round Chinese, single spaces, none beside Han.

    >>> normalise_name(" 凯迈(洛阳) 气源有限公司 ")
    '凯迈（洛阳）气源有限公司'
    """
    text = " ".join(unicodedata.normalize("NFKC", name).split())
    if re.search("[一-鿿]", text):
        text = text.replace(" ", "").replace("(", "（").replace(")", "）")
    return text


def name_key(name_zh: str, name_en: str) -> str:
    """What makes two names one firm: the Chinese name without brackets, else the English one without punctuation."""
    if name_zh:
        return re.sub("[（）]", "", normalise_name(name_zh))
    text = re.sub(r"\(as translated\)", "", normalise_name(name_en))
    return re.sub("[^a-z0-9]", "", text.lower())


def name_status(name_zh: str, note: str) -> str:
    """The name status that a note tells; a Chinese name without 公司 is short even where the note is silent."""
    if not name_zh:
        return "translated_only"
    for pattern, status in NAME_FRAGMENTS:
        if any(re.fullmatch(pattern, part) for part in fragments(note)):
            return "full" if status in ("short", "stock_name") and name_zh.endswith("公司") else status
    return "full" if name_zh.endswith("公司") else "short"


def fragments(note: str) -> list[str]:
    """The parts of a note, which are joined by semicolons."""
    return [part.strip() for part in note.split(";")]


def split_note(note: str) -> tuple[str, str, list[str]]:
    """A note as (about the firm, about the event, further addresses); what became a column is left out."""
    firm: list[str] = []
    event: list[str] = []
    addresses: list[str] = []
    for part in fragments(note):
        if found := re.fullmatch(r"also named in (\S+)", part):
            addresses.append(found[1])
        elif wording := next((re.sub(a, b, part) for a, b in FIRM_FRAGMENTS if re.fullmatch(a, part)), None):
            firm.append(wording)
        elif any(re.fullmatch(pattern, part) for pattern in DROPPED):
            continue
        elif not any(re.fullmatch(pattern, part) for pattern, _ in NAME_FRAGMENTS):
            for pattern, words in WORDING:
                part = re.sub(pattern, words, part)
            event.append(part)
    return sentence(firm), sentence(event), addresses


def sentence(parts: Iterable[str]) -> str:
    """Parts as one sentence: each once, capitalised, with a full stop."""
    text = "; ".join(dict.fromkeys(parts))
    return f"{text[0].upper()}{text[1:]}." if text else ""


def stage(note: str) -> str:
    """Which list the note names: ``public_notice``, ``final`` or "" when it does not tell."""
    if FINAL.search(note):
        return "final"
    return "public_notice" if re.search("publicity list(?!, not)", note.replace("1,744 publicity", "")) else ""


@dataclass(slots=True)
class Book:
    """What the package holds, with the look-ups that the step needs."""

    regions: Mapping[str, str]  # name -> code, provinces and prefectures
    sources: Mapping[str, Row]  # address, or publisher where there is none -> row
    firms: list[Row]
    events: list[Row]
    by_key: dict[str, Row] = field(default_factory=dict)

    @classmethod
    def open(cls, root: Path) -> Book:
        """Read the tables at ``root``; ``firms`` and ``recognitions`` may not exist yet."""
        levels = ("province", "prefecture", "separately_planned_city")
        regions = {row["name_zh"]: row["region_code"] for row in _read(root, "regions") if row["level"] in levels}
        sources = {row["url"] or row["publisher"]: row for row in _read(root, "sources")}
        book = cls(regions, sources, _read(root, "firms"), _read(root, "recognitions"))
        book.by_key = {name_key(row["name_zh"], row["name_en"]): row for row in book.firms}
        return book

    def source(self, line: Row) -> Row:
        """The source of a line, by its address, or by its publisher when the address was not kept."""
        wanted = line["source_url"] or line["source_publisher"].split(", address not kept")[0]
        if wanted not in self.sources:
            raise UsageError(f"{wanted}: no such address in sources. Add the document to data/sources.csv first.")
        return self.sources[wanted]

    def firm(self, line: Row) -> Row:
        """The firm of a line: the one held under the same name, or a new row without number."""
        key = name_key(line["name_zh"], line["name_en"])
        if key not in self.by_key:
            source = self.source(line)
            self.by_key[key] = {
                "firm_id": f"F{len(self.firms) + 1:06d}",
                "name_zh": normalise_name(line["name_zh"]),
                "name_en": normalise_name(line["name_en"]).removesuffix(" (as translated)"),
                "name_status": name_status(line["name_zh"], line["note"]),
                "stock_code": line["stock_code"],
                "niche": line["product_or_niche"],
                "source_id": source["source_id"],
                "verification": VERIFICATION.get(source["kind"], "archived_secondary"),
                "note": split_note(line["note"])[0],
            } | self.place(line)
            self.firms.append(self.by_key[key])
        return self.by_key[key]

    def place(self, line: Row) -> Row:
        """Region, city and their basis. A municipality has no city; an unknown name is an error."""
        for name in (line["province"], line["city"]):
            if name and name not in self.regions:
                raise UsageError(f"{name}: no such province or city in regions.")
        basis = "stated" if line["province"] else "unknown"
        if any(part.startswith(NOT_THE_PLACE) for part in fragments(line["note"])):
            basis = "from_name"
        return {
            "region_code": self.regions.get(line["province"], ""),
            "city_code": self.regions.get(line["city"], ""),
            "region_basis": basis,
        }

    def add(self, line: Row) -> None:
        """Add the firm and the event of one line, unless they are there."""
        firm = self.firm(line)
        source = self.source(line)
        _, note, addresses = split_note(line["note"])
        also = [self.sources[address]["source_id"] for address in addresses]
        event = {
            "recognition_id": f"R{len(self.events) + 1:05d}",
            "firm_id": firm["firm_id"],
            "event": line["event"],
            "batch": line["batch"],
            "batch_basis": line["batch_basis"],
            "year": line["recognition_year"],
            "stage": stage(line["note"]),
            "source_id": source["source_id"],
            "also_source_ids": ";".join(dict.fromkeys(also)),
            "reliability": line["reliability"],
            "verification": VERIFICATION.get(source["kind"], "archived_secondary"),
            "note": note,
        }
        key = ("firm_id", "event", "batch", "year", "source_id")
        if [event[name] for name in key] not in [[row[name] for name in key] for row in self.events]:
            self.events.append(event)


def add_list(root: Path, lines: Sequence[Row]) -> tuple[int, int]:
    """Add the lines of a list to the package at ``root``; returns how many firms and events were new.

    Raises UsageError for a place or a document that the package does not hold.
    """
    book = Book.open(root)
    before = len(book.firms), len(book.events)
    by_firm: dict[str, list[Row]] = {}
    for line in lines:
        by_firm.setdefault(name_key(line["name_zh"], line["name_en"]), []).append(line)
    for line in lines:
        book.firm(merged(by_firm[name_key(line["name_zh"], line["name_en"])]))
        book.add(line)
    write_table(root, "firms", book.firms)
    write_table(root, "recognitions", book.events)
    return len(book.firms) - before[0], len(book.events) - before[1]


def merged(lines: Iterable[Row]) -> Row:
    """The lines of one firm as one: the most reliable first, its empty cells filled from the next, all notes joined."""
    ordered = sorted(lines, key=lambda line: (RELIABILITY.index(line["reliability"]), not line["city"]))
    best = {name: next((line[name] for line in ordered if line[name]), "") for name in ordered[0]}
    return (
        best
        | {name: ordered[0][name] for name in ("source_url", "source_publisher")}
        | {"note": "; ".join(line["note"] for line in ordered)}
    )


def _read(root: Path, table: str) -> list[Row]:
    file = root / "data" / f"{table}.csv"
    if not file.exists():
        return []
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def main(arguments: Sequence[str]) -> int:
    """The command line of the step."""
    if len(arguments) not in (1, 2):
        print("usage: python -m little_giants.ingest.firms LIST.csv [PACKAGE]", file=sys.stderr)
        return 2
    with Path(arguments[0]).open(encoding="utf-8", newline="") as stream:
        lines = list(csv.DictReader(stream))
    firms, events = add_list(Path(arguments[1] if len(arguments) == 2 else "."), lines)
    print(f"{firms} new firms, {events} new events")
    return 0


if __name__ == "__main__":
    run(main)
