"""Rules of firm_figures: a figure fits its metric, has a real period and a source."""

from little_giants.rules import Rule, families, frame_schema

PROVENANCE = families.Provenance()

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
    families.real_date(code="firm_figures-period-real", field="period"),
    PROVENANCE.sourced(
        code="firm_figures-sourced",
        why="A figure is kept per source; one that no document gives is nobody's figure.",
        why_zh="数据按来源记录；没有文献的数据无所归属。",
    ),
]

schema = frame_schema("firm_figures", RULES)
