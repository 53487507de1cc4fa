-- Every checkable statement of the articles with its verdict, the reason, the evidence and the query that recomputes it.
select
  c.claim_id,
  c.article_id,
  a.title as article,
  c.paraphrase_en,
  c.paraphrase_zh,
  c.kind,
  c.value,
  c.value_max,
  c.unit,
  c.period,
  c.verdict,
  c.explanation,
  c.source_id,
  s.title as evidence,
  s.publisher as evidence_publisher,
  s.published as evidence_published,
  s.kind as evidence_kind,
  s.url as evidence_url,
  c."check",
  c.verification
from claims c
left join sources a on a.source_id = c.article_id
left join sources s on s.source_id = c.source_id
order by c.claim_id
