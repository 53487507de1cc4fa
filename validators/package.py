"""Rules across tables that belong to no single one of them."""

from little_giants.rules import Rule, families, frame_schema

PROVENANCE = families.Provenance()
# Tables whose rows may name further sources; the files of the others hold the same rule.
FURTHER = (
    "claims", "counts", "criteria", "criterion_groups", "economies", "hs_codes", "programme_statistics",
    "rule_editions",
)  # fmt: skip

COUNT = {
    "batch": "1",
    "region_code": "500000",
    "measure": "new",
    "stage": "reported",
    "scope": "not_applicable",
    "as_of": "2019",
    "source_id": "S01",
    "value": "1",
    "qualifier": "exact",
}
FIRMS = [{"firm_id": "F000001", "region_code": "500000"}, {"firm_id": "F000002", "region_code": "500000"}]
NAMED = [
    {"recognition_id": "R00001", "firm_id": "F000001", "event": "recognition", "batch": "1"},
    {"recognition_id": "R00002", "firm_id": "F000002", "event": "recognition", "batch": "1"},
]

# Words that must have a rank in evidence_ranks, by the scale it is on.
RANKED = """
    select 'kind' as scale, kind as word, 'sources' as place, _record from sources
    union all select 'verification', verification, 'counts', _record from counts
    union all select 'stage_of_lists', stage, 'counts', _record from counts
    union all select 'stage_of_totals', stage, 'counts', _record from counts
"""
NEWS = {"scale": "kind", "word": "news", "rank": "1"}
STAGE = {"scale": "stage_of_lists", "word": "final", "rank": "1"}
TOTAL = {"scale": "stage_of_totals", "word": "final", "rank": "1"}
BORNE_OUT = {"scale": "verification", "word": "official", "rank": "1"}
# The cells of firms that documents give.
FIRM_FIELDS = ("name_zh", "name_en", "credit_code", "region_code", "city_code", "founded", "stock_code", "niche")
FIRM_CELLS = " union all ".join(
    f"select _record, firm_id, also_source_ids, '{field}' as field, {field} as value from firms"
    for field in FIRM_FIELDS
)
FIRM = {"firm_id": "F000329", "name_zh": "甲公司", "source_id": "P26", "also_source_ids": "N79"}
SAYS = {"firm_id": "F000329", "field": "name_zh", "source_id": "P26", "value": "甲公司"}


def unit_of_metric(code: str, table: str) -> Rule:
    """The unit of a row of ``table`` is the one that its metric is counted in."""
    metrics = [{"metric_id": "rd_spend_share", "unit": "percent"}, {"metric_id": "own_brand"}]
    return Rule(
        code=code,
        resource=table,
        fields=("unit", "metric_id"),
        query=f"""
            select t._record, m.unit as metric_unit
            from {table} t join metrics m on m.metric_id = t.metric_id
            where t.unit is distinct from m.unit
            order by t._record
        """,
        title="The unit is that of the metric",
        title_zh="单位与指标一致",
        why="A firm's figure is compared with a threshold as it stands: 14 nanometres would pass for 14 micrometres.",
        why_zh="企业数据与门槛直接比较：单位不同，14纳米便会被当作14微米。",
        mend="Convert the value to the unit of the metric, and say in the note what the source writes.",
        mend_zh="请把数值换算为指标的单位，并在备注写明来源原文的单位。",
        message="The unit is “{unit}”; that of {metric_id} is “{metric_unit}”.",
        message_zh="单位为“{unit}”，而 {metric_id} 的单位为“{metric_unit}”。",
        passing={table: [{"metric_id": "rd_spend_share", "unit": "percent"}, {"metric_id": "own_brand"}],
                 "metrics": metrics},
        failing={table: [{"metric_id": "rd_spend_share", "unit": "million_cny"}], "metrics": metrics},
    )


