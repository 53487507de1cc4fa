-- Every checkable statement of the articles: what it says, the verdict, the reason, what would be right, and the evidence.
select
  c.claim_id,
  c.paraphrase_en,
  c.verdict,
  c.explanation,
  c.better_statement_en,
  c.paraphrase_zh,
  c.better_statement_zh,
  c.article_id,
  a.title as article,
  c.kind,
  c.qualifier,
  c.value,
  c.value_max,
  c.value_text,
  c.unit,
  c.period,
  c.source_id,
  s.title as evidence,
  s.publisher as evidence_publisher,
  s.published as evidence_published,
  s.kind as evidence_kind,
  s.url as evidence_url,
  c.also_source_ids,
  c."check",
  c.fit,
  c.tolerance,
  c.rounding,
  c.verification,
  c.note
from claims c
left join sources a on a.source_id = c.article_id
left join sources s on s.source_id = c.source_id
order by c.claim_id
