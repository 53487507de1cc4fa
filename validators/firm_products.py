"""Rules of firm_products: nothing is said of a firm's product without a source."""

from little_giants.rules import families, frame_schema

PROVENANCE = families.Provenance()

RULES = [
    PROVENANCE.sourced(
        code="firm_products-sourced",
        why="The link from a firm to a traded good carries the claims about import substitution: a guess would "
        "carry them too.",
        why_zh="企业与贸易商品的对应关系支撑进口替代的论断，不能以猜测代替。",
    ),
    PROVENANCE.further_sources(code="firm_products-also-source", table="firm_products"),
]

schema = frame_schema("firm_products", RULES)
