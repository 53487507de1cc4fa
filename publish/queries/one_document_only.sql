-- title: How much rests on one document alone?
-- title_zh: 有多少内容仅凭一份文献？
-- description: Cells that exactly one document gives, by table and kind of that document, the nearest to the authority first. Give a table, or leave the box empty for all.
select c.table_name, r.rank, r.word as kind, r.name_en as kind_is, r.name_zh as kind_zh, count(*) as cells
from cell_support c
join evidence_ranks r on r.scale = 'kind' and r.word = c.only_kind
where c.support = 'one document' and (trim(:table) = '' or c.table_name = trim(:table))
group by c.table_name, r.rank, r.word, r.name_en, r.name_zh
order by r.rank, r.word, c.table_name
