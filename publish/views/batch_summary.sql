-- One row a batch: what was published, what was preferred and why it may differ, the re-review, and the firms held here.
with preferred as (
  select
    batch, measure, value, stage, qualifier, as_of, source_id,
    row_number() over (
      partition by batch, measure
      order by
        case stage when 'final' then 1 when 'public_notice' then 2 when 'reported' then 3 else 4 end,
        as_of desc, source_id
    ) as place
  from counts
  where region_code = '100000' and preferred
),
notices as (
  select batch, min(value) as lowest, max(value) as highest, count(*) as documents
  from counts
  where region_code = '100000' and measure = 'new' and stage = 'public_notice'
  group by batch
),
held as (
  select batch, count(distinct firm_id) as firms
  from recognitions
  where event = 'recognition' and batch is not null
  group by batch
)
select
  b.batch,
  b.name_zh,
  b.announcement_date,
  n.lowest as notice_lowest,
  n.highest as notice_highest,
  new.value as new_firms,
  new.stage as new_firms_stage,
  new.source_id as new_firms_source_id,
  total.value as announced_total,
  total.qualifier as announced_total_qualifier,
  total.as_of as announced_total_as_of,
  total.source_id as announced_total_source_id,
  base.value as re_review_base,
  passed.value as re_review_passed,
  round(100.0 * passed.value / nullif(base.value, 0), 1) as re_review_passed_percent,
  coalesce(h.firms, 0) as firms_held,
  round(100.0 * coalesce(h.firms, 0) / nullif(new.value, 0), 1) as firms_held_percent
from batches b
left join notices n on n.batch = b.batch
left join preferred new on new.batch = b.batch and new.measure = 'new' and new.place = 1
left join preferred total on total.batch = b.batch and total.measure = 'announced_total' and total.place = 1
left join preferred base on base.batch = b.batch and base.measure = 're_review_base' and base.place = 1
left join preferred passed on passed.batch = b.batch and passed.measure = 're_review_passed' and passed.place = 1
left join held h on h.batch = b.batch
order by b.batch