RULES = [
    Rule(
        code="sources-comtrade-records",
        resource="sources",
        fields=("publisher", "source_id", "url"),
        query="""
            select s._record
            from sources s
            where s.source_id in (select source_id from trade_flows)
              and (contains(lower(s.publisher), 'comtrade') or contains(lower(s.publisher), 'united nations')
                   or contains(lower(coalesce(s.url, '')), 'comtrade'))
            order by s._record
        """,
        title="No records of UN Comtrade",
        title_zh="不得收录联合国 Comtrade 记录",
        why="UN Comtrade does not allow its records to be passed on. BACI, which is made from them, does.",
        why_zh="联合国 Comtrade 不允许再发布其记录；由其加工而成的 BACI 则允许。",
        mend="Take the flow from BACI, or keep the record outside the package and publish a figure computed from it.",
        mend_zh="请改用 BACI 的数据，或将原始记录留在数据包之外，仅发布据此计算的数字。",
        message="Trade flows rest on a source of {publisher}.",
        message_zh="贸易流量引用了 {publisher} 的来源。",
        passing={
            "sources": [{"source_id": "N77", "publisher": "CEPII", "url": "https://www.cepii.fr/"}],
            "trade_flows": [{"source_id": "N77"}],
        },
        failing={
            "sources": [{"source_id": "T900", "publisher": "UN Comtrade", "url": "https://example.org/pull"}],
            "trade_flows": [{"source_id": "T900"}],
        },
    ),
    Rule(
        code="counts-fewer-than-held",
        resource="counts",
        fields=("value", "batch", "region_code"),
        query="""
            with held as (
              select r.batch, f.region_code, count(distinct r.firm_id) as named_firms
              from recognitions r join firms f using (firm_id)
              where r.event = 'recognition'
              group by all
            )
            select c._record, h.named_firms
            from counts c join held h using (batch, region_code)
            where c.measure = 'new' and c.scope <> 'excludes_planned_city'
              and c.qualifier not in ('at_least', 'more_than') and c.value < h.named_firms
            order by c._record
        """,
        title="No count is smaller than the firms named",
        title_zh="数量不得少于已列名的企业",
        why="A batch cannot hold fewer firms of a region than are known by name. Either the count, the batch or the "
        "place of a firm is wrong.",
        why_zh="某批次某地区的企业数不可能少于已知其名的企业；数量、批次或企业所在地必有一误。",
        mend="List the firms of that batch and region, and check the batch and the place of each against its source; "
        "then the count.",
        mend_zh="请列出该批次该地区的企业，逐一核对批次与所在地，再核对数量。",
        message="The count is {cell}, and {named_firms} firms of that batch and region are named.",
        message_zh="数量为 {cell}，而已列名的该批次该地区企业有 {named_firms} 家。",
        passing={"counts": [COUNT], "firms": FIRMS, "recognitions": NAMED[:1]},
        failing={"counts": [COUNT], "firms": FIRMS, "recognitions": NAMED},
    ),
    Rule(
        code="sources-kind-ranked",
        resource="sources",
        fields=("kind",),
        query=f"""
            select min(u._record) as _record, u.word
            from ({RANKED}) u
            where u.place = 'sources' and not exists (
              select 1 from evidence_ranks r where r.scale = u.scale and r.word = u.word)
            group by u.word
        """,
        title="Every kind of source has a rank",
        title_zh="每种来源类别须有等级",
        why="Where documents disagree, the kind decides which is nearer to the authority. A kind without a rank cannot "
        "be weighed.",
        why_zh="来源不一致时，由类别判断何者更接近主管部门；没有等级便无从比较。",
        mend="Add the kind to evidence_ranks, with a reason, and choose the preferred counts anew.",
        mend_zh="请在 evidence_ranks 中登记该类别及理由，并重新选择优先数量。",
        message="The kind {word} stands in no row of evidence_ranks.",
        message_zh="evidence_ranks 中没有类别 {word}。",
        passing={"sources": [{"source_id": "S01", "kind": "news"}], "evidence_ranks": [NEWS]},
        failing={"sources": [{"source_id": "S01", "kind": "news"}], "evidence_ranks": [{**NEWS, "word": "official"}]},
    ),
    Rule(
        code="counts-ranked",
        resource="counts",
        fields=("stage", "verification"),
        query=f"""
            select min(u._record) as _record, min(u.word) as word, u.scale
            from ({RANKED}) u
            where u.place = 'counts' and not exists (
              select 1 from evidence_ranks r where r.scale = u.scale and r.word = u.word)
            group by u.scale
        """,
        title="Stage and verification of a count have a rank",
        title_zh="数量的阶段和核验程度须有等级",
        why="The preferred observation is chosen by these ranks. A word without one stops the choice.",
        why_zh="优先观测值按这些等级选出；没有等级便无法选择。",
        mend="Add the word to evidence_ranks, in both scales of stages if it is a stage.",
        mend_zh="请在 evidence_ranks 中登记该取值；阶段须在两个尺度中登记。",
        message="{word} has no rank on the scale {scale}.",
        message_zh="{word} 在尺度 {scale} 上没有等级。",
        passing={
            "counts": [{"stage": "final", "verification": "official"}],
            "evidence_ranks": [STAGE, TOTAL, BORNE_OUT],
        },
        failing={
            "counts": [{"stage": "final", "verification": "official"}],
            "evidence_ranks": [STAGE, BORNE_OUT],
        },
    ),
    Rule(
        code="firms-cell-without-document",
        resource="firms",
        fields=("also_source_ids",),
        query=f"""
            select c._record, min(c.field) as field
            from ({FIRM_CELLS}) c
            where c.also_source_ids is not null and c.value is not null and not exists (
              select 1 from firm_observations o where o.firm_id = c.firm_id and o.field = c.field)
            group by c._record
        """,
        title="A firm of several documents says which gives what",
        title_zh="依据多份文献的企业须注明各字段出处",
        why="Three documents under a row do not tell which of them gives the year of founding.",
        why_zh="一行列出三份文献，仍不知成立年份出自哪一份。",
        mend="Add a row to firm_observations for the field and each document that speaks of it.",
        mend_zh="请就该字段和每份相关文献在 firm_observations 中各增一行。",
        message="The firm rests on several documents, and none is named for {field}.",
        message_zh="该企业依据多份文献，但字段 {field} 未注明出处。",
        passing={"firm_observations": [SAYS], "firms": [FIRM]},
        failing={"firm_observations": [SAYS], "firms": [{**FIRM, "founded": "2015"}]},
    ),
    unit_of_metric("criteria-unit-of-metric", "criteria"),
    unit_of_metric("firm_figures-unit", "firm_figures"),
    *(PROVENANCE.further_sources(code=f"{table}-further-source", table=table) for table in FURTHER),
]

schema = frame_schema("package", RULES)
