-- title: How did a criterion change from edition to edition?
-- title_zh: 某项认定标准在各版本之间如何变化？
-- description: Give a word of the metric, in English or Chinese. An empty box asks for research and development (R&D). Rows marked “dropped” stand under the edition that no longer asks for them.
select
  tier, edition, metric_en, metric_zh, threshold, replace(coalesce(period, ''), '_', ' ') as period, applies_when,
  group_en as stands_in, change, criterion_id, source_id
from criteria_by_edition
where lower(metric_en) like '%' || lower(coalesce(nullif(trim(:metric), ''), 'r&d')) || '%'
  or metric_zh like '%' || coalesce(nullif(trim(:metric), ''), '研发') || '%'
order by tier = 'little_giant' desc, tier, edition, metric_en, criterion_id
