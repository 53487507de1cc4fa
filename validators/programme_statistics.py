"""Rules of programme_statistics: units that fit, dates that exist, one home for each fact."""

from little_giants.rules import Check, Rule, families, frame_schema

PROVENANCE = families.Provenance()

ROW = {
    "statistic_id": "PS0001",
    "tier": "little_giant",
    "measure": "share_private",
    "region_code": "100000",
    "value": "86",
    "unit": "percent",
    "as_of": "2023-07",
    "source_id": "P25",
}

RULES = [
    families.real_period(code="programme_statistics-as-of-real", field="as_of"),
    Rule(
        code="programme_statistics-period-order",
        fields=("as_of",),
        check=Check.sql(
            "split_part(as_of, '/', 2) = '' or split_part(as_of, '/', 1) < split_part(as_of, '/', 2)"
        ),
        title="A period ends after it begins",
        title_zh="时期的结束须晚于开始",
        why="A period the wrong way round is a slip, and either end may be the wrong one.",
        why_zh="时期颠倒属于笔误，两端都可能有误。",
        mend="Write the earlier date first: 2021/2025.",
        mend_zh="请将较早日期写在前面，如 2021/2025。",
        message="{cell} ends before it begins.",
        message_zh="{cell} 的结束早于开始。",
        passing={"as_of": "2021/2025"},
        failing={"as_of": "2025/2021"},
    ),
    Rule(
        code="programme_statistics-percent-range",
        fields=("value", "unit"),
        check=Check.sql("unit <> 'percent' or value between 0 and 100"),
        title="Percentages lie between 0 and 100",
        title_zh="百分比须在 0 到 100 之间",
        why="All percentages here are shares, rates or ratios of a part to its whole; 8600 is 86 with a lost point.",
        why_zh="此处百分比均为占比或比率；8600 往往是漏掉小数点的 86。",
        mend="Write 86 for 86 percent; a number of firms has the unit firms.",
        mend_zh="86% 写作 86；企业数量的单位为 firms。",
        message="{value} percent is not a share.",
        message_zh="{value}% 不是占比。",
        passing={"value": "86", "unit": "percent"},
        failing={"value": "8600", "unit": "percent"},
    ),
    Rule(
        code="programme_statistics-share-unit",
        fields=("unit", "measure"),
        check=Check.sql("not regexp_matches(measure, '^share_|_rate$|_intensity$|_growth_') or unit = 'percent'"),
        title="Shares and rates are percentages",
        title_zh="占比和比率以百分比计",
        why="A share given in firms cannot be set beside the same share of another year.",
        why_zh="以企业数表示的占比无法与其他年份比较。",
        mend="Set the unit to percent, or choose a measure that counts.",
        mend_zh="请将单位设为 percent，或改用计数类指标。",
        message="{measure} has the unit {unit}.",
        message_zh="{measure} 的单位为 {unit}。",
        passing={"measure": "share_private", "unit": "percent"},
        failing={"measure": "share_private", "unit": "firms"},
    ),
    Rule(
        code="programme_statistics-whole-number",
        fields=("value", "unit"),
        check=Check.sql("unit not in ('firms', 'products', 'firms_and_products') or value = round(value)"),
        title="Firms and products are whole",
        title_zh="企业和产品须为整数",
        why="Half a firm is a percentage, a mean or a number in another unit.",
        why_zh="半家企业说明该数是百分比、均值或使用了其他单位。",
        mend="Check the unit; write the number in full (12000, not 1.2).",
        mend_zh="请核对单位，并写出完整数字（12000，而非 1.2）。",
        message="{value} {unit} is not a whole number.",
        message_zh="{value} {unit} 不是整数。",
        passing={"value": "12000", "unit": "firms"},
        failing={"value": "1.2", "unit": "firms"},
    ),
    families.rising(
        code="programme_statistics-range-order",
        low="value",
        high="value_max",
        why="A range the wrong way round holds no number at all.",
        why_zh="上下限颠倒的区间不含任何数值。",
    ),
    Rule(
        code="programme_statistics-belongs-in-counts",
        fields=("measure", "tier"),
        check=Check.sql(
            "tier <> 'little_giant' or "
            "measure not in ('count', 'new', 'cumulative', 'announced_total', 'in_force', 're_review_passed')"
        ),
        title="Numbers of little giants stand in counts",
        title_zh="“小巨人”数量归入 counts 表",
        why="A fact with two homes is mended in one of them and stays wrong in the other.",
        why_zh="同一事实存放两处，改了一处另一处仍会出错。",
        mend="Move the row to counts, with its batch, region and measure.",
        mend_zh="请将该行移入 counts，并填写批次、地区和口径。",
        message="{measure} of {tier} belongs in counts.",
        message_zh="{tier} 的 {measure} 应归入 counts。",
        passing={"tier": "single_champion", "measure": "count"},
        failing={"tier": "little_giant", "measure": "count"},
    ),
    Rule(
        code="programme_statistics-said-twice",
        fields=("value", "measure", "source_id"),
        query="""
            select _record from (
              select _record, row_number() over (
                partition by tier, measure, batch, region_code, value, unit, as_of, source_id order by _record) as n
              from programme_statistics
            ) where n > 1
        """,
        title="A document says a figure once",
        title_zh="同一文献的同一数字只记一次",
        why="The same figure from the same document twice looks like two observations.",
        why_zh="同一文献的同一数字重复出现，会被误认为两次观测。",
        mend="Remove the second row.",
        mend_zh="请删除第二行。",
        message="The same figure from the same document stands in an earlier row.",
        message_zh="前面的行已有同一文献的同一数字。",
        passing={"programme_statistics": [ROW, {**ROW, "statistic_id": "PS0002", "source_id": "P26"}]},
        failing={"programme_statistics": [ROW, {**ROW, "statistic_id": "PS0002"}]},
    ),
    PROVENANCE.further_sources_of_derived(code="programme_statistics-derived-sources"),
    PROVENANCE.unsourced(code="programme_statistics-unsourced"),
]

schema = frame_schema("programme_statistics", RULES)
