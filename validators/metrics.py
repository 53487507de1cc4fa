"""Rules of metrics: the vocabulary that criteria and firm figures share."""

from little_giants.rules import Check, Rule, frame_schema

RULES = [
    Rule(
        code="metrics-unit-when-numeric",
        fields=("unit", "type"),
        check=Check.sql("(type in ('number', 'integer')) = (unit is not null)"),
        title="Numbers have a unit, everything else has none",
        title_zh="数值指标有单位，其他指标无单位",
        why="A number without its unit cannot be compared with a threshold; a yes or no has nothing to measure in.",
        why_zh="没有单位的数值无法与门槛比较；是否类指标则无单位可言。",
        mend="Fill in the unit of a number or integer metric, and empty it for boolean, choice and qualitative ones.",
        mend_zh="数值或整数指标请填单位；是否、选择与定性指标请留空。",
        message="The metric is {type} and its unit is {unit}.",
        message_zh="指标类型为 {type}，单位为 {unit}。",
        passing={"type": "number", "unit": "percent"},
        failing={"type": "number"},
    ),
    Rule(
        code="metrics-better-matches-type",
        fields=("better", "type"),
        check=Check.sql(
            "case when type in ('choice', 'qualitative') then better = 'none' "
            "when type = 'boolean' then better <> 'none' else true end"
        ),
        title="The better direction fits the type",
        title_zh="取向与类型相符",
        why="Screening asks which way a firm would have to move. A judgement has no direction; a yes or no always "
        "has one.",
        why_zh="筛查需要知道企业应朝哪个方向努力。定性指标没有方向，是否类指标必有方向。",
        mend="Write none for choice and qualitative metrics; for boolean ones higher if yes helps, lower if no helps.",
        mend_zh="选择与定性指标填 none；是否类指标以“是”为佳填 higher，以“否”为佳填 lower。",
        message="A {type} metric cannot have the direction {better}.",
        message_zh="{type} 类指标的取向不能为 {better}。",
        passing={"type": "boolean", "better": "lower"},
        failing={"type": "qualitative", "better": "higher"},
    ),
    Rule(
        code="metrics-unsourced-noted",
        fields=("source_id", "note"),
        check=Check.sql("source_id is not null or note is not null"),
        title="A metric without a source says so",
        title_zh="无来源的指标须注明",
        why="A definition from memory looks like one from a document unless the row tells them apart.",
        why_zh="若不注明，凭记忆写下的定义与有据可查者无从区分。",
        mend="Name the document that uses the metric, or say in note where the definition comes from.",
        mend_zh="请填写使用该指标的文献，或在备注中说明定义的来历。",
        message="{metric_id} has neither a source nor a note.",
        message_zh="{metric_id} 既无来源也无备注。",
        passing={"metric_id": "rd_intensity_rank_in_industry", "note": "No source located: from memory."},
        failing={"metric_id": "rd_intensity_rank_in_industry"},
    ),
    Rule(
        code="metrics-used",
        fields=("metric_id",),
        query="""
            select m._record
            from metrics m
            where m.metric_id not in (select c.metric_id from criteria c where c.metric_id is not null)
              and m.metric_id not in (
                select c.applies_when_metric_id from criteria c where c.applies_when_metric_id is not null)
              and m.metric_id not in (select f.metric_id from firm_figures f where f.metric_id is not null)
            order by m._record
        """,
        title="Every metric is used",
        title_zh="每个指标都须被使用",
        why="The vocabulary holds what criteria and firm figures speak of. A word nobody uses is a slip or a leftover.",
        why_zh="词表只收录条件与企业数据所用的指标；无人使用者多为笔误或残留。",
        mend="Use the metric in criteria or firm_figures, or remove it.",
        mend_zh="请在 criteria 或 firm_figures 中使用该指标，或将其删除。",
        message="No criterion and no firm figure uses {metric_id}.",
        message_zh="没有条件或企业数据使用 {metric_id}。",
        passing={
            "metrics": [{"metric_id": "own_brand"}],
            "criteria": [{"criterion_id": "LG-2022-08", "metric_id": "own_brand"}],
            "firm_figures": [],
        },
        failing={
            "metrics": [{"metric_id": "own_brand"}, {"metric_id": "own_brands"}],
            "criteria": [{"criterion_id": "LG-2022-08", "metric_id": "own_brand"}],
            "firm_figures": [],
        },
    ),
]

schema = frame_schema("metrics", RULES)
