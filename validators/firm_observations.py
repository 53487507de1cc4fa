"""Rules of firm_observations: firms hold what is preferred here, once a field, for a reason that is true."""

from little_giants.rules import Check, Rule, families, frame_schema

FIELDS = ("name_zh", "name_en", "credit_code", "region_code", "city_code", "founded", "stock_code", "niche")
CELLS = " union all ".join(
    f"select _record, firm_id, source_id, also_source_ids, '{field}' as field, {field} as value from firms"
    for field in FIELDS
)
FIRM = {"firm_id": "F000329", "name_zh": "甲公司", "source_id": "P26", "also_source_ids": "N79"}
SAYS = {
    "firm_id": "F000329",
    "field": "name_zh",
    "source_id": "P26",
    "value": "甲公司",
    "preferred": "true",
    "preferred_reason": "most_sources",
}
ELSE = {**SAYS, "source_id": "N79", "value": "乙公司", "preferred": "false", "preferred_reason": ""}

RULES = [
    Rule(
        code="firm_observations-in-firms",
        fields=("value", "field"),
        query=f"""
            select o._record, c.value as held
            from firm_observations o join ({CELLS}) c on c.firm_id = o.firm_id and c.field = o.field
            where o.preferred and o.value is distinct from c.value
        """,
        title="The preferred observation stands in firms",
        title_zh="优先观测值须与 firms 一致",
        why="A reader of firms must get the value that was chosen among the documents, not another one.",
        why_zh="firms 的读者看到的应是经取舍的值，而非其他值。",
        mend="Change the cell of firms, or prefer another observation and say why.",
        mend_zh="请修改 firms 中的单元格，或改选观测值并说明理由。",
        message="“{cell}” is preferred for {field}, and firms has “{held}”.",
        message_zh="{field} 的优先值为“{cell}”，而 firms 中为“{held}”。",
        passing={"firm_observations": [SAYS, ELSE], "firms": [FIRM]},
        failing={"firm_observations": [SAYS, ELSE], "firms": [{**FIRM, "name_zh": "乙公司"}]},
    ),
    Rule(
        code="firm_observations-one-preferred",
        fields=("preferred", "field"),
        query="""
            select min(_record) as _record, count(*) filter (where preferred) as chosen
            from firm_observations group by firm_id, field having count(*) filter (where preferred) <> 1
        """,
        title="One observation of a field is preferred",
        title_zh="每个字段只有一个优先观测值",
        why="With none nobody knows where the cell of firms comes from; with two it has two reasons.",
        why_zh="没有优先值则不知 firms 中单元格的来历；有两个则理由重复。",
        mend="Prefer the one whose value stands in firms.",
        mend_zh="请将与 firms 一致的那一个设为优先。",
        message="{chosen} observations of {field} are preferred.",
        message_zh="{field} 有 {chosen} 个优先观测值。",
        passing={"firm_observations": [SAYS, ELSE]},
        failing={"firm_observations": [{**SAYS, "preferred": "false", "preferred_reason": ""}, ELSE]},
    ),
    families.reasoned(code="firm_observations-preferred-reason", choice="preferred", reason="preferred_reason"),
    Rule(
        code="firm_observations-by-hand-explained",
        fields=("note", "preferred_reason"),
        check=Check.sql("preferred_reason <> 'chosen_by_hand' or note is not null"),
        title="A choice by hand is explained",
        title_zh="人工取舍须说明",
        why="No rank decides such a case: the next reader needs the reason to judge it again.",
        why_zh="此类情况无等级可循，后来者须凭理由重新判断。",
        mend="Write in the note why this one was chosen.",
        mend_zh="请在备注写明选取的理由。",
        message="The observation was chosen by hand and the note is empty.",
        message_zh="该观测值为人工选取，但备注为空。",
        passing={"preferred_reason": "chosen_by_hand", "note": "The later form."},
        failing={"preferred_reason": "chosen_by_hand"},
    ),
    Rule(
        code="firm_observations-reason-fits",
        fields=("preferred_reason", "field"),
        query="""
            with said as (
              select p._record, p.preferred_reason, count(*) as documents,
                count(*) filter (where o.value = p.value) as alike
              from firm_observations p join firm_observations o on o.firm_id = p.firm_id and o.field = p.field
              where p.preferred group by p._record, p.preferred_reason
            )
            select _record, documents, alike from said
            where preferred_reason <> case
              when preferred_reason = 'chosen_by_hand' then preferred_reason
              when documents = 1 then 'only_observation'
              when alike = documents then 'sources_agree'
              when preferred_reason in ('only_observation', 'sources_agree') then ''
              when preferred_reason = 'most_sources' and alike * 2 <= documents then ''
              else preferred_reason end
        """,
        title="The reason of a preference is true",
        title_zh="优先理由须属实",
        why="Sources that agree and sources that were chosen among are told apart by this word alone.",
        why_zh="来源一致与来源取舍，全凭此项区分。",
        mend="Count the documents that give the value, and choose the reason that fits.",
        mend_zh="请清点给出该值的文献，并选用相符的理由。",
        message="The reason is {cell}; {alike} of {documents} documents give the value.",
        message_zh="理由为 {cell}，而 {documents} 份文献中有 {alike} 份给出该值。",
        passing={"firm_observations": [SAYS, {**ELSE, "value": "甲公司", "source_id": "A2"}, ELSE]},
        failing={"firm_observations": [SAYS, ELSE]},
    ),
    Rule(
        code="firm_observations-document-of-the-firm",
        fields=("source_id",),
        query="""
            select o._record
            from firm_observations o join firms f on f.firm_id = o.firm_id
            where not contains(';' || concat_ws(';', f.source_id, f.also_source_ids) || ';', ';' || o.source_id || ';')
        """,
        title="The firm names the document",
        title_zh="企业须列出该文献",
        why="A reader of firms sees in its row all documents that the row rests on.",
        why_zh="firms 的读者应能在该行看到其依据的全部文献。",
        mend="Add the document to also_source_ids of the firm.",
        mend_zh="请将该文献补入企业的 also_source_ids。",
        message="{cell} is neither source_id nor in also_source_ids of {firm_id}.",
        message_zh="{cell} 不在 {firm_id} 的 source_id 或 also_source_ids 中。",
        passing={"firm_observations": [SAYS, ELSE], "firms": [FIRM]},
        failing={"firm_observations": [SAYS, ELSE], "firms": [{**FIRM, "also_source_ids": ""}]},
    ),
]

schema = frame_schema("firm_observations", RULES)
