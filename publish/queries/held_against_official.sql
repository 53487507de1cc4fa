-- title: How much of each batch is held here, against the official counts?
-- title_zh: 与官方数字相比，本库收录了各批次的多少？
-- description: Official counts beside the firms held here, by region. Give a batch, or leave the box empty for the whole country, batch by batch.
select
  batch, region_zh, region_en, level, scope, official, qualifier, stage, as_of, firms_held, held_percent,
  held_city_unknown, source_id
from coverage
where case when trim(:batch) = '' then region_code = '100000' else batch = cast(:batch as integer) end
order by batch, level <> 'country', official desc, region_code
