-- title: Who says so?
-- title_zh: 这一数据出自哪里？
-- description: Every document behind a cell, which of them is used, and why. Give a table, the key of a row (its values joined by |, or the first of them) and a field. Empty boxes ask for the firms of batch 2.
select
  fact, field, value, meaning, detail, case when preferred = 1 then 'preferred' else '' end as choice, why, source_id,
  document, publisher, published, kind, kind_rank, replace(verification, '_', ' ') as verification, note
from who_says
where table_name = coalesce(nullif(trim(:table), ''), 'counts')
  and (row_key || '|' like coalesce(nullif(replace(trim(:key), ',', '|'), ''), '2|100000|new') || '|%' or fact = trim(:key))
  and (field = trim(:field) or field like trim(:field) || '~_%' escape '~' or trim(:field) = '')
