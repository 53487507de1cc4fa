"""Rules of firms: names of record, codes that check out, places that agree, dates that are possible."""

from little_giants.rules import Check, Rule, families, frame_schema

PROVENANCE = families.Provenance()

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100-2015: no I, O, S, V, Z
WEIGHTS = [pow(3, i, 31) for i in range(17)] + [1]
CREDIT_CODE = (
    "mod("
    + " + ".join(
        f"{weight} * (strpos('{ALPHABET}', substr(credit_code, {place}, 1)) - 1)"
        for place, weight in enumerate(WEIGHTS, start=1)
    )
    + ", 31) = 0"
)

# Common traditional characters of firm names; each has a simplified form that GB 2312 holds instead.
TRADITIONAL = (
    "電業術團廣東國際機車門龍鋼鐵氣動體發實驗環華聯達陽園綠爾馬濟遼寧雲貴蘭錦灣優時辦導飛長紅無線億維圖書訊網絡產漢豐鎂藥醫療"
    "設備傳輸儀潔軸銅鋁鈦納膠衛資農製構測處過濾壓塗紡織熱極傑銳創藝興誠勝寶聖騰輝凱諾頓賽羅蘇縣區臨滄鄭濰煙撫錫揚鎮連鹽贛萬載"
    "遠軟"
)

EVENT = [{"recognition_id": "R00001", "firm_id": "F000001", "event": "recognition", "year": "2020"}]

