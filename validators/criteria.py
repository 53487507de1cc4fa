"""Rules of criteria: every threshold can be evaluated, in the unit of its metric, within the tree of its edition.

What makes a criterion apply to some firms only stands in criteria.conditions.py.
"""

from little_giants.rules import Check, Rule, families, frame_schema

PROVENANCE = families.Provenance()

SHARE = {"metric_id": "rd_spend_share", "type": "number", "unit": "percent"}
BRAND = {"metric_id": "own_brand", "type": "boolean"}
POINTS = {"group_id": "IN-2022/growth", "metric_id": "debt_to_asset_ratio"}

RULES = [
    Rule(
        code="criteria-edition-in-id",
        fields=("group_id", "criterion_id"),
        check=Check.sql("left(criterion_id, 7) = split_part(group_id, '/', 1)"),
        title="A criterion stands in the tree of its own edition",
        title_zh="条件位于本版本的逻辑树中",
        why="The identifier says which edition asks it. In another edition's tree it would be asked of the wrong "
        "firms.",
        why_zh="编号说明由哪个版本提出；放进他版的树，就会考核错误的企业。",
        mend="Choose a group of the edition that criterion_id names, or renumber the criterion.",
        mend_zh="请选择 criterion_id 所示版本的条件组，或重新编号。",
        message="{criterion_id} stands in {group_id}.",
        message_zh="{criterion_id} 位于 {group_id}。",
        passing={"criterion_id": "LG-2022-06", "group_id": "LG-2022/root"},
        failing={"criterion_id": "LG-2022-06", "group_id": "LG-2026/root"},
    ),
    Rule(
        code="criteria-value-matches-operator",
        fields=("value", "value_max", "value_text", "operator"),
        check=Check.sql(
            "case when operator in ('ge', 'le') then value is not null and value_max is null and value_text is null "
            "when operator = 'between' then value is not null and value_max is not null and value_text is null "
            "when operator in ('one_of', 'qualitative', 'not_yet_issued') "
            "then value is null and value_max is null and value_text is not null "
            "else value is null and value_max is null and value_text is null end"
        ),
        title="The operator has the values it needs, and no others",
        title_zh="数值与比较方式相符",
        why="A threshold without its number cannot be evaluated; a number the operator does not read misleads.",
        why_zh="缺少数值的门槛无法判断；比较方式用不到的数值会误导。",
        mend="ge and le: value only. between: value and value_max. one_of, qualitative, not_yet_issued: value_text "
        "only. "
        "is_true, is_false, waived: none.",
        mend_zh="ge、le 只填 value；between 填 value 与 value_max；one_of、qualitative、not_yet_issued 只填 "
        "value_text；is_true、is_false、waived 均不填。",
        message="The operator {operator} does not go with value {value}, upper value {value_max}, wording "
        "{value_text}.",
        message_zh="比较方式 {operator} 与数值 {value}、上限 {value_max}、文字 {value_text} 不符。",
        passing={"operator": "between", "value": "100", "value_max": "400"},
        failing={"operator": "between", "value": "100"},
    ),
    families.rising(
        code="criteria-band-order",
        low="value",
        high="value_max",
        why="No firm lies between 400 and 100.",
        why_zh="没有企业能介于400与100之间。",
    ),
    Rule(
        code="criteria-percent",
        fields=("value", "value_max", "unit"),
        check=Check.sql("unit <> 'percent' or (coalesce(value, 0) <= 100 and coalesce(value_max, 0) <= 100)"),
        title="Percentages asked lie within 0 and 100",
        title_zh="百分比门槛在0至100之间",
        why="Every percentage that an edition asks is a share or a modest growth rate: 700 is 70 with a slipped digit.",
        why_zh="各版本所要求的百分比都是占比或不高的增长率；700多半是70之误。",
        mend="Write percent, not a fraction or basis points, and check the digits.",
        mend_zh="请以百分数填写（非小数或基点），并核对数字。",
        message="{value} percent is asked.",
        message_zh="要求达到 {value}%。",
        passing={"unit": "percent", "value": "70"},
        failing={"unit": "percent", "value": "700"},
    ),
    Rule(
        code="criteria-operator-matches-metric",
        fields=("operator", "metric_id"),
        query="""
            select c._record, m.type as metric_type
            from criteria c join metrics m on m.metric_id = c.metric_id
            where c.operator <> 'waived' and not case m.type
                when 'boolean' then c.operator in ('is_true', 'is_false')
                when 'choice' then c.operator = 'one_of'
                when 'qualitative' then c.operator in ('qualitative', 'not_yet_issued')
                else c.operator in ('ge', 'le', 'between') end
            order by c._record
        """,
        title="The operator suits the metric",
        title_zh="比较方式与指标类型相符",
        why="At least and at most are for numbers; a yes or no is true or false; a judgement is neither.",
        why_zh="“不低于”“不高于”用于数值；是否类为是或否；定性指标两者皆非。",
        mend="Numbers: ge, le, between. Boolean: is_true, is_false. Choice: one_of. Qualitative: qualitative, "
        "not_yet_issued.",
        mend_zh="数值用 ge、le、between；是否用 is_true、is_false；选择用 one_of；定性用 qualitative、not_yet_issued。",
        message="{operator} does not suit {metric_id}, which is {metric_type}.",
        message_zh="{metric_id} 为 {metric_type} 类指标，不适用 {operator}。",
        passing={"criteria": [{"metric_id": "own_brand", "operator": "is_true"}], "metrics": [BRAND]},
        failing={"criteria": [{"metric_id": "rd_spend_share", "operator": "is_true"}], "metrics": [SHARE]},
    ),
    Rule(
        code="criteria-whole-number",
        fields=("value", "metric_id"),
        query="""
            select c._record
            from criteria c join metrics m on m.metric_id = c.metric_id
            where m.type = 'integer' and (c.value <> floor(c.value) or c.value_max <> floor(c.value_max))
            order by c._record
        """,
        title="Counts and ranks are whole",
        title_zh="数量与名次为整数",
        why="There is no fourth and a half patent and no rank 2.5: a fraction shows a wrong metric or a slip.",
        why_zh="没有四个半专利，也没有第2.5名；出现小数说明指标有误或笔误。",
        mend="Check the number in the rules, or choose the metric that is a share.",
        mend_zh="请核对规则中的数字，或改用占比类指标。",
        message="{value} is asked of {metric_id}, which counts whole things.",
        message_zh="{metric_id} 为整数指标，门槛却为 {value}。",
        passing={
            "criteria": [{"metric_id": "patents", "operator": "ge", "value": "4"}],
            "metrics": [{"metric_id": "patents", "type": "integer", "unit": "patents"}],
        },
        failing={
            "criteria": [{"metric_id": "patents", "operator": "ge", "value": "4.5"}],
            "metrics": [{"metric_id": "patents", "type": "integer", "unit": "patents"}],
        },
    ),
    Rule(
        code="criteria-points-in-score-group",
        fields=("points", "group_id"),
        query="""
            select c._record, g.logic
            from criteria c join criterion_groups g on g.group_id = c.group_id
            where (c.points is not null) <> (g.logic = 'score')
            order by c._record
        """,
        title="Points stand in score groups, and there always",
        title_zh="计分组中的条件须有分值，其他条件没有",
        why="A score is the sum of points; elsewhere points would count for nothing.",
        why_zh="得分是分值之和；在其他组中分值毫无作用。",
        mend="Give every criterion of a score group its points, and empty them elsewhere.",
        mend_zh="请为计分组的每个条件填写分值，其他条件留空。",
        message="{criterion_id} has {points} points in a group of logic {logic}.",
        message_zh="{criterion_id} 位于逻辑为 {logic} 的组，分值为 {points}。",
        passing={
            "criteria": [{**POINTS, "points": "10"}],
            "criterion_groups": [{"group_id": "IN-2022/growth", "logic": "score"}],
        },
        failing={
            "criteria": [POINTS],
            "criterion_groups": [{"group_id": "IN-2022/growth", "logic": "score"}],
        },
    ),
    Rule(
        code="criteria-harder-band-more-points",
        fields=("points", "value"),
        query="""
            select h._record, min(e.criterion_id) as easier, max(e.points) as easier_points
            from criteria h join criteria e
              on e.group_id = h.group_id and e.metric_id = h.metric_id and e.operator = h.operator
             and ((h.operator = 'ge' and h.value > e.value) or (h.operator = 'le' and h.value < e.value))
            where h.points <= e.points
            group by h._record order by h._record
        """,
        title="A harder band gives more points",
        title_zh="门槛越高分值越高",
        why="A firm gets the points of the best band it reaches. A harder band with fewer points would never count.",
        why_zh="企业取所达到的最高档分值；更难而分值更低的档次永远用不上。",
        mend="Check the bands and their points in the rules.",
        mend_zh="请核对规则中的各档及其分值。",
        message="{criterion_id} gives {points} points; the easier {easier} gives {easier_points}.",
        message_zh="{criterion_id} 得 {points} 分，而更易达到的 {easier} 得 {easier_points} 分。",
        passing={
            "criteria": [
                {**POINTS, "criterion_id": "IN-2022-11a", "operator": "le", "value": "55", "points": "10"},
                {**POINTS, "criterion_id": "IN-2022-11b", "operator": "le", "value": "75", "points": "5"},
            ]
        },
        failing={
            "criteria": [
                {**POINTS, "criterion_id": "IN-2022-11a", "operator": "le", "value": "55", "points": "5"},
                {**POINTS, "criterion_id": "IN-2022-11b", "operator": "le", "value": "75", "points": "10"},
            ]
        },
    ),
    Rule(
        code="criteria-waiver-names-criterion",
        fields=("amends_criterion_id", "operator"),
        check=Check.sql("operator <> 'waived' or amends_criterion_id is not null"),
        title="A waiver says what it waives",
        title_zh="免除须注明所免条件",
        why="Without the criterion that is not asked, nothing is waived.",
        why_zh="不指明所免的条件，就什么也没有免除。",
        mend="Name the criterion of the amended edition in amends_criterion_id.",
        mend_zh="请在 amends_criterion_id 填写原版本的条件编号。",
        message="{criterion_id} waives a criterion it does not name.",
        message_zh="{criterion_id} 未注明所免除的条件。",
        passing={"operator": "waived", "amends_criterion_id": "LG-2022-03"},
        failing={"operator": "waived"},
    ),
    Rule(
        code="criteria-amends-amended-edition",
        fields=("amends_criterion_id",),
        query="""
            select c._record, coalesce(e.amends_edition_id, 'no edition') as base
            from criteria c join rule_editions e on e.edition_id = split_part(c.group_id, '/', 1)
            join criteria o on o.criterion_id = c.amends_criterion_id
            where e.amends_edition_id is distinct from split_part(o.group_id, '/', 1) or o.metric_id <> c.metric_id
            order by c._record
        """,
        title="An overlay amends the edition it names",
        title_zh="叠加条件所改须属所改版本",
        why="Only criteria of the amended edition, on the same metric, can be replaced or waived for a round.",
        why_zh="只有所改版本中同一指标的条件才能在该轮次被替换或免除。",
        mend="Name a criterion of the edition in amends_edition_id that is on the same metric.",
        mend_zh="请填写 amends_edition_id 所指版本中同一指标的条件。",
        message="{criterion_id} amends {amends_criterion_id}; its edition amends {base}.",
        message_zh="{criterion_id} 修改 {amends_criterion_id}，而其版本修改的是 {base}。",
        passing={
            "rule_editions": [{"edition_id": "LG-2022"}, {"edition_id": "LG-2025", "amends_edition_id": "LG-2022"}],
            "criteria": [
                {"criterion_id": "LG-2022-03", "group_id": "LG-2022/root", "metric_id": "growth"},
                {"criterion_id": "LG-2025-02", "group_id": "LG-2025/root", "metric_id": "growth",
                 "amends_criterion_id": "LG-2022-03"},
            ],
        },
        failing={
            "rule_editions": [{"edition_id": "LG-2022"}, {"edition_id": "LG-2026"}],
            "criteria": [
                {"criterion_id": "LG-2022-03", "group_id": "LG-2022/root", "metric_id": "growth"},
                {"criterion_id": "LG-2026-05", "group_id": "LG-2026/root", "metric_id": "growth",
                 "amends_criterion_id": "LG-2022-03"},
            ],
        },
    ),
    PROVENANCE.unsourced(code="criteria-unsourced"),
]

schema = frame_schema("criteria", RULES)
