-- One flow beside its year and the year before: share, place, change or why there is none, whether the partner is new or back, unit value, caveats.
with flow as materialized (
  select t.reporter_code, t.flow, t.valuation, t.hs_edition, t.hs_code, t.period, t.partner_code,
    t.value_usd, t.net_weight_kg, t.coverage, t.source_id,
    y.value_usd as year_usd, y.value_before_usd as year_before_usd, y.edition_before, y.code_before, y.coverage_before, y.no_change_because as year_reason,
    y.entry_since, y.basket, y.caveats as year_caveats, y.wording_en, y.wording_zh,
    row_number() over (
      partition by t.reporter_code, t.flow, t.valuation, t.hs_edition, t.hs_code, t.period
      order by t.value_usd desc, t.partner_code
    ) as place
  from trade_flows t
  join trade_yearly y on y.reporter_code = t.reporter_code and y.flow = t.flow and y.valuation = t.valuation
    and y.hs_edition = t.hs_edition and y.hs_code = t.hs_code and y.period = t.period
),
-- What the other side reports; where it states a flow both ways, the one without freight.
mirror as materialized (
  select period, reporter_code, partner_code, flow, hs_edition, hs_code, min(value_usd) as value_usd
  from trade_flows
  where valuation <> 'fob_reconciled'
  group by period, reporter_code, partner_code, flow, hs_edition, hs_code
),
-- The middle of at least five unit values of a good and year; of an even number, the lower of the two.
priced as materialized (
  select reporter_code, flow, valuation, hs_edition, hs_code, period, value_usd / net_weight_kg as price,
    row_number() over (
      partition by reporter_code, flow, valuation, hs_edition, hs_code, period order by value_usd / net_weight_kg
    ) as place,
    count(*) over (partition by reporter_code, flow, valuation, hs_edition, hs_code, period) as n
  from trade_flows
  where net_weight_kg > 0
),
middle as materialized (
  select reporter_code, flow, valuation, hs_edition, hs_code, period, min(price) as price
  from priced
  where n >= 5 and 2 * place >= n
  group by reporter_code, flow, valuation, hs_edition, hs_code, period
),
before as materialized (
  select f.*, b.value_usd as value_before_usd, 100.0 * b.value_usd / f.year_before_usd as share_before,
    case
      when f.entry_since is null then null
      when s.partner_code is not null then 'stayed'
      when exists (
        select 1 from trade_flows a where a.partner_code = f.partner_code and a.period < f.period
          and a.reporter_code = f.reporter_code and a.flow = f.flow and a.valuation = f.valuation
          and a.hs_edition = f.hs_edition and a.hs_code = f.hs_code
      ) then 'back'
      else 'new'
    end as entry,
    r.value_usd as mirror_usd, m.price as middle_price,
    case
      when f.year_reason in ('edition_break', 'reclassified', 'no_year_before') then f.year_reason
      when b.value_usd is null and f.coverage_before = 'largest_flows' then 'unknown_before'
      when b.value_usd is null or b.value_usd < 100000 then 'small_base'
    end as no_change_because
  from flow f
  left join trade_flows b on b.period = f.period - 1 and b.reporter_code = f.reporter_code
    and b.partner_code = f.partner_code and b.flow = f.flow and b.hs_edition = f.edition_before
    and b.hs_code = f.code_before and b.valuation = f.valuation
  left join trade_flows s on s.period = f.entry_since and s.reporter_code = f.reporter_code
    and s.partner_code = f.partner_code and s.flow = f.flow and s.hs_edition = f.hs_edition
    and s.hs_code = f.hs_code and s.valuation = f.valuation
  left join mirror r on r.period = f.period and r.reporter_code = f.partner_code
    and r.partner_code = f.reporter_code and r.flow <> f.flow and r.hs_edition = f.hs_edition and r.hs_code = f.hs_code
    and f.valuation <> 'fob_reconciled'
  left join middle m on m.reporter_code = f.reporter_code and m.flow = f.flow and m.valuation = f.valuation
    and m.hs_edition = f.hs_edition and m.hs_code = f.hs_code and m.period = f.period
)
select
  f.reporter_code, f.flow, f.hs_edition, f.hs_code, f.wording_en, f.wording_zh, f.period, f.valuation, f.coverage,
  f.place, f.partner_code, e.name_en as partner, e.name_zh as partner_zh,
  f.value_usd,
  round(100.0 * f.value_usd / f.year_usd, 1) as share_percent,
  round(100.0 * f.value_usd / f.year_usd - f.share_before, 1) as share_change,
  f.value_before_usd,
  case when f.no_change_because is null then round(100.0 * (f.value_usd / f.value_before_usd - 1), 1) end as change_percent,
  f.no_change_because,
  f.entry, f.entry_since,
  f.net_weight_kg,
  f.value_usd / f.net_weight_kg as usd_per_kg,
  f.mirror_usd,
  f.source_id,
  rtrim(
    coalesce(f.no_change_because || ';', '')
    || case when f.coverage_before <> f.coverage and f.value_before_usd is not null then 'coverage_break;' else '' end
    || case when f.coverage = 'largest_flows' then 'partial_year;' else '' end
    || case when f.year_caveats like '%edition_joined%' then 'edition_joined;' else '' end
    || case when f.year_caveats like '%recoded%' then 'recoded;' else '' end
    || case when f.basket = 1 then 'basket;' else '' end
    || case when f.mirror_usd > 2 * f.value_usd or f.value_usd > 2 * f.mirror_usd then 'mirror_gap;' else '' end
    || case when f.net_weight_kg < 10000 and cast(f.net_weight_kg as bigint) % 1000 = 0 then 'rough_weights;' else '' end
    || case when f.value_usd / f.net_weight_kg > 10 * f.middle_price
         or f.value_usd / f.net_weight_kg < f.middle_price / 10 then 'odd_price;' else '' end
    || case f.valuation when 'fob_reconciled' then 'reconciled;' else 'as_reported;' end,
    ';'
  ) as caveats
from before f
left join economies e on e.economy_code = f.partner_code
order by f.reporter_code, f.flow, f.hs_code, f.period, f.hs_edition, f.valuation, f.place
