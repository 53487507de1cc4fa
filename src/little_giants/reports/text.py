"""The report a contributor reads: per table, equal findings grouped, with place, reason and remedy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from little_giants.findings import Finding, Report, RuleText, TableReport
from little_giants.reports import LABEL_TYPES
from little_giants.reports.display import pad, shorten, visible, width, wrap
from little_giants.reports.words import WORDS, Words
from little_giants.rules.catalogue import message

PLACES_SHOWN = 3
LABELS_SHOWN = 30
RULES_SHOWN = 6
LINE_COLUMNS = 110
CELL_COLUMNS = 48
PARAMETER_COLUMNS = 100
LIST_COLUMNS = 240
_EMPTY = "required"
_STYLES = {"error": "1;31", "warning": "1;33", "place": "36", "title": "1", "mend": "32", "valid": "1;32"}


@dataclass(frozen=True, slots=True)
class _Group:
    """Findings of one rule at one field, in the order in which the engine gave them.

    Or the empty cells of rows that lack the same values, ``empty``: then ``findings`` has the first of each row.
    """

    findings: tuple[Finding, ...]
    exact: bool  # False: findings were cut, so that there are at least these
    empty: tuple[str, ...] = ()

    @property
    def first(self) -> Finding:
        return self.findings[0]

    @property
    def number(self) -> int:
        """How many findings stand in the group."""
        return len(self.findings) * max(1, len(self.empty))


@dataclass(frozen=True, slots=True)
class _Page:
    """What every part of one report needs: words, rule texts and whether to colour."""

    words: Words
    texts: Mapping[str, RuleText]
    lang: str
    color: bool

    def paint(self, style: str, text: str) -> str:
        return f"\x1b[{_STYLES[style]}m{text}\x1b[0m" if self.color else text


def render(report: Report, lang: str = "en", color: bool = False) -> str:
    """The report as text that ends with a newline; its last line is the verdict.

    ``lang`` is "en" or "zh". ``color`` adds ANSI colours. Cells are shown harmless: characters that do not show as
    escapes, long cells cut in the middle. Raises KeyError for another language.
    """
    page = _Page(WORDS[lang], report.texts, lang, color)
    lines: list[str] = []
    for table in report.tables:
        if table.counts:
            lines += _table(page, table)
    return "\n".join([*lines, *_summary(page, report)]) + "\n"


def _table(page: _Page, table: TableReport) -> list[str]:
    words = page.words
    title = f"{page.paint('title', visible(table.name))}  {visible(table.place)}"
    total = words.total(table.total("error"), table.total("warning"))
    lines = [f"{title}  {words.rows(table.rows)}{words.comma}{total}", ""]
    groups = _groups(table, page.texts)
    for group in groups:
        lines += [*_group(page, group), ""]
    if table.truncated:
        listed = {group.first.code for group in groups}
        unlisted = [f"{code} {count:,}" for code, count in table.counts.items() if code not in listed]
        lines += [f"  {words.truncated(len(table.findings), sum(table.counts.values()))}"]
        lines += [f"  {words.unlisted(', '.join(unlisted))}"] if unlisted else []
        lines += [""]
    return lines


def _groups(table: TableReport, texts: Mapping[str, RuleText]) -> list[_Group]:
    """Errors first, a changed size or hash last of them; otherwise in the order in which the engine met them."""
    empty = _empty_cells(table)
    found: dict[tuple[bool, bool, str, str, str | tuple[str, ...] | None], list[Finding]] = {}
    kept: dict[str, int] = {}
    for finding in table.findings:
        kept[finding.code] = kept.get(finding.code, 0) + 1
        kind = texts[finding.code].type
        field: str | tuple[str, ...] | None = None if kind in LABEL_TYPES else finding.field_name
        rule = finding.rule
        together = empty.get((finding.place, finding.row_number), ()) if finding.code == _EMPTY else ()
        if together:
            if finding.field_name != together[0]:
                continue  # the row is told once
            field, rule = together, ""
        key = (finding.severity != "error", kind in ("hash-count", "byte-count"), finding.code, rule, field)
        found.setdefault(key, []).append(finding)
    return [
        _Group(
            tuple(found[key]),
            exact=kept[key[2]] == table.counts.get(key[2], 0),
            empty=key[4] if isinstance(key[4], tuple) else (),
        )
        for key in sorted(found, key=lambda key: key[:2])
    ]


def _empty_cells(table: TableReport) -> dict[tuple[str, int | None], tuple[str, ...]]:
    """The fields of rows that lack several values, by file and row.

    Such a row, often one of commas alone, has a finding for every field that must not be empty. A reader mends the row,
    not the fields one by one, so the text names it once.
    """
    rows: dict[tuple[str, int | None], list[str]] = {}
    for finding in table.findings:
        if finding.code == _EMPTY and finding.field_name is not None and finding.row_number is not None:
            rows.setdefault((finding.place, finding.row_number), []).append(finding.field_name)
    return {row: tuple(names) for row, names in rows.items() if len(set(names)) == len(names) > 1}


def _group(page: _Page, group: _Group) -> list[str]:
    words, text = page.words, page.texts[group.first.code]
    number = len(group.findings)
    severity = page.paint(group.first.severity, words.severity[group.first.severity])
    lines = [f"  {severity} {group.first.code}  ({words.times(group.number, group.exact)})"]
    if text.type in LABEL_TYPES:
        lines += _label_places(page, group.findings)
    else:
        shown = group.findings if number <= PLACES_SHOWN + 1 else group.findings[:PLACES_SHOWN]
        if group.empty:
            lines += _empty_places(page, group, shown, number - len(shown))
        else:
            lines += _places_with_messages(page, shown, number - len(shown))
    chinese = page.lang == "zh"
    rule = page.words.sentence(text.title_zh, text.why_zh) if chinese else page.words.sentence(text.title, text.why)
    lines += _paragraph("    ", words.rule, visible(rule))
    mend = visible(text.mend_zh if chinese else text.mend)
    return lines + _paragraph("    ", page.paint("mend", words.mend), mend, width(words.mend))


def _message(page: _Page, finding: Finding) -> str:
    """The sentence of a finding, with cell and parameters cut to what a reader can take in and made harmless."""
    params = {
        name: shorten(visible(value), LIST_COLUMNS if name in ("allowed", "missing") else PARAMETER_COLUMNS)
        for name, value in finding.params.items()
    }
    cell = None if finding.cell is None else _cell(finding.cell)
    return visible(message(replace(finding, cell=cell, params=params), page.texts, page.lang))


def _label_places(page: _Page, findings: tuple[Finding, ...]) -> list[str]:
    """The header once, and one sentence for every label: a header has few, and all of them are wanted."""
    first = replace(findings[0], field_name=None, cell=None)
    lines = [f"    {place}" for place in _places(page, (first,))]
    for finding in findings[:LABELS_SHOWN]:
        lines += _paragraph("      ", "", _message(page, finding))
    left = len(findings) - LABELS_SHOWN
    return [*lines, f"      {page.words.more(left)}"] if left > 0 else lines


def _places_with_messages(page: _Page, shown: tuple[Finding, ...], left: int) -> list[str]:
    """The first places; a sentence under each, or once below all where it is the same."""
    messages = [_message(page, finding) for finding in shown]
    common = len(set(messages)) == 1
    lines: list[str] = []
    for place, sentence in zip(_places(page, shown), messages, strict=True):
        lines.append(f"    {place}")
        if not common:
            lines += _paragraph("      ", "", sentence)
    if left:
        lines.append(f"    {page.words.more(left)}")
    return lines + (_paragraph("    ", "", messages[0]) if common else [])


def _empty_places(page: _Page, group: _Group, shown: tuple[Finding, ...], left: int) -> list[str]:
    """The first rows that lack the same values, and below them which values these are."""
    rows = tuple(replace(one, field_name=None, cell=None) for one in shown)
    lines = [f"    {place}" for place in _places(page, rows)]
    lines += [f"    {page.words.more(left)}"] if left else []
    names = shorten(visible(page.words.comma.join(group.empty)), LIST_COLUMNS)
    return lines + _paragraph("    ", "", page.words.empty_cells(len(group.empty), names))


def _places(page: _Page, findings: tuple[Finding, ...]) -> list[str]:
    """One line per finding, in columns: ``data/firms.csv:9  row 7  field credit_code  value "91X"``."""
    words = page.words
    rows = [
        (
            visible(finding.place) + (f":{finding.line}" if finding.line else ""),
            f"{words.row} {finding.row_number}" if finding.row_number else "",
            f"{words.field} {visible(finding.field_name)}" if finding.field_name else "",
            f'{words.value} "{_cell(finding.cell)}"' if finding.cell is not None else "",
        )
        for finding in findings
    ]
    columns = [max(width(row[index]) for row in rows) for index in range(4)]
    lines = []
    for row in rows:
        cells = [pad(cell, columns[index]) for index, cell in enumerate(row) if columns[index]]
        cells[0] = page.paint("place", row[0]) + " " * (columns[0] - width(row[0]))
        lines.append("  ".join(cells).rstrip())
    return lines


def _paragraph(indent: str, label: str, text: str, label_columns: int | None = None) -> list[str]:
    """The text wrapped; later lines stand under the first word after the label."""
    columns = len(indent) + (width(label) if label_columns is None else label_columns)
    first, *rest = wrap(text, LINE_COLUMNS - columns) or [""]
    return [f"{indent}{label}{first}", *(" " * columns + line for line in rest)]


def _cell(cell: str) -> str:
    return shorten(visible(cell), CELL_COLUMNS)


def _summary(page: _Page, report: Report) -> list[str]:
    words = page.words
    rows = sum(table.rows for table in report.tables)
    waived = sum(table.waived for table in report.tables)
    touched = sum(1 for table in report.tables if table.counts)
    lines = [words.waived(waived)] if waived else []
    if not report.rules_run:
        lines += [words.rules_not_run if report.rules_trusted else words.rules_not_trusted]
    for reason in dict.fromkeys(report.not_judged.values()):
        rules = [rule for rule, why in report.not_judged.items() if why == reason]
        named = ", ".join(rules[:RULES_SHOWN]) + (
            f", {words.more(len(rules) - RULES_SHOWN)}" if rules[RULES_SHOWN:] else ""
        )
        lines += [words.not_judged(len(rules), visible(words.reason(reason))), *_paragraph("  ", "", visible(named))]
    verdict = page.paint("valid", words.valid) if report.valid else page.paint("error", words.invalid)
    size = words.size(len(report.tables), rows, report.seconds)
    if report.errors or report.warnings:
        total = words.total(report.errors, report.warnings)
        return [*lines, f"{verdict}{words.colon}{words.in_tables(total, touched)}{words.bracketed(size)}"]
    return [*lines, f"{verdict}{words.colon}{size}"]
