-- Cities with the name of their province and the people per square kilometre.
select
  c.city_id, c.name_zh, p.name_en as province, c.people, c.capital, c.founded,
  round(c.people / c.area, 2) as density
from cities c
join provinces p on p.province_code = c.province_code
order by c.city_id
