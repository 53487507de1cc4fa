"""Rules of recognitions: batch and year agree, events come in order, a firm is recognised once."""

from little_giants.rules import Check, Rule, families, frame_schema

PROVENANCE = families.Provenance()

BATCHES = [
    {"batch": "2", "public_notice_start": "2020-11", "announcement_date": "2021-01", "re_review_year": "2023"},
    {"batch": "5", "public_notice_start": "2023-07-14", "re_review_year": "2026"},
]


def event(number: int, kind: str, batch: str = "", year: str = "") -> dict[str, str]:
    """An event of the firm F000001, for the examples."""
    return {"recognition_id": f"R{number:05d}", "firm_id": "F000001", "event": kind, "batch": batch, "year": year}


RULES = [
    Rule(
        code="recognitions-batch-basis",
        fields=("batch_basis", "batch"),
        check=Check.sql("(batch_basis = 'none') = (batch is null)"),
        title="A batch says where it comes from",
        title_zh="批次须注明依据",
        why="A batch that we read from a date is weaker than one that the source states, and must never pass for it.",
        why_zh="由日期推断的批次弱于来源写明者，不得混同。",
        mend="Choose stated or inferred_from_date when a batch is given, none when it is not.",
        mend_zh="有批次时选 stated 或 inferred_from_date，无批次时选 none。",
        message="The basis is {batch_basis} and the batch is “{batch}”.",
        message_zh="依据为 {batch_basis}，批次为“{batch}”。",
        passing={"batch": "2", "batch_basis": "stated"},
        failing={"batch": "2", "batch_basis": "none"},
    ),
    Rule(
        code="recognitions-inferred-explained",
        fields=("note", "batch_basis", "batch"),
        check=Check.sql("batch_basis <> 'inferred_from_date' or note is not null"),
        title="An inferred batch is explained",
        title_zh="推断的批次须说明理由",
        why="A reader must be able to repeat the inference.",
        why_zh="读者须能重复该推断。",
        mend="Say in the note what the source tells and how the batch follows.",
        mend_zh="请在备注写明来源所述内容及推断过程。",
        message="The batch {batch} is inferred and nothing says how.",
        message_zh="批次 {batch} 为推断，但未说明依据。",
        passing={"batch": "5", "batch_basis": "inferred_from_date", "note": "Source says recognised in 2023."},
        failing={"batch": "5", "batch_basis": "inferred_from_date"},
    ),
    Rule(
        code="recognitions-year-missing",
        fields=("year", "batch"),
        check=Check.sql("batch is null or year is not null"),
        title="An event of a batch has its year",
        title_zh="有批次的事件须有年份",
        why="Batches have dates. An event without its year drops out of every timeline.",
        why_zh="批次均有日期。缺少年份的事件会从时间序列中遗漏。",
        mend="Write the year of the public notice for a recognition, the year of the result for a review.",
        mend_zh="认定填公示年份，复核填结果公布年份。",
        message="The batch is {batch} and the year is empty.",
        message_zh="批次为 {batch}，年份为空。",
        passing={"batch": "2", "year": "2020"},
        failing={"batch": "2"},
    ),
    Rule(
        code="recognitions-batch-year",
        fields=("year", "batch"),
        query="""
            select r._record, d.first_year, coalesce(d.last_year, d.first_year) as last_year
            from recognitions r join (
                select batch,
                    try_cast(left(coalesce(public_notice_start, announcement_date, application_date), 4) as bigint)
                        as first_year,
                    try_cast(left(coalesce(announcement_date, public_notice_start), 4) as bigint) as last_year
                from batches) d on d.batch = r.batch
            where r.event = 'recognition' and (r.year < d.first_year or r.year > d.last_year)""",
        title="Batch and year agree",
        title_zh="批次与年份须一致",
        why="A batch is recognised between its public notice and its announcement. Another year means another batch, "
            "or a review taken for a recognition.",
        why_zh="认定发生在公示与公布之间。年份不符说明批次有误，或把复核当作认定。",
        mend="Check the batch in the source; for a review choose the event re_review.",
        mend_zh="请核对来源中的批次；若为复核，请选 re_review。",
        message="Batch {batch} was recognised from {first_year} to {last_year}, not in {year}.",
        message_zh="第 {batch} 批认定于 {first_year} 至 {last_year} 年，而非 {year} 年。",
        passing={"recognitions": [event(1, "recognition", "2", "2020")], "batches": BATCHES},
        failing={"recognitions": [event(1, "recognition", "5", "2022")], "batches": BATCHES},
    ),
    Rule(
        code="recognitions-review-year",
        fields=("year", "batch"),
        query="""
            select r._record, b.re_review_year from recognitions r join batches b on b.batch = r.batch
            where r.event = 're_review'
                and (r.year < b.re_review_year
                    or mod(r.year - b.re_review_year, coalesce(b.validity_years, 3)) <> 0)""",
        title="A review falls into the review year of its batch",
        title_zh="复核须在该批次的复核年份",
        why="A title lasts three years: a batch is reviewed when they end and every three years from then on. "
            "This holds even where the recognition itself is not among our rows.",
        why_zh="称号有效期三年：批次在认定三年后复核，此后每三年一次，不会更早。即使认定事件未收录，此规则同样适用。",
        mend="Check the year and the batch that was reviewed in the source.",
        mend_zh="请核对来源中的年份及被复核的批次。",
        message="Batch {batch} is first reviewed in {re_review_year} and every three years from then on, not in "
                "{year}.",
        message_zh="第 {batch} 批首次复核在 {re_review_year} 年，此后每三年一次，而非 {year} 年。",
        passing={"recognitions": [event(1, "re_review", "2", "2026")], "batches": BATCHES},
        failing={"recognitions": [event(1, "re_review", "2", "2022")], "batches": BATCHES},
    ),
    Rule(
        code="recognitions-review-after-recognition",
        fields=("year",),
        query="""
            select r._record, max(x.year) as recognised from recognitions r
                join recognitions x on x.firm_id = r.firm_id
            where r.event = 're_review' and x.event = 'recognition' and r.year <= x.year
            group by r._record""",
        title="A firm is reviewed after it was recognised",
        title_zh="复核须晚于认定",
        why="A review confirms a title that the firm holds already.",
        why_zh="复核是对已有称号的确认。",
        mend="Check both years, and whether both events are of this firm.",
        mend_zh="请核对两个年份，以及两个事件是否属于同一企业。",
        message="Reviewed in {year}, but recognised in {recognised}.",
        message_zh="{year} 年复核，却在 {recognised} 年才认定。",
        passing={"recognitions": [event(1, "recognition", "2", "2020"), event(2, "re_review", "2", "2023")]},
        failing={"recognitions": [event(1, "recognition", "5", "2023"), event(2, "re_review", "2", "2023")]},
    ),
    Rule(
        code="recognitions-review-batch",
        fields=("batch",),
        query="""
            select r._record, max(x.batch) as recognised from recognitions r
                join recognitions x on x.firm_id = r.firm_id
            where r.event = 're_review' and x.event = 'recognition' and r.batch <> x.batch and r.year > x.year
            group by r._record""",
        title="The reviewed batch is the batch of the firm",
        title_zh="复核批次须为企业所属批次",
        why="A firm is reviewed with the batch in which it was recognised.",
        why_zh="企业随其认定批次一同复核。",
        mend="Write the batch that was reviewed, not the batch announced in the same notice.",
        mend_zh="请填被复核的批次，而非同一通知公布的新批次。",
        message="Reviewed with batch {batch}, but recognised in batch {recognised}.",
        message_zh="随第 {batch} 批复核，却属第 {recognised} 批。",
        passing={"recognitions": [event(1, "recognition", "2", "2020"), event(2, "re_review", "2", "2023")]},
        failing={"recognitions": [event(1, "recognition", "3", "2021"), event(2, "re_review", "2", "2023")]},
    ),
    Rule(
        code="recognitions-one-batch",
        fields=("batch", "firm_id"),
        query="""
            select b._record, min(a.batch) as other from recognitions a join recognitions b on a.firm_id = b.firm_id
            where a.event = 'recognition' and b.event = 'recognition' and a.batch <> b.batch and a._record < b._record
            group by b._record""",
        title="A firm is recognised in one batch",
        title_zh="企业只在一个批次获认定",
        why="A title is renewed by a review, not by another recognition. Two batches mean two firms of one name, "
            "or a wrong batch.",
        why_zh="称号通过复核延续，不会再次认定。出现两个批次，说明企业同名或批次有误。",
        mend="Keep the batch that the better source gives; where a title lapsed and was won again, add a waiver.",
        mend_zh="请保留较可靠来源的批次；称号失效后重新获得者请登记豁免。",
        message="{firm_id} is recognised in batch {batch} and in batch {other}.",
        message_zh="{firm_id} 同时列入第 {batch} 批和第 {other} 批。",
        passing={"recognitions": [event(1, "recognition", "2", "2020"), event(2, "recognition", "2", "2020")]},
        failing={"recognitions": [event(1, "recognition", "2", "2020"), event(2, "recognition", "3", "2021")]},
    ),
    Rule(
        code="recognitions-support-since-2021",
        fields=("year", "event"),
        check=Check.sql("event <> 'key_support' or year >= 2021"),
        title="Key support began in 2021",
        title_zh="重点支持始于2021年",
        why="Central money for key little giants rests on the notice 财建〔2021〕2号. An earlier year is another "
            "kind of support.",
        why_zh="重点“小巨人”中央财政支持依据财建〔2021〕2号。更早的年份属其他支持。",
        mend="Check what the source calls the support, and its year.",
        mend_zh="请核对来源所述支持的名称和年份。",
        message="Key support in {year}, before there was any.",
        message_zh="{year} 年尚无重点支持。",
        passing={"event": "key_support", "year": "2021"},
        failing={"event": "key_support", "year": "2020"},
    ),
    Rule(
        code="recognitions-support-after-recognition",
        fields=("year",),
        query="""
            select r._record, min(x.year) as recognised from recognitions r
                join recognitions x on x.firm_id = r.firm_id
            where r.event = 'key_support' and x.event = 'recognition'
            group by r._record, r.year having r.year < min(x.year)""",
        title="Key support does not come before recognition",
        title_zh="重点支持不早于认定",
        why="Key little giants are chosen among recognised ones.",
        why_zh="重点“小巨人”从已认定企业中遴选。",
        mend="Check both years, and whether both events are of this firm.",
        mend_zh="请核对两个年份，以及两个事件是否属于同一企业。",
        message="Supported in {year}, but recognised in {recognised}.",
        message_zh="{year} 年获支持，却在 {recognised} 年才认定。",
        passing={"recognitions": [event(1, "recognition", "2", "2020"), event(2, "key_support", "", "2021")]},
        failing={"recognitions": [event(1, "recognition", "5", "2023"), event(2, "key_support", "", "2021")]},
    ),
    Rule(
        code="recognitions-support-no-batch",
        fields=("event", "batch"),
        check=Check.sql("event <> 'key_support' or batch is null"),
        title="A round of key support is not a batch",
        title_zh="重点支持的批次不是认定批次",
        why="The lists of key little giants have rounds of their own. The third round of support is not the third "
            "batch.",
        why_zh="重点“小巨人”名单另有批次：第三批重点支持并非第三批认定。",
        mend="Leave batch empty and name the round in the note.",
        mend_zh="请将 batch 留空，并在备注写明支持批次。",
        message="Key support carries the batch {batch}.",
        message_zh="重点支持事件填有批次 {batch}。",
        passing={"event": "key_support", "year": "2022"},
        failing={"event": "key_support", "year": "2022", "batch": "3"},
    ),
    Rule(
        code="recognitions-low-explained",
        fields=("note", "reliability"),
        check=Check.sql("reliability <> 'low' or note is not null"),
        title="A weak row says why it is weak",
        title_zh="低可靠度须说明原因",
        why="A reader decides with the reason whether the row is good enough.",
        why_zh="读者需根据原因判断能否使用该行。",
        mend="Say in the note what is weak: a mirror, a machine translation, an uncertain wording.",
        mend_zh="请在备注写明薄弱之处：镜像、机器翻译或措辞不明。",
        message="The reliability is low and nothing says why.",
        message_zh="可靠度为 low，但未说明原因。",
        passing={"reliability": "low", "note": "Company news on a mirror domain."},
        failing={"reliability": "low"},
    ),
    PROVENANCE.unsourced(code="recognitions-unsourced"),
    PROVENANCE.further_sources(code="recognitions-also-source", table="recognitions"),
]

schema = frame_schema("recognitions", RULES)
