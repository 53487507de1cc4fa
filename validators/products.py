"""Rules of products: codes that exist, a purity that the codes can bear, breaks that are named."""

from little_giants.rules import Check, Rule, families, frame_schema

PROVENANCE = families.Provenance()

CODES = [{"hs_edition": "HS2017", "hs_code": "370790"}, {"hs_edition": "HS2022", "hs_code": "370790"}]
MAGNET = {"product_id": "magnet", "purity": "clean", "hs_code_2017": "850511", "hs_code_2022": "850511"}


def code_known(code: str, year: str, other: str) -> Rule:  # V03
    """The six-digit code of an edition stands in hs_codes under it. ``other``: a code that it has not."""
    field, edition = f"hs_code_{year}", f"HS{year}"
    return Rule(
        code=code,
        fields=(field,),
        query=f"""
            select p._record from products p where p.{field} is not null and not exists (
                select 1 from hs_codes h where h.hs_edition = '{edition}' and h.hs_code = p.{field})""",
        title=f"The code of {year} is a code of that edition",
        title_zh=f"{year}年编码须属于该版本",
        why="A code of another edition holds other goods, or none.",
        why_zh="其他版本的编码所含商品不同，或并不存在。",
        mend=f"Correct the code, or add it to hs_codes with the edition {edition} and its wording.",
        mend_zh=f"请更正编码，或在 hs_codes 中以 {edition} 登记该编码及其名称。",
        message=f"{{{field}}} is not among the codes of {edition}.",
        message_zh=f"{edition} 中没有 {{{field}}}。",
        passing={"products": [{"product_id": "photoresist", field: "370790"}], "hs_codes": CODES},
        failing={"products": [{"product_id": "photoresist", field: other}], "hs_codes": CODES},
    )


