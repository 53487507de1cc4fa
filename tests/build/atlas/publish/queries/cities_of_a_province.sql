-- title: Which cities lie in a province?
-- title_zh: 某省有哪些城市？
-- description: Give a code such as 330000; an empty box asks for Zhejiang.
select city_id, name_zh, name_en, province_code
from cities
where province_code = coalesce(nullif(:province, ''), '330000')
order by city_id
