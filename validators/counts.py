"""Rules of counts: what one observation says, and which of several observations of a fact to use.

A *fact* is a batch, a region, a measure and a scope, for titles in force also a date; its observations may disagree.
2025 and 2025-11 are the same date, told more or less exactly. What may be added to what stands in counts.totals.py.
"""

from little_giants.rules import Check, Rule, families, frame_schema

PROVENANCE = families.Provenance()

SAME_FACT = (
    "a.batch = b.batch and a.region_code = b.region_code and a.measure = b.measure and a.scope = b.scope "
    "and (a.measure <> 'in_force' or starts_with(a.as_of, b.as_of) or starts_with(b.as_of, a.as_of))"
)
PROVINCES_WITH_CITY = "('210000', '330000', '350000', '370000', '440000')"
WEIGHT = (
    "case {0}.verification when 'official' then 0 when 'archived_official' then 1 "
    "when 'archived_official_reprint' then 2 else 3 end"
)

ROW = {
    "batch": "5",
    "region_code": "330000",
    "measure": "new",
    "stage": "public_notice",
    "scope": "includes_planned_city",
    "as_of": "2023-07",
    "source_id": "S11",
    "value": "384",
    "qualifier": "exact",
    "batch_basis": "stated",
    "preferred": "true",
    "preferred_reason": "only_observation",
    "verification": "archived_secondary",
}
OFFICIAL = {**ROW, "source_id": "N30", "verification": "archived_official"}
REST = {**ROW, "scope": "excludes_planned_city", "value": "315"}
CITY = {**ROW, "region_code": "330200", "scope": "not_applicable", "value": "69"}
NATION = {**ROW, "region_code": "100000", "scope": "not_applicable", "value": "3671"}
REGIONS = [{"region_code": "330200", "level": "separately_planned_city", "parent_code": "330000"}]
IN_FORCE = {**NATION, "batch": "7", "measure": "in_force", "as_of": "2025-11", "value": "17589"}
FIRST = {**NATION, "batch": "1", "as_of": "2019-06-05", "value": "248"}
BATCHES = [{"batch": "1", "announcement_date": "2019-06-05", "re_review_year": "2022"}]

