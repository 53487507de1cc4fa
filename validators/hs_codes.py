"""Rules of hs_codes: codes of the nomenclature itself, and what became of them in the other edition."""

from little_giants.rules import Check, Rule, frame_schema

PAIR = [
    {
        "hs_edition": "HS2017",
        "hs_code": "681510",
        "counterpart_edition": "HS2022",
        "counterpart_code": "681519",
        "counterpart_count": "1",
        "one_to_one": "true",
    },
    {
        "hs_edition": "HS2022",
        "hs_code": "681519",
        "counterpart_edition": "HS2017",
        "counterpart_code": "681510",
        "counterpart_count": "1",
        "one_to_one": "true",
    },
]

RULES = [
    Rule(  # V03
        code="hs_codes-chapter",
        fields=("hs_code",),
        check=Check.sql("substr(hs_code, 1, 2) between '01' and '97' and substr(hs_code, 1, 2) <> '77'"),
        title="The chapter exists",
        title_zh="章号须存在",
        why="The Harmonized System has the chapters 01 to 97 without 77. Totals and remainders such as 999999 are no "
        "goods, and adding them to goods counts twice.",
        why_zh="协调制度为第 01 至 97 章，无第 77 章。999999 等合计或余项不是商品，与商品相加会重复计算。",
        mend="Write the six digits of the good with leading zeros; leave totals out.",
        mend_zh="请填写商品六位编码并保留前导零；不要录入合计。",
        message="{hs_code} lies in no chapter of the Harmonized System.",
        message_zh="{hs_code} 不属于协调制度任何一章。",
        passing={"hs_code": "010121"},
        failing={"hs_code": "999999"},
    ),
    Rule(  # V13
        code="hs_codes-one-to-one",
        fields=("one_to_one", "counterpart_count"),
        check=Check.sql("not one_to_one or coalesce(counterpart_count, 0) = 1"),
        title="One to one means one counterpart",
        title_zh="一一对应须恰有一个对应编码",
        why="Growth across two editions is shown only for codes that hold the same goods in both. A code that was "
        "split or merged is none of them.",
        why_zh="只有两个版本所含商品相同的编码才可计算跨版本增长；被拆分或合并的编码不在其内。",
        mend="Look the code up in the correlation table of the two editions.",
        mend_zh="请查阅两个版本的对照表。",
        message="{hs_code} is marked one to one and has {counterpart_count} counterparts.",
        message_zh="{hs_code} 标为一一对应，却有 {counterpart_count} 个对应编码。",
        passing={"hs_code": "810820", "one_to_one": "true", "counterpart_count": "1"},
        failing={"hs_code": "811292", "one_to_one": "true", "counterpart_count": "3"},
    ),
    Rule(
        code="hs_codes-counterpart-code",
        fields=("counterpart_code", "counterpart_count"),
        check=Check.sql("(counterpart_code is not null) = (coalesce(counterpart_count, 0) = 1)"),
        title="A counterpart is named when there is one",
        title_zh="恰有一个对应编码时才填写",
        why="A name beside a count of several hides the others; a count of one without its name cannot be followed.",
        why_zh="有多个对应编码时只写一个会掩盖其他；仅有一个而不写则无从追踪。",
        mend="Write the code when the count is 1, else leave it empty.",
        mend_zh="数目为 1 时填写编码，否则留空。",
        message="The count is {counterpart_count} and the code is {counterpart_code}.",
        message_zh="数目为 {counterpart_count}，编码为 {counterpart_code}。",
        passing={"counterpart_count": "3", "counterpart_code": ""},
        failing={"counterpart_count": "3", "counterpart_code": "811292"},
    ),
    Rule(
        code="hs_codes-counterpart-edition",
        fields=("counterpart_edition", "hs_edition"),
        check=Check.sql("counterpart_edition <> hs_edition"),
        title="The other edition is another one",
        title_zh="对应版本须为另一版本",
        why="A code compared with its own edition is always one to one, and says nothing.",
        why_zh="与自身版本比较永远一一对应，毫无意义。",
        mend="Name the edition that the correlation table compares with.",
        mend_zh="请填写对照表所比较的版本。",
        message="{counterpart_edition} is the edition of the code itself.",
        message_zh="{counterpart_edition} 就是该编码自身的版本。",
        passing={"hs_edition": "HS2017", "counterpart_edition": "HS2022"},
        failing={"hs_edition": "HS2017", "counterpart_edition": "HS2017"},
    ),
    Rule(
        code="hs_codes-counterpart-incomplete",
        fields=("counterpart_edition", "counterpart_count"),
        check=Check.sql("(counterpart_edition is null) = (counterpart_count is null)"),
        title="Edition and count go together",
        title_zh="对应版本与数目须同时填写",
        why="A number of counterparts means nothing without the edition they stand in.",
        why_zh="没有版本，对应编码的数目就没有意义。",
        mend="Fill both from the correlation table, or leave both empty.",
        mend_zh="请据对照表同时填写，或同时留空。",
        message="The edition is {counterpart_edition}, the count {counterpart_count}.",
        message_zh="版本为 {counterpart_edition}，数目为 {counterpart_count}。",
        passing={"counterpart_edition": "HS2022", "counterpart_count": "3"},
        failing={"counterpart_edition": "", "counterpart_count": "3"},
    ),
    Rule(  # V13
        code="hs_codes-one-sided",
        fields=("one_to_one", "counterpart_code"),
        query="""
            select a._record, b.hs_edition as other_edition, b.hs_code as other_code
            from hs_codes a join hs_codes b on b.hs_edition = a.counterpart_edition and b.hs_code = a.counterpart_code
            where a.one_to_one and not (b.one_to_one and b.counterpart_code = a.hs_code)
            order by a._record
        """,
        title="One to one holds from both sides",
        title_zh="一一对应须双向成立",
        why="A code that took in a second one has still a single successor. It is one to one only if the successor has "
        "a single predecessor.",
        why_zh="并入其他编码的编码也只有一个后继；只有后继也只有一个前身时才算一一对应。",
        mend="Look both codes up in the correlation table and correct the side that is wrong.",
        mend_zh="请在对照表中查两个编码，改正错误的一方。",
        message="{other_edition} {other_code} does not lead back to this code alone.",
        message_zh="{other_edition} {other_code} 并非仅对应本编码。",
        passing={"hs_codes": PAIR},
        failing={"hs_codes": [PAIR[0], {**PAIR[1], "one_to_one": "false"}]},
    ),
]

schema = frame_schema("hs_codes", RULES)
