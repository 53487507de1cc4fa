"""Rules of sources: each document once, dates that exist, none that is unused, none that was never read as evidence."""

from little_giants.rules import Check, Rule, families, frame_schema

# Every column of the package that names a source as evidence; where a list is not opened, see batches.list_source_id.
ONE = {
    "batches": (
        "application_source_id",
        "public_notice_source_id",
        "announcement_source_id",
        "announcement_date_source_id",
        "validity_source_id",
        "source_id",
    ),
    "claims": ("article_id", "source_id"),
    **dict.fromkeys(
        ("counts", "criteria", "criterion_groups", "economies", "firm_figures", "firm_observations", "firm_products"),
        ("source_id",),
    ),
    **dict.fromkeys(
        ("firms", "hs_codes", "metrics", "products", "programme_statistics", "recognitions", "regions"),
        ("source_id",),
    ),
    **dict.fromkeys(("rule_editions", "trade_flows"), ("source_id",)),
}
MANY = (
    "batches", "claims", "counts", "criteria", "criterion_groups", "economies", "firm_products", "firms", "hs_codes",
    "products", "programme_statistics", "recognitions", "rule_editions",
)  # fmt: skip
EVIDENCE = " union ".join(
    [f"select {column} as id from {table}" for table, columns in ONE.items() for column in columns]
    + [f"select unnest(string_split(also_source_ids, ';')) as id from {table}" for table in MANY]
)
SOURCE = {"source_id": "S01", "title": "Notice", "publisher": "MIIT", "language": "zh", "kind": "official"}

RULES = [
    families.real_date(code="sources-date-real", field="published"),
    Rule(
        code="sources-address-form",
        fields=("url",),
        check=Check.sql(r"regexp_matches(url, '^https?://[A-Za-z0-9.-]+(:[0-9]+)?(/[\x{21}-\x{7E}]*)?$')"),
        title="An address can be typed into a browser",
        title_zh="网址须可直接访问",
        why="An address with a star, a space or unescaped Chinese letters opens in one program and not in another.",
        why_zh="含星号、空格或未转义中文的网址，在不同程序中结果不一。",
        mend="Copy the address from the browser, with other letters percent-encoded; if it is not a full web address, "
        "leave url empty and say in the note what was kept.",
        mend_zh="请从浏览器复制网址，非 ASCII 字符用百分号编码；若不是完整网址，请留空并在备注中说明。",
        message="{cell} is not a plain web address.",
        message_zh="{cell} 不是规范网址。",
        passing={"url": "http://fsnhligao.cn/nnews.asp?vid=31545"},
        failing={"url": "http://mirror.*.example.com/217.html"},
    ),
    Rule(
        code="sources-address-kept",
        fields=("url", "note"),
        check=Check.sql("url is not null or note is not null"),
        title="A document without an address says so",
        title_zh="无网址的文献须说明",
        why="A reader who wants to check a number has to know that there is no address to be had.",
        why_zh="读者核对数字时，须知道该文献没有网址可用。",
        mend="Give the address, or write in the note why there is none.",
        mend_zh="请填写网址，或在备注中说明没有网址的原因。",
        message="The source has neither an address nor a note.",
        message_zh="该来源既无网址也无备注。",
        passing={"note": "address of the page not kept"},
        failing={"url": "", "note": ""},
    ),
    Rule(
        code="sources-seed-article",
        fields=("access", "kind"),
        check=Check.sql("access <> 'seed_article' or kind = 'article'"),
        title="A seed article is an article",
        title_zh="被核查文章须归为 article",
        why="Seed articles are what is checked, not what it is checked against. Filed as news they would look like "
        "evidence.",
        why_zh="seed_article 是被核查的对象，而非证据；若归为新闻会被误当证据。",
        mend="Set kind to article, or say truthfully how the document was read.",
        mend_zh="请将 kind 设为 article，或如实填写查阅方式。",
        message="A seed article is filed as {kind}.",
        message_zh="被核查文章被归为 {kind}。",
        passing={"access": "seed_article", "kind": "article"},
        failing={"access": "seed_article", "kind": "news"},
    ),
    Rule(
        code="sources-same-address",
        fields=("url", "source_id"),
        query=r"""
            with plain as (
              select _record, source_id, rtrim(regexp_replace(lower(url), '^https?://(www\.)?', ''), '/') as address
              from sources where url is not null
            )
            select b._record, a.source_id as first_id
            from plain a join plain b on a.address = b.address and a._record < b._record
        """,
        title="Each address stands once",
        title_zh="同一网址只出现一次",
        why="The same page under two ids looks like two witnesses. http and https, www and a slash at the end make "
        "no other page.",
        why_zh="同一页面若有两个编号，会被误认为两份独立证据。http/https、www 与末尾斜杠不构成不同页面。",
        mend="Use the first id everywhere and remove this row.",
        mend_zh="请统一使用第一个编号，并删除本行。",
        message="The address {cell} stands already under {first_id}.",
        message_zh="网址 {cell} 已见于 {first_id}。",
        passing={"sources": [{**SOURCE, "url": "http://a.cn/1"}, {**SOURCE, "source_id": "S02", "url": "http://a.cn/2"}]},
        failing={
            "sources": [{**SOURCE, "url": "http://a.cn/1"}, {**SOURCE, "source_id": "S02", "url": "https://www.a.cn/1/"}]
        },
    ),
    Rule(
        code="sources-used",
        fields=("source_id",),
        query=f"""
            select s._record from sources s
            where s.source_id not in (
              select id from ({EVIDENCE} union select list_source_id from batches) where id is not null
            )
        """,
        title="Every source is used",
        title_zh="每个来源均须被引用",
        why="The table lists what the package rests on. A document that no row names props up nothing and makes the "
        "list look longer than the evidence is.",
        why_zh="本表列出数据包的依据。无任何行引用的文献不支撑任何内容，只会虚增证据。",
        mend="Name the source in the row that rests on it, or remove it.",
        mend_zh="请在依据它的数据行中引用，或删除该来源。",
        message="No row of any table names {cell}.",
        message_zh="没有任何表引用 {cell}。",
        passing={"sources": [SOURCE], "metrics": [{"metric_id": "revenue", "source_id": "S01"}]},
        failing={"sources": [SOURCE], "metrics": [{"metric_id": "revenue", "source_id": "S02"}]},
    ),
    Rule(
        code="sources-opened",
        fields=("access", "source_id"),
        query=f"""
            select s._record from sources s
            where s.access = 'not_opened' and s.source_id in (select id from ({EVIDENCE}))
        """,
        title="No fact rests on a document that was not opened",
        title_zh="未打开的文献不得作为依据",
        why="An address proves that a page may exist, not what it says.",
        why_zh="网址只能说明页面可能存在，不能说明其内容。",
        mend="Open the document and say how it was read, or name another source in the rows that use this one.",
        mend_zh="请打开文献并填写查阅方式，或在引用处改用其他来源。",
        message="The document was not opened, but rows name it as their source.",
        message_zh="该文献未被打开，却被数据行引为来源。",
        passing={
            "sources": [{**SOURCE, "access": "not_opened"}],
            "batches": [{"batch": "1", "list_source_id": "S01"}],
        },
        failing={"sources": [{**SOURCE, "access": "not_opened"}], "batches": [{"batch": "1", "source_id": "S01"}]},
    ),
]

schema = frame_schema("sources", RULES)
