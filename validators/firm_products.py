"""Rules of firm_products: nothing is said of a firm's product without a source."""

from little_giants.rules import Check, Rule, frame_schema

LINK = {"firm_id": "F000326", "product_id": "pha", "source_id": "F053"}

RULES = [
    Rule(
        code="firm_products-sourced",
        fields=("source_id", "verification"),
        check=Check.sql("source_id is not null and verification <> 'unsourced'"),
        title="Every product of a firm has a source",
        title_zh="企业产品须有来源",
        why="The link from a firm to a traded good carries the claims about import substitution: a guess would "
            "carry them too.",
        why_zh="企业与贸易商品的对应关系支撑进口替代的论断，不能以猜测代替。",
        mend="Name the document that says the firm makes the product, or take the row out.",
        mend_zh="请填写说明该企业生产此产品的文献，否则删除该行。",
        message="The source is “{source_id}” and the verification is {verification}.",
        message_zh="来源为“{source_id}”，核实程度为 {verification}。",
        passing={"source_id": "N72", "verification": "archived_secondary"},
        failing={"source_id": "", "verification": "unsourced"},
    ),
    Rule(
        code="firm_products-also-source",
        fields=("also_source_ids", "source_id"),
        query="""
            select p._record, u.id as wrong from firm_products p, unnest(string_split(p.also_source_ids, ';')) as u(id)
            where u.id = p.source_id or not exists (select 1 from sources s where s.source_id = u.id)""",
        title="Further sources exist and are further ones",
        title_zh="其他来源须存在且不与主来源重复",
        why="A source that is not listed cannot be looked up; one that is named twice looks like two.",
        why_zh="未登记的来源无法查证；重复列出会被误认为两份。",
        mend="Add the document to sources, or take the id out.",
        mend_zh="请在 sources 中登记该文献，或删去编号。",
        message="{wrong} is no row of sources, or is the source of the row already.",
        message_zh="{wrong} 不在 sources 中，或已是本行的主来源。",
        passing={"firm_products": [LINK | {"also_source_ids": "F051"}],
                 "sources": [{"source_id": "F051"}, {"source_id": "F053"}]},
        failing={"firm_products": [LINK | {"also_source_ids": "F053"}],
                 "sources": [{"source_id": "F051"}, {"source_id": "F053"}]},
    ),
]

schema = frame_schema("firm_products", RULES)
