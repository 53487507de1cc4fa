-- title: What share of China's imports of a good comes from each partner, by year?
-- title_zh: 中国某商品的进口中，各伙伴方逐年占多大份额？
-- description: Give a six-digit code. An empty box asks for unwrought titanium and sponge (810820). A change is shown only where the rules of trade allow one; the caveats are explained in trade_caveats.
select
  period, hs_code, wording_en as good, partner_code, partner, partner_zh as 伙伴方, value_usd, share_percent,
  change_percent, no_change_because, coverage, caveats, source_id
from trade_partners
where reporter_code = 'CHN' and flow = 'M' and hs_code = coalesce(nullif(trim(:hs_code), ''), '810820')
  and share_percent >= 0.1
order by period desc, value_usd desc
