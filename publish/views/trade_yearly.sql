-- A reporter's imports or exports of a code in a year: value, change or why there is none, concentration, top partner, entry, unit value, caveats.
with mirrored as materialized (
  select f.reporter_code, f.flow, f.valuation, f.hs_edition, f.hs_code, f.period, count(distinct f.partner_code) as gaps
  from trade_flows f
  join trade_flows m
    on m.period = f.period and m.reporter_code = f.partner_code and m.partner_code = f.reporter_code
    and m.hs_edition = f.hs_edition and m.hs_code = f.hs_code and m.flow <> f.flow
  where f.valuation <> 'fob_reconciled' and m.valuation <> 'fob_reconciled'
    and (m.value_usd > 2 * f.value_usd or f.value_usd > 2 * m.value_usd)
  group by f.reporter_code, f.flow, f.valuation, f.hs_edition, f.hs_code, f.period
),
-- SQLite sorts by the terms in their order: the code first, which tells most rows apart.
yearly as materialized (
  select
    max(value_usd) as largest_usd, hs_code, period, flow, hs_edition, valuation, reporter_code,
    case valuation when 'fob_reconciled' then 'reconciled' else 'reported' end as basis,
    sum(value_usd) as value_usd,
    sum(1.0 * value_usd * value_usd) as squares,
    count(*) as partners,
    max(coverage) as coverage,
    case when min(source_id) = max(source_id) then min(source_id) else min(source_id) || ';' || max(source_id) end as source_ids,
    sum(net_weight_kg) as net_weight_kg,
    sum(case when net_weight_kg is not null then value_usd else 0 end) as weighed_usd,
    count(net_weight_kg) as weighed,
    max(case when cast(net_weight_kg as bigint) % 1000 <> 0 then 1 else 0 end) as exact_weights
  from trade_flows
  group by hs_edition, hs_code, period, flow, valuation, reporter_code
),
-- In a cross join SQLite keeps the order of the tables: the flows are read once, and the small one is looked up.
top as materialized (
  select y.hs_code, y.period, y.flow, y.hs_edition, y.valuation, y.reporter_code, min(t.partner_code) as top_code
  from trade_flows t
  cross join yearly y
  where y.hs_code = t.hs_code and y.period = t.period and y.flow = t.flow and y.hs_edition = t.hs_edition
    and y.valuation = t.valuation and y.reporter_code = t.reporter_code and y.largest_usd = t.value_usd
  group by y.reporter_code, y.flow, y.valuation, y.hs_edition, y.hs_code, y.period
),
-- The same goods the year before: in the same edition, or in the other one where the code is one to one.
linked as materialized (
  select y.hs_code, y.period, y.flow, y.hs_edition, y.valuation, y.reporter_code,
    coalesce(same.hs_edition, other.hs_edition) as edition_before,
    coalesce(same.hs_code, other.hs_code) as code_before,
    coalesce(same.value_usd, other.value_usd) as value_before_usd,
    coalesce(same.squares, other.squares) as squares_before,
    coalesce(same.coverage, other.coverage) as coverage_before,
    case when same.hs_code is null and other.hs_code is not null then 1 else 0 end as edition_joined,
    h.wording_en, h.wording_zh,
    case when not h.one_to_one and h.counterpart_edition > y.hs_edition
      and y.period >= cast(substr(h.counterpart_edition, 3, 4) as bigint) then 1 else 0 end as recoded
  from yearly y
  left join hs_codes h on h.hs_edition = y.hs_edition and h.hs_code = y.hs_code
  left join yearly same
    on same.reporter_code = y.reporter_code and same.flow = y.flow and same.valuation = y.valuation
    and same.hs_edition = y.hs_edition and same.hs_code = y.hs_code and same.period = y.period - 1
  left join yearly other
    on other.reporter_code = y.reporter_code and other.flow = y.flow and other.valuation = y.valuation
    and h.one_to_one and other.hs_edition = h.counterpart_edition and other.hs_code = h.counterpart_code
    and other.period = y.period - 1
),
-- A partner is absent when it had no flow in the last complete year before; only there does "none held" mean none.
-- An absent partner is new when no earlier year holds a flow either; otherwise it came back.
held as materialized (
  select reporter_code, flow, valuation, hs_edition, period, max(coverage) as coverage
  from yearly
  group by reporter_code, flow, valuation, hs_edition, period
),
compared as materialized (
  select y.hs_code, y.period, y.flow, y.hs_edition, y.valuation, y.reporter_code, y.coverage, max(c.period) as since
  from yearly y
  join held c on c.reporter_code = y.reporter_code and c.flow = y.flow and c.valuation = y.valuation
    and c.hs_edition = y.hs_edition and c.period < y.period and c.coverage = 'all_partners'
  group by y.reporter_code, y.flow, y.valuation, y.hs_edition, y.hs_code, y.period, y.coverage
),
entry as materialized (
  select hs_code, period, flow, hs_edition, valuation, reporter_code,
    sum(case when absent = 1 and known = 0 then 1 else 0 end) as entered,
    sum(case when absent = 1 and known = 1 then 1 else 0 end) as returned,
    sum(case when absent = 1 then value_usd else 0 end) as entered_usd,
    sum(1 - absent) as stayed
  from (
    select k.hs_code, k.period, k.flow, k.hs_edition, k.valuation, k.reporter_code, f.value_usd,
      case when o.partner_code is null then 1 else 0 end as absent,
      case when o.partner_code is null and exists (
        select 1 from trade_flows e where e.partner_code = f.partner_code and e.period < f.period
          and e.reporter_code = f.reporter_code and e.flow = f.flow and e.valuation = f.valuation
          and e.hs_edition = f.hs_edition and e.hs_code = f.hs_code
      ) then 1 else 0 end as known
    from trade_flows f
    cross join compared k
    left join trade_flows o on o.period = k.since and o.reporter_code = k.reporter_code
      and o.partner_code = f.partner_code and o.flow = k.flow and o.hs_edition = k.hs_edition
      and o.hs_code = k.hs_code and o.valuation = k.valuation
    where k.hs_code = f.hs_code and k.period = f.period and k.flow = f.flow and k.hs_edition = f.hs_edition
      and k.valuation = f.valuation and k.reporter_code = f.reporter_code
  ) as flows
  group by hs_code, period, flow, hs_edition, valuation, reporter_code
),
traded as materialized (
  select reporter_code, basis, hs_edition, hs_code, period,
    sum(case flow when 'M' then value_usd else 0 end) as imports_usd,
    sum(case flow when 'X' then value_usd else 0 end) as exports_usd
  from yearly
  group by reporter_code, basis, hs_edition, hs_code, period
),
tracked as materialized (
  select code, edition, count(*) as products,
    min(case when purity in ('exact', 'clean') then 0 else 1 end) as only_baskets,
    max(case when break_note is not null then 1 else 0 end) as noted_break
  from (
    select hs_code_2017 as code, 'HS2017' as edition, purity, break_note from products
    union all
    select hs_code_2022, 'HS2022', purity, break_note from products
  ) as both_editions
  where code is not null
  group by code, edition
),
-- A national move within a year spoils that year's change and, unless it came on the first of January, the next one's.
moved as materialized (
  select code, edition, cast(substr(day, 1, 4) as bigint) as first_year,
    cast(substr(day, 1, 4) as bigint) + case when substr(day, 6, 5) = '01-01' then 0 else 1 end as last_year
  from (
    select hs_code_2017 as code, 'HS2017' as edition, cast(moved_on as varchar) as day from products
    union select hs_code_2022, 'HS2022', cast(moved_on as varchar) from products
    union select moved_from, 'HS2017', cast(moved_on as varchar) from products
    union select moved_from, 'HS2022', cast(moved_on as varchar) from products
  ) as moves
  where day is not null
),
judged as materialized (
  select y.*, l.edition_before, l.code_before, l.value_before_usd, l.squares_before, l.coverage_before, l.edition_joined, l.recoded,
    l.wording_en, l.wording_zh,
    case
      when l.code_before is null and exists (
        select 1 from held o where o.reporter_code = y.reporter_code and o.flow = y.flow and o.valuation = y.valuation
          and o.period = y.period - 1 and o.hs_edition <> y.hs_edition
      ) and not exists (
        select 1 from held o where o.reporter_code = y.reporter_code and o.flow = y.flow and o.valuation = y.valuation
          and o.period = y.period - 1 and o.hs_edition = y.hs_edition
      ) then 'edition_break'
      when exists (
        select 1 from moved m where y.reporter_code = 'CHN' and m.edition = y.hs_edition and m.code = y.hs_code
          and y.period between m.first_year and m.last_year
      ) then 'reclassified'
      when l.code_before is null then 'no_year_before'
      when l.value_before_usd < 100000 then 'small_base'
    end as no_change_because
  from yearly y
  join linked l on l.reporter_code = y.reporter_code and l.flow = y.flow and l.valuation = y.valuation
    and l.hs_edition = y.hs_edition and l.hs_code = y.hs_code and l.period = y.period
)
select
  y.reporter_code, y.flow, y.hs_edition, y.hs_code, y.wording_en, y.wording_zh, y.period, y.valuation, y.coverage,
  y.value_usd, y.value_before_usd,
  case when y.no_change_because is null then round(100.0 * (y.value_usd / y.value_before_usd - 1), 1) end as change_percent,
  y.no_change_because,
  y.partners,
  round(10000.0 * y.squares / (y.value_usd * y.value_usd), 0) as hhi,
  round(
    10000.0 * y.squares / (y.value_usd * y.value_usd)
    - 10000.0 * y.squares_before / (y.value_before_usd * y.value_before_usd), 0
  ) as hhi_change,
  c.top_code as top_partner_code,
  e.name_en as top_partner,
  round(100.0 * y.largest_usd / y.value_usd, 1) as top_share_percent,
  cb.top_code as top_partner_before_code,
  round(100.0 * y.largest_usd / y.value_usd - 100.0 * same.value_usd / y.value_before_usd, 1) as top_share_change,
  k.since as entry_since,
  -- Each by itself: a view that does not read them does not pay for them.
  (select n.entered from entry n where n.hs_code = y.hs_code and n.period = y.period and n.flow = y.flow
    and n.hs_edition = y.hs_edition and n.valuation = y.valuation and n.reporter_code = y.reporter_code) as entered,
  (select n.returned from entry n where n.hs_code = y.hs_code and n.period = y.period and n.flow = y.flow
    and n.hs_edition = y.hs_edition and n.valuation = y.valuation and n.reporter_code = y.reporter_code) as returned,
  round(100.0 * (select n.entered_usd from entry n where n.hs_code = y.hs_code and n.period = y.period and n.flow = y.flow
    and n.hs_edition = y.hs_edition and n.valuation = y.valuation and n.reporter_code = y.reporter_code) / y.value_usd, 1) as entered_percent,
  case when y.coverage = 'all_partners' then coalesce(s.partners, 0)
    - (select n.stayed from entry n where n.hs_code = y.hs_code and n.period = y.period and n.flow = y.flow
    and n.hs_edition = y.hs_edition and n.valuation = y.valuation and n.reporter_code = y.reporter_code) end as departed,
  x.imports_usd - x.exports_usd as net_imports_usd,
  round(100.0 * x.imports_usd / (x.imports_usd + x.exports_usd), 1) as import_share_percent,
  y.net_weight_kg,
  round(100.0 * y.weighed_usd / y.value_usd, 1) as weighed_percent,
  case when y.weighed_usd >= 0.8 * y.value_usd then y.weighed_usd / y.net_weight_kg end as usd_per_kg,
  coalesce(g.gaps, 0) as mirror_gaps,
  p.only_baskets as basket,
  coalesce(p.products, 0) as products,
  coalesce(p.noted_break, 0) as noted_break,
  y.edition_before, y.code_before, y.coverage_before,
  y.source_ids,
  rtrim(
    coalesce(y.no_change_because || ';', '')
    || case when y.coverage_before <> y.coverage then 'coverage_break;' else '' end
    || case when y.coverage = 'largest_flows' then 'partial_year;' else '' end
    || case when y.edition_joined = 1 then 'edition_joined;' else '' end
    || case when y.recoded = 1 then 'recoded;' else '' end
    || case when p.only_baskets = 1 then 'basket;' else '' end
    || case when g.gaps > 0 then 'mirror_gap;' else '' end
    || case when y.weighed_usd > 0 and y.weighed_usd < 0.8 * y.value_usd then 'few_weights;' else '' end
    || case when y.weighed_usd >= 0.8 * y.value_usd and y.exact_weights = 0 and 500 * y.weighed > 0.05 * y.net_weight_kg
         then 'rough_weights;' else '' end
    || case y.basis when 'reconciled' then 'reconciled;' else 'as_reported;' end,
    ';'
  ) as caveats
