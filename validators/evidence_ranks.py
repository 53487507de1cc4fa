"""Rules of evidence_ranks: the ranks of a scale have no gap. That every word has a rank is a rule of package.py."""

from little_giants.rules import Rule, frame_schema

NEWS = {"scale": "kind", "word": "news", "rank": "1"}
OFFICIAL = {"scale": "kind", "word": "official", "rank": "1"}

RULES = [
    Rule(
        code="evidence_ranks-no-gap",
        fields=("rank", "scale"),
        query="""
            select r._record, r.rank - 1 as before
            from evidence_ranks r
            where r.rank > 1 and not exists (
              select 1 from evidence_ranks o where o.scale = r.scale and o.rank = r.rank - 1)
              and r._record = (select min(s._record) from evidence_ranks s where s.scale = r.scale and s.rank = r.rank)
        """,
        title="The ranks of a scale have no gap",
        title_zh="同一尺度的等级须连续",
        why="A gap says that something is missing between two ranks, and nobody can tell what.",
        why_zh="等级缺号意味着中间遗漏了内容，却无从得知是什么。",
        mend="Number the ranks of the scale from 1, equals with the same number.",
        mend_zh="请从 1 起连续编号，同级者用同一数字。",
        message="The scale {scale} has the rank {cell} and nothing of rank {before}.",
        message_zh="尺度 {scale} 有等级 {cell}，却没有等级 {before}。",
        passing={"evidence_ranks": [OFFICIAL, {**NEWS, "rank": "2"}]},
        failing={"evidence_ranks": [OFFICIAL, {**NEWS, "rank": "3"}]},
    ),
]

schema = frame_schema("evidence_ranks", RULES)
