-- title: What share of China's imports of a good comes from each partner, by year?
-- title_zh: 中国某商品的进口中，各伙伴方逐年占多大份额？
-- description: Give a six-digit code. An empty box asks for unwrought titanium and sponge (810820). Years whose coverage is “largest_flows” hold about 98% of the value; the shares are of what is held.
with flows as (
  select period, partner_code, value_usd, coverage, hs_code, hs_edition
  from trade_flows
  where reporter_code = 'CHN' and flow = 'M' and hs_code = coalesce(nullif(trim(:hs_code), ''), '810820')
),
totals as (
  select period, sum(value_usd) as total from flows group by period
)
select
  f.period, f.hs_code, h.wording_en as good, f.partner_code, e.name_en as partner, e.name_zh as 伙伴方, f.value_usd,
  round(100.0 * f.value_usd / t.total, 1) as share_percent, f.coverage
from flows f
join totals t on t.period = f.period
left join economies e on e.economy_code = f.partner_code
left join hs_codes h on h.hs_edition = f.hs_edition and h.hs_code = f.hs_code
where 100.0 * f.value_usd / t.total >= 0.1
order by f.period desc, f.value_usd desc
