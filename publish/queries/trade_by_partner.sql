-- title: How did China's trade in a good with each partner run, year by year?
-- title_zh: 中国某商品与各伙伴方的贸易逐年如何变化？
-- description: Give a six-digit code, and M for imports or X for exports. Empty boxes ask for imports of unwrought titanium (810820). In million dollars, ready for a chart: year, series, value; partners that never held 2% of a year are “others”.
with flows as (
  select * from trade_partners
  where reporter_code = 'CHN' and hs_code = coalesce(nullif(trim(:hs_code), ''), '810820')
    and flow = coalesce(nullif(upper(trim(:flow)), ''), 'M')
),
main as (
  select partner_code from flows group by partner_code having max(share_percent) >= 2
)
select
  f.period as year,
  case when m.partner_code is null then 'others' else f.partner end as series,
  round(sum(f.value_usd) / 1000000, 6) as value,
  case when m.partner_code is not null then max(f.change_percent) end as change_percent,
  case when m.partner_code is not null then max(f.no_change_because) end as no_change_because,
  case when m.partner_code is not null then max(f.caveats) end as caveats,
  min(f.source_id) as source_id
from flows f
left join main m on m.partner_code = f.partner_code
group by f.period, case when m.partner_code is null then 'others' else f.partner end, m.partner_code
order by f.period, min(f.place)
