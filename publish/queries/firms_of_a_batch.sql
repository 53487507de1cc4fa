-- title: Which firms held here were recognised in a batch, in one province?
-- title_zh: 某一批次、某一省份有哪些企业入选（本库所收）？
-- description: Give a batch and a province by code, Chinese or English name. Empty boxes ask for batch 3 in Guangdong (广东). Only about 2% of all firms are held here: see the coverage.
select
  f.firm_id, f.name_zh, f.name_en, r.name_zh as region, c.name_zh as city, e.batch, e.batch_basis, e.year, f.niche,
  e.reliability, e.source_id
from recognitions e
join firms f on f.firm_id = e.firm_id
left join regions r on r.region_code = f.region_code
left join regions c on c.region_code = f.city_code
where e.event = 'recognition'
  and e.batch = cast(coalesce(nullif(trim(:batch), ''), '3') as integer)
  and (
    f.region_code = coalesce(nullif(trim(:province), ''), '440000')
    or r.name_zh like trim(:province) || '%' and trim(:province) <> ''
    or lower(r.name_en) = lower(trim(:province))
  )
order by f.firm_id, e.source_id
