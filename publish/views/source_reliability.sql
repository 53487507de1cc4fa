-- How much rests on each document: rows that name it as their source, by table, the rank of its kind, and how it could be read.
with uses as (
  select source_id, 'regions' as place, 0 as preferred from regions
  union all select source_id, 'batches', 0 from batches
  union all select source_id, 'counts', case when preferred then 1 else 0 end from counts
  union all select source_id, 'programme_statistics', 0 from programme_statistics
  union all select source_id, 'rule_editions', 0 from rule_editions
  union all select source_id, 'metrics', 0 from metrics
  union all select source_id, 'criterion_groups', 0 from criterion_groups
  union all select source_id, 'criteria', 0 from criteria
  union all select source_id, 'firms', 0 from firms
  union all select source_id, 'firm_observations', 0 from firm_observations
  union all select source_id, 'recognitions', 0 from recognitions
  union all select source_id, 'firm_figures', 0 from firm_figures
  union all select source_id, 'products', 0 from products
  union all select source_id, 'firm_products', 0 from firm_products
  union all select source_id, 'economies', 0 from economies
  union all select source_id, 'hs_codes', 0 from hs_codes
  union all select source_id, 'trade_flows', 0 from trade_flows
  union all select source_id, 'claims', 0 from claims
),
tallies as (
  select
    source_id,
    count(*) as facts,
    count(distinct place) as tables,
    sum(preferred) as preferred_counts,
    sum(case when place = 'claims' then 1 else 0 end) as claims,
    sum(case when place in ('firms', 'firm_observations', 'recognitions', 'firm_figures', 'firm_products') then 1 else 0 end) as firm_facts,
    sum(case when place in ('rule_editions', 'criterion_groups', 'criteria') then 1 else 0 end) as criteria_facts
  from uses
  where source_id is not null
  group by source_id
)
select
  s.source_id,
  s.title,
  s.publisher,
  s.published,
  s.kind,
  r.rank as kind_rank,
  s.access,
  case
    when s.kind in ('official', 'official_local') and s.access <> 'not_opened' then 'official'
    when s.kind = 'official_reprint' then 'official, reprinted'
    when s.kind in ('dataset', 'research', 'reference', 'code_repository') then 'data and research'
    when s.access = 'not_opened' then 'not opened'
    else 'secondary'
  end as standing,
  coalesce(t.facts, 0) as facts,
  coalesce(t.tables, 0) as tables,
  coalesce(t.preferred_counts, 0) as preferred_counts,
  coalesce(t.claims, 0) as claims,
  coalesce(t.firm_facts, 0) as firm_facts,
  coalesce(t.criteria_facts, 0) as criteria_facts,
  s.url
from sources s
left join tallies t on t.source_id = s.source_id
left join evidence_ranks r on r.scale = 'kind' and r.word = s.kind
order by s.source_id
