"""The fixed words of a text report, in English and Chinese. Words of the rules come from their texts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from little_giants.findings import NotJudged


@dataclass(frozen=True, slots=True)
class Words:
    """One language. Templates are filled with ``str.format``; numbers get thousands separators."""

    severity: Mapping[str, str]
    row: str
    field: str
    value: str
    rule: str
    mend: str
    valid: str
    invalid: str
    colon: str
    stop: str
    comma: str
    rules_not_run: str
    rules_not_trusted: str
    _rows: tuple[str, str]
    _errors: tuple[str, str]
    _warnings: tuple[str, str]
    _times: tuple[str, str]
    _times_at_least: tuple[str, str]
    _empty_cells: str
    _more: str
    _truncated: str
    _unlisted: str
    _waived: tuple[str, str]
    _not_judged: tuple[str, str]
    _causes: Mapping[str, str]
    _size: str
    _tables: tuple[str, str]
    _in_tables: str
    _bracketed: str

    def rows(self, number: int) -> str:
        """ "1 row", "324 rows"."""
        return _counted(self._rows, number)

    def total(self, errors: int, warnings: int) -> str:
        """ "2 errors", "1 warning", "2 errors, 1 warning"."""
        parts = [_counted(self._errors, errors)] if errors or not warnings else []
        parts += [_counted(self._warnings, warnings)] if warnings else []
        return self.comma.join(parts)

    def sentence(self, title: str, why: str) -> str:
        """The title of a rule, as a sentence, and its reason."""
        return f"{title.rstrip('.。')}{self.stop}{why}"

    def times(self, number: int, exact: bool) -> str:
        """ "once", "12 times", "at least once", "at least 12 times"."""
        return _counted(self._times if exact else self._times_at_least, number)

    def empty_cells(self, number: int, names: str) -> str:
        """Says which cells of a row are empty, and what to do when the row holds nothing else."""
        return self._empty_cells.format(number, names)

    def more(self, number: int) -> str:
        """ "… and 9 more"."""
        return self._more.format(number)

    def truncated(self, kept: int, total: int) -> str:
        """Says that only the first findings are listed."""
        return self._truncated.format(kept, total)

    def unlisted(self, counts: str) -> str:
        """Names the codes none of whose findings is listed."""
        return self._unlisted.format(counts)

    def waived(self, number: int) -> str:
        """Says how many findings a waiver took out."""
        return _counted(self._waived, number)

    def reason(self, why: NotJudged) -> str:
        """Why a rule did not run."""
        return self._causes[why.cause].format(place=why.place, fields=why.fields)

    def not_judged(self, number: int, reason: str) -> str:
        """Says that rules could not run; their names follow."""
        return _counted(self._not_judged, number, reason)

    def size(self, tables: int, rows: int, seconds: float) -> str:
        """ "19 tables, 14,203 rows, 0.8 s"."""
        return self._size.format(_counted(self._tables, tables), self.rows(rows), seconds)

    def in_tables(self, total: str, tables: int) -> str:
        """ "2 errors in 1 table"."""
        return self._in_tables.format(total, _counted(self._tables, tables))

    def bracketed(self, text: str) -> str:
        """The text in the brackets of the language, with the space that goes before them."""
        return self._bracketed.format(text)


def _counted(forms: tuple[str, str], number: int, *more: str) -> str:
    """The form for one or for any other number, with the number and ``more`` in it."""
    return forms[0 if number == 1 else 1].format(number, *more)


WORDS: Mapping[str, Words] = {
    "en": Words(
        severity={"error": "ERROR", "warning": "WARNING"},
        row="row",
        field="field",
        value="value",
        rule="Rule: ",
        mend="Mend: ",
        valid="Valid",
        invalid="Not valid",
        colon=": ",
        stop=". ",
        comma=", ",
        rules_not_run="Note: only files, schemas and keys were checked. The package's own rules did not run.",
        rules_not_trusted="Note: the package's own rules did not run. They are code, and this is not the package of "
        "the current folder. If you trust it, add --trust-rules.",
        _rows=("{:,} row", "{:,} rows"),
        _errors=("{:,} error", "{:,} errors"),
        _warnings=("{:,} warning", "{:,} warnings"),
        _times=("once", "{:,} times"),
        _times_at_least=("at least once", "at least {:,} times"),
        _empty_cells="{:,} cells of the row are empty: {}. If the row holds nothing else, remove the row.",
        _more="… and {:,} more",
        _truncated="Only {:,} of {:,} findings are listed. To see more, raise --limit.",
        _unlisted="Found as well, none of them listed: {}",
        _waived=("Note: {:,} finding is waived.", "Note: {:,} findings are waived."),
        _not_judged=("Note: {:,} rule did not run ({}):", "Note: {:,} rules did not run ({}):"),
        _causes={
            "unreadable": "{place} could not be read",
            "column": "{place} lacks a column that it reads",
            "target": "{place} has errors in {fields}",
            "doubt": "mend {place} first",
            "alone": "keys between tables need the package, and {place} stands alone",
        },
        _size="{}, {}, {:.1f} s",
        _tables=("{:,} table", "{:,} tables"),
        _in_tables="{} in {}",
        _bracketed=" ({})",
    ),
    "zh": Words(
        severity={"error": "错误", "warning": "警告"},
        row="行",
        field="字段",
        value="值",
        rule="规则：",
        mend="修正：",
        valid="通过",
        invalid="未通过",
        colon="：",
        stop="。",
        comma="，",
        rules_not_run="注意：只检查了文件、表结构和键，未运行数据包自身的规则。",
        rules_not_trusted="注意：未运行数据包自身的规则。规则是代码，而该数据包不是当前文件夹所在的数据包。"
        "若信任它，请加 --trust-rules。",
        _rows=("{:,} 行", "{:,} 行"),
        _errors=("{:,} 个错误", "{:,} 个错误"),
        _warnings=("{:,} 个警告", "{:,} 个警告"),
        _times=("1 处", "{:,} 处"),
        _times_at_least=("至少 1 处", "至少 {:,} 处"),
        _empty_cells="该行有 {:,} 个单元格为空：{}。若整行均为空，请删除该行。",
        _more="……另有 {:,} 处",
        _truncated="仅列出 {1:,} 条结果中的 {0:,} 条。如需更多，请调高 --limit。",
        _unlisted="另外发现但未列出：{}",
        _waived=("注意：{:,} 条结果已获豁免。", "注意：{:,} 条结果已获豁免。"),
        _not_judged=("注意：{:,} 条规则未运行（{}）：", "注意：{:,} 条规则未运行（{}）："),
        _causes={
            "unreadable": "无法读取 {place}",
            "column": "{place} 缺少规则所需的列",
            "target": "{place} 的 {fields} 有错误",
            "doubt": "请先修正 {place}",
            "alone": "表间的键需有整个数据包才能检查，而 {place} 是单独的表",
        },
        _size="{}，{}，{:.1f} 秒",
        _tables=("{:,} 个表", "{:,} 个表"),
        _in_tables="{1}中有 {0}",
        _bracketed="（{}）",
    ),
}
