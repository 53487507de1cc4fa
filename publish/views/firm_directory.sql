-- One row a firm: names, place, first recognition, events, products, and the document it rests on.
with events as (
  select
    firm_id,
    min(case when event = 'recognition' then batch end) as first_batch,
    min(case when event = 'recognition' then year end) as first_year,
    count(distinct case when event = 'recognition' then coalesce(batch, 0) end) as recognitions,
    count(distinct case when event = 're_review' then coalesce(batch, 0) end) as re_reviews,
    count(distinct case when event = 'key_support' then coalesce(year, 0) end) as key_supports,
    max(case reliability when 'high' then 3 when 'medium' then 2 else 1 end) as best
  from recognitions
  group by firm_id
),
made as (
  select firm_id, count(*) as products from firm_products group by firm_id
)
select
  f.firm_id,
  f.name_zh,
  f.name_en,
  f.name_status,
  f.region_code,
  r.name_zh as region_zh,
  r.name_en as region_en,
  f.city_code,
  c.name_zh as city_zh,
  e.first_batch,
  e.first_year,
  coalesce(e.recognitions, 0) as recognitions,
  coalesce(e.re_reviews, 0) as re_reviews,
  coalesce(e.key_supports, 0) as key_supports,
  case e.best when 3 then 'high' when 2 then 'medium' when 1 then 'low' end as best_reliability,
  coalesce(m.products, 0) as products,
  f.stock_code,
  f.niche,
  f.source_id,
  f.verification
from firms f
left join regions r on r.region_code = f.region_code
left join regions c on c.region_code = f.city_code
left join events e on e.firm_id = f.firm_id
left join made m on m.firm_id = f.firm_id
order by f.firm_id
