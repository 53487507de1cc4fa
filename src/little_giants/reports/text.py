"""The report a contributor reads: per table, equal findings grouped, with place, reason and remedy."""

from __future__ import annotations

from dataclasses import dataclass, replace

from little_giants.findings import Finding, Report, RuleText, TableReport
from little_giants.reports.display import pad, shorten, visible, width, wrap
from little_giants.reports.words import WORDS, Words
from little_giants.rules.catalogue import message

PLACES_SHOWN = 3
LINE_COLUMNS = 110
CELL_COLUMNS = 48
PARAMETER_COLUMNS = 240
_STYLES = {"error": "1;31", "warning": "1;33", "place": "36", "title": "1", "mend": "32", "valid": "1;32"}


@dataclass(frozen=True, slots=True)
class _Group:
    """Findings of one rule at one field, in the order in which the engine gave them."""

    findings: tuple[Finding, ...]
    exact: bool  # False: findings were cut, so that there are at least these

    @property
    def first(self) -> Finding:
        return self.findings[0]


@dataclass(frozen=True, slots=True)
class _Page:
    """What every part of one report needs: words, rule texts and whether to colour."""

    words: Words
    texts: dict[str, RuleText]
    lang: str
    color: bool

    def paint(self, style: str, text: str) -> str:
        return f"\x1b[{_STYLES[style]}m{text}\x1b[0m" if self.color else text


def render(report: Report, lang: str = "en", color: bool = False) -> str:
    """The report as text that ends with a newline; its last line is the verdict.

    ``lang`` is "en" or "zh". ``color`` adds ANSI colours. Cells are shown harmless: characters that do not show as
    escapes, long cells cut in the middle. Raises KeyError for another language.
    """
    page = _Page(WORDS[lang], dict(report.texts), lang, color)
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
    groups = _groups(table)
    for group in groups:
        lines += [*_group(page, group), ""]
    if table.truncated:
        listed = {group.first.code for group in groups}
        unlisted = [f"{code} {count:,}" for code, count in table.counts.items() if code not in listed]
        lines += [f"  {words.truncated(len(table.findings), sum(table.counts.values()))}"]
        lines += [f"  {words.unlisted(', '.join(unlisted))}"] if unlisted else []
        lines += [""]
    return lines


def _groups(table: TableReport) -> list[_Group]:
    """Errors first; otherwise in the order in which the engine met them."""
    found: dict[tuple[bool, str, str, str | None], list[Finding]] = {}
    kept: dict[str, int] = {}
    for finding in table.findings:
        key = (finding.severity != "error", finding.code, finding.rule, finding.field_name)
        found.setdefault(key, []).append(finding)
        kept[finding.code] = kept.get(finding.code, 0) + 1
    return [
        _Group(tuple(found[key]), exact=kept[key[1]] == table.counts.get(key[1], 0))
        for key in sorted(found, key=lambda key: key[0])
    ]


def _group(page: _Page, group: _Group) -> list[str]:
    words, text = page.words, page.texts.get(group.first.code)
    number = len(group.findings)
    shown = group.findings if number <= PLACES_SHOWN + 1 else group.findings[:PLACES_SHOWN]
    title = (text.title_zh if page.lang == "zh" else text.title) if text else group.first.code
    severity = page.paint(group.first.severity, words.severity[group.first.severity])
    field = f"  {words.field} {visible(group.first.field_name)}" if group.first.field_name else ""
    head = f"{severity} {group.first.code}{words.colon}{title}"
    lines = [f"  {head}{field}  ({words.times(number, group.exact)})"]
    messages = [visible(message(_harmless(finding), page.texts, page.lang)) for finding in shown]
    common = len(set(messages)) == 1
    for place, words_of_place in zip(_places(page, shown), messages, strict=True):
        lines.append(f"    {place}")
        if not common:
            lines += _paragraph("      ", "", words_of_place)
    if len(shown) < number:
        lines.append(f"    {words.more(number - len(shown))}")
    if common:
        lines += _paragraph("    ", "", messages[0])
    if text:
        why, mend = (text.why_zh, text.mend_zh) if page.lang == "zh" else (text.why, text.mend)
        lines += _paragraph("    ", words.why, visible(why))
        lines += _paragraph("    ", page.paint("mend", words.mend), visible(mend), width(words.mend))
    return lines


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
    label_columns = width(label) if label_columns is None else label_columns
    start = indent + label
    hanging = " " * (len(indent) + label_columns)
    wrapped = wrap(text, LINE_COLUMNS - len(hanging))
    return [(start if number == 0 else hanging) + line for number, line in enumerate(wrapped)]


def _cell(cell: str) -> str:
    return shorten(visible(cell), CELL_COLUMNS)


def _harmless(finding: Finding) -> Finding:
    """The finding with cell and parameters cut to what a reader can take in, ready for its message."""
    params = {name: shorten(visible(value), PARAMETER_COLUMNS) for name, value in finding.params.items()}
    return replace(finding, cell=None if finding.cell is None else _cell(finding.cell), params=params)


def _summary(page: _Page, report: Report) -> list[str]:
    words = page.words
    rows = sum(table.rows for table in report.tables)
    waived = sum(table.waived for table in report.tables)
    touched = sum(1 for table in report.tables if table.counts)
    lines = [words.waived(waived)] if waived else []
    lines += [] if report.rules_run else [words.rules_not_run]
    for reason in dict.fromkeys(report.not_judged.values()):
        rules = [rule for rule, why in report.not_judged.items() if why == reason]
        lines += _paragraph("", words.not_judged(len(rules), visible(reason)), visible(", ".join(rules)))
    verdict = page.paint("valid", words.valid) if report.valid else page.paint("error", words.invalid)
    size = words.size(len(report.tables), rows, report.seconds)
    if report.errors or report.warnings:
        total = words.total(report.errors, report.warnings)
        return [*lines, f"{verdict}{words.colon}{words.in_tables(total, touched)}{words.bracketed(size)}"]
    return [*lines, f"{verdict}{words.colon}{size}"]