from judged y
join top c on c.reporter_code = y.reporter_code and c.flow = y.flow and c.valuation = y.valuation
  and c.hs_edition = y.hs_edition and c.hs_code = y.hs_code and c.period = y.period
join traded x on x.reporter_code = y.reporter_code and x.basis = y.basis
  and x.hs_edition = y.hs_edition and x.hs_code = y.hs_code and x.period = y.period
left join top cb on cb.reporter_code = y.reporter_code and cb.flow = y.flow and cb.valuation = y.valuation
  and cb.hs_edition = y.edition_before and cb.hs_code = y.code_before and cb.period = y.period - 1
left join trade_flows same on same.period = y.period - 1 and same.reporter_code = y.reporter_code
  and same.partner_code = c.top_code and same.flow = y.flow and same.hs_edition = y.edition_before
  and same.hs_code = y.code_before and same.valuation = y.valuation
left join compared k on k.reporter_code = y.reporter_code and k.flow = y.flow and k.valuation = y.valuation
  and k.hs_edition = y.hs_edition and k.hs_code = y.hs_code and k.period = y.period
left join yearly s on s.reporter_code = y.reporter_code and s.flow = y.flow and s.valuation = y.valuation
  and s.hs_edition = y.hs_edition and s.hs_code = y.hs_code and s.period = k.since
left join mirrored g on g.reporter_code = y.reporter_code and g.flow = y.flow and g.valuation = y.valuation
  and g.hs_edition = y.hs_edition and g.hs_code = y.hs_code and g.period = y.period
left join economies e on e.economy_code = c.top_code
left join tracked p on p.code = y.hs_code and p.edition = y.hs_edition
order by y.reporter_code, y.flow, y.hs_code, y.period, y.hs_edition, y.valuation
