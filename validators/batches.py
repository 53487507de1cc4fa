"""Rules of batches: notices before announcements, announcements before expiry, batches in order."""

from little_giants.rules import Check, Rule, families, frame_schema

PROVENANCE = families.Provenance()

FIRST = {"batch": "1", "name_zh": "第一批专精特新“小巨人”企业", "announcement_date": "2019-06-05"}
SECOND = {"batch": "2", "name_zh": "第二批专精特新“小巨人”企业", "announcement_date": "2021-01"}


def in_order(code: str, early: str, late: str, title: str, title_zh: str) -> Rule:
    """``early`` is not after ``late`` in the course of a batch."""
    return families.in_order(
        code=code,
        early=early,
        late=late,
        title=title,
        title_zh=title_zh,
        why="A batch runs from the call for applications over the public notice to the announcement and the end of "
        "validity. Dates in another order belong to different batches: a notice re-reviews one batch and announces "
        "another.",
        why_zh="一个批次依次经过申报、公示、公布和有效期届满；次序颠倒说明日期属于不同批次：同一通知所复核与所公布的批次不同。",
    )


RULES = [
    families.real_date(code="batches-application-date-real", field="application_date"),
    families.real_date(code="batches-public-notice-start-real", field="public_notice_start"),
    families.real_date(code="batches-public-notice-end-real", field="public_notice_end"),
    families.real_date(code="batches-announcement-date-real", field="announcement_date"),
    families.real_date(code="batches-validity-start-real", field="validity_start"),
    families.real_date(code="batches-validity-end-real", field="validity_end"),
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
    PROVENANCE.unsourced(code="batches-unsourced"),
    PROVENANCE.further_sources(code="batches-further-source", table="batches"),
]

schema = frame_schema("batches", RULES)
