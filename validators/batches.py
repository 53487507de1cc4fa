"""Rules of batches: notices before announcements, announcements before expiry, batches in order."""

from little_giants.rules import Check, Rule, frame_schema

DATES = (
    "application_date", "public_notice_start", "public_notice_end",
    "announcement_date", "validity_start", "validity_end",
)  # fmt: skip
FIRST = {"batch": "1", "name_zh": "第一批专精特新“小巨人”企业", "announcement_date": "2019-06-05"}
SECOND = {"batch": "2", "name_zh": "第二批专精特新“小巨人”企业", "announcement_date": "2021-01"}


def date_exists(field: str) -> Rule:
    """A day in ``field`` is a day of the calendar."""
    return Rule(
        code=f"batches-{field.replace('_', '-')}-real",
        fields=(field,),
        check=Check.sql(f"length({field}) <> 10 or try_cast({field} as date) is not null"),
        title="The date exists",
        title_zh="日期须真实存在",
        why="Validity and re-review are counted from these days; a day that never was shifts them.",
        why_zh="有效期与复核时间由这些日期推算，虚假日期会使推算出错。",
        mend="Look the date up at the source; write only the month or the year when the day is not known.",
        mend_zh="请查对来源；若不知具体日期，只写年月或年份。",
        message="{cell} is not a day of the calendar.",
        message_zh="{cell} 不是日历上的日期。",
        passing={field: "2021-07-19"},
        failing={field: "2021-06-31"},
    )


def in_order(code: str, early: str, late: str, title: str, title_zh: str) -> Rule:
    """``early`` is not after ``late``; partial dates are compared as far as both go."""
    return Rule(
        code=code,
        fields=(late, early),
        check=Check.sql(f"left({early}, length({late})) <= {late}"),
        title=title,
        title_zh=title_zh,
        why="A batch runs from the call for applications over the public notice to the announcement and the end of "
        "validity. Dates in another order belong to different batches.",
        why_zh="一个批次依次经过申报、公示、公布和有效期届满；次序颠倒说明日期属于不同批次。",
        mend="Check both dates at their sources; the batch that is re-reviewed in a notice is not the announced one.",
        mend_zh="请分别查对两处来源；通知中复核的批次与公布的批次不同。",
        message=f"{{{late}}} is before {{{early}}}.",
        message_zh=f"{{{late}}} 早于 {{{early}}}。",
        passing={early: "2023-07-14", late: "2023"},
        failing={early: "2023-07-14", late: "2022"},
    )


