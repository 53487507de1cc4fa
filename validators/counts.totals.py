"""Rules of counts: a whole is no smaller than its parts, and the sums that the ministry's own numbers keep."""

from little_giants.rules import Check, Rule, frame_schema

SAME_COUNT = "p.batch = c.batch and p.measure = c.measure and (c.measure <> 'in_force' or p.as_of = c.as_of)"

ROW = {"source_id": "S11", "stage": "public_notice", "scope": "not_applicable", "measure": "new", "preferred": "true"}
NATION = {**ROW, "batch": "5", "region_code": "100000", "as_of": "2023-07", "value": "3671"}
EAST = {**NATION, "region_code": "X-EAST-3", "value": "3000"}
CENTRAL = {**NATION, "region_code": "X-CENTRAL-3", "value": "71"}
WEST = {**NATION, "region_code": "X-WEST-3", "value": "600"}
PROVINCE = {**NATION, "region_code": "330000", "scope": "includes_planned_city", "value": "384"}
CITY = {**NATION, "region_code": "330200", "value": "69"}
REGIONS = [
    {"region_code": "100000", "level": "country"},
    {"region_code": "330000", "level": "province", "parent_code": "100000"},
    {"region_code": "330100", "level": "prefecture", "parent_code": "330000"},
    {"region_code": "330200", "level": "separately_planned_city", "parent_code": "330000"},
]
IN_FORCE = {**NATION, "batch": "7", "measure": "in_force", "as_of": "2025-11", "value": "17589"}
FIRST = {**NATION, "batch": "1", "as_of": "2019-06-05", "value": "248"}
TOTAL = {**FIRST, "measure": "announced_total"}
REVIEWED = {**FIRST, "measure": "re_review_base"}
PASSED = {**FIRST, "measure": "re_review_passed"}
BATCHES = [{"batch": "1", "announcement_date": "2019-06-05", "re_review_year": "2022"}]

