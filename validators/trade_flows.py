"""Rules of trade_flows: what a trade economist checks before adding a number to another.

The codes V01 to V18 that docs/curation/trade.md lists are named in the comments.
"""

from little_giants.rules import Check, Rule, frame_schema

FLOW = {
    "period": "2024",
    "reporter_code": "CHN",
    "partner_code": "JPN",
    "flow": "M",
    "hs_edition": "HS2017",
    "hs_code": "810820",
    "valuation": "fob_reconciled",
    "value_usd": "100000",
    "coverage": "all_partners",
    "source_id": "N77",
}
OTHER = {**FLOW, "partner_code": "KOR", "value_usd": "200000"}
THIRD = {**FLOW, "partner_code": "DEU", "value_usd": "300000"}
WEIGHED = [
    {**FLOW, "partner_code": partner, "value_usd": value, "net_weight_kg": weight}
    for partner, value, weight in (
        ("DEU", "400000", "40000"),
        ("JPN", "300000", "30000"),
        ("KOR", "150000", "15000"),
        ("USA", "500000", "50000"),
    )
]

RULES = [
    Rule(  # V10, V18
        code="trade_flows-self-trade",
        fields=("partner_code", "reporter_code", "flow", "valuation"),
        check=Check.sql("reporter_code <> partner_code or (flow = 'M' and valuation <> 'fob_reconciled')"),
        title="No trade with oneself",
        title_zh="不得与自身贸易",
        why="A reconciled release such as BACI holds flows between two economies. Only an importer's own report can "
        "name itself as partner (goods that came back).",
        why_zh="BACI 等经调和的数据只含两个经济体之间的流量；只有进口方自身的报告才可能以自身为伙伴（复进口）。",
        mend="Name the true partner, or mark the valuation if the row is an importer's own report of goods that came "
        "back.",
        mend_zh="填写真正的伙伴方；若确为进口方自报的复进口，请改正计价方式。",
        message="The partner {partner_code} is the reporter itself.",
        message_zh="伙伴方 {partner_code} 就是报告方自身。",
        passing={"reporter_code": "CHN", "partner_code": "CHN", "flow": "M", "valuation": "cif"},
        failing={"reporter_code": "CHN", "partner_code": "CHN", "flow": "M", "valuation": "fob_reconciled"},
    ),
    Rule(  # V06
        code="trade_flows-cif-export",
        fields=("valuation", "flow"),
        check=Check.sql("valuation <> 'cif' or flow = 'M'"),
        title="Exports carry no import freight",
        title_zh="出口不含到岸运费",
        why="Freight and insurance to the border of the importer are part of import values only. An export valued so "
        "would be some 2 to 20% too high beside its neighbours.",
        why_zh="到岸的运费与保险费只计入进口额；出口若如此计价，会比同类数值高出约 2% 至 20%。",
        mend="Check the valuation at the source: exports are fob, BACI is fob_reconciled on both sides.",
        mend_zh="请核对来源的计价方式：出口为 fob，BACI 双方均为 fob_reconciled。",
        message="An export cannot be valued {valuation}.",
        message_zh="出口不能以 {valuation} 计价。",
        passing={"valuation": "cif", "flow": "M"},
        failing={"valuation": "cif", "flow": "X"},
    ),
    Rule(  # V05
        code="trade_flows-whole-dollars",
        fields=("value_usd", "valuation"),
        check=Check.sql("valuation <> 'fob_reconciled' or value_usd = round(value_usd)"),
        title="Reconciled values are whole dollars",
        title_zh="调和后的金额为整美元",
        why="BACI gives thousands of dollars with three decimals, so dollars are whole. A fraction shows that the "
        "factor of one thousand was forgotten, or that a computation left its dust.",
        why_zh="BACI 以千美元记三位小数，换算后必为整美元。出现小数说明漏乘一千，或留有计算误差。",
        mend="Multiply the value of the release by 1000 and write whole dollars.",
        mend_zh="将发布值乘以 1000，并写成整美元。",
        message="{value_usd} is not a whole number of dollars.",
        message_zh="{value_usd} 不是整美元。",
        passing={"value_usd": "3191", "valuation": "fob_reconciled"},
        failing={"value_usd": "3.191", "valuation": "fob_reconciled"},
    ),
    Rule(  # V05
        code="trade_flows-whole-kilograms",
        fields=("net_weight_kg", "valuation"),
        check=Check.sql("valuation <> 'fob_reconciled' or net_weight_kg = round(net_weight_kg)"),
        title="Reconciled weights are whole kilograms",
        title_zh="调和后的重量为整千克",
        why="BACI gives tonnes with three decimals, so kilograms are whole. A fraction shows that tonnes stand in the "
        "field.",
        why_zh="BACI 以吨记三位小数，换算后必为整千克。出现小数说明字段中写的是吨。",
        mend="Multiply the weight of the release by 1000 and write whole kilograms; leave it empty when it is not "
        "known.",
        mend_zh="将发布的重量乘以 1000，写成整千克；未知时留空。",
        message="{net_weight_kg} is not a whole number of kilograms.",
        message_zh="{net_weight_kg} 不是整千克。",
        passing={"net_weight_kg": "1000", "valuation": "fob_reconciled"},
        failing={"net_weight_kg": "0.5", "valuation": "fob_reconciled"},
    ),
    Rule(  # V03
        code="trade_flows-edition-too-early",
        fields=("period", "hs_edition"),
        check=Check.sql("period >= cast(substr(hs_edition, 3, 4) as bigint)"),
        title="No code before its edition",
        title_zh="编码不得早于其版本",
        why="An edition of the Harmonized System is in force from the year in its name. Earlier flows were never "
        "reported in its codes.",
        why_zh="协调制度各版本自其名称所示年份起生效，更早的流量不会以该版本编码申报。",
        mend="Correct the year or the edition.",
        mend_zh="请改正年份或版本。",
        message="{hs_edition} was not in force in {period}.",
        message_zh="{period} 年时 {hs_edition} 尚未生效。",
        passing={"period": "2018", "hs_edition": "HS2017"},
        failing={"period": "2016", "hs_edition": "HS2017"},
    ),
    Rule(  # V13
        code="trade_flows-two-editions",
        fields=("hs_edition", "period", "reporter_code", "source_id"),
        query="""
            with held as (
              select source_id, reporter_code, period, hs_edition, count(*) as n
              from trade_flows group by all
            ), usual as (
              select source_id, reporter_code, period, first(hs_edition order by n desc, hs_edition) as usual_edition
              from held group by all
            )
            select f._record, u.usual_edition
            from trade_flows f join usual u using (source_id, reporter_code, period)
            where f.hs_edition <> u.usual_edition
            order by f._record
        """,
        title="One edition per year and source",
        title_zh="同一来源同一年份只用一个版本",
        why="A release exists in several editions of the Harmonized System, and each holds all of the trade. Two "
        "editions in one year count the same goods twice.",
        why_zh="同一发布数据有多个协调制度版本，每个版本都包含全部贸易。一年中出现两个版本会重复计算。",
        mend="Keep the edition that the other rows of that year and source use.",
        mend_zh="请统一使用该年份该来源其他行所用的版本。",
        message="The row is in {cell}; the others of that year and source are in {usual_edition}.",
        message_zh="本行为 {cell}，该年份该来源的其他行为 {usual_edition}。",
        passing={"trade_flows": [FLOW, OTHER, {**OTHER, "period": "2023", "hs_edition": "HS2022"}]},
        failing={"trade_flows": [FLOW, OTHER, {**THIRD, "hs_edition": "HS2022"}]},
    ),
    Rule(
        code="trade_flows-mixed-coverage",
        fields=("coverage", "period", "reporter_code", "source_id"),
        query="""
            with held as (
              select source_id, reporter_code, period, coverage, count(*) as n
              from trade_flows group by all
            ), usual as (
              select source_id, reporter_code, period, first(coverage order by n desc, coverage) as usual_coverage
              from held group by all
            )
            select f._record, u.usual_coverage
            from trade_flows f join usual u using (source_id, reporter_code, period)
            where f.coverage <> u.usual_coverage
            order by f._record
        """,
        title="A year is complete or it is not",
        title_zh="一个年份要么完整要么不完整",
        why="Whether a missing partner means zero depends on the coverage of the year. A year that says both lets a "
        "reader take a gap for a fall.",
        why_zh="缺少的伙伴是否等于零取决于该年份的覆盖情况。同一年份两种说法并存，会使人把缺口误当下降。",
        mend="Write the coverage that the release has for that year in every row of the year.",
        mend_zh="请在该年份所有行中写明该发布数据的实际覆盖情况。",
        message="The row says {cell}; the others of that year and source say {usual_coverage}.",
        message_zh="本行为 {cell}，该年份该来源的其他行为 {usual_coverage}。",
        passing={"trade_flows": [FLOW, OTHER, {**FLOW, "period": "2023", "coverage": "largest_flows"}]},
        failing={"trade_flows": [FLOW, OTHER, {**THIRD, "coverage": "largest_flows"}]},
    ),
    Rule(  # V11
        code="trade_flows-economy-ended",
        fields=("partner_code", "reporter_code", "period"),
        query="""
            select f._record, e.economy_code, e.last_year
            from trade_flows f join economies e on e.economy_code in (f.partner_code, f.reporter_code)
            where f.period > e.last_year
            order by f._record
        """,
        title="No trade with an economy that has ended",
        title_zh="不得与已不存在的经济体贸易",
        why="Codes of the past stay in the lists. A flow under one of them is missing from the sums of its successor.",
        why_zh="旧代码仍留在名单中；记在旧代码下的流量会从其继承者的合计中漏掉。",
        mend="Write the code of the successor, or correct the year.",
        mend_zh="请改用继承者的代码，或改正年份。",
        message="{economy_code} ended in {last_year}.",
        message_zh="{economy_code} 止于 {last_year} 年。",
        passing={
            "trade_flows": [FLOW],
            "economies": [{"economy_code": "JPN"}, {"economy_code": "SCG", "last_year": "2005"}],
        },
        failing={
            "trade_flows": [{**FLOW, "partner_code": "SCG"}],
            "economies": [{"economy_code": "JPN"}, {"economy_code": "SCG", "last_year": "2005"}],
        },
    ),
    Rule(  # V01: a key that differs only in the name of the partner
        code="trade_flows-partner-twice",
        fields=("partner_code", "value_usd"),
        query="""
            with flow as (
              select _record, partner_code, value_usd, first_value(partner_code) over same as first_partner,
                     row_number() over same as place
              from trade_flows where value_usd >= 100000
              window same as (partition by period, reporter_code, flow, hs_edition, hs_code, valuation, value_usd
                              order by _record)
            )
            select _record, first_partner from flow where place > 1 order by _record
        """,
        severity="warning",
        title="The same flow under two partners",
        title_zh="同一流量记在两个伙伴名下",
        why="Two copies of one release may name a partner differently (Taiwan as S19 and as TWN). Together they count "
        "its trade twice; two large flows of one good with the same value to the dollar show it.",
        why_zh="同一发布数据的两个抄本可能用不同代码称呼同一伙伴（如台湾的 S19 与 TWN），合在一起会重复计算；"
        "同一商品两笔大额流量金额完全相同即为征兆。",
        mend="If both codes mean one economy, keep one row. If the values are equal by chance, leave them and waive "
        "the warning.",
        mend_zh="若两代码指同一经济体，保留一行；若金额只是巧合相同，可保留并豁免此警告。",
        message="{partner_code} and {first_partner} have the same value, {value_usd}.",
        message_zh="{partner_code} 与 {first_partner} 的金额相同，均为 {value_usd}。",
        passing={"trade_flows": [FLOW, OTHER]},
        failing={"trade_flows": [FLOW, {**OTHER, "value_usd": "100000"}]},
    ),
    Rule(  # V08: the gross ones; the usual spread of unit values belongs to the trade views
        code="trade_flows-unit-value",
        fields=("net_weight_kg", "value_usd"),
        query="""
            with price as (
              select *, value_usd / net_weight_kg as unit_value,
                     median(value_usd / net_weight_kg) over (partition by period, flow, hs_edition, hs_code) as usual,
                     count(*) over (partition by period, flow, hs_edition, hs_code) as n
              from trade_flows where net_weight_kg > 0 and value_usd > 0
            )
            select _record, printf('%.2f', unit_value) as dollars_per_kg, printf('%.2f', usual) as usual_dollars_per_kg
            from price
            where n >= 5 and net_weight_kg >= 10000 and (unit_value > 100 * usual or unit_value < usual / 100)
            order by _record
        """,
        severity="warning",
        title="A price per kilogram a hundred times off",
        title_zh="每千克单价相差百倍",
        why="Dollars per kilogram of one good in one year spread over a factor of ten, seldom of a hundred. Beyond "
        "that, tonnes stand for kilograms or thousands for dollars.",
        why_zh="同一商品同一年份的单价差异可达十倍，很少达百倍；超过百倍多半是把吨当千克，或把千美元当美元。",
        mend="Check value and weight against the release; waive the warning when both are as published.",
        mend_zh="请对照发布数据核对金额与重量；若与发布一致，可豁免此警告。",
        message="{dollars_per_kg} dollars per kilogram; the middle of its year is {usual_dollars_per_kg}.",
        message_zh="每千克 {dollars_per_kg} 美元；该年中位数为 {usual_dollars_per_kg}。",
        passing={
            "trade_flows": [*WEIGHED, {**FLOW, "partner_code": "RUS", "value_usd": "900000", "net_weight_kg": "30000"}]
        },
        failing={
            "trade_flows": [
                *WEIGHED,
                {**FLOW, "partner_code": "RUS", "value_usd": "900000", "net_weight_kg": "30000000"},
            ]
        },
    ),
]

schema = frame_schema("trade_flows", RULES)
