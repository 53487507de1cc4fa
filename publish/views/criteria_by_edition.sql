-- Every threshold of every edition in words, and what became of it since the edition before: first, same, changed, new, dropped.
with terms as (
  select
    e.tier, e.edition, e.edition_id, c.criterion_id, c.dimension, c.metric_id, c.operator, c.value, c.value_max,
    c.value_text, c.unit, c.period, c.applies_when_metric_id, c.applies_when_operator, c.applies_when_value,
    c.applies_when_value_max, c.applies_to, c.points, c.source_id, c.verification,
    g.group_id, g.name_en as group_en, g.logic,
    case c.operator
      when 'ge' then '≥ ' when 'gt' then '> ' when 'le' then '≤ ' when 'lt' then '< ' when 'eq' then '= '
      when 'is_true' then 'yes' when 'is_false' then 'no' when 'between' then '' when 'one_of' then ''
      when 'qualitative' then '' else replace(c.operator, '_', ' ')
    end
    || coalesce(
      case when c.value = round(c.value) then cast(cast(c.value as bigint) as varchar) else cast(c.value as varchar) end,
      ''
    )
    || coalesce(
      ' to ' || case
        when c.value_max = round(c.value_max) then cast(cast(c.value_max as bigint) as varchar)
        else cast(c.value_max as varchar)
      end,
      ''
    )
    || case when c.value is null or c.unit = 'rank' then '' else coalesce(' ' || replace(c.unit, '_', ' '), '') end
    || coalesce(' ' || c.value_text, '') as threshold,
    coalesce(
      c.applies_when_metric_id || ' '
      || case c.applies_when_operator
        when 'ge' then '≥ ' when 'gt' then '> ' when 'le' then '≤ ' when 'lt' then '< ' when 'eq' then '= '
        when 'ge_lt' then '≥ ' when 'is_true' then 'is true' else replace(c.applies_when_operator, '_', ' ') || ' '
      end
      || coalesce(cast(cast(c.applies_when_value as bigint) as varchar), '')
      || coalesce(' and < ' || cast(cast(c.applies_when_value_max as bigint) as varchar), ''),
      ''
    ) as applies_when,
    c.metric_id || '|' || c.operator || '|' || coalesce(cast(c.value as varchar), '')
    || '|' || coalesce(cast(c.value_max as varchar), '') || '|' || coalesce(c.value_text, '')
    || '|' || coalesce(c.unit, '') || '|' || coalesce(c.period, '')
    || '|' || coalesce(c.applies_when_metric_id, '') || '|' || coalesce(c.applies_when_operator, '')
    || '|' || coalesce(cast(c.applies_when_value as varchar), '')
    || '|' || coalesce(cast(c.applies_when_value_max as varchar), '') as fingerprint
  from criteria c
  join criterion_groups g on g.group_id = c.group_id
  join rule_editions e on e.edition_id = g.edition_id
),
-- An overlay amends single thresholds of an edition; one not yet issued has none. Neither is a full edition.
full_editions as (
  select distinct t.tier, t.edition, t.edition_id
  from terms t
  where not exists (
    select 1
    from criteria a
    join criterion_groups ag on ag.group_id = a.group_id
    where ag.edition_id = t.edition_id and (a.amends_criterion_id is not null or a.operator = 'not_yet_issued')
  )
),
steps as (
  select
    e.tier, e.edition_id, e.edition,
    max(before.edition) as edition_before,
    case when exists (select 1 from full_editions f where f.edition_id = e.edition_id) then 1 else 0 end as is_full
  from rule_editions e
  left join full_editions before on before.tier = e.tier and before.edition < e.edition
  group by e.tier, e.edition_id, e.edition
),
pairs as (
  select s.tier, s.edition_id, s.edition, s.is_full, p.edition_id as before_id
  from steps s
  left join full_editions p on p.tier = s.tier and p.edition = s.edition_before
)
select
  t.tier, t.edition_id, t.edition, t.dimension, t.metric_id, m.name_en as metric_en, m.name_zh as metric_zh,
  t.threshold, t.period, t.applies_when, t.applies_to, t.points, t.group_en, t.logic,
  p.before_id as edition_before_id,
  case
    when p.before_id is null then 'first'
    when exists (select 1 from terms o where o.edition_id = p.before_id and o.fingerprint = t.fingerprint) then 'same'
    when exists (select 1 from terms o where o.edition_id = p.before_id and o.metric_id = t.metric_id) then 'changed'
    else 'new'
  end as change,
  t.criterion_id, t.source_id, t.verification
from terms t
join pairs p on p.edition_id = t.edition_id
left join metrics m on m.metric_id = t.metric_id
union all
select
  o.tier, p.edition_id, p.edition, o.dimension, o.metric_id, m.name_en, m.name_zh,
  o.threshold, o.period, o.applies_when, o.applies_to, o.points, o.group_en, o.logic,
  p.before_id, 'dropped', o.criterion_id, o.source_id, o.verification
from pairs p
join terms o on o.edition_id = p.before_id
left join metrics m on m.metric_id = o.metric_id
where p.is_full = 1
  and not exists (select 1 from terms t where t.edition_id = p.edition_id and t.metric_id = o.metric_id)
order by 1, 3, 2, 4, 5, 17