RULES = [
    Rule(
        code="products-purity-code",
        fields=("purity", "hs_code_2022", "hs_code_2017"),
        check=Check.sql("(purity = 'not_goods') = (hs_code_2017 is null and hs_code_2022 is null)"),
        title="Only what is not a good has no code",
        title_zh="仅非货物无编码",
        why="A good without a code cannot be followed in trade; software and services have no code and must not "
            "borrow one.",
        why_zh="货物无编码则无法跟踪贸易；软件和服务没有编码，不得借用。",
        mend="Choose not_goods and leave the codes empty, or give the code of the good and its purity.",
        mend_zh="请选 not_goods 并留空编码，或填写货物编码及纯度。",
        message="The purity is {purity} and the codes are “{hs_code_2017}” and “{hs_code_2022}”.",
        message_zh="纯度为 {purity}，编码为“{hs_code_2017}”和“{hs_code_2022}”。",
        passing={"purity": "clean", "hs_code_2022": "681511"},
        failing={"purity": "not_goods", "hs_code_2022": "681511"},
    ),
    Rule(
        code="products-confidence",
        fields=("confidence", "purity"),
        check=Check.sql("(purity = 'not_goods') = (confidence is null)"),
        title="Every code has a confidence",
        title_zh="凡有编码须注明把握",
        why="A classification is a judgement: a reader must see how sure it is. What has no code has nothing to "
            "be sure of.",
        why_zh="归类是判断，读者须知把握大小；无编码者无从谈起。",
        mend="Choose high, medium or low; leave it empty for not_goods.",
        mend_zh="请选 high、medium 或 low；not_goods 留空。",
        message="The purity is {purity} and the confidence is “{confidence}”.",
        message_zh="纯度为 {purity}，把握为“{confidence}”。",
        passing={"purity": "basket", "confidence": "low"},
        failing={"purity": "basket"},
    ),
    Rule(  # V14
        code="products-moved",
        fields=("moved_from", "moved_on"),
        check=Check.sql("(moved_from is null) = (moved_on is null)"),
        title="A move has a day and a code",
        title_zh="归类调整须有日期和原编码",
        why="A change of a code's content looks like a change of trade. Without the day nobody knows which years it "
        "spoils, without the code nobody knows which series.",
        why_zh="编码内容的调整看似贸易的变化。缺日期则不知影响哪些年份，缺编码则不知影响哪个序列。",
        mend="Give the day of the move and the code that held the product before, or neither.",
        mend_zh="请同时填写调整日期与原编码，或都留空。",
        message="Moved on “{moved_on}” from “{moved_from}”.",
        message_zh="调整日期为“{moved_on}”，原编码为“{moved_from}”。",
        passing={"moved_from": "370710", "moved_on": "2020-03-01"},
        failing={"moved_from": "370710"},
    ),
    code_known("products-hs-2017-known", "2017", "681511"),
    code_known("products-hs-2022-known", "2022", "370791"),
    Rule(
        code="products-national-line",
        fields=("national_line", "hs_code_2022"),
        query="""
            select p._record, u.line as wrong from products p, unnest(string_split(p.national_line, ';')) as u(line)
            where left(u.line, 6) is distinct from p.hs_code_2022 and (p.hs_code_2022 is null or exists (
                select 1 from hs_codes h where h.hs_edition = 'HS2022' and h.hs_code = p.hs_code_2022))""",
        title="A national line lies within its six-digit code",
        title_zh="国家税号须属于其六位编码",
        why="China's eight and ten digits subdivide the six of the Harmonized System. Another start is another good.",
        why_zh="中国八位、十位税号是六位编码的细分；前六位不同即为另一商品。",
        mend="Correct the line or the code of 2022.",
        mend_zh="请更正税号或2022年编码。",
        message="The line {wrong} does not begin with {hs_code_2022}.",
        message_zh="税号 {wrong} 不以 {hs_code_2022} 开头。",
        passing={"products": [{"product_id": "photoresist", "hs_code_2022": "370790", "national_line": "37079090"}],
                 "hs_codes": CODES},
        failing={"products": [{"product_id": "photoresist", "hs_code_2022": "370790", "national_line": "37071000"}],
                 "hs_codes": CODES},
    ),
    Rule(
        code="products-line-purity",
        fields=("line_purity", "national_line"),
        check=Check.sql("(national_line is null) = (line_purity is null)"),
        title="A national line has a purity",
        title_zh="国家税号须注明纯度",
        why="A line that names the product alone can be counted as the product; one that does not, cannot.",
        why_zh="专指该产品的税号可视为该产品，否则不能。",
        mend="Choose exact, clean, part or basket when a line is given; leave it empty when none is.",
        mend_zh="有税号时选 exact、clean、part 或 basket；无税号时留空。",
        message="The line is “{national_line}” and its purity is “{line_purity}”.",
        message_zh="税号为“{national_line}”，纯度为“{line_purity}”。",
        passing={"national_line": "7226919910", "line_purity": "exact"},
        failing={"national_line": "7226919910"},
    ),
    Rule(  # V13
        code="products-break-named",
        fields=("break_note", "hs_code_2017", "hs_code_2022"),
        query="""
            select p._record from products p
            where p.break_note is null and p.hs_code_2022 is not null and p.purity <> 'not_goods' and (
                p.hs_code_2017 is distinct from p.hs_code_2022 or exists (
                    select 1 from hs_codes h where h.hs_edition = 'HS2017' and h.hs_code = p.hs_code_2017
                        and not h.one_to_one))""",
        title="A change of code or of its goods is explained",
        title_zh="编码或其所含商品的变更须说明",
        why="A series across two codes, or across a code that gave goods away, shows jumps that no trade has made.",
        why_zh="跨越两个编码，或跨越有商品移出的编码，序列会出现并非贸易造成的跳变。",
        mend="Say in break_note what happened between the editions; hs_codes and its correlation table tell.",
        mend_zh="请在 break_note 写明两版之间的变化，可查 hs_codes 及其对照表。",
        message="The code is “{hs_code_2017}” in 2017 and “{hs_code_2022}” in 2022, not one to one, and nothing "
                "says what changed.",
        message_zh="2017年编码为“{hs_code_2017}”，2022年为“{hs_code_2022}”，并非一一对应，且未说明变化。",
        passing={
            "products": [MAGNET | {"break_note": "HS 2022 moved electronic waste to heading 85.49."}],
            "hs_codes": [{"hs_edition": "HS2017", "hs_code": "850511", "one_to_one": "false"}],
        },
        failing={
            "products": [MAGNET],
            "hs_codes": [{"hs_edition": "HS2017", "hs_code": "850511", "one_to_one": "false"}],
        },
    ),
    Rule(
        code="products-shared-code",
        fields=("purity", "hs_code_2022"),
        query="""
            select p._record, min(o.product_id) as other from products p
                join products o on o.hs_code_2022 = p.hs_code_2022 and o.product_id <> p.product_id
            where p.purity in ('exact', 'clean') group by p._record""",
        title="A code that two products share is a basket",
        title_zh="两种产品共用的编码属 basket",
        why="Flows of a shared code are of both products: neither can claim them alone.",
        why_zh="共用编码的流量属于两种产品，任何一方都不能独占。",
        mend="Choose basket for both.",
        mend_zh="请将两者均选为 basket。",
        message="{hs_code_2022} is called {purity}, and {other} has it too.",
        message_zh="{hs_code_2022} 标为 {purity}，但 {other} 也使用该编码。",
        passing={"products": [{"product_id": "ito_target", "hs_code_2022": "848690", "purity": "basket"},
                              {"product_id": "litho_parts", "hs_code_2022": "848690", "purity": "basket"}]},
        failing={"products": [{"product_id": "ito_target", "hs_code_2022": "848690", "purity": "clean"},
                              {"product_id": "litho_parts", "hs_code_2022": "848690", "purity": "basket"}]},
    ),
    PROVENANCE.unsourced(code="products-unsourced"),
    PROVENANCE.further_sources(code="products-also-source", table="products"),
]

schema = frame_schema("products", RULES)
