-- Official counts beside the firms held here, per batch, region and scope: every region of the mainland, and "not known" where no document counts it. A province with and without its planned city is two rows; a count of unknown scope is shown, without a share.
with preferred as (
  select
    k.batch, k.region_code, k.scope, k.stage, k.value, k.qualifier, k.as_of, k.source_id,
    row_number() over (
      partition by k.batch, k.region_code, k.scope
      order by
        case k.stage when 'final' then 1 when 'public_notice' then 2 when 'reported' then 3 else 4 end,
        k.as_of desc, k.source_id
    ) as place
  from counts k
  join regions r on r.region_code = k.region_code
  where k.measure = 'new' and (k.preferred or k.scope = 'unknown')
    and r.level in ('country', 'province', 'separately_planned_city', 'xpcc')
),
held as (
  select distinct
    e.batch, e.firm_id, f.region_code, f.city_code,
    case when c.level = 'separately_planned_city' then 1 else 0 end as in_planned_city
  from recognitions e
  join firms f on f.firm_id = e.firm_id
  left join regions c on c.region_code = f.city_code
  where e.event = 'recognition' and e.batch is not null
),
-- The batches that were counted at all, in every region of the mainland.
cells as (
  select batch, region_code, scope from preferred where place = 1
  union
  select b.batch, r.region_code, 'not_counted'
  from (select distinct batch from preferred) b
  join regions r
    on r.level in ('country', 'separately_planned_city', 'xpcc') or r.level = 'province' and r.macro_region is not null
  where not exists (select 1 from preferred p where p.batch = b.batch and p.region_code = r.region_code)
),
matched as (
  select
    s.batch, s.region_code, s.scope,
    count(h.firm_id) as firms_held,
    sum(case when h.firm_id is not null and h.city_code is null then 1 else 0 end) as held_city_unknown
  from cells s
  left join held h on h.batch = s.batch and (
    s.region_code = '100000'
    or h.city_code = s.region_code
    or (h.region_code = s.region_code and not (s.scope = 'excludes_planned_city' and h.in_planned_city = 1))
  )
  group by s.batch, s.region_code, s.scope
)
select
  m.batch,
  m.region_code,
  r.name_zh as region_zh,
  r.name_en as region_en,
  r.level,
  m.scope,
  p.value as official,
  case when p.value is null then 'not known' else replace(p.qualifier, '_', ' ') end as official_is,
  p.stage,
  p.qualifier,
  p.as_of,
  p.source_id,
  m.firms_held,
  m.held_city_unknown,
  case when m.scope <> 'unknown' then round(100.0 * m.firms_held / nullif(p.value, 0), 1) end as held_percent
from matched m
join regions r on r.region_code = m.region_code
left join preferred p
  on p.batch = m.batch and p.region_code = m.region_code and p.scope = m.scope and p.place = 1
order by m.batch, m.region_code, m.scope
