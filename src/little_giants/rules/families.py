"""Families of rules: what many tables ask in the same words, written once and told which fields to read.

``families.real_date(code="firms-founded-real", field="founded")`` is a whole rule, with its words in both languages and
its examples. A rule file puts it into ``RULES`` beside its own. The code is written out, so that a search finds it.
"""

from __future__ import annotations

from dataclasses import dataclass

from little_giants.rules.checks import Check
from little_giants.rules.model import Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """How the tables of a package name their documents, and the rules that follow from it.

    ``source``: the field with the document a row rests on, by the same name the key of the table ``documents``;
    ``further``: the field with more of them, joined by semicolons; ``grade``: the field that says how well the row is
    borne out, with the words ``unsourced`` (by nothing) and ``derived`` (computed).
    """

    documents: str = "sources"
    source: str = "source_id"
    further: str = "also_source_ids"
    grade: str = "verification"
    word_unsourced: str = "unsourced"
    word_derived: str = "derived"

    def unsourced(self, *, code: str) -> Rule:
        """A row is graded ``unsourced`` exactly when it names no source, and then it has no further ones either."""
        return Rule(
            code=code,
            fields=(self.source, self.grade),
            check=Check.sql(
                f"({self.source} is null) = ({self.grade} = '{self.word_unsourced}') and "
                f"({self.source} is not null or {self.further} is null)"
            ),
            title="Unsourced rows are marked, and only those",
            title_zh="无来源的行须如实标记",
            why="A reader must see which rows no document supports. A row with a source must not look weaker than it "
            "is.",
            why_zh="读者须能看出哪些行没有文献支持；有来源的行不应显得更弱。",
            mend=f"Name the source, or set {self.grade} to {self.word_unsourced} and empty both {self.source} and "
            f"{self.further}.",
            mend_zh=f"请填写来源；确无来源时将 {self.grade} 设为 {self.word_unsourced}，并清空 {self.source} 和 "
            f"{self.further}。",
            message=f"The source is “{{{self.source}}}” and the grade is {{{self.grade}}}.",
            message_zh=f"来源为“{{{self.source}}}”，核验程度为 {{{self.grade}}}。",
            passing={self.source: "S1", self.further: "S2", self.grade: "official"},
            failing={self.source: "S1", self.grade: self.word_unsourced},
        )

    def sourced(self, *, code: str, why: str, why_zh: str) -> Rule:
        """Every row has a source: a table in which a row without one has no place. The reason is the table's own."""
        return Rule(
            code=code,
            fields=(self.source, self.grade),
            check=Check.sql(f"{self.source} is not null and {self.grade} <> '{self.word_unsourced}'"),
            title="Every row has a source",
            title_zh="每行均须有来源",
            why=why,
            why_zh=why_zh,
            mend="Name the document and how it bears the row out, or take the row out.",
            mend_zh="请填写来源及其核验程度，否则删除该行。",
            message=f"The source is “{{{self.source}}}” and the grade is {{{self.grade}}}.",
            message_zh=f"来源为“{{{self.source}}}”，核验程度为 {{{self.grade}}}。",
            passing={self.source: "S1", self.grade: "official"},
            failing={self.source: "S1", self.grade: self.word_unsourced},
        )

    def further_sources(self, *, code: str, table: str) -> Rule:
        """Every id in the list of further sources is a row of ``sources`` and not the row's own source."""
        known = [{self.source: "S1"}, {self.source: "S2"}]
        return Rule(
            code=code,
            resource=table,
            fields=(self.further, self.source),
            query=f"""
                with named as (
                  select _record, {self.source}, unnest(string_split({self.further}, ';')) as further_id from {table}
                )
                select n._record, min(n.further_id) as further_id
                from named n left join {self.documents} s on s.{self.source} = n.further_id
                where s.{self.source} is null or n.further_id = n.{self.source}
                group by n._record order by n._record
            """,
            title="Further sources exist and are further ones",
            title_zh="其他来源须存在且不与主来源重复",
            why="A row is worth what its sources are worth, and a reader has to be able to open each of them. One "
            "named twice looks like two.",
            why_zh="一行数据的价值取决于其来源，读者应能找到其中每一份；重复列出会被误认为两份。",
            mend=f"Write ids of the table {self.documents}, separated by semicolons without spaces; add the document "
            "there if it is new.",
            mend_zh=f"请填写 {self.documents} 表中的编号，以分号隔开、不加空格；若为新文件，请先加入该表。",
            message=f"{{further_id}} is no row of {self.documents}, or is the source of the row already.",
            message_zh=f"{{further_id}} 不在 {self.documents} 中，或已是本行的主来源。",
            passing={table: [{self.source: "S1", self.further: "S2"}], self.documents: known},
            failing={
                table: [{self.source: "S1", self.further: "S2;S3"}, {self.source: "S1", self.further: "S1"}],
                self.documents: known,
            },
        )

    def further_sources_of_derived(self, *, code: str) -> Rule:
        """Further sources stand only with a computed value: what one document says is one row."""
        return Rule(
            code=code,
            fields=(self.further, self.grade),
            check=Check.sql(f"{self.further} is null or {self.grade} = '{self.word_derived}'"),
            title="Only a computed number has further sources",
            title_zh="仅推算值可有其他来源",
            why="One row is what one document says. A second document that says the same is a second row.",
            why_zh="一行只记一份文献的说法；第二份文献说法相同也应另立一行。",
            mend=f"Make a row of its own for the other document, or set {self.grade} to {self.word_derived}.",
            mend_zh=f"请为另一文献另立一行，或将 {self.grade} 设为 {self.word_derived}。",
            message=f"A number that is {{{self.grade}}} names further sources.",
            message_zh=f"核验程度为 {{{self.grade}}} 的数字列有其他来源。",
            passing={self.further: "S2", self.grade: self.word_derived},
            failing={self.further: "S2", self.grade: "official"},
        )


