"""Rules of criterion_groups: every edition's logic is one well-formed tree, and scores add up."""

from little_giants.rules import Check, Rule, families, frame_schema

PROVENANCE = families.Provenance()

ROOT = {"group_id": "LG-2022/root", "edition_id": "LG-2022"}
IP = {"group_id": "LG-2022/ip", "edition_id": "LG-2022", "parent_group_id": "LG-2022/root"}

RULES = [
    Rule(
        code="criterion_groups-edition-in-id",
        fields=("edition_id", "group_id"),
        check=Check.sql("split_part(group_id, '/', 1) = edition_id"),
        title="A group belongs to the edition in its name",
        title_zh="条件组属于其编号所示版本",
        why="Trees are read by edition. A group filed under another edition is missing here and a stranger there.",
        why_zh="逻辑树按版本读取；归错版本的组在此缺失，在彼多余。",
        mend="Make edition_id the part of group_id before the slash.",
        mend_zh="edition_id 应为 group_id 斜线前的部分。",
        message="{group_id} is filed under {edition_id}.",
        message_zh="{group_id} 归在 {edition_id} 之下。",
        passing=ROOT,
        failing={"group_id": "LG-2022/root", "edition_id": "LG-2021"},
    ),
    Rule(
        code="criterion_groups-parent-edition",
        fields=("parent_group_id", "group_id"),
        check=Check.sql("split_part(parent_group_id, '/', 1) = split_part(group_id, '/', 1)"),
        title="A group and its parent are of one edition",
        title_zh="条件组与上级同属一个版本",
        why="An edition is complete in itself; a branch grafted from another one would ask for what it never asked.",
        why_zh="每个版本自成一体；嫁接他版的分支会提出该版从未提出的要求。",
        mend="Choose the parent among the groups of the same edition.",
        mend_zh="请在同一版本的条件组中选择上级。",
        message="{group_id} stands under {parent_group_id}.",
        message_zh="{group_id} 的上级为 {parent_group_id}。",
        passing=IP,
        failing={**IP, "parent_group_id": "LG-2021/root"},
    ),
    Rule(
        code="criterion_groups-cycle",
        fields=("parent_group_id",),
        query="""
            with recursive above(group_id, above_id) as (
              select group_id, parent_group_id from criterion_groups where parent_group_id is not null
              union
              select a.group_id, g.parent_group_id
              from above a join criterion_groups g on g.group_id = a.above_id where g.parent_group_id is not null)
            select g._record from criterion_groups g join above a on a.group_id = g.group_id and a.above_id = g.group_id
            order by g._record
        """,
        title="No group stands above itself",
        title_zh="条件组不得成环",
        why="Whoever walks up from a criterion must reach the root; in a circle the walk never ends and the "
        "criteria in it "
        "are never asked.",
        why_zh="自条件上溯必须到达根节点；成环则永无终点，其中条件形同虚设。",
        mend="Give one group of the circle a parent outside it, as the rules are written.",
        mend_zh="请按规则原意，将环中一组的上级改到环外。",
        message="{group_id} stands above itself by way of {parent_group_id}.",
        message_zh="{group_id} 经由 {parent_group_id} 成为自己的上级。",
        passing={"criterion_groups": [ROOT, IP]},
        failing={"criterion_groups": [ROOT, {**IP, "parent_group_id": "LG-2022/ip"}]},
    ),
    Rule(
        code="criterion_groups-empty",
        fields=("group_id",),
        query="""
            select g._record from criterion_groups g
            where g.group_id not in (select c.group_id from criteria c where c.group_id is not null)
              and g.group_id not in (
                select s.parent_group_id from criterion_groups s where s.parent_group_id is not null)
            order by g._record
        """,
        title="No group is empty",
        title_zh="条件组不得为空",
        why="All of nothing holds always and any of nothing never: an empty group changes the verdict unseen.",
        why_zh="空组在“全部”时恒真、在“任一”时恒假，会悄然改变结论。",
        mend="Put the criteria that belong to the group into it, or remove the group.",
        mend_zh="请把所属条件放入该组，或删除该组。",
        message="{group_id} holds no criterion and no group.",
        message_zh="{group_id} 之下既无条件也无下级组。",
        passing={
            "criterion_groups": [ROOT, IP], "criteria": [{"criterion_id": "LG-2022-16", "group_id": "LG-2022/ip"}],
        },
        failing={
            "criterion_groups": [ROOT, IP], "criteria": [{"criterion_id": "LG-2022-06", "group_id": "LG-2022/root"}],
        },
    ),
    Rule(
        code="criterion_groups-score-columns",
        fields=("minimum_score", "maximum_score", "logic"),
        check=Check.sql(
            "(logic = 'score') = (minimum_score is not null) and (logic = 'score') = (maximum_score is not "
            "null)"
        ),
        title="Score groups, and only they, have a minimum and a maximum",
        title_zh="计分组须有最低分与满分，其他组没有",
        why="Points mean something only against the score asked and the score that can be had.",
        why_zh="分值须对照最低分与满分才有意义。",
        mend="Fill in both scores of a score group; empty both for all_of and any_of.",
        mend_zh="计分组请填两项；all_of 与 any_of 请均留空。",
        message="The logic is {logic}, the minimum {minimum_score}, the maximum {maximum_score}.",
        message_zh="逻辑为 {logic}，最低分 {minimum_score}，满分 {maximum_score}。",
        passing={"logic": "score", "minimum_score": "60", "maximum_score": "100"},
        failing={"logic": "score", "maximum_score": "100"},
    ),
    Rule(
        code="criterion_groups-score-order",
        fields=("minimum_score", "maximum_score"),
        check=Check.sql("minimum_score <= maximum_score"),
        title="The score asked can be reached",
        title_zh="最低分不高于满分",
        why="A minimum above the maximum can be met by no firm.",
        why_zh="最低分高于满分，则任何企业都无法达到。",
        mend="Check both scores in the rules.",
        mend_zh="请核对规则中的两项分数。",
        message="{minimum_score} points are asked of {maximum_score}.",
        message_zh="满分 {maximum_score} 却要求 {minimum_score} 分。",
        passing={"minimum_score": "60", "maximum_score": "100"},
        failing={"minimum_score": "60", "maximum_score": "40"},
    ),
    Rule(
        code="criterion_groups-score-sum",
        fields=("maximum_score",),
        query="""
            with best as (
              select group_id, metric_id, max(points) as points from criteria where points is not null
              group by group_id, metric_id),
            parts as (
              select group_id, sum(points) as points from best group by group_id
              union all
              select parent_group_id, sum(maximum_score) from criterion_groups where logic = 'score'
              group by parent_group_id)
            select g._record, sum(p.points) as points
            from criterion_groups g join parts p on p.group_id = g.group_id
            where g.logic = 'score'
            group by g._record, g.maximum_score having sum(p.points) > g.maximum_score order by g._record
        """,
        title="Points do not exceed the maximum",
        title_zh="分值之和不超过满分",
        why="The best band of every indicator together cannot give more than the rules allot to the group.",
        why_zh="各指标最高档之和不可能超过该组满分。",
        mend="Check the points of the bands and the maximum in the rules.",
        mend_zh="请核对各档分值与满分。",
        message="The best bands of {group_id} give {points} points; its maximum is {maximum_score}.",
        message_zh="{group_id} 各最高档合计 {points} 分，满分为 {maximum_score}。",
        passing={
            "criterion_groups": [{**IP, "logic": "score", "minimum_score": "20", "maximum_score": "40"}],
            "criteria": [
                {"criterion_id": "LG-2022-16a", "group_id": "LG-2022/ip", "metric_id": "m", "points": "20"},
                {"criterion_id": "LG-2022-16b", "group_id": "LG-2022/ip", "metric_id": "m", "points": "30"},
            ],
        },
        failing={
            "criterion_groups": [{**IP, "logic": "score", "minimum_score": "20", "maximum_score": "40"}],
            "criteria": [
                {"criterion_id": "LG-2022-16a", "group_id": "LG-2022/ip", "metric_id": "m", "points": "20"},
                {"criterion_id": "LG-2022-17a", "group_id": "LG-2022/ip", "metric_id": "n", "points": "30"},
            ],
        },
    ),
    PROVENANCE.unsourced(code="criterion_groups-unsourced"),
]

schema = frame_schema("criterion_groups", RULES)
