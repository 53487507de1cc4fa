-- title: Which goods speak against reading a fall of imports as replacement?
-- title_zh: 哪些商品不支持“进口下降即国产替代”的解读？
-- description: Between the complete years 2022 and 2024. Either imports rose by a quarter and more, or they fell by a third and more while exports fell further, so that home-made goods did not take their place in trade. The series are in million dollars, ready for a chart: year, series, value. Imports under 1 million dollars in 2022 are left out.
with ends as (
  select hs_edition, hs_code, wording_en,
    sum(case when flow = 'M' and period = 2022 then value_usd end) as imports_2022,
    sum(case when flow = 'M' and period = 2024 then value_usd end) as imports_2024,
    sum(case when flow = 'X' and period = 2022 then value_usd end) as exports_2022,
    sum(case when flow = 'X' and period = 2024 then value_usd end) as exports_2024
  from trade_yearly
  where reporter_code = 'CHN' and coverage = 'all_partners'
  group by hs_edition, hs_code, wording_en
),
chosen as (
  select *,
    case
      when imports_2024 >= 1.25 * imports_2022 then 'imports rose'
      when imports_2024 <= imports_2022 * 2 / 3 and exports_2024 / exports_2022 < imports_2024 / imports_2022
        then 'imports fell, exports fell further'
    end as why
  from ends
  where imports_2022 >= 1000000
)
select
  y.period as year,
  y.wording_en || case y.flow when 'M' then ', imports' else ', exports' end as series,
  round(y.value_usd / 1000000, 3) as value,
  c.why, y.change_percent, y.no_change_because, y.caveats, y.hs_code, y.source_ids as source_id
from chosen c
join trade_yearly y on y.hs_edition = c.hs_edition and y.hs_code = c.hs_code and y.reporter_code = 'CHN'
where c.why is not null
order by c.why, y.hs_code, y.flow, y.period
