"""Rules of rule_editions: dates and batches in order, one edition of a tier at a time, each with one logic tree."""

from little_giants.rules import Check, Rule, families, frame_schema

PROVENANCE = families.Provenance()
FULL = {"tier": "little_giant", "issued": "2022-06-01"}

RULES = [
    families.real_date(code="rule_editions-issued-real", field="issued"),
    families.real_date(code="rule_editions-in-force-from-real", field="in_force_from"),
    families.real_date(code="rule_editions-in-force-to-real", field="in_force_to"),
    families.in_order(
        code="rule_editions-force-order",
        early="in_force_from",
        late="in_force_to",
        title="An edition ends after it begins",
        title_zh="施行截止不早于起始",
        why="An edition that ends before it begins governs nothing.",
        why_zh="截止早于起始的版本不可能适用于任何申报。",
    ),
    families.in_order(
        code="rule_editions-issued-first",
        early="issued",
        late="in_force_from",
        title="An edition is issued before it applies",
        title_zh="发布不晚于施行",
        why="These rules look forward: an edition in force before its issue is a confusion of two editions.",
        why_zh="这些规则不溯及既往；施行早于发布多为混淆了两个版本。",
    ),
    Rule(
        code="rule_editions-year-of-issue",
        fields=("edition", "issued"),
        check=Check.sql("left(issued, 4) = cast(edition as varchar)"),
        title="The edition is named after its year of issue",
        title_zh="版本年份即发布年份",
        why="Editions are told apart by their year. A year that is not that of the document sends readers to the "
        "wrong text.",
        why_zh="版本以年份相区别；年份与文件不符会把读者引向错误的文本。",
        mend="Set edition (and the year in edition_id) to the year of issue.",
        mend_zh="请将 edition（及 edition_id 中的年份）改为发布年份。",
        message="The edition is {edition}, issued {issued}.",
        message_zh="版本年份为 {edition}，发布于 {issued}。",
        passing={"edition": "2022", "issued": "2022-06-01"},
        failing={"edition": "2022", "issued": "2021-06-01"},
    ),
    Rule(
        code="rule_editions-id-parts",
        fields=("edition_id", "tier", "edition"),
        check=Check.sql(
            "edition_id = case tier when 'little_giant' then 'LG-' when 'specialised_sme' then 'SS-' else 'IN-' end "
            "|| cast(edition as varchar)"
        ),
        title="The identifier says tier and year",
        title_zh="编号由层次与年份组成",
        why="Groups and criteria carry the identifier of their edition: one that says something else misleads "
        "everywhere.",
        why_zh="条件组与条件的编号都含版本编号；若与层次或年份不符，处处误导。",
        mend="Write LG, SS or IN for the tier, a hyphen, and the year of the edition.",
        mend_zh="层次写 LG、SS 或 IN，加连字符和版本年份。",
        message="{edition_id} does not fit the tier {tier} and the year {edition}.",
        message_zh="{edition_id} 与层次 {tier}、年份 {edition} 不符。",
        passing={"edition_id": "SS-2022", "tier": "specialised_sme", "edition": "2022"},
        failing={"edition_id": "SS-2022", "tier": "innovative_sme", "edition": "2022"},
    ),
    Rule(
        code="rule_editions-batch-order",
        fields=("batch_to", "batch_from"),
        check=Check.sql("batch_to is null or (batch_from is not null and batch_from <= batch_to)"),
        title="Batches run from first to last",
        title_zh="批次由先到后",
        why="The span of batches says which firms were judged by the edition.",
        why_zh="批次区间说明哪些企业按该版本认定。",
        mend="Fill in the first batch too, and not above the last.",
        mend_zh="请填写起始批次，且不大于末个批次。",
        message="Batches {batch_from} to {batch_to}.",
        message_zh="批次自 {batch_from} 至 {batch_to}。",
        passing={"batch_from": "4", "batch_to": "7"},
        failing={"batch_to": "7"},
    ),
    Rule(
        code="rule_editions-overlap",
        fields=("in_force_from", "in_force_to"),
        query="""
            select later._record, min(earlier.edition_id) as other
            from rule_editions earlier join rule_editions later
              on earlier.tier = later.tier and earlier.edition < later.edition
            where earlier.amends_edition_id is null and later.amends_edition_id is null
              and (left(earlier.in_force_to, length(later.in_force_from)) >= later.in_force_from
                   or earlier.in_force_from >= later.in_force_from
                   or earlier.batch_to >= later.batch_from)
            group by later._record order by later._record
        """,
        title="One edition of a tier at a time",
        title_zh="同一层次的版本互不重叠",
        why="A firm is judged by one edition. If two were in force together, screening could not say by which.",
        why_zh="一家企业只按一个版本认定；两个版本并行则无从判断。",
        mend="End the earlier edition before this one begins, in dates and in batches. If this one only changes the "
        "other, "
        "name it in amends_edition_id.",
        mend_zh="请使前一版本在日期与批次上均先于本版本结束；若本版本只是修改前者，请填 amends_edition_id。",
        message="{edition_id} overlaps {other} of the same tier.",
        message_zh="{edition_id} 与同一层次的 {other} 重叠。",
        passing={
            "rule_editions": [
                {**FULL, "edition_id": "LG-2022", "edition": "2022", "in_force_to": "2026-03-31", "batch_to": "7"},
                {**FULL, "edition_id": "LG-2026", "edition": "2026", "in_force_from": "2026-04-01", "batch_from": "8"},
            ]
        },
        failing={
            "rule_editions": [
                {**FULL, "edition_id": "LG-2022", "edition": "2022", "in_force_to": "2026-04-15", "batch_to": "7"},
                {**FULL, "edition_id": "LG-2026", "edition": "2026", "in_force_from": "2026-04-01", "batch_from": "8"},
            ]
        },
    ),
    Rule(
        code="rule_editions-overlay-inside",
        fields=("amends_edition_id", "batch_from", "batch_to"),
        query="""
            select o._record, o.amends_edition_id as base
            from rule_editions o join rule_editions b on b.edition_id = o.amends_edition_id
            where b.amends_edition_id is not null or b.tier <> o.tier or b.edition >= o.edition
               or o.batch_from < b.batch_from or coalesce(o.batch_to, 99999) > coalesce(b.batch_to, 99999)
            order by o._record
        """,
        title="An overlay lies inside the edition it amends",
        title_zh="叠加版本位于所改版本之内",
        why="An overlay is read together with a complete, earlier edition of the same tier that governs its batches.",
        why_zh="叠加版本须与同一层次、更早且适用于其批次的完整版本合读。",
        mend="Name the complete edition that was in force, and keep the batches within its span.",
        mend_zh="请填写当时施行的完整版本，批次不得超出其范围。",
        message="{edition_id} cannot amend {base}.",
        message_zh="{edition_id} 不能修改 {base}。",
        passing={
            "rule_editions": [
                {**FULL, "edition_id": "LG-2022", "edition": "2022", "batch_from": "4", "batch_to": "7"},
                {**FULL, "edition_id": "LG-2025", "edition": "2025", "amends_edition_id": "LG-2022", "batch_from": "7",
                 "batch_to": "7"},
            ]
        },
        failing={
            "rule_editions": [
                {**FULL, "edition_id": "LG-2022", "edition": "2022", "batch_from": "4", "batch_to": "7"},
                {**FULL, "edition_id": "LG-2025", "edition": "2025", "amends_edition_id": "LG-2022", "batch_from": "7",
                 "batch_to": "8"},
            ]
        },
    ),
    Rule(
        code="rule_editions-one-root",
        fields=("edition_id",),
        query="""
            select e._record, count(g.group_id) as roots
            from rule_editions e
            left join criterion_groups g
              on split_part(g.group_id, '/', 1) = e.edition_id and g.parent_group_id is null
            group by e._record having count(g.group_id) <> 1 order by e._record
        """,
        title="Every edition has one logic tree",
        title_zh="每个版本有且只有一棵逻辑树",
        why="Screening begins at the root of the edition. Without a root nothing is asked; with two it is not said "
        "how they "
        "go together.",
        why_zh="筛查从版本的根节点开始：没有根节点便无从要求，有两个则不知如何组合。",
        mend="In criterion_groups give the edition one group without parent, and every other group a parent.",
        mend_zh="请在 criterion_groups 中为该版本设一个无上级的组，其余各组均填上级。",
        message="{edition_id} has {roots} groups without a parent.",
        message_zh="{edition_id} 有 {roots} 个无上级的条件组。",
        passing={
            "rule_editions": [{"edition_id": "LG-2022"}],
            "criterion_groups": [
                {"group_id": "LG-2022/root"},
                {"group_id": "LG-2022/ip", "parent_group_id": "LG-2022/root"},
            ],
        },
        failing={
            "rule_editions": [{"edition_id": "LG-2022"}, {"edition_id": "LG-2026"}],
            "criterion_groups": [{"group_id": "LG-2022/root"}],
        },
    ),
    Rule(
        code="rule_editions-unsourced-fields",
        fields=("unsourced_fields",),
        query="""
            with named as (select *, unnest(string_split(unsourced_fields, ';')) as named from rule_editions)
            select _record, min(named) as unknown
            from named
            where not coalesce(case named
                when 'document_number' then document_number is not null
                when 'issued' then issued is not null
                when 'in_force_from' then in_force_from is not null
                when 'in_force_to' then in_force_to is not null
                when 'batch_from' then batch_from is not null
                when 'batch_to' then batch_to is not null
                end, false)
            group by _record order by _record
        """,
        title="Unsourced fields are named and filled",
        title_zh="无来源字段须真实存在且有值",
        why="The mark warns readers of a value that no source supports. On an empty or unknown field it warns of "
        "nothing.",
        why_zh="该标记提醒读者某值没有来源；标在空字段或不存在的字段上毫无意义。",
        mend="Name only document_number, issued, in_force_from, in_force_to, batch_from or batch_to, and only if "
        "filled.",
        mend_zh="只能填写 document_number、issued、in_force_from、in_force_to、batch_from、batch_to 中有值者。",
        message="{unknown} is marked as unsourced and is no filled date, batch or document number of the row.",
        message_zh="{unknown} 标为无来源，但本行没有该日期、批次或文号的值。",
        passing={
            "rule_editions": [
                {"edition_id": "LG-2022", "in_force_from": "2022-08-01", "unsourced_fields": "in_force_from"}
            ],
        },
        failing={
            "rule_editions": [
                {"edition_id": "LG-2022", "in_force_from": "2022-08-01", "unsourced_fields": "in_force_to"}
            ],
        },
    ),
    PROVENANCE.unsourced(code="rule_editions-unsourced"),
]

schema = frame_schema("rule_editions", RULES)
