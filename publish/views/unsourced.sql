-- What no located document supports: kept, marked, and no total and no claim rests on it.
select table_name, row_key, field, value, detail, note
from who_says
where source_id is null
order by table_name, row_key, field
