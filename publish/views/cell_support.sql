-- How well a cell is borne out: its documents, whether they agree, and the best kind among them.
with cells as (
  select
    w.table_name, w.fact, w.field,
    count(distinct case when w.given_for <> 'computed' then w.source_id end) as documents,
    count(distinct case when w.given_for <> 'computed' then w.value end) as "values",
    sum(case when w.given_for = 'cell' then 1 else 0 end) as given_for_cell,
    sum(case when w.given_for = 'computed' then 1 else 0 end) as computed,
    count(w.source_id) as witnesses,
    min(w.kind_rank) as best_kind_rank,
    max(case when w.given_for <> 'computed' then w.kind end) as any_kind,
    max(case when w.preferred = 1 then w.value end) as preferred_value
  from who_says w
  group by w.table_name, w.fact, w.field
)
select
  c.table_name,
  c.fact,
  c.field,
  case
    when c.witnesses = 0 then 'unsourced'
    when c.documents = 0 then 'computed'
    when c.documents = 1 then 'one document'
    when c."values" > 1 then 'documents disagree'
    when c.given_for_cell < 2 then 'documents of the row'
    else 'documents agree'
  end as support,
  c.documents,
  c."values",
  c.preferred_value,
  c.best_kind_rank,
  case when c.documents = 1 then c.any_kind end as only_kind
from cells c
order by c.table_name, c.fact, c.field
