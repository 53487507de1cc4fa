-- China's imports of each code by year: value, change, concentration, top source, and what makes a figure unsafe to compare.
with yearly as materialized (
  select
    hs_edition, hs_code, period,
    sum(value_usd) as value_usd,
    count(*) as partners,
    min(coverage) as coverage,
    sum(net_weight_kg) as net_weight_kg
  from trade_flows
  where reporter_code = 'CHN' and flow = 'M'
  group by hs_edition, hs_code, period
),
ranked as materialized (
  select
    t.hs_edition, t.hs_code, t.period, t.partner_code, t.value_usd,
    100.0 * t.value_usd / nullif(y.value_usd, 0) as share,
    row_number() over (
      partition by t.hs_edition, t.hs_code, t.period order by t.value_usd desc, t.partner_code
    ) as place
  from trade_flows t
  join yearly y on y.hs_edition = t.hs_edition and y.hs_code = t.hs_code and y.period = t.period
  where t.reporter_code = 'CHN' and t.flow = 'M'
),
concentration as materialized (
  select hs_edition, hs_code, period, sum(share * share) as hhi from ranked group by hs_edition, hs_code, period
),
tracked as (
  select code, edition, count(*) as products,
    min(case when purity in ('exact', 'clean') then 0 else 1 end) as only_baskets,
    max(case when break_note is not null then 1 else 0 end) as noted_break
  from (
    select hs_code_2017 as code, 'HS2017' as edition, purity, break_note from products
    union all
    select hs_code_2022, 'HS2022', purity, break_note from products
  ) as both_editions
  where code is not null
  group by code, edition
)
select
  y.hs_code,
  h.wording_en,
  y.period,
  y.hs_edition,
  y.value_usd,
  y.net_weight_kg,
  y.partners,
  y.coverage,
  round(c.hhi, 0) as hhi,
  top.partner_code as top_source_code,
  e.name_en as top_source,
  round(top.share, 1) as top_share_percent,
  top_before.partner_code as top_source_before_code,
  round(top.share - same.share, 1) as top_share_change,
  before.value_usd as value_before_usd,
  -- A change from a base under 100,000 dollars says nothing.
  case when before.value_usd >= 100000 then round(100.0 * (y.value_usd / before.value_usd - 1), 1) end as change_percent,
  case when before.value_usd < 100000 then 1 else 0 end as small_base,
  case when before.coverage <> y.coverage then 1 else 0 end as coverage_break,
  case when exists (
    select 1 from yearly o where o.hs_code = y.hs_code and o.period = y.period - 1 and o.hs_edition <> y.hs_edition
  ) then 1 else 0 end as edition_break,
  coalesce(k.noted_break, 0) as noted_break,
  k.only_baskets as basket,
  coalesce(k.products, 0) as products
from yearly y
join concentration c on c.hs_edition = y.hs_edition and c.hs_code = y.hs_code and c.period = y.period
join ranked top on top.hs_edition = y.hs_edition and top.hs_code = y.hs_code and top.period = y.period and top.place = 1
left join yearly before on before.hs_edition = y.hs_edition and before.hs_code = y.hs_code and before.period = y.period - 1
left join ranked top_before
  on top_before.hs_edition = y.hs_edition and top_before.hs_code = y.hs_code
  and top_before.period = y.period - 1 and top_before.place = 1
left join ranked same
  on same.hs_edition = y.hs_edition and same.hs_code = y.hs_code
  and same.period = y.period - 1 and same.partner_code = top.partner_code
left join hs_codes h on h.hs_edition = y.hs_edition and h.hs_code = y.hs_code
left join economies e on e.economy_code = top.partner_code
left join tracked k on k.code = y.hs_code and k.edition = y.hs_edition
order by y.hs_code, y.period, y.hs_edition
