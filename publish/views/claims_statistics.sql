-- The ledger in numbers: how many statements of each article have which verdict, and how many of them a query recomputes.
select
  c.article_id,
  a.title as article,
  c.verdict,
  count(*) as claims,
  sum(case when c."check" is null then 0 else 1 end) as recomputed,
  round(100.0 * count(*) / max(t.claims), 1) as percent_of_article
from claims c
join sources a on a.source_id = c.article_id
join (select article_id, count(*) as claims from claims group by article_id) t on t.article_id = c.article_id
group by c.article_id, a.title, c.verdict
order by c.article_id, claims desc, c.verdict
