-- title: Where do two documents give different counts of the same thing?
-- title_zh: 哪些数字各来源说法不一？
-- description: The same batch, place, measure, stage and scope with different values, the preferred one first. Give a batch, or leave the box empty for all.
with clashes as (
  select batch, region_code, measure, stage, scope
  from counts
  group by batch, region_code, measure, stage, scope
  having count(distinct value) > 1
)
select
  k.batch, r.name_zh as region, r.name_en as region_en, k.measure, k.stage, k.scope, k.value, k.qualifier, k.as_of,
  case when k.preferred then 'preferred' else '' end as choice, replace(k.preferred_reason, '_', ' ') as reason,
  k.source_id, s.title as document, k.verification
from counts k
join clashes c
  on c.batch is k.batch and c.region_code = k.region_code and c.measure = k.measure and c.stage = k.stage
  and c.scope = k.scope
join regions r on r.region_code = k.region_code
left join sources s on s.source_id = k.source_id
where trim(:batch) = '' or k.batch = cast(:batch as integer)
order by k.batch, k.region_code, k.measure, k.stage, k.scope, k.preferred desc, k.value
