-- China's imports of each code by year: value, change, concentration, top source, and what makes a figure unsafe to compare.
select
  hs_code, wording_en, period, hs_edition, value_usd, net_weight_kg, partners, coverage,
  hhi, top_partner_code as top_source_code, top_partner as top_source, top_share_percent,
  top_partner_before_code as top_source_before_code, top_share_change,
  value_before_usd, change_percent, no_change_because,
  case when value_before_usd < 100000 then 1 else 0 end as small_base,
  case when coverage_before <> coverage then 1 else 0 end as coverage_break,
  case when no_change_because = 'edition_break' then 1 else 0 end as edition_break,
  noted_break, basket, products, caveats
from trade_yearly
where reporter_code = 'CHN' and flow = 'M'
order by hs_code, period, hs_edition
