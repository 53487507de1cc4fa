"""Rules of economies: codes that ordinary tools lose or confuse."""

from little_giants.rules import Check, Rule, frame_schema

RULES = [
    Rule(  # V12
        code="economies-two-letter-code",
        fields=("iso2", "economy_code"),
        check=Check.sql("iso2 is not null or not regexp_matches(economy_code, '^[A-Z]{3}$')"),
        title="Every ISO economy has its two letters",
        title_zh="ISO 经济体须有两位代码",
        why="Namibia's code is NA, which many tools read as a missing value, and its trade then drops out of every "
        "join. Only groups and BACI's own codes, which hold a digit, have no two letters.",
        why_zh="纳米比亚的代码是 NA，许多工具会当作缺失值，其贸易随之从连接中消失。只有组别与含数字的 BACI "
        "自有代码没有两位代码。",
        mend="Write the ISO 3166-1 alpha-2 code. For Namibia that is NA.",
        mend_zh="请填写 ISO 3166-1 两位代码；纳米比亚为 NA。",
        message="{economy_code} has no two-letter code.",
        message_zh="{economy_code} 没有两位代码。",
        passing={"economy_code": "S19", "iso2": ""},
        failing={"economy_code": "NAM", "iso2": ""},
    ),
    Rule(
        code="economies-garbled-name",
        fields=("name_en",),
        check=Check.sql("not regexp_matches(name_en, '[ÃÂ\ufffd]')"),
        title="Names are not garbled",
        title_zh="名称不得为乱码",
        why="A file in UTF-8 that was read as Latin-1 turns é into two other letters. BACI's list went about so.",
        why_zh="以 Latin-1 读取 UTF-8 文件会把 é 变成另外两个字符；BACI 的名单曾以此形式流传。",
        mend="Read the source as UTF-8 and write the name anew.",
        mend_zh="请以 UTF-8 读取来源并重写名称。",
        message="{name_en} looks garbled.",
        message_zh="{name_en} 疑似乱码。",
        passing={"name_en": "Curaçao"},
        failing={"name_en": "CuraÃ§ao"},
    ),
    Rule(  # V11
        code="economies-older-form",
        fields=("numeric_code", "economy_code"),
        check=Check.sql(
            "not starts_with(economy_code, 'X-') or "
            "try_cast(substr(economy_code, 3, 3) as bigint) = try_cast(numeric_code as bigint)"
        ),
        title="An older form is named by its number",
        title_zh="旧有经济体以数字代码命名",
        why="BACI gives an older form (Belgium-Luxembourg) the letters of a present economy. The number alone tells "
        "them apart, so the code is made of it.",
        why_zh="BACI 给旧有经济体（如比利时-卢森堡）沿用现存经济体的字母，只有数字可以区分，因此代码由数字构成。",
        mend="Make the code X- and the three-digit number.",
        mend_zh="代码应为 X- 加三位数字。",
        message="{economy_code} does not hold its numeric code {numeric_code}.",
        message_zh="{economy_code} 与数字代码 {numeric_code} 不符。",
        passing={"economy_code": "X-058", "numeric_code": "58"},
        failing={"economy_code": "X-058", "numeric_code": "56"},
    ),
    Rule(  # V11
        code="economies-older-form-last-year",
        fields=("last_year", "economy_code"),
        check=Check.sql("last_year is not null or not starts_with(economy_code, 'X-')"),
        title="An older form has a last year",
        title_zh="旧有经济体须有末年",
        why="Without it nothing stops a flow of today from being filed under the economy of yesterday.",
        why_zh="否则今日的流量可能被记在昔日的经济体名下。",
        mend="Write the last year for which the list uses the economy.",
        mend_zh="请填写名单使用该经济体的最后年份。",
        message="{economy_code} has no last year.",
        message_zh="{economy_code} 没有末年。",
        passing={"economy_code": "X-058", "last_year": "1998"},
        failing={"economy_code": "X-058", "last_year": ""},
    ),
]

schema = frame_schema("economies", RULES)