def real_date(*, code: str, field: str) -> Rule:
    """A day in ``field`` is in the calendar. The text is a date, a month, a year (2021-06-11, 2021-06, 2021), or words.

    The pattern of the schema gives the form; 2021-02-30 has it too.
    """
    return _real(code, field, _day(field), "2021-06")


def real_period(*, code: str, field: str) -> Rule:
    """The days of ``field`` are in the calendar. The text is a date as in :func:`real_date`, or two (2021/2025-12)."""
    days = [_day(f"split_part({field}, '/', {part})") for part in (1, 2)]
    return _real(code, field, " and ".join(f"({day})" for day in days), "2021/2025-12-31")


def in_order(*, code: str, early: str, late: str, title: str, title_zh: str, why: str, why_zh: str) -> Rule:
    """The date in ``early`` is not after that in ``late``; 2022 and 2022-08 are compared as far as both go."""
    return Rule(
        code=code,
        fields=(late, early),
        check=Check.sql(f"left({early}, length({late})) <= {late}"),
        title=title,
        title_zh=title_zh,
        why=why,
        why_zh=why_zh,
        mend="Check both dates at their sources; they may be exact to the year, the month or the day.",
        mend_zh="请分别查对两处来源；日期可精确到年、月或日。",
        message=f"{{{late}}} is before {{{early}}}.",
        message_zh=f"{{{late}}} 早于 {{{early}}}。",
        passing={early: "2023-07-14", late: "2023"},
        failing={early: "2023-07-14", late: "2022"},
    )


def rising(*, code: str, low: str, high: str, why: str, why_zh: str) -> Rule:
    """The number in ``low`` is below that in ``high``, where both are given."""
    return Rule(
        code=code,
        fields=(high, low),
        check=Check.sql(f"{low} < {high}"),
        title="A range runs upward",
        title_zh="区间上限大于下限",
        why=why,
        why_zh=why_zh,
        mend=f"Put the lower bound into {low} and the upper one into {high}.",
        mend_zh=f"下限填 {low}，上限填 {high}。",
        message=f"The range runs from {{{low}}} to {{{high}}}.",
        message_zh=f"区间自 {{{low}}} 至 {{{high}}}。",
        passing={low: "100", high: "400"},
        failing={low: "400", high: "100"},
    )


def reasoned(*, code: str, choice: str, reason: str) -> Rule:
    """A row has a ``reason`` exactly when the boolean ``choice`` is true."""
    return Rule(
        code=code,
        fields=(reason, choice),
        check=Check.sql(f"{choice} = ({reason} is not null)"),
        title="A choice has a reason",
        title_zh="取舍须有理由",
        why="A choice between rows that gives no reason cannot be checked or undone.",
        why_zh="不说明理由的取舍无法核查也无法更改。",
        mend=f"Give the reason when {choice} is true, and leave it empty when it is false.",
        mend_zh=f"{choice} 为 true 时填写理由，为 false 时留空。",
        message=f"{choice} is {{{choice}}} and its reason “{{{reason}}}”.",
        message_zh=f"{choice} 为 {{{choice}}}，理由为“{{{reason}}}”。",
        passing={choice: "true", reason: "nearest to the authority"},
        failing={choice: "false", reason: "nearest to the authority"},
    )


def _day(text: str) -> str:
    return f"length({text}) <> 10 or try_cast({text} as date) is not null"


def _real(code: str, field: str, predicate: str, right: str) -> Rule:
    return Rule(
        code=code,
        fields=(field,),
        check=Check.sql(predicate),
        title="The date exists",
        title_zh="日期须真实存在",
        why="A 30 February has the form of a date and is none: nobody can tell which day was meant, and every "
        "comparison with it goes wrong.",
        why_zh="2 月 30 日之类形似日期，实际并不存在：无从得知本意，与其比较必然出错。",
        mend="Look the date up at the source; write only the month or the year when the day is not known.",
        mend_zh="请查对来源；若不知具体日期，只写年月或年份。",
        message="{cell} is not in the calendar, or holds a day that is not.",
        message_zh="{cell} 不是日历上的日期，或含有这样的日期。",
        passing={field: right},
        failing={field: "2021-02-30"},
    )
