"""Turn hits into findings: look up the row number, the physical line and the text of the cells, in one pass."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from little_giants.engines.duckdb.hits import Hit
from little_giants.engines.duckdb.scan import Scan
from little_giants.findings import Finding
from little_giants.package.records import BrokenText, one_record
from little_giants.package.table import open_table
from little_giants.schema.values.native import shown

if TYPE_CHECKING:
    from little_giants.package.offsets import Place as Spot

_LARGE = 4 << 20  # bytes of a file from which on rows are counted and not parsed
Place = tuple[int, int, int, list[str]]  # row number, line, part, and the texts of the cells


def findings(scan: Scan, hits: Iterable[Hit], limit: int) -> list[Finding]:
    """The findings of one table in file order, at most ``limit`` of them.

    When there are too many, every code keeps its fair share, so that a flood of one does not hide the others.
    """
    chosen = _share(sorted(hits, key=_order), limit)
    wanted = {record for hit in chosen for record in (hit.record, hit.first) if record is not None}
    places = _places(scan, wanted)
    found = [_finding(scan, hit, places) for hit in chosen]
    found.sort(key=lambda one: (one.row_number or 0, one.field_number or 0, one.code))
    return found


def _order(hit: Hit) -> tuple[int, int]:
    return (hit.row or 0, hit.record or 0)


def _share(hits: list[Hit], limit: int) -> list[Hit]:
    if len(hits) <= limit:
        return hits
    codes = Counter(hit.code for hit in hits)
    fair = max(1, limit // len(codes))
    taken: Counter[str] = Counter()
    first: list[Hit] = []
    rest: list[Hit] = []
    for hit in hits:
        taken[hit.code] += 1
        (first if taken[hit.code] <= fair else rest).append(hit)
    return (first + rest)[:limit]


def _places(scan: Scan, wanted: set[int]) -> dict[int, Place]:
    """Where the wanted records stand, and what they hold."""
    if not wanted:
        return {}
    if scan.direct and (scan.streamed or scan.facts.size >= _LARGE) and (spots := scan.spots.find(wanted)) is not None:
        return _told(scan, spots)
    last, number = max(wanted), 0
    found: dict[int, Place] = {}
    try:
        for record in open_table(scan.seen).records:
            if not record.cells:
                continue
            number += 1
            if number in wanted:
                found[number] = (record.row, record.line, record.part, [shown(cell) for cell in record.cells])
            if number == last:
                break
    except BrokenText:
        pass  # the break itself is a finding; no wanted record lies behind it
    return found


def _told(scan: Scan, spots: Mapping[int, Spot]) -> dict[int, Place]:
    """The same for a large file that needs no mending: its rows are not parsed, only counted."""
    dialect, header = scan.resource.dialect, int(scan.resource.dialect.header)
    found: dict[int, Place] = {}
    for record, spot in spots.items():
        part, line = scan.seen.place(spot.line)
        found[record] = (record + header, line, part, one_record(spot.text.decode(), dialect))
    return found


def _finding(scan: Scan, hit: Hit, places: dict[int, Place]) -> Finding:
    names, given = scan.names.schema.field_names, scan.names.given
    cells: list[str] = []
    row, line, part = hit.row, hit.line, hit.part
    if hit.record is not None:
        row, line, part, cells = places[hit.record]
    texts: dict[str, str] = {}
    for field in hit.fields:
        at = scan.columns.positions[names.index(field)]
        if at is not None and at < len(cells):
            texts[field] = cells[at]
    params = {**{given[name]: text for name, text in texts.items()}, **hit.params}
    if "fields" in params:
        params["fields"] = ", ".join(given.get(name, name) for name in params["fields"].split(", "))
    if hit.first is not None:
        params["first_row"] = str(places[hit.first][0])
    field_name = hit.fields[0] if hit.fields else None
    cell = texts.get(field_name) if field_name else hit.cell
    if hit.choices and cell:
        params["nearest"] = next(iter(difflib.get_close_matches(cell, hit.choices, 1)), "")
    if hit.code in ("min-length", "max-length") and cell is not None:
        params["length"] = str(len(cell))
    label = hit.label
    if field_name:
        at = scan.columns.positions[names.index(field_name)]
        label = None if at is None else at + 1
        field_name = given[field_name]
    if hit.code in ("missing-label", "incorrect-label"):
        field_name = hit.params["expected"]
        fields = scan.resource.schema.field_names
        label = label or (fields.index(field_name) + 1 if field_name in fields else None)
    elif label and not field_name and label <= len(scan.labels):
        field_name = scan.labels[label - 1]
    return Finding(
        code=hit.code,
        resource=scan.resource.name,
        place=scan.resource.paths[part] if scan.resource.paths else scan.resource.path,
        rule=hit.rule or _stated(scan, hit, field_name),
        severity=hit.severity,
        row_number=row,
        line=line or None,  # a Parquet file has no lines
        field_name=field_name,
        field_number=label,
        cell=cell,
        params=params,
    )


def _stated(scan: Scan, hit: Hit, field: str | None) -> str:
    """Where the rule of a finding about the file, the header or the shape of a row is stated."""
    schema = scan.resource.schema
    if hit.code in ("missing-label", "incorrect-label") and field in schema.field_names:
        return schema.where(f"/fields/{schema.field_names.index(field)}")
    if hit.row is not None:
        return schema.where("/fields")
    return f"{scan.resource.place}#{scan.resource.pointer}/{hit.code if hit.code in ('bytes', 'hash') else 'path'}"
