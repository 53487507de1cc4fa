"""Rules of claims: a verdict has evidence and follows from the data, and a number is complete."""

from little_giants.rules import Check, Rule, families, frame_schema

PROVENANCE = families.Provenance()
GROWTH = {
    "claim_id": "A1-04",
    "verdict": "reproduced",
    "qualifier": "exact",
    "value": "15",
    "unit": "percent",
    "tolerance": "0",
    "fit": "same",
    "check": "select value from criteria where criterion_id = 'LG-2018-07'",
}

RULES = [
    Rule(
        code="claims-article-in-id",
        fields=("article_id", "claim_id"),
        check=Check.sql("left(claim_id, 2) = article_id"),
        title="A claim belongs to the article in its name",
        title_zh="论断属于其编号所示文章",
        why="The ledger counts verdicts by article: a claim filed under the other one is counted against the wrong "
        "author.",
        why_zh="判定按文章统计；归错文章就算到了另一作者头上。",
        mend="Make article_id the first two characters of claim_id.",
        mend_zh="article_id 应为 claim_id 的前两位。",
        message="{claim_id} is filed under {article_id}.",
        message_zh="{claim_id} 归在 {article_id} 之下。",
        passing={"claim_id": "A1-01", "article_id": "A1"},
        failing={"claim_id": "A1-01", "article_id": "A2"},
    ),
    Rule(
        code="claims-judged-on-evidence",
        fields=("verdict", "source_id", "verification"),
        check=Check.sql("verdict in ('unverified', 'not_checkable') or verification <> 'unsourced'"),
        title="No verdict rests on unsourced evidence",
        title_zh="判定不得以无来源的证据为据",
        why="To call a statement right or wrong without a source is what this ledger exists to avoid.",
        why_zh="没有来源就断定对错，正是本台账要避免的。",
        mend="Name the evidence, or set the verdict to unverified or not_checkable.",
        mend_zh="请填写证据来源，或将判定改为 unverified 或 not_checkable。",
        message="The verdict is {verdict} without a source.",
        message_zh="判定为 {verdict}，却没有来源。",
        passing={"verdict": "unverified", "verification": "unsourced"},
        failing={"verdict": "contradicted", "verification": "unsourced"},
    ),
    PROVENANCE.unsourced(code="claims-unsourced"),
    Rule(
        code="claims-own-article",
        fields=("source_id", "article_id", "check"),
        check=Check.sql("source_id not in ('A1', 'A2') or \"check\" is not null"),
        title="An article is no evidence for itself",
        title_zh="文章不能证明自身",
        why="An article can show that its own numbers agree with each other, by a check, and nothing more.",
        why_zh="文章至多能（由核查查询）表明自身数字相互一致，不能证明更多。",
        mend="Name an independent document, or add the check of the article's arithmetic.",
        mend_zh="请填写独立的文献，或补充核查其算术的查询。",
        message="The evidence of {claim_id} is the article {source_id}.",
        message_zh="{claim_id} 的证据是文章 {source_id} 本身。",
        passing={"source_id": "A1", "article_id": "A1", "check": "select 22.4"},
        failing={"source_id": "A1", "article_id": "A1"},
    ),
    Rule(
        code="claims-reproduced-needs-check",
        fields=("check", "verdict"),
        check=Check.sql("verdict <> 'reproduced' or \"check\" is not null"),
        title="Reproduced means computed",
        title_zh="“已复现”须有计算",
        why="The word promises that anyone can recompute the value from the package.",
        why_zh="该判定承诺任何人都能由本数据集重新算出该值。",
        mend="Add the check, or use consistent when sources agree but nothing is computed.",
        mend_zh="请补充核查查询；若仅与来源相符而未计算，请改为 consistent。",
        message="{claim_id} is called reproduced and has no check.",
        message_zh="{claim_id} 判为已复现，却没有核查查询。",
        passing={"check": "select 1", "verdict": "reproduced"},
        failing={"verdict": "reproduced"},
    ),
    Rule(
        code="claims-check-runs",
        fields=("check",),
        asks="check",
        judge="runs",
        title="A check gives something that can be compared",
        title_zh="核查查询能得出可比较的结果",
        why="A verdict whose check does not run stands unexamined. A check reads the tables of the package and no "
        "file, and changes nothing.",
        why_zh="查询不能运行，判定便无从核验。查询只读本数据集各表，不读文件，也不作改动。",
        mend="Try it with little-giants claims --id and the claim. Correct the query or what it is compared with.",
        mend_zh="请用 little-giants claims --id 加论断编号试运行，并改正查询或与之比较的数值。",
        message="The check of {claim_id} cannot be used: {problem}",
        message_zh="{claim_id} 的核查查询无法使用：{problem}",
        passing={
            "claims": [{"claim_id": "A1-01", "check": "select 10", "value": "10", "tolerance": "0", "fit": "same"}]
        },
        failing={
            "claims": [{"claim_id": "A1-01", "check": "select value criteria from", "value": "10", "fit": "same"}]
        },
    ),
    Rule(
        code="claims-verdict-follows",
        fields=("verdict", "check"),
        asks="check",
        judge="verdict",
        title="The verdict is the one that follows from the data",
        title_zh="判定须由数据得出",
        why="Data change. A verdict that was right when it was written misleads from the day its numbers moved.",
        why_zh="数据会变；数值变动之后，原先正确的判定便会误导读者。",
        mend="See what changed with little-giants claims --id and the claim. If the data are right, set the verdict "
        "that follows and rewrite explanation and better statement; if not, correct the data or the check.",
        mend_zh="请用 little-giants claims --id 加论断编号查看变化。数据无误，则改为应得的判定，"
        "并重写说明与更准确的说法；否则改正数据或查询。",
        message="{claim_id} says {said}; its check finds {found}. {verdict} is stored, {follows} follows.",
        message_zh="{claim_id} 称 {said}，核查得 {found}。所存判定为 {verdict}，应为 {follows}。",
        passing={
            "criteria": [{"criterion_id": "LG-2018-07", "value": "15"}],
            "claims": [GROWTH],
        },
        failing={
            "criteria": [{"criterion_id": "LG-2018-07", "value": "20"}],
            "claims": [GROWTH],
        },
    ),
    Rule(
        code="claims-fit-with-check",
        fields=("fit", "check"),
        check=Check.sql('("check" is null) = (fit is null)'),
        title="A check says how well it fits",
        title_zh="有核查即须说明契合度",
        why="Whether a claim that holds is reproduced, consistent or supported in part depends on whether the check "
        "computes the very thing that was said.",
        why_zh="成立的论断属于已复现、相符还是部分成立，取决于核查所算是否正是所说的内容。",
        mend="Write same, wording or part beside a check, and nothing where there is none.",
        mend_zh="有核查查询时填 same、wording 或 part，没有则留空。",
        message="The fit of {claim_id} is {fit} and its check is {check}.",
        message_zh="{claim_id} 的契合度为 {fit}，核查为 {check}。",
        passing={"check": "select 1", "fit": "same"},
        failing={"check": "select 1"},
    ),
    Rule(
        code="claims-tolerance-needs-check",
        fields=("tolerance", "rounding", "check"),
        check=Check.sql(
            '(tolerance is null and rounding is null) or ("check" is not null and value is not null and '
            "tolerance is not null)"
        ),
        title="Tolerance and rounding belong to a computed number",
        title_zh="允许误差与舍入须对应可计算的数值",
        why="They say how the recomputed number is compared with the stated one. Without both they mean nothing.",
        why_zh="两者说明重新计算值如何与文章数值比较；缺一数值便无意义。",
        mend="Add the check, the value and the tolerance, or empty both columns.",
        mend_zh="请补充核查查询、数值与允许误差，或清空这两列。",
        message="{claim_id} has a tolerance of {tolerance} and a rounding of {rounding}, and nothing to compare.",
        message_zh="{claim_id} 的允许误差为 {tolerance}，舍入为 {rounding}，却无可比之值。",
        passing={"tolerance": "0", "rounding": "1", "check": "select 22.4", "value": "22"},
        failing={"tolerance": "0.5", "value": "22"},
    ),
    Rule(
        code="claims-better-statement",
        fields=("better_statement_en", "better_statement_zh"),
        check=Check.sql(
            "(better_statement_en is null) = (better_statement_zh is null) and (better_statement_en is not null or "
            "verdict in ('reproduced', 'consistent', 'unverified', 'not_checkable'))"
        ),
        title="What is wrong, or right in part only, is put right in both languages",
        title_zh="判为有误或仅部分成立的，须以两种语言给出更准确的说法",
        why="A ledger that only says no leaves the reader with nothing to quote.",
        why_zh="只说“不对”，读者仍无可引用之语。",
        mend="Write what a correct statement would be, in English and Chinese.",
        mend_zh="请用中英文写出正确的说法。",
        message="{claim_id} is {verdict}; its better statement is {better_statement_en} / {better_statement_zh}.",
        message_zh="{claim_id} 判为 {verdict}；更准确的说法为 {better_statement_en} / {better_statement_zh}。",
        passing={"verdict": "consistent"},
        failing={"claim_id": "A2-03", "verdict": "outdated", "better_statement_en": "About 14,600 firms."},
    ),
    Rule(
        code="claims-number-complete",
        fields=("value", "qualifier", "unit"),
        check=Check.sql("(value is null) = (qualifier is null) and (value is null) = (unit is null)"),
        title="A number has its unit and its qualifier",
        title_zh="数值须有单位与限定",
        why="Ten what, and exactly or at least? Without both the number cannot be compared with anything.",
        why_zh="没有单位与限定（恰为、至少等），数值无从比较。",
        mend="Fill in value, qualifier and unit, or none of them.",
        mend_zh="value、qualifier、unit 三项同填或同空。",
        message="The value is {value}, the qualifier {qualifier}, the unit {unit}.",
        message_zh="数值为 {value}，限定为 {qualifier}，单位为 {unit}。",
        passing={"value": "10", "qualifier": "exact", "unit": "percent"},
        failing={"value": "10", "qualifier": "exact"},
    ),
    Rule(
        code="claims-range-order",
        fields=("value_max", "value"),
        check=Check.sql("value_max is null or coalesce(value < value_max, false)"),
        title="A range runs upward",
        title_zh="区间上限大于下限",
        why="The lower end of a range stands in value, the upper in value_max.",
        why_zh="区间下限填 value，上限填 value_max。",
        mend="Exchange the two, or empty value_max when there is one number only.",
        mend_zh="请对调两值；若只有一个数值，请清空 value_max。",
        message="The range runs from {value} to {value_max}.",
        message_zh="区间自 {value} 至 {value_max}。",
        passing={"value": "100", "value_max": "400"},
        failing={"value_max": "400"},
    ),
    families.real_period(code="claims-period-real", field="period"),
    Rule(
        code="claims-period-order",
        fields=("period",),
        check=Check.sql(
            "split_part(period, '/', 2) = '' or left(split_part(period, '/', 1), length(split_part(period, '/', 2))) "
            "<= split_part(period, '/', 2)"
        ),
        title="A period begins before it ends",
        title_zh="期间起始不晚于截止",
        why="The first part of a period is its beginning.",
        why_zh="斜线前为起始，斜线后为截止。",
        mend="Exchange the two parts.",
        mend_zh="请对调两部分。",
        message="The period runs from later to earlier: {period}.",
        message_zh="期间由晚到早：{period}。",
        passing={"period": "2021/2025"},
        failing={"period": "2025/2021"},
    ),
    Rule(
        code="claims-date-value",
        fields=("value_text", "kind"),
        check=Check.sql(
            "kind <> 'date' or (value_text is null and value is not null) or regexp_full_match(value_text, "
            "'[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?(/[0-9]{4}(-(0[1-9]|1[0-2])"
            "(-(0[1-9]|[12][0-9]|3[01]))?)?)?')"
        ),
        title="A claim about a date gives the date",
        title_zh="日期类论断须给出日期",
        why="A date in words (last September) cannot be compared with a source.",
        why_zh="文字日期（如“去年九月”）无法与来源比较。",
        mend="Write the date as 2024-09 (or two joined by a slash) in value_text, or a number of years in value.",
        mend_zh="请在 value_text 写 2024-09 这样的日期（两个日期以斜线相连），或在 value 写年数。",
        message="{value_text} is no date as 2024-09.",
        message_zh="{value_text} 不是 2024-09 这样的日期。",
        passing={"kind": "date", "value_text": "2024-05/2024-07"},
        failing={"kind": "date", "value_text": "September 2024"},
    ),
]

schema = frame_schema("claims", RULES)