RULES = [
    families.real_date(code="counts-as-of-real", field="as_of"),
    Rule(
        code="counts-before-its-batch",
        fields=("as_of", "batch"),
        query="""
            select c._record, coalesce(b.public_notice_start, b.announcement_date) as batch_date
            from counts c join batches b using (batch)
            where left(c.as_of, length(coalesce(b.public_notice_start, b.announcement_date)))
              < left(coalesce(b.public_notice_start, b.announcement_date), length(c.as_of))
        """,
        title="No count is older than its batch",
        title_zh="数量不得早于其批次",
        why="Before the public notice nobody could count the firms of a batch: the number belongs to the batch before.",
        why_zh="公示之前无从统计该批企业，该数字应属上一批。",
        mend="Check the date, or give the number to the batch that was the last on that day.",
        mend_zh="请核对日期，或改为当日最近的一批。",
        message="A count as of {cell} cannot include a batch of {batch_date}.",
        message_zh="截至 {cell} 的数量不可能包含 {batch_date} 的批次。",
        passing={"counts": [FIRST], "batches": BATCHES},
        failing={"counts": [{**FIRST, "as_of": "2018"}], "batches": BATCHES},
    ),
    Rule(
        code="counts-scope",
        fields=("scope", "region_code"),
        check=Check.sql(f"(scope = 'not_applicable') = (region_code not in {PROVINCES_WITH_CITY})"),
        title="Five provinces say whether their planned city is in",
        title_zh="五省须注明是否含计划单列市",
        why="Newspapers count Shenzhen within Guangdong, the ministry beside it. Without the scope the same firms are "
        "added twice.",
        why_zh="媒体把深圳计入广东，工信部则并列统计；不注明范围会重复相加。",
        mend="For Liaoning, Zhejiang, Fujian, Shandong and Guangdong choose includes_planned_city, "
        "excludes_planned_city or unknown; for every other region not_applicable.",
        mend_zh="辽宁、浙江、福建、山东、广东请选含、不含或未知；其他地区填 not_applicable。",
        message="The scope of {region_code} is {scope}.",
        message_zh="{region_code} 的范围为 {scope}。",
        passing={"region_code": "440000", "scope": "includes_planned_city"},
        failing={"region_code": "440000", "scope": "not_applicable"},
    ),
    Rule(
        code="counts-scope-mixed",
        fields=("value", "scope"),
        query=f"""
            select w._record, r.value as rest, s.value as city
            from counts w
            join counts r on r.batch = w.batch and r.measure = w.measure and r.region_code = w.region_code
              and r.scope = 'excludes_planned_city' and r.preferred and (w.measure <> 'in_force' or r.as_of = w.as_of)
            join regions g on g.parent_code = w.region_code and g.level = 'separately_planned_city'
            join counts s on s.batch = w.batch and s.measure = w.measure and s.region_code = g.region_code
              and s.preferred and (w.measure <> 'in_force' or s.as_of = w.as_of)
            where w.scope = 'includes_planned_city' and w.preferred and w.region_code in {PROVINCES_WITH_CITY}
              and abs(w.value - r.value - s.value) > greatest(1, w.value * 0.01)
        """,
        title="A province is its rest and its planned city",
        title_zh="全省等于计划单列市加其余部分",
        why="Where all three numbers are known they show whether the scopes were told apart. One percent is left for "
        "lists of different stages.",
        why_zh="三个数字俱全时可检验范围是否分清；不同阶段名单允许 1% 差异。",
        mend="Find the number whose scope is wrong: Zhejiang 384 with Ningbo is 315 without it and 69 of Ningbo.",
        mend_zh="请找出范围有误的数字，例如浙江含宁波 384，不含为 315，宁波为 69。",
        message="{cell} with the planned city is not {rest} without it and {city} of the city.",
        message_zh="含计划单列市 {cell} 不等于其余 {rest} 加该市 {city}。",
        passing={"counts": [ROW, REST, CITY], "regions": REGIONS},
        failing={"counts": [ROW, {**REST, "value": "384"}, CITY], "regions": REGIONS},
    ),
    families.reasoned(code="counts-preferred-reason", choice="preferred", reason="preferred_reason"),
    Rule(
        code="counts-preferred-scope-known",
        fields=("preferred", "scope"),
        check=Check.sql("not (preferred and scope = 'unknown')"),
        title="A number of unknown scope is not preferred",
        title_zh="范围未知者不得优先采用",
        why="A number that may or may not include Shenzhen can be added to nothing.",
        why_zh="不知是否含深圳的数字不能参与任何加总。",
        mend="Find out the scope, or set preferred to false.",
        mend_zh="请查明范围，或将 preferred 设为 false。",
        message="A number of unknown scope is preferred.",
        message_zh="范围未知的数字被设为优先。",
        passing={"preferred": "false", "scope": "unknown"},
        failing={"preferred": "true", "scope": "unknown"},
    ),
    Rule(
        code="counts-preferred-once",
        fields=("preferred",),
        query=f"""
            select b._record, a.value as other, a.source_id as other_source
            from counts a join counts b on {SAME_FACT} and a._record < b._record
            where a.preferred and b.preferred
        """,
        title="One observation of a fact is preferred",
        title_zh="同一事实只有一个优先值",
        why="Every total and every page of the site reads the preferred observation. Two of them double the number.",
        why_zh="各总数和页面均读取优先值；若有两个，数字就会翻倍。",
        mend="Keep the preference of the better source and set the other to false, without a reason.",
        mend_zh="请保留较好来源的优先，将另一个设为 false 并清空理由。",
        message="The value {other} of {other_source} is preferred for the same fact.",
        message_zh="同一事实已优先采用 {other_source} 的 {other}。",
        passing={"counts": [ROW, {**ROW, "source_id": "S12", "preferred": "false"}, IN_FORCE]},
        failing={"counts": [IN_FORCE, {**IN_FORCE, "as_of": "2025", "source_id": "S12"}]},
    ),
    Rule(
        code="counts-preferred-derived",
        fields=("preferred_reason", "verification"),
        query=f"""
            select b._record
            from counts b
            where b.preferred and (b.verification = 'derived') <> (b.preferred_reason = 'only_derived')
              or b.preferred and b.verification = 'derived' and exists (
                select 1 from counts a where {SAME_FACT} and a.verification <> 'derived')
        """,
        title="A computed number is preferred only when there is no other",
        title_zh="仅在别无他值时才优先采用推算值",
        why="A difference of two press figures carries the errors of both, and its reader must know that it is ours.",
        why_zh="两个媒体数字之差带有双方误差，读者须知这是推算所得。",
        mend="Prefer an observation that a document states; keep only_derived for a fact that has none.",
        mend_zh="请优先采用文献直接给出的数字；确无时理由填 only_derived。",
        message="A value is preferred as {cell}, which does not fit how it came about.",
        message_zh="优先理由 {cell} 与该值的来历不符。",
        passing={"counts": [{**REST, "verification": "derived", "preferred_reason": "only_derived"}]},
        failing={"counts": [{**REST, "verification": "derived", "preferred_reason": "final_list"}]},
    ),
    Rule(
        code="counts-preferred-final",
        fields=("preferred", "stage"),
        query=f"""
            select b._record, a.value as final_value, a.source_id as final_source
            from counts a join counts b on {SAME_FACT}
            where a.stage = 'final' and a.verification <> 'derived' and b.stage <> 'final' and b.preferred
            qualify row_number() over (partition by b._record order by a._record) = 1
        """,
        title="The final list beats the public notice",
        title_zh="公布名单优先于公示名单",
        why="Firms drop out between public notice and announcement: 1,744 were proposed in batch 2, 1,584 announced.",
        why_zh="公示与公布之间会有企业落选：第二批公示 1744 家，公布 1584 家。",
        mend="Prefer the observation of the final list.",
        mend_zh="请优先采用公布名单的数字。",
        message="A number that is not final is preferred though {final_source} has {final_value} of the final list.",
        message_zh="优先值并非公布数，而 {final_source} 给出公布数 {final_value}。",
        passing={"counts": [ROW]},
        failing={"counts": [ROW, {**ROW, "stage": "final", "source_id": "N01", "preferred": "false"}]},
    ),
    Rule(
        code="counts-preferred-official",
        fields=("preferred", "verification"),
        query=f"""
            select b._record, a.source_id as official_source
            from counts a join counts b on {SAME_FACT} and a.stage = b.stage
            where b.preferred and {WEIGHT.format("a")} < {WEIGHT.format("b")}
            qualify row_number() over (partition by b._record order by a._record) = 1
        """,
        title="An official number beats a reported one",
        title_zh="官方数字优先于转述",
        why="Of two numbers of the same list the one nearer to the ministry went through fewer hands.",
        why_zh="同一名单的两个数字中，更接近工信部者经手更少。",
        mend="Prefer the official observation.",
        mend_zh="请优先采用官方数字。",
        message="{official_source} gives this count officially and is not preferred.",
        message_zh="{official_source} 给出官方数字却未被优先。",
        passing={"counts": [OFFICIAL]},
        failing={"counts": [ROW, {**OFFICIAL, "preferred": "false"}]},
    ),
    PROVENANCE.further_sources_of_derived(code="counts-derived-sources"),
    PROVENANCE.sourced(
        code="counts-unsourced",
        why="A number of firms that nobody stated and nobody can recompute is no observation.",
        why_zh="既无人陈述也无法推算的数量不是观测值。",
    ),
]

schema = frame_schema("counts", RULES)
