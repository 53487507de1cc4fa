-- title: What does no document support?
-- title_zh: 哪些内容没有文献支持？
-- description: Cells that are kept although no source was located: marked, and no total and no claim rests on them. Give a table, or leave the box empty for all.
select table_name, row_key, field, value, note
from unsourced
where trim(:table) = '' or table_name = trim(:table)
order by table_name, row_key, field