RULES = [
    Rule(
        code="counts-part-exceeds-whole",
        fields=("value", "region_code"),
        query=f"""
            select c._record, p.value as whole, p.region_code as whole_region
            from counts c join regions g using (region_code)
            join counts p on p.region_code = g.parent_code and {SAME_COUNT} and p.preferred
            where c.preferred and c.value > p.value
              and not (g.level = 'separately_planned_city' and p.scope = 'excludes_planned_city')
            qualify row_number() over (partition by c._record order by p.value desc) = 1
        """,
        title="A part is no larger than its whole",
        title_zh="部分不得大于整体",
        why="A city with more firms than its province shows that one of the two counts another thing.",
        why_zh="城市多于全省，说明两者统计口径不同。",
        mend="Check batch, measure and date of both; prefer the two that count the same.",
        mend_zh="请核对两者的批次、口径和日期，并优先采用口径一致者。",
        message="{cell} firms are more than the {whole} of {whole_region}, of which the region is a part.",
        message_zh="{cell} 多于其所属 {whole_region} 的 {whole}。",
        passing={"counts": [PROVINCE, CITY], "regions": REGIONS},
        failing={"counts": [PROVINCE, {**CITY, "value": "385"}], "regions": REGIONS},
    ),
    Rule(
        code="counts-parts-exceed-whole",
        fields=("value",),
        query=f"""
            with part as (
              select c.*, g.parent_code, g.level from counts c join regions g using (region_code)
              where c.preferred and g.level not in ('macro_region', 'development_zone')
            )
            select p._record, sum(c.value) as parts
            from counts p join part c on c.parent_code = p.region_code and {SAME_COUNT}
            where p.preferred and case
                when p.scope = 'excludes_planned_city' then c.level <> 'separately_planned_city'
                when p.region_code = '100000' then c.scope in ('not_applicable', 'includes_planned_city') else true end
            group by p._record, p.value having sum(c.value) > p.value
        """,
        title="The parts do not add up to more than the whole",
        title_zh="各部分之和不得大于整体",
        why="Sums over regions are what the coverage table rests on. Provinces that include their planned city are "
        "added without that city, so no firm counts twice.",
        why_zh="覆盖率表以各地区之和为基础；含计划单列市的省份相加时不再加该市，避免重复。",
        mend="Look for a part of another batch, stage or scope, or for a whole that leaves a planned city out.",
        mend_zh="请查找批次、阶段或范围不同的部分，或未含计划单列市的整体。",
        message="The parts make {parts}, the whole is {cell}.",
        message_zh="各部分合计 {parts}，整体为 {cell}。",
        passing={"counts": [PROVINCE, CITY, {**CITY, "region_code": "330100", "value": "315"}], "regions": REGIONS},
        failing={"counts": [PROVINCE, CITY, {**CITY, "region_code": "330100", "value": "316"}], "regions": REGIONS},
    ),
    Rule(
        code="counts-ministry-table",
        fields=("value", "source_id"),
        query="""
            select n._record, count(*) as units, sum(u.value) as parts
            from counts n
            join counts u on u.source_id = n.source_id and u.batch = n.batch and u.measure = n.measure
              and u.stage = n.stage and u.as_of = n.as_of and u.scope in ('not_applicable', 'excludes_planned_city')
            join regions g on g.region_code = u.region_code
              and g.level in ('province', 'separately_planned_city', 'xpcc')
            where n.region_code = '100000'
            group by n._record, n.value having count(*) >= 30 and (count(*) <> 37 or sum(u.value) <> n.value)
        """,
        title="The ministry's 37 units make its total",
        title_zh="工信部 37 个统计单位之和等于总数",
        why="31 provinces, the Corps and five separately planned cities stand side by side in the ministry's tables "
        "and add up exactly: 1,832 for the first two batches.",
        why_zh="工信部表中 31 个省、兵团和五个计划单列市并列，合计恰为总数：前两批为 1832。",
        mend="Compare each unit with the table; no province may include its planned city there.",
        mend_zh="请逐一核对；表中省份均不含其计划单列市。",
        message="{units} units make {parts}, the table says {cell}.",
        message_zh="{units} 个单位合计 {parts}，表中总数为 {cell}。",
        passing={"counts": [NATION], "regions": REGIONS},
        failing={
            "counts": [{**NATION, "value": "35"}]
            + [{**CITY, "region_code": f"{11 + i}0000", "value": "1"} for i in range(37)],
            "regions": [{"region_code": f"{11 + i}0000", "level": "province"} for i in range(37)],
        },
    ),
    Rule(
        code="counts-macro-regions",
        fields=("value", "region_code"),
        query="""
            select e._record, e.value + o.total as parts, n.value as whole
            from counts e
            join (select batch, measure, source_id, as_of, count(*) as n, sum(value) as total,
                    max(ends_with(region_code, '-3')) as three
                  from counts where regexp_full_match(region_code, 'X-(CENTRAL|WEST)(-3)?|X-NORTHEAST') group by all) o
              on o.batch = e.batch and o.measure = e.measure and o.source_id = e.source_id and o.as_of = e.as_of
              and o.three = ends_with(e.region_code, '-3') and o.n = if(o.three, 2, 3)
            join counts n on n.region_code = '100000' and n.batch = e.batch and n.measure = e.measure and n.preferred
            where e.region_code in ('X-EAST', 'X-EAST-3') and e.value + o.total <> n.value
        """,
        title="East, centre, west and northeast make the country",
        title_zh="东中西与东北之和等于全国",
        why="A split that leaves firms over or makes too many mixes two ways of dividing the country.",
        why_zh="合计不等于全国，说明混用了两种区域划分。",
        mend="Use the codes of the division the source uses: four regions (X-EAST) or three (X-EAST-3).",
        mend_zh="请使用来源所采用划分的代码：四分（X-EAST）或三分（X-EAST-3）。",
        message="The macro regions make {parts}, the country has {whole}.",
        message_zh="各大区合计 {parts}，全国为 {whole}。",
        passing={"counts": [NATION, EAST, CENTRAL, WEST]},
        failing={"counts": [NATION, {**EAST, "value": "3001"}, CENTRAL, WEST]},
    ),
    Rule(
        code="counts-announced-total",
        fields=("value", "batch"),
        query="""
            with announced as (
              select batch, re_review_year,
                try_cast(left(coalesce(announcement_date, public_notice_start), 4) as bigint) as year from batches
            ),
            nation as (select * from counts where region_code = '100000' and preferred),
            member as (
              select t._record, t.value, t.batch, m.batch as part,
                coalesce(
                  (select j.value from nation j where j.batch = m.batch and j.measure = 'joint_re_review_passed'
                    and m.re_review_year <= a.year),
                  (select 0 from nation j join announced d on d.batch = j.batch
                    where j.measure = 'joint_re_review_passed' and d.re_review_year = m.re_review_year + 3
                      and d.re_review_year <= a.year),
                  (select r.value from nation r where r.batch = m.batch and r.measure = 're_review_passed'
                    and m.re_review_year <= a.year),
                  (select n.value from nation n where n.batch = m.batch and n.measure = 'new')) as value_then
              from nation t join announced a on a.batch = t.batch join announced m on m.batch <= t.batch
              where t.measure = 'announced_total'
            )
            select _record, cast(sum(value_then) as bigint) as expected from member group by _record, value
            having count(*) = count(value_then)
              and abs(sum(value_then) - value) > if(value % 100 = 0, value * 0.02, 0)
        """,
        title="Announced totals follow from the batches",
        title_zh="公布总数须与各批次相符",
        why="155 + 1,584 + 2,930 + 4,328 = 8,997: the ministry adds the final lists and takes off what failed "
        "re-review. A number that does not fit is a public-notice count or a slip. Round totals may be 2% off.",
        why_zh="155+1584+2930+4328=8997：公布总数为各批次公布数减去复核未通过者；"
        "不符者多为公示数或笔误。整百总数允许 2% 误差。",
        mend="Check the preferred new and re_review_passed counts of the batches up to this one.",
        mend_zh="请核对截至本批各批次优先采用的新认定数和复核通过数。",
        message="The batches make {expected}, the announced total is {cell}.",
        message_zh="各批次合计 {expected}，公布总数为 {cell}。",
        passing={"counts": [FIRST, TOTAL], "batches": BATCHES},
        failing={"counts": [FIRST, {**TOTAL, "value": "249"}], "batches": BATCHES},
    ),
    Rule(
        code="counts-in-force-total",
        fields=("value", "batch"),
        query="""
            select c._record, t.value as announced
            from counts c
            join counts t on t.batch = c.batch and t.region_code = c.region_code and t.measure = 'announced_total'
              and t.preferred
            where c.region_code = '100000' and c.measure = 'in_force' and c.batch > 3
              and abs(c.value - t.value) > t.value * 0.02
        """,
        title="Titles in force make the announced total",
        title_zh="有效总数须与公布总数相符",
        why="12,950 and 15,970 add up lists on public notice: they were never in force, when about 12,000 and 14,600 "
        "were. Since batch 4 announced totals leave out what failed re-review; they are rounded, so 2% is left.",
        why_zh="12950 和 15970 是各批公示名单之和，从未同时有效，当时有效数约为 1.2 万和 1.46 万。"
        "自第四批起公布总数已扣除复核未通过者；因其为约数，允许 2% 差异。",
        mend="Use cumulative for a gross sum; otherwise check batch, date and value.",
        mend_zh="未扣除失效者的总数请用 cumulative；否则请核对批次、日期和数值。",
        message="{cell} in force nationwide do not fit the announced total of {announced}.",
        message_zh="全国有效数 {cell} 与公布总数 {announced} 不符。",
        passing={"counts": [IN_FORCE, {**IN_FORCE, "measure": "announced_total", "value": "17600"}]},
        failing={"counts": [IN_FORCE, {**IN_FORCE, "measure": "announced_total", "value": "14600"}]},
    ),
    Rule(
        code="counts-re-review-passed",
        fields=("value", "measure"),
        query="""
            select p._record, b.value as base
            from counts p join counts b on b.batch = p.batch and b.region_code = p.region_code and b.preferred
              and b.measure = replace(p.measure, 'passed', 'base')
            where p.measure in ('re_review_passed', 'joint_re_review_passed') and p.value > b.value
        """,
        title="No more firms pass than were reviewed",
        title_zh="复核通过数不得多于应复核数",
        why="More passes than reviews means that two batches or two dates were mixed.",
        why_zh="通过数多于应复核数，说明混用了两个批次或两个日期。",
        mend="Check which batches the two numbers cover; a joint review has measures of its own.",
        mend_zh="请核对两数涵盖的批次；合并复核有单独的口径。",
        message="{cell} passed of {base} under review.",
        message_zh="应复核 {base} 家，通过 {cell} 家。",
        passing={"counts": [REVIEWED, {**PASSED, "value": "155"}]},
        failing={"counts": [REVIEWED, {**PASSED, "value": "249"}]},
    ),
    Rule(
        code="counts-new-exceeds-cumulative",
        fields=("value", "measure"),
        query="""
            select c._record, n.value as new_firms
            from counts c join counts n on n.batch = c.batch and n.region_code = c.region_code and n.scope = c.scope
              and n.measure = 'new' and n.preferred
            where c.measure in ('cumulative', 'announced_total') and c.preferred and c.value < n.value
              and not (n.stage = 'public_notice' and c.stage = 'final')
        """,
        title="A total includes its last batch",
        title_zh="累计数须包含最后一批",
        why="A total smaller than the batch it ends with ends with an earlier batch.",
        why_zh="累计数小于末批新增数，说明其截至更早的批次。",
        mend="Check which batch was the last when the total was given.",
        mend_zh="请核对给出累计数时的最后一批。",
        message="The total {cell} is smaller than the {new_firms} new firms of its last batch.",
        message_zh="累计数 {cell} 小于末批新增 {new_firms}。",
        passing={"counts": [PROVINCE, {**PROVINCE, "measure": "cumulative", "value": "1457"}]},
        failing={"counts": [PROVINCE, {**PROVINCE, "measure": "cumulative", "value": "300"}]},
    ),
    Rule(
        code="counts-announced-nationally",
        fields=("measure", "region_code"),
        check=Check.sql(
            "region_code = '100000' or starts_with(region_code, 'X-') or "
            "measure not in ('announced_total', 'joint_re_review_base', 'joint_re_review_passed')"
        ),
        title="The ministry announces totals of the country",
        title_zh="公布总数仅限全国及大区",
        why="What a province or city adds up itself is cumulative or in force, by its own rules.",
        why_zh="省市自行汇总的是累计数或有效数，口径由其自定。",
        mend="Use cumulative or in_force for a province, city or county.",
        mend_zh="省、市、县请用 cumulative 或 in_force。",
        message="{measure} is given for {region_code}.",
        message_zh="{region_code} 使用了口径 {measure}。",
        passing={"region_code": "100000", "measure": "announced_total"},
        failing={"region_code": "440000", "measure": "announced_total"},
    ),
]

schema = frame_schema("counts", RULES)