RULES = [
    Rule(
        code="firms-name-present",
        fields=("name_zh", "name_en"),
        check=Check.sql("name_zh is not null or name_en is not null"),
        title="A firm has a name",
        title_zh="企业须有名称",
        why="A row without a Chinese or an English name is nobody, and no source can be held against it.",
        why_zh="既无中文名也无英文名的行无法指认任何企业，也无从核对来源。",
        mend="Write the name as the source prints it, in name_zh or in name_en.",
        mend_zh="请按来源写法填写 name_zh 或 name_en。",
        message="The firm has neither a Chinese nor an English name.",
        message_zh="该企业既无中文名也无英文名。",
        passing={"name_en": "Beijing Judi Technology Co., Ltd."},
        failing={"name_zh": "", "name_en": ""},
    ),
    Rule(
        code="firms-name-translated",
        fields=("name_status", "name_zh"),
        check=Check.sql("(name_status = 'translated_only') = (name_zh is null)"),
        title="Only a firm without a Chinese name is translated_only",
        title_zh="仅无中文名者为 translated_only",
        why="The Chinese name is the name of record. A reader must see at once which firms are known by a "
            "translation only.",
        why_zh="中文名为登记名称。读者须能一眼看出哪些企业只有译名。",
        mend="Choose translated_only when name_zh is empty, and another status when it is filled.",
        mend_zh="name_zh 为空时选 translated_only，否则选其他状态。",
        message="The status is {name_status} and the Chinese name is “{name_zh}”.",
        message_zh="状态为 {name_status}，中文名为“{name_zh}”。",
        passing={"name_status": "translated_only", "name_en": "Beijing Judi Technology Co., Ltd."},
        failing={"name_status": "full", "name_en": "Beijing Judi Technology Co., Ltd."},
    ),
    Rule(
        code="firms-name-clean",
        fields=("name_zh", "name_en"),
        check=Check.sql(
            r"not regexp_matches(coalesce(name_zh, ''), '[\s()\x{3000}]|[Ａ-Ｚａ-ｚ０-９]') and "
            r"not regexp_matches(coalesce(name_en, ''), '^\s|\s$|\s\s|[一-鿿（），．\x{3000}]')"
        ),
        title="Names are written one way",
        title_zh="名称写法须统一",
        why="The same name with another kind of bracket, space or letter is another name to a computer, and its "
            "firm another firm.",
        why_zh="括号、空格或字母写法不同，计算机即视为不同名称和不同企业。",
        mend="Chinese: （ and ） for brackets, half-width letters and digits, no spaces. English: single spaces, "
             "no Chinese characters.",
        mend_zh="中文名：括号用（ ），字母和数字用半角，不含空格。英文名：单个空格，不含汉字。",
        message="The name (“{name_zh}”, “{name_en}”) holds a stray space, the wrong kind of bracket or a letter of the "
                "wrong kind.",
        message_zh="“{name_zh}”或“{name_en}”含有多余空格或写法不当的括号、字母。",
        passing={"name_zh": "凯迈（洛阳）气源有限公司", "name_en": "Kaimai (Luoyang) Co., Ltd."},
        failing={"name_zh": "凯迈(洛阳)气源有限公司"},
    ),
    Rule(
        code="firms-name-simplified",
        fields=("name_zh",),
        check=Check.sql(f"not regexp_matches(coalesce(name_zh, ''), '[{TRADITIONAL}]')"),
        title="Chinese names are in simplified characters",
        title_zh="中文名称使用简体字",
        why="Registered names are in simplified characters. A name copied from a page in traditional ones is found "
            "neither by search nor by the rule against double firms.",
        why_zh="登记名称使用简体字；繁体名称既搜索不到，也无法查重。",
        mend="Convert the name, and set name_status to converted_from_traditional.",
        mend_zh="请转换为简体，并将 name_status 设为 converted_from_traditional。",
        message="“{name_zh}” holds traditional characters.",
        message_zh="“{name_zh}”含有繁体字。",
        passing={"name_zh": "武汉凌云光电科技有限责任公司"},
        failing={"name_zh": "武漢凌雲光電科技有限責任公司"},
    ),
    Rule(
        code="firms-name-twice",
        fields=("name_zh", "name_en"),
        query=r"""
            with named as (
                select _record, firm_id, coalesce(name_zh, name_en) as name,
                    regexp_replace(lower(regexp_replace(coalesce(name_zh, name_en), '[\s（）(),.]', '', 'g')),
                        '(股份有限|有限责任|股份|有限)公司$', '') as plain
                from firms)
            select b._record, b.name, a.firm_id as other, a.name as other_name
            from named a join named b on a.plain = b.plain and a._record < b._record""",
        title="A firm is held once",
        title_zh="同一企业只录一次",
        why="Two rows split a firm's history and count it twice. Brackets and legal form make no other firm.",
        why_zh="同一企业两行会割裂其历史并重复计数。括号、空格和公司形式不同并不构成另一企业。",
        mend="Keep one row and give it the events of both; a firm that is truly another one needs a waiver that "
             "says so.",
        mend_zh="请保留一行并合并两者的事件；确为不同企业者须登记豁免说明。",
        message="{name} is held as {other} already ({other_name}).",
        message_zh="{name} 已录为 {other}（{other_name}）。",
        passing={"firms": [{"name_zh": "南通海星电子股份有限公司"}, {"name_zh": "南通超力卷板机制造有限公司"}]},
        failing={"firms": [{"firm_id": "F000001", "name_zh": "山西水塔醋业有限公司"},
                           {"firm_id": "F000002", "name_zh": "山西水塔醋业股份有限公司"}]},
    ),
    Rule(
        code="firms-credit-code-check-digit",
        fields=("credit_code",),
        check=Check.sql(CREDIT_CODE),
        title="The check character of a credit code is right",
        title_zh="统一社会信用代码校验码须正确",
        why="GB 32100-2015 ends a code with a check character. A wrong one means a mistyped code, and a mistyped "
            "code is another firm.",
        why_zh="GB 32100-2015 规定末位为校验码。校验不符说明代码有误，而错误的代码指向另一企业。",
        mend="Copy the 18 characters again from the register; O and 0, I and 1 are the usual mistakes.",
        mend_zh="请重新从登记信息抄录18位代码；常见错误是 O 与 0、I 与 1 混淆。",
        message="{credit_code} does not satisfy its check character.",
        message_zh="{credit_code} 校验码不符。",
        passing={"credit_code": "91350100M000100Y43"},
        failing={"credit_code": "91350100M000100Y44"},
    ),
    Rule(
        code="firms-credit-code-place",
        fields=("credit_code",),
        query="""
            select f._record, substr(f.credit_code, 3, 6) as place from firms f
            where f.credit_code is not null and substr(f.credit_code, 3, 6) <> '100000' and not exists (
                select 1 from regions r
                where r.level = 'province' and r.region_code = substr(f.credit_code, 3, 2) || '0000')""",
        title="A credit code names a province that exists",
        title_zh="统一社会信用代码中的行政区划须存在",
        why="Characters 3 to 8 are the division where the firm was registered (GB/T 2260), or 100000 for the "
            "national register.",
        why_zh="第3至8位为登记机关行政区划码（GB/T 2260），国家级登记为 100000。",
        mend="Copy the code again from the register.",
        mend_zh="请重新从登记信息抄录代码。",
        message="{credit_code} was registered in {place}, which lies in no province.",
        message_zh="{credit_code} 的登记地 {place} 不属于任何省级地区。",
        passing={"firms": [{"firm_id": "F000001", "credit_code": "91350100M000100Y43"}],
                 "regions": [{"region_code": "350000", "level": "province"}]},
        failing={"firms": [{"firm_id": "F000001", "credit_code": "91350100M000100Y43"}],
                 "regions": [{"region_code": "330000", "level": "province"}]},
    ),
    Rule(
        code="firms-credit-code-region",
        fields=("credit_code", "region_code"),
        severity="warning",
        check=Check.sql("substr(credit_code, 3, 6) = '100000' or substr(credit_code, 3, 2) = left(region_code, 2)"),
        title="A credit code and the province agree",
        title_zh="信用代码登记地与所在省份一致",
        why="A firm is usually registered where it works. A code from elsewhere may be a moved firm, or the code "
            "of a namesake.",
        why_zh="企业通常在所在地登记。代码来自他省，可能是企业迁移，也可能误用同名企业的代码。",
        mend="Check that the code is this firm's; if the firm moved, say so in the note and add a waiver.",
        mend_zh="请核对代码是否属于该企业；若企业迁移，请在备注说明并登记豁免。",
        message="{credit_code} was registered outside {region_code}.",
        message_zh="{credit_code} 的登记地不在 {region_code}。",
        passing={"credit_code": "91350100M000100Y43", "region_code": "350000"},
        failing={"credit_code": "91350100M000100Y43", "region_code": "330000"},
    ),
    Rule(
        code="firms-city-in-region",
        fields=("city_code", "region_code"),
        check=Check.sql("left(city_code, 2) = left(region_code, 2)"),
        title="The city lies in the province",
        title_zh="城市须在所填省份之内",
        why="The first two digits of a GB/T 2260 code are the province. A city of another province puts the firm "
            "into two regions.",
        why_zh="GB/T 2260 代码前两位为省级。城市与省份不一致会使企业同属两地。",
        mend="Correct the city or the province. A separately planned city such as Ningbo (330200) lies in its "
             "province (330000).",
        mend_zh="请更正城市或省份。计划单列市（如宁波 330200）属其所在省（330000）。",
        message="The city {city_code} is not in the province {region_code}.",
        message_zh="城市 {city_code} 不在省份 {region_code} 内。",
        passing={"city_code": "330200", "region_code": "330000"},
        failing={"city_code": "320600", "region_code": "330000"},
    ),
    Rule(
        code="firms-place-level",
        fields=("region_code", "city_code"),
        query="""
            select f._record, p.level as region_level, c.level as city_level
            from firms f join regions p on p.region_code = f.region_code
                left join regions c on c.region_code = f.city_code
            where p.level <> 'province' or c.level not in ('prefecture', 'separately_planned_city')
                or (c.parent_code <> f.region_code and left(f.city_code, 2) = left(f.region_code, 2))""",
        title="The region is a province and the city of prefecture level",
        title_zh="地区须为省级，城市须为地级",
        why="Firms are counted by province and by prefecture. A code of another level would be compared with the "
            "wrong thing.",
        why_zh="企业按省级和地级统计。级别不符会造成错误比较。",
        mend="Write a province and a prefecture-level place; leave the city empty in Beijing, Tianjin, Shanghai "
             "and Chongqing.",
        mend_zh="请填省级和地级代码；北京、天津、上海、重庆的城市留空。",
        message="{region_code} is a {region_level} and {city_code} a {city_level}, or one does not belong to the "
                "other.",
        message_zh="{region_code} 级别为 {region_level}，{city_code} 级别为 {city_level}，或两者并无隶属关系。",
        passing={"firms": [{"firm_id": "F000001", "region_code": "320000", "city_code": "320600"}],
                 "regions": [{"region_code": "320000", "level": "province", "parent_code": "100000"},
                             {"region_code": "320600", "level": "prefecture", "parent_code": "320000"}]},
        failing={"firms": [{"firm_id": "F000001", "region_code": "110000", "city_code": "110000"}],
                 "regions": [{"region_code": "110000", "level": "province", "parent_code": "100000"}]},
    ),
    Rule(
        code="firms-place-basis",
        fields=("region_basis", "region_code", "city_code"),
        check=Check.sql(
            "(region_basis = 'unknown') = (region_code is null) and (city_code is null or region_code is not null)"
        ),
        title="A place has a province and says where it comes from",
        title_zh="地区须有省份并注明依据",
        why="A place read off a name is weaker than one that a source states. Views by province lose a firm that "
            "has a city only.",
        why_zh="由名称推断的地区弱于来源写明者；只填城市的企业会在按省统计中遗漏。",
        mend="Choose stated or from_name when a province is given, unknown when none is; a city comes with its "
             "province.",
        mend_zh="有省份时选 stated 或 from_name，无省份时选 unknown；填写城市须同时填写省份。",
        message="The basis is {region_basis}, the province “{region_code}” and the city “{city_code}”.",
        message_zh="依据为 {region_basis}，省份为“{region_code}”，城市为“{city_code}”。",
        passing={"region_basis": "stated", "region_code": "320000"},
        failing={"region_basis": "stated"},
    ),
    families.real_date(code="firms-founded-real", field="founded"),
    Rule(
        code="firms-founded-after-recognition",
        fields=("founded",),
        query="""
            select f._record, min(r.year) as recognised from firms f join recognitions r on r.firm_id = f.firm_id
            group by f._record, f.founded having try_cast(left(f.founded, 4) as bigint) > min(r.year)""",
        title="A firm is founded before it is recognised",
        title_zh="企业须先成立后认定",
        why="A title for a firm that did not exist means a wrong date, or two firms taken for one.",
        why_zh="认定早于成立，说明日期有误或混淆了两家企业。",
        mend="Check the founding date and whether the events are this firm's.",
        mend_zh="请核对成立时间，以及事件是否属于该企业。",
        message="Founded in {founded}, but named in the programme in {recognised}.",
        message_zh="成立于 {founded}，却在 {recognised} 年已列入。",
        passing={"firms": [{"firm_id": "F000001", "founded": "2015"}], "recognitions": EVENT},
        failing={"firms": [{"firm_id": "F000001", "founded": "2021"}], "recognitions": EVENT},
    ),
    Rule(
        code="firms-young-at-recognition",
        fields=("founded",),
        severity="warning",
        query="""
            select f._record, min(r.year) as recognised from firms f join recognitions r on r.firm_id = f.firm_id
            group by f._record, f.founded having min(r.year) - try_cast(left(f.founded, 4) as int) between 0 and 2""",
        title="A recognised firm is at least three years old",
        title_zh="获认定企业成立至少三年",
        why="Every edition of the rules asks for some three years in the niche. A younger firm is rare: more "
            "often a date is wrong.",
        why_zh="各版标准均要求从事细分市场约三年。更年轻的企业少见，多为日期有误。",
        mend="Check the founding date; a firm that took over an older business may keep it, with a word in the note.",
        mend_zh="请核对成立时间；承继旧业务的企业可保留，并在备注说明。",
        message="Founded in {founded}, and named in the programme in {recognised} already.",
        message_zh="成立于 {founded}，{recognised} 年即列入。",
        passing={"firms": [{"firm_id": "F000001", "founded": "2015"}], "recognitions": EVENT},
        failing={"firms": [{"firm_id": "F000001", "founded": "2019-06"}], "recognitions": EVENT},
    ),
    PROVENANCE.unsourced(code="firms-unsourced"),
    PROVENANCE.further_sources(code="firms-also-source", table="firms"),
]

schema = frame_schema("firms", RULES)