RULES = [
    *(date_exists(field) for field in DATES),
    in_order(
        "batches-application-first", "application_date", "public_notice_start",
        "Applications come before the public notice", "申报早于公示",
    ),
    in_order(
        "batches-public-notice-order", "public_notice_start", "public_notice_end",
        "The public notice ends after it began", "公示结束不早于开始",
    ),
    in_order(
        "batches-notice-before-announcement", "public_notice_start", "announcement_date",
        "The public notice comes before the announcement", "公示早于公布",
    ),
    in_order(
        "batches-announcement-before-expiry", "announcement_date", "validity_end",
        "A title does not expire before it is announced", "有效期届满不早于公布",
    ),
    Rule(
        code="batches-validity-length",
        fields=("validity_end", "validity_start", "validity_years"),
        query="""
            select _record,
              cast(try_cast(validity_start as date) + to_years(validity_years) - interval 1 day as date) as expected
            from batches
            where try_cast(validity_start as date) + to_years(validity_years) - interval 1 day
              <> try_cast(validity_end as date)
        """,
        title="The validity is as long as it says",
        title_zh="有效期起止须与年数一致",
        why="Whether a title was in force on a day is read off these dates.",
        why_zh="某日称号是否有效由这些日期判断。",
        mend="A title of three years from 1 July 2021 ends on 30 June 2024. Correct the date or the years.",
        mend_zh="自 2021 年 7 月 1 日起三年止于 2024 年 6 月 30 日；请更正日期或年数。",
        message="The validity should end on {expected}, not on {cell}.",
        message_zh="有效期应止于 {expected}，而非 {cell}。",
        passing={
            "batches": [
                {**FIRST, "validity_years": "3", "validity_start": "2021-07-01", "validity_end": "2024-06-30"}
            ]
        },
        failing={
            "batches": [
                {**FIRST, "validity_years": "3", "validity_start": "2021-07-01", "validity_end": "2024-07-01"}
            ]
        },
    ),
    Rule(
        code="batches-re-review-year",
        fields=("re_review_year", "announcement_date", "public_notice_start"),
        check=Check.sql(
            "re_review_year between try_cast(left(coalesce(public_notice_start, announcement_date), 4) as bigint) + 1 "
            "and try_cast(left(coalesce(public_notice_start, announcement_date), 4) as bigint) + 4"
        ),
        title="A batch is re-reviewed when its three years end",
        title_zh="复核在三年有效期届满时进行",
        why="The year of re-review decides when lost titles leave the totals.",
        why_zh="复核年份决定何时从总数中扣除失效者。",
        mend="Write the year of the first re-review: one to four years after the public notice.",
        mend_zh="请填写首次复核年份，应在公示后一至四年。",
        message="A re-review in {re_review_year} does not fit the batch.",
        message_zh="{re_review_year} 年复核与该批次时间不符。",
        passing={"announcement_date": "2019-06-05", "re_review_year": "2022"},
        failing={"announcement_date": "2019-06-05", "re_review_year": "2019"},
    ),
    Rule(
        code="batches-name-number",
        fields=("name_zh", "batch"),
        check=Check.sql(
            "name_zh = '第' || case batch when 1 then '一' when 2 then '二' when 3 then '三' when 4 then '四' "
            "when 5 then '五' when 6 then '六' when 7 then '七' when 8 then '八' when 9 then '九' "
            "when 10 then '十' else '' end || '批专精特新“小巨人”企业'"
        ),
        title="The name carries the number of the batch",
        title_zh="名称须含批次序号",
        why="Firms quote the Chinese name; a name of another batch would send them there.",
        why_zh="企业常引用中文名称，名称与序号不符会导致归错批次。",
        mend="Write 第…批专精特新“小巨人”企业 with the number of the row.",
        mend_zh="请写成“第…批专精特新“小巨人”企业”，数字与本行一致。",
        message="{name_zh} is not the name of batch {batch}.",
        message_zh="{name_zh} 不是第 {batch} 批的名称。",
        passing={"batch": "2", "name_zh": "第二批专精特新“小巨人”企业"},
        failing={"batch": "2", "name_zh": "第三批专精特新“小巨人”企业"},
    ),
    Rule(
        code="batches-in-sequence",
        fields=("public_notice_start", "announcement_date"),
        query="""
            with dated as (
              select _record, batch, coalesce(public_notice_start, announcement_date) as first_date,
                lag(coalesce(announcement_date, public_notice_start)) over (order by batch) as before
              from batches
            )
            select _record, before from dated where left(first_date, length(before)) < left(before, length(first_date))
        """,
        title="Batches follow one another",
        title_zh="各批次时间依次递进",
        why="Cumulative counts add the batches up to a number; that only works in the order of time.",
        why_zh="累计数按批次序号相加，须与时间顺序一致。",
        mend="Check the dates of this batch and of the one before it.",
        mend_zh="请核对本批与上一批的日期。",
        message="The batch starts on {cell}, before the batch before it ({before}).",
        message_zh="本批始于 {cell}，早于上一批（{before}）。",
        passing={"batches": [FIRST, SECOND]},
        failing={"batches": [FIRST, {**SECOND, "announcement_date": "2018"}]},
    ),
    Rule(
        code="batches-source-without-fact",
        fields=("source_id", "application_source_id", "public_notice_source_id", "announcement_source_id"),
        check=Check.sql(
            "(application_source_id is null or application_notice is not null or application_date is not null) and "
            "(public_notice_source_id is null or public_notice_start is not null) and "
            "(announcement_source_id is null or announcement_notice is not null) and "
            "(announcement_date_source_id is null or announcement_date is not null) and "
            "(validity_source_id is null or validity_years is not null)"
        ),
        title="A source stands beside what it gives",
        title_zh="来源须对应其给出的内容",
        why="A source beside an empty cell makes a gap look checked.",
        why_zh="空白单元格旁标注来源，会让缺口看似已核实。",
        mend="Fill in what the source gives, or empty the source cell.",
        mend_zh="请填写该来源给出的内容，或清空来源。",
        message="A source is named for a notice or date that is empty.",
        message_zh="有来源对应的通知或日期为空。",
        passing={"announcement_source_id": "S01", "announcement_notice": "工信部企业函〔2019〕153号"},
        failing={"announcement_source_id": "S01", "announcement_notice": ""},
    ),
    Rule(
        code="batches-unsourced",
        fields=("source_id", "verification"),
        check=Check.sql("(source_id is null) = (verification = 'unsourced')"),
        title="No source exactly when unsourced",
        title_zh="无来源即为 unsourced",
        why="A batch that nothing bears out must be seen to be so.",
        why_zh="没有依据的批次须一望可知。",
        mend="Name the source, or set verification to unsourced.",
        mend_zh="请填写来源，或将 verification 设为 unsourced。",
        message="The source is {source_id} and the verification {verification}.",
        message_zh="来源为 {source_id}，核验程度为 {verification}。",
        passing={"source_id": "S01", "verification": "archived_official_reprint"},
        failing={"source_id": "S01", "verification": "unsourced"},
    ),
    Rule(
        code="batches-further-source",
        fields=("also_source_ids",),
        query="""
            with named as (select _record, unnest(string_split(also_source_ids, ';')) as unknown_id from batches)
            select n._record, min(n.unknown_id) as unknown_id
            from named n anti join sources s on s.source_id = n.unknown_id
            group by n._record
        """,
        title="Further sources exist",
        title_zh="其他来源须存在",
        why="A reader has to be able to look up each document a row names.",
        why_zh="读者应能查到每份被引用的文献。",
        mend="Write ids of the table sources, separated by semicolons; add the document there if it is new.",
        mend_zh="请填写 sources 表中的编号，以分号分隔；新文献请先加入该表。",
        message="{unknown_id} is not in sources.",
        message_zh="sources 中没有 {unknown_id}。",
        passing={"sources": [{"source_id": "S01"}], "batches": [{**FIRST, "also_source_ids": "S01"}]},
        failing={"sources": [{"source_id": "S01"}], "batches": [{**FIRST, "also_source_ids": "S01;S02"}]},
    ),
]

schema = frame_schema("batches", RULES)
