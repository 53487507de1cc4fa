-- title: Where did imports fall as if home-made goods had replaced them?
-- title_zh: 哪些商品的进口下降，形似国产替代？
-- description: Imports and exports of titanium (810820), permanent magnets (850511) and ferro-vanadium (720292), in million dollars, ready for a chart: year, series, value. A fall alone proves no replacement: prices fall too, and no weights are held before 2024. The caveats of each point are explained in trade_caveats.
select
  period as year,
  wording_en || case flow when 'M' then ', imports' else ', exports' end as series,
  round(value_usd / 1000000, 3) as value,
  change_percent, no_change_because, caveats, hs_code, source_ids as source_id
from trade_yearly
where reporter_code = 'CHN' and hs_code in ('810820', '850511', '720292')
order by hs_code desc, flow, period
