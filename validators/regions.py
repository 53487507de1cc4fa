"""Rules of regions: codes, levels and parents that agree, so that a part can be added up into its whole."""

from little_giants.rules import Check, Rule, frame_schema

CHINA = {"region_code": "100000", "level": "country"}
GUANGDONG = {"region_code": "440000", "level": "province", "parent_code": "100000", "macro_region": "east"}
DONGGUAN = {"region_code": "441900", "level": "prefecture", "parent_code": "440000", "macro_region": "east"}

RULES = [
    Rule(
        code="regions-code-of-level",
        fields=("region_code", "level"),
        check=Check.sql(
            "case when level = 'country' then region_code = '100000' "
            "when level = 'province' then regexp_matches(region_code, '^[1-8][0-9]0000$') and region_code <> '100000' "
            "when level in ('prefecture', 'separately_planned_city') then "
            "regexp_matches(region_code, '^[1-8][0-9]{3}00$') and not ends_with(region_code, '0000') "
            "when level = 'county' then regexp_matches(region_code, '^[1-8][0-9]{5}$') "
            "and not ends_with(region_code, '00') "
            "else starts_with(region_code, 'X-') end"
        ),
        title="The form of the code shows the level",
        title_zh="代码形式须与层级一致",
        why="In GB/T 2260 a province ends in 0000 and a prefecture in 00. A code of another form belongs to another "
        "unit, and its counts would be added in the wrong place.",
        why_zh="GB/T 2260 中省级代码以 0000 结尾、地级以 00 结尾；形式不符说明代码属于别的地区，数量会汇总到错误位置。",
        mend="Look the code up in GB/T 2260; macro regions, the Corps and development zones have own codes with X-.",
        mend_zh="请查对 GB/T 2260；大区、兵团和开发区使用 X- 开头的自编代码。",
        message="{region_code} is not the code of a {level}.",
        message_zh="{region_code} 不是 {level} 的代码。",
        passing={"region_code": "440300", "level": "separately_planned_city"},
        failing={"region_code": "440300", "level": "province"},
    ),
    Rule(
        code="regions-planned-city",
        fields=("level", "region_code"),
        check=Check.sql(
            "(level = 'separately_planned_city') = (region_code in ('210200', '330200', '350200', '370200', '440300'))"
        ),
        title="There are five separately planned cities",
        title_zh="计划单列市共五个",
        why="Dalian, Ningbo, Xiamen, Qingdao and Shenzhen stand outside their provinces in the ministry's tables. "
        "Which cities those are decides what may be added to what.",
        why_zh="大连、宁波、厦门、青岛、深圳在工信部表中与所在省并列，这决定了哪些数字可以相加。",
        mend="Use separately_planned_city for these five and prefecture for every other city.",
        mend_zh="仅这五个城市使用 separately_planned_city，其余为 prefecture。",
        message="{region_code} is filed as {level}.",
        message_zh="{region_code} 被归为 {level}。",
        passing={"region_code": "440300", "level": "separately_planned_city"},
        failing={"region_code": "440100", "level": "separately_planned_city"},
    ),
    Rule(
        code="regions-parent-code",
        fields=("parent_code", "region_code", "level"),
        check=Check.sql(
            "case when level = 'country' then parent_code is null "
            "when level in ('province', 'macro_region', 'xpcc') then coalesce(parent_code, '') = '100000' "
            "when level in ('prefecture', 'separately_planned_city') then "
            "coalesce(parent_code, '') = left(region_code, 2) || '0000' "
            "when level = 'county' then coalesce(parent_code, '') = left(region_code, 4) || '00' "
            "or (left(region_code, 2) in ('11', '12', '31', '50') "
            "and coalesce(parent_code, '') = left(region_code, 2) || '0000') "
            "else parent_code is not null end"
        ),
        title="The parent is the unit the code begins with",
        title_zh="上级代码须与本级代码前缀一致",
        why="Sums run along the parents. A city under the wrong province adds its firms there.",
        why_zh="汇总沿上级关系进行；城市挂错省份，企业数就会加错。",
        mend="Write the code of the province (first two digits and 0000) or of the prefecture (first four and 00); "
        "districts of Beijing, Tianjin, Shanghai and Chongqing belong to the city itself.",
        mend_zh="上级为省（前两位加 0000）或地级市（前四位加 00）；直辖市的区直属该市。",
        message="{parent_code} is not the parent of {region_code} ({level}).",
        message_zh="{parent_code} 不是 {region_code}（{level}）的上级。",
        passing={"region_code": "441900", "level": "prefecture", "parent_code": "440000"},
        failing={"region_code": "441900", "level": "prefecture", "parent_code": "430000"},
    ),
    Rule(
        code="regions-parent-level",
        fields=("parent_code", "level"),
        query="""
            with ranked as (
              select *, case when level = 'country' then 0 when level in ('macro_region', 'province', 'xpcc') then 1
                when level in ('prefecture', 'separately_planned_city') then 2 else 3 end as height from regions
            )
            select c._record, c.level, p.level as parent_level
            from ranked c join ranked p on p.region_code = c.parent_code
            where p.height >= c.height or (p.level in ('macro_region', 'xpcc'))
        """,
        title="The parent stands at a higher level",
        title_zh="上级的层级须更高",
        why="A unit that belongs to its equal, to itself or to a macro region makes a circle or counts twice.",
        why_zh="若上级与本级平级、为自身或为大区，会造成循环或重复计数。",
        mend="Name the prefecture or province in which the place lies.",
        mend_zh="请填写所在的地级市或省。",
        message="{cell} is a {parent_level}, which cannot be the parent of a {level}.",
        message_zh="{cell} 属于 {parent_level}，不能作为 {level} 的上级。",
        passing={"regions": [CHINA, GUANGDONG, DONGGUAN]},
        failing={
            "regions": [
                CHINA,
                GUANGDONG,
                DONGGUAN,
                {"region_code": "X-A", "level": "development_zone", "parent_code": "X-B", "macro_region": "east"},
                {"region_code": "X-B", "level": "development_zone", "parent_code": "441900", "macro_region": "east"},
            ]
        },
    ),
    Rule(
        code="regions-macro-region-of-parent",
        fields=("macro_region", "parent_code"),
        query="""
            select c._record, p.macro_region as parent_macro_region
            from regions c join regions p on p.region_code = c.parent_code
            where p.level in ('province', 'prefecture', 'separately_planned_city')
              and c.macro_region is distinct from p.macro_region
        """,
        title="A place lies in the macro region of its province",
        title_zh="下级地区须与所在省同属一个大区",
        why="Shares of east, centre, west and northeast are sums over provinces; a city cannot lie elsewhere.",
        why_zh="东中西和东北的份额按省汇总，城市不可能属于别的大区。",
        mend="Copy the macro region of the province.",
        mend_zh="请与所在省保持一致。",
        message="{cell} is not the macro region of the parent ({parent_macro_region}).",
        message_zh="{cell} 与上级所属大区（{parent_macro_region}）不符。",
        passing={"regions": [CHINA, GUANGDONG, DONGGUAN]},
        failing={"regions": [CHINA, GUANGDONG, {**DONGGUAN, "macro_region": "central"}]},
    ),
    Rule(
        code="regions-macro-region-given",
        fields=("macro_region", "level"),
        check=Check.sql(
            "(macro_region is null) = "
            "(level in ('country', 'macro_region') or region_code in ('710000', '810000', '820000'))"
        ),
        title="Every mainland place has a macro region",
        title_zh="内地各地区均须有所属大区",
        why="The National Bureau of Statistics divides the mainland into four. A place without one is missing from "
        "every share.",
        why_zh="国家统计局将内地划为四大地区；缺失者会从份额计算中遗漏。",
        mend="Give east, central, west or northeast; leave it empty only for the country, macro regions, Hong "
        "Kong, Macao and Taiwan.",
        mend_zh="请填写 east、central、west 或 northeast；仅全国、大区和港澳台留空。",
        message="The macro region of a {level} is {macro_region}.",
        message_zh="{level} 的大区为 {macro_region}。",
        passing={"region_code": "440000", "level": "province", "macro_region": "east"},
        failing={"region_code": "440000", "level": "province", "macro_region": ""},
    ),
    Rule(
        code="regions-iso-code",
        fields=("iso_3166_2", "level"),
        check=Check.sql("(iso_3166_2 is not null) = (level = 'province')"),
        title="Provinces, and only they, have an ISO 3166-2 code",
        title_zh="省级且仅省级有 ISO 3166-2 代码",
        why="Maps and other data sets join on this code. ISO 3166-2 knows no level of China below the province.",
        why_zh="地图与其他数据集以此代码关联；ISO 3166-2 对中国只到省级。",
        mend="Give the code of the province (CN-GD), and leave the cell empty for every other level.",
        mend_zh="省级请填写代码（如 CN-GD），其他层级留空。",
        message="A {level} has the ISO code {iso_3166_2}.",
        message_zh="{level} 的 ISO 代码为 {iso_3166_2}。",
        passing={"level": "province", "iso_3166_2": "CN-GD"},
        failing={"level": "province", "iso_3166_2": ""},
    ),
]

schema = frame_schema("regions", RULES)
