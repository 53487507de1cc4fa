"""Rules of criteria: the condition that makes a criterion apply to some firms only (revenue from 50 to 100 million)."""

from little_giants.rules import Check, Rule, families, frame_schema

SIZE = {"criterion_id": "LG-2022-10", "group_id": "LG-2022/size_rd", "metric_id": "rd_spend_share",
        "applies_when_metric_id": "operating_revenue", "applies_when_operator": "ge", "applies_when_value": "100",
        "applies_to": "both"}
BAND = {**SIZE, "criterion_id": "LG-2022-11", "applies_when_operator": "ge_lt",
        "applies_when_value": "50", "applies_when_value_max": "100"}
BRAND = {"metric_id": "own_brand", "type": "boolean"}

RULES = [
    Rule(
        code="criteria-condition-complete",
        fields=("applies_when_operator", "applies_when_metric_id", "applies_when_value", "applies_when_value_max"),
        check=Check.sql(
            "case when applies_when_operator is null then applies_when_metric_id is null "
            "and applies_when_value is null and applies_when_value_max is null "
            "when applies_when_operator = 'is_true' then applies_when_metric_id is not null "
            "and applies_when_value is null and applies_when_value_max is null "
            "when applies_when_operator = 'ge_lt' then applies_when_metric_id is not null "
            "and applies_when_value is not null and applies_when_value_max is not null "
            "else applies_when_metric_id is not null "
            "and applies_when_value is not null and applies_when_value_max is null end"
        ),
        title="A condition is complete or empty",
        title_zh="适用前提须完整或全空",
        why="Half a condition would be read as none, and the criterion asked of every firm.",
        why_zh="不完整的前提会被当作没有前提，从而要求所有企业。",
        mend="Fill in metric and operator, and the values: ge and lt one, ge_lt two, is_true none. Or empty all four.",
        mend_zh="请填写指标与比较方式及数值：ge、lt 一个，ge_lt 两个，is_true 不填；否则四项全空。",
        message="The condition reads {applies_when_metric_id} {applies_when_operator} {applies_when_value} "
        "{applies_when_value_max}.",
        message_zh="前提为 {applies_when_metric_id} {applies_when_operator} {applies_when_value} "
        "{applies_when_value_max}。",
        passing={
            "applies_when_metric_id": "operating_revenue", "applies_when_operator": "lt", "applies_when_value": "50",
        },
        failing={
            "applies_when_metric_id": "operating_revenue", "applies_when_operator": "ge_lt", "applies_when_value": "50",
        },
    ),
    families.rising(
        code="criteria-condition-order",
        low="applies_when_value",
        high="applies_when_value_max",
        why="A band whose ends are exchanged holds no firm, so the criterion would never be asked.",
        why_zh="上下限颠倒的区间不含任何企业，该条件将永不适用。",
    ),
    Rule(
        code="criteria-condition-metric",
        fields=("applies_when_operator", "applies_when_metric_id"),
        query="""
            select c._record, m.type as metric_type
            from criteria c join metrics m on m.metric_id = c.applies_when_metric_id
            where (c.applies_when_operator = 'is_true') <> (m.type = 'boolean')
               or m.type in ('choice', 'qualitative')
            order by c._record
        """,
        title="A condition suits its metric",
        title_zh="适用前提与其指标相符",
        why="Revenue can be below a number, a gap-filling product can only be one or not.",
        why_zh="营业收入可与数值比较，“是否补短板产品”只能为是或否。",
        mend="Use is_true for boolean metrics, and ge, lt or ge_lt for numbers.",
        mend_zh="是否类指标用 is_true，数值指标用 ge、lt 或 ge_lt。",
        message="{applies_when_operator} does not suit {applies_when_metric_id}, which is {metric_type}.",
        message_zh="{applies_when_metric_id} 为 {metric_type} 类指标，不适用 {applies_when_operator}。",
        passing={
            "criteria": [{"applies_when_metric_id": "own_brand", "applies_when_operator": "is_true"}],
            "metrics": [BRAND],
        },
        failing={
            "criteria": [
                {"applies_when_metric_id": "own_brand", "applies_when_operator": "ge", "applies_when_value": "1"}
            ],
            "metrics": [BRAND],
        },
    ),
    Rule(
        code="criteria-conditions-overlap",
        fields=("applies_when_value", "applies_when_value_max"),
        query="""
            with bands as (
              select _record, criterion_id, group_id, metric_id, applies_to, applies_when_metric_id,
                case when applies_when_operator = 'lt' then 0.0 else applies_when_value end as low,
                case applies_when_operator when 'lt' then applies_when_value when 'ge_lt' then applies_when_value_max
                  else 1e300 end as high
              from criteria where applies_when_value is not null)
            select a._record, min(b.criterion_id) as other
            from bands a join bands b
              on b.group_id = a.group_id and b.metric_id = a.metric_id and b.applies_to = a.applies_to
             and b.applies_when_metric_id = a.applies_when_metric_id
             and (b.low > a.low or (b.low = a.low and b.criterion_id > a.criterion_id)) and a.high > b.low
            group by a._record order by a._record
        """,
        title="Bands of size do not overlap",
        title_zh="分档前提互不重叠",
        why="Each firm falls into one band of revenue. In two bands at once it could pick the easier threshold.",
        why_zh="每家企业只属一个收入档；若同属两档，便可取其易者。",
        mend="Let each band end where the next begins; the upper end is excluded.",
        mend_zh="每档止于下一档的起点（不含上限）。",
        message="The condition of {criterion_id} overlaps that of {other}.",
        message_zh="{criterion_id} 的前提与 {other} 重叠。",
        passing={"criteria": [SIZE, BAND]},
        failing={"criteria": [SIZE, {**BAND, "applies_when_value_max": "120"}]},
    ),
]

schema = frame_schema("criteria", RULES)
