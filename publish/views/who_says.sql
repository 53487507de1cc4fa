-- Who says so: one row a document and a cell, with what the document says, whether the package uses it, and why.
with dated as (
  -- Titles in force are one fact a date; a year is the same date as a month of it, told less exactly.
  select k.batch, k.region_code, k.scope, k.as_of, coalesce(min(o.as_of), k.as_of) as fact_date
  from counts k
  left join counts o
    on o.measure = 'in_force' and o.batch = k.batch and o.region_code = k.region_code and o.scope = k.scope
    and o.scope <> 'unknown' and o.verification <> 'unsourced' and o.as_of like k.as_of || '-%'
  where k.measure = 'in_force'
  group by k.batch, k.region_code, k.scope, k.as_of
),
counted as (
  select
    k.*,
    k.batch || '|' || k.region_code || '|' || k.measure || '|' || k.scope || coalesce('|' || d.fact_date, '') as fact
  from counts k
  left join dated d
    on k.measure = 'in_force' and d.batch = k.batch and d.region_code = k.region_code and d.scope = k.scope
    and d.as_of = k.as_of
),
chosen as (
  select fact, value, preferred_reason from counted where preferred
),
-- One row a cell, or an observation of it: the document named first, the further ones, and why it is used or not.
cells as (
  select
    'counts' as table_name,
    k.batch || '|' || k.region_code || '|' || k.measure || '|' || k.stage || '|' || k.scope || '|' || k.as_of || '|'
      || k.source_id as row_key,
    k.fact,
    'value' as field,
    cast(k.value as varchar) as value,
    replace(k.qualifier || ', ' || k.stage || ', as of ' || k.as_of, '_', ' ') as detail,
    k.source_id, k.also_source_ids, k.verification,
    case when k.preferred then 1 else 0 end as preferred,
    case
      when k.preferred_reason = 'only_observation' then 'the only document that gives it'
      when k.preferred_reason = 'sources_agree' then 'all documents agree; of these the best placed'
      when k.preferred_reason = 'final_list' then 'from the final list'
      when k.preferred_reason = 'stage_of_the_list' then 'from the list that counts before the others'
      when k.preferred_reason = 'most_sources' then 'most documents give this value'
      when k.preferred_reason = 'nearest_to_the_authority' then 'better read, exact, nearer to the authority, or earlier'
      when k.preferred_reason = 'arithmetic_agrees' then 'only this value fits the other numbers'
      when k.preferred_reason = 'only_derived' then 'no document states it: computed here from others'
      when k.scope = 'unknown' then 'not used: it is not known whether the planned city is in it'
      when k.verification = 'derived' then 'not used: computed here, and a document states a number'
      when k.value = c.value then 'says the same as the preferred one'
      when c.preferred_reason = 'final_list' then 'not used: the final list counts before it'
      when c.preferred_reason = 'stage_of_the_list' then 'not used: another list counts before it'
      when c.preferred_reason = 'most_sources' then 'not used: more documents give another value'
      when c.preferred_reason = 'arithmetic_agrees' then 'not used: it does not fit the other numbers'
      else 'not used: another one is better read, exact, nearer to the authority, or earlier'
    end as why,
    k.note
  from counted k
  left join chosen c on c.fact = k.fact

  union all
  select
    'firms', o.firm_id, o.firm_id, o.field, o.value, case when o.basis = 'from_name' then 'read off the name' end,
    o.source_id, null, f.verification, case when o.preferred then 1 else 0 end,
    case
      when o.preferred_reason = 'only_observation' then 'the only document that gives it'
      when o.preferred_reason = 'sources_agree' then 'all documents agree; of these the best placed'
      when o.preferred_reason = 'most_sources' then 'most documents give this value'
      when o.preferred_reason = 'nearest_to_the_authority' then 'nearer to the authority by its kind'
      when o.preferred_reason = 'chosen_by_hand' then 'chosen by hand, see the note'
      when o.value = p.value then 'says the same as the preferred one'
      when p.preferred_reason = 'most_sources' then 'not used: more documents give another value'
      when p.preferred_reason = 'chosen_by_hand' then 'not used: see the note of the preferred one'
      else 'not used: another one is nearer to the authority by its kind'
    end,
    o.note
  from firm_observations o
  join firms f on f.firm_id = o.firm_id
  left join firm_observations p on p.firm_id = o.firm_id and p.field = o.field and p.preferred

  union all
  select
    'firms', f.firm_id, f.firm_id, x.field,
    case x.field
      when 'name_zh' then f.name_zh when 'name_en' then f.name_en when 'credit_code' then f.credit_code
      when 'region_code' then f.region_code when 'city_code' then f.city_code when 'founded' then f.founded
      when 'stock_code' then f.stock_code when 'niche' then f.niche
    end,
    case when x.field = 'region_code' and f.region_basis = 'from_name' then 'read off the name' end,
    f.source_id, null, f.verification, 1, 'the one document of the row', f.note
  from firms f
  join (
    select 'name_zh' as field union all select 'name_en' union all select 'credit_code' union all select 'region_code'
    union all select 'city_code' union all select 'founded' union all select 'stock_code' union all select 'niche'
  ) x on 1 = 1
  where f.also_source_ids is null

  union all
  select
    'recognitions', e.recognition_id, e.recognition_id, x.field,
    case x.field
      when 'event' then e.event when 'batch' then cast(e.batch as varchar) when 'year' then cast(e.year as varchar)
      when 'stage' then e.stage
    end,
    'reliability ' || e.reliability
      || case when x.field = 'batch' and e.batch_basis = 'inferred_from_date' then ', inferred from the date' else '' end,
    e.source_id, e.also_source_ids, e.verification, 1, 'the row rests on it', e.note
  from recognitions e
  join (select 'event' as field union all select 'batch' union all select 'year' union all select 'stage') x on 1 = 1

  union all
  select
    'firm_figures', g.firm_id || '|' || g.metric_id || '|' || g.period || '|' || g.source_id,
    g.firm_id || '|' || g.metric_id || '|' || g.period, 'value',
    coalesce(case when g.value = cast(g.value as bigint) then cast(cast(g.value as bigint) as varchar)
      else cast(g.value as varchar) end, g.value_text),
    g.unit || ', ' || g.period, g.source_id, null, g.verification, null,
    'no figure of a firm is preferred: they stand side by side', g.note
  from firm_figures g

  union all
  select
    'programme_statistics', p.statistic_id,
    p.tier || '|' || p.measure || '|' || coalesce(cast(p.batch as varchar), '') || '|' || coalesce(p.region_code, '')
      || '|' || p.unit || '|' || p.as_of,
    'value',
    case when p.value = cast(p.value as bigint) then cast(cast(p.value as bigint) as varchar)
      else cast(p.value as varchar) end
      || case when p.value_max is null then '' when p.value_max = cast(p.value_max as bigint)
        then ' to ' || cast(cast(p.value_max as bigint) as varchar) else ' to ' || cast(p.value_max as varchar) end,
    replace(p.qualifier || ', ' || p.unit, '_', ' ') || ', as of ' || p.as_of,
    p.source_id, p.also_source_ids, p.verification, null,
    'no figure of the programme is preferred: they stand side by side', p.note
  from programme_statistics p

  union all
  select
    'batches', cast(b.batch as varchar), cast(b.batch as varchar), x.field,
    case x.field
      when 'application_notice' then b.application_notice when 'application_date' then b.application_date
      when 'public_notice_start' then b.public_notice_start when 'public_notice_end' then b.public_notice_end
      when 'announcement_notice' then b.announcement_notice when 'announcement_date' then b.announcement_date
      when 'validity_years' then cast(b.validity_years as varchar)
      when 'validity_start' then cast(b.validity_start as varchar)
      when 'validity_end' then cast(b.validity_end as varchar) when 're_review_year' then cast(b.re_review_year as varchar)
    end,
    null,
    case
      when x.field like 'application%' then b.application_source_id
      when x.field like 'public_notice%' then b.public_notice_source_id
      when x.field = 'announcement_notice' then b.announcement_source_id
      when x.field = 'announcement_date' then b.announcement_date_source_id
      when x.field like 'validity%' then b.validity_source_id
      else b.source_id
    end,
    null,
    case
      when case
        when x.field like 'application%' then b.application_source_id
        when x.field like 'public_notice%' then b.public_notice_source_id
        when x.field = 'announcement_notice' then b.announcement_source_id
        when x.field = 'announcement_date' then b.announcement_date_source_id
        when x.field like 'validity%' then b.validity_source_id
        else b.source_id
      end is null then 'unsourced' else b.verification
    end,
    1, 'the document named for this field', b.note
  from batches b
  join (
    select 'application_notice' as field union all select 'application_date' union all select 'public_notice_start'
    union all select 'public_notice_end' union all select 'announcement_notice' union all select 'announcement_date'
    union all select 'validity_years' union all select 'validity_start' union all select 'validity_end'
    union all select 're_review_year'
  ) x on 1 = 1

  union all
  select
    'rule_editions', e.edition_id, e.edition_id, x.field,
    case x.field
      when 'document_number' then e.document_number when 'issued' then e.issued when 'in_force_from' then e.in_force_from
      when 'in_force_to' then e.in_force_to when 'batch_from' then cast(e.batch_from as varchar)
      when 'batch_to' then cast(e.batch_to as varchar)
    end,
    null,
    case when ';' || coalesce(e.unsourced_fields, '') || ';' like '%;' || x.field || ';%' then null else e.source_id end,
    case when ';' || coalesce(e.unsourced_fields, '') || ';' like '%;' || x.field || ';%' then null
      else e.also_source_ids end,
    case when ';' || coalesce(e.unsourced_fields, '') || ';' like '%;' || x.field || ';%' then 'unsourced'
      else e.verification end,
    1, 'the row rests on it', e.note
  from rule_editions e
  join (
    select 'document_number' as field union all select 'issued' union all select 'in_force_from'
    union all select 'in_force_to' union all select 'batch_from' union all select 'batch_to'
  ) x on 1 = 1

  union all
  select
    'criteria', c.criterion_id, c.criterion_id, 'value',
    coalesce(case when c.value = cast(c.value as bigint) then cast(cast(c.value as bigint) as varchar)
      else cast(c.value as varchar) end, c.value_text, c.operator),
    c.metric_id || ' ' || c.operator || coalesce(', ' || c.unit, '') || coalesce(', ' || c.period, ''),
    c.source_id, c.also_source_ids, c.verification, 1, 'the row rests on it', c.note
  from criteria c

  union all
  select
    'criterion_groups', g.group_id, g.group_id, 'logic', g.logic, null,
    g.source_id, g.also_source_ids, g.verification, 1, 'the row rests on it', g.note
  from criterion_groups g

  union all
  select
    'metrics', m.metric_id, m.metric_id, 'definition_en', m.definition_en, m.unit,
    m.source_id, null, case when m.source_id is null then 'unsourced' end, 1, 'the row rests on it', m.note
  from metrics m

  union all
  select
    'products', p.product_id, p.product_id, x.field,
    case x.field when 'hs_code_2017' then p.hs_code_2017 when 'hs_code_2022' then p.hs_code_2022
      else p.national_line end,
    p.purity || coalesce(', confidence ' || p.confidence, ''),
    p.source_id, p.also_source_ids, p.verification, 1, 'the row rests on it', p.note
  from products p
  join (select 'hs_code_2017' as field union all select 'hs_code_2022' union all select 'national_line') x on 1 = 1

  union all
  select
    'firm_products', l.firm_id || '|' || l.product_id, l.firm_id || '|' || l.product_id, 'product_id', l.product_id, null,
    l.source_id, l.also_source_ids, l.verification, 1, 'the row rests on it', l.note
  from firm_products l

  union all
  select
    'claims', c.claim_id, c.claim_id, x.field,
    case when x.field = 'verdict' then c.verdict
      else coalesce(case when c.value = cast(c.value as bigint) then cast(cast(c.value as bigint) as varchar)
        else cast(c.value as varchar) end, c.value_text) end,
    case when x.field = 'value' then replace(coalesce(c.qualifier, ''), '_', ' ') || coalesce(' ' || c.unit, '') end,
    case when x.field = 'verdict' then c.source_id else c.article_id end,
    case when x.field = 'verdict' then c.also_source_ids end,
    case when x.field = 'verdict' then c.verification end,
    1, case when x.field = 'verdict' then 'the verdict rests on it' else 'the article says so' end, c.note
  from claims c
  join (select 'verdict' as field union all select 'value') x on 1 = 1

  union all
  select
    'regions', r.region_code, r.region_code, x.field,
    case x.field when 'name_zh' then r.name_zh when 'level' then r.level else r.parent_code end,
    null, r.source_id, null, null, 1, 'the row rests on it', r.note
  from regions r
  join (select 'name_zh' as field union all select 'level' union all select 'parent_code') x on 1 = 1

  union all
  select
    'economies', e.economy_code, e.economy_code, x.field,
    case x.field when 'name_en' then e.name_en when 'name_zh' then e.name_zh when 'iso2' then e.iso2
      else cast(e.numeric_code as varchar) end,
    null, e.source_id, e.also_source_ids, null, 1, 'the row rests on it', e.note
  from economies e
  join (
    select 'name_en' as field union all select 'name_zh' union all select 'iso2' union all select 'numeric_code'
  ) x on 1 = 1

  union all
  select
    'hs_codes', h.hs_edition || '|' || h.hs_code, h.hs_edition || '|' || h.hs_code, 'counterpart_code',
    h.counterpart_code, h.counterpart_edition, h.source_id, h.also_source_ids, null, 1, 'the row rests on it', h.note
  from hs_codes h
),
-- The documents in each list of further ones, each list read once.
listed as (
  select l.also_source_ids, s.source_id
  from (
    select also_source_ids from counts
    union select also_source_ids from recognitions
    union select also_source_ids from programme_statistics
    union select also_source_ids from rule_editions
    union select also_source_ids from criteria
    union select also_source_ids from criterion_groups
    union select also_source_ids from products
    union select also_source_ids from firm_products
    union select also_source_ids from claims
    union select also_source_ids from economies
    union select also_source_ids from hs_codes
  ) l
  join sources s on ';' || l.also_source_ids || ';' like '%;' || s.source_id || ';%'
  where l.also_source_ids is not null
),
-- Each further document is a witness of its own, but for a number that was computed from all of them.
said as (
  select c.*, c.source_id as document_id, 1 as named from cells c where c.value is not null
  union all
  select c.*, l.source_id, 0 from cells c join listed l on l.also_source_ids = c.also_source_ids where c.value is not null
)
select
  a.table_name,
  a.fact,
  a.field,
  a.value,
  case when g.region_code is not null then g.name_zh || ' ' || g.name_en end as meaning,
  a.detail,
  a.document_id as source_id,
  s.title as document,
  s.publisher,
  s.published,
  s.kind,
  k.rank as kind_rank,
  a.verification,
  case when a.document_id is null or a.named = 0 and a.preferred = 1 then 0 else a.preferred end as preferred,
  case when a.verification = 'derived' then 'computed' when a.also_source_ids is not null then 'row' else 'cell' end
    as given_for,
  case
    when a.document_id is null then 'no source located: no total and no claim rests on it'
    when a.verification = 'derived' and a.named = 0 then 'the number was computed from this one, too'
    when a.named = 0 and a.table_name = 'claims' then 'the verdict rests on it, too'
    when a.named = 0 then 'supports the row; which of its cells is not recorded'
    else a.why
  end as why,
  a.row_key,
  a.note
from said a
left join sources s on s.source_id = a.document_id
left join evidence_ranks k on k.scale = 'kind' and k.word = s.kind
left join regions g on a.field in ('region_code', 'city_code', 'parent_code') and g.region_code = a.value
order by
  a.table_name, a.fact, a.field, coalesce(a.preferred, 0) * a.named desc,
  case when a.verification = 'derived' then 1 else 0 end, a.named desc, coalesce(k.rank, 99), coalesce(s.published, '9'),
  coalesce(a.document_id, ''), a.row_key
