"""Rules of firm_figures: a figure fits its metric, has a real period and a source."""

from little_giants.rules import Check, Rule, frame_schema

METRICS = [
    {"metric_id": "ribbon_thickness", "unit": "micrometres", "type": "number"},
    {"metric_id": "main_product_field", "type": "choice"},
]


def figure(metric: str, **cells: str) -> dict[str, str]:
    """A figure of the firm F000329, for the examples."""
    return {"firm_id": "F000329", "metric_id": metric, "period": "2022", "source_id": "P26"} | cells


RULES = [
    Rule(
        code="firm_figures-value-fits-metric",
        fields=("value", "value_text"),
        query="""
            select f._record, m.type as metric_type from firm_figures f join metrics m on m.metric_id = f.metric_id
            where case when m.type in ('number', 'integer') then f.value is null or f.value_text is not null
                else f.value_text is null or f.value is not null end""",
        title="A number is a number, a word a word",
        title_zh="数值填数字，文字填文字",
        why="Screening compares numbers with thresholds: a number hidden in words is passed over.",
        why_zh="筛选以数值与门槛比较，写成文字的数值会被忽略。",
        mend="Use value for metrics of type number and integer, value_text for all others, never both.",
        mend_zh="number 和 integer 类指标填 value，其余填 value_text，不要同时填写。",
        message="The metric is of type {metric_type}; the value is “{value}”, in words “{value_text}”.",
        message_zh="指标类型为 {metric_type}；数值为“{value}”，文字为“{value_text}”。",
        passing={"firm_figures": [figure("ribbon_thickness", value="20", unit="micrometres")], "metrics": METRICS},
        failing={"firm_figures": [figure("ribbon_thickness", value_text="20", unit="micrometres")], "metrics": METRICS},
    ),
    Rule(
        code="firm_figures-unit",
        fields=("unit", "metric_id"),
        query="""
            select f._record, m.unit as expected from firm_figures f join metrics m on m.metric_id = f.metric_id
            where f.unit is distinct from m.unit""",
        title="A figure has the unit of its metric",
        title_zh="数据单位须与指标一致",
        why="14 nanometres and 14 micrometres differ by a thousand: a figure in another unit is another figure.",
        why_zh="14纳米与14微米相差千倍：单位不同即数据不同。",
        mend="Convert the value to the unit of the metric, and say in the note what the source writes.",
        mend_zh="请换算为指标单位，并在备注写明来源原文的单位。",
        message="The unit is “{unit}”, the metric is counted in {expected}.",
        message_zh="单位为“{unit}”，指标单位为 {expected}。",
        passing={"firm_figures": [figure("ribbon_thickness", value="0.014", unit="micrometres")], "metrics": METRICS},
        failing={"firm_figures": [figure("ribbon_thickness", value="14", unit="percent")], "metrics": METRICS},
    ),
    Rule(
        code="firm_figures-period-real",
        fields=("period",),
        check=Check.sql("length(period) <> 10 or try_cast(period as date) is not null"),
        title="A period exists in the calendar",
        title_zh="时期须真实存在",
        why="2022-02-30 has the form of a date and is none.",
        why_zh="2022-02-30 形似日期，实际并不存在。",
        mend="Correct the day, or write the month, the year or undated.",
        mend_zh="请更正日期，或只写年月、年份，或写 undated。",
        message="{period} is no day of the calendar.",
        message_zh="{period} 不是真实日期。",
        passing={"period": "undated"},
        failing={"period": "2022-02-30"},
    ),
    Rule(
        code="firm_figures-sourced",
        fields=("verification",),
        check=Check.not_equal_to("unsourced"),
        title="Every figure has a source",
        title_zh="企业数据须有来源",
        why="A figure is kept per source; one that no document gives is nobody's figure.",
        why_zh="数据按来源记录；没有文献的数据无所归属。",
        mend="Name the source and how it was read, or take the row out.",
        mend_zh="请填写来源及其核实程度，否则删除该行。",
        message="The figure is called {verification}.",
        message_zh="该数据标为 {verification}。",
        passing={"verification": "archived_secondary"},
        failing={"verification": "unsourced"},
    ),
]

schema = frame_schema("firm_figures", RULES)
