-- How well each table is borne out: its cells, by whether one document gives them, several do, or none.
select
  table_name,
  count(*) as cells,
  sum(case when support = 'one document' then 1 else 0 end) as one_document,
  sum(case when support = 'documents agree' then 1 else 0 end) as documents_agree,
  sum(case when support = 'documents disagree' then 1 else 0 end) as documents_disagree,
  sum(case when support = 'documents of the row' then 1 else 0 end) as documents_of_the_row,
  sum(case when support = 'computed' then 1 else 0 end) as computed,
  sum(case when support = 'unsourced' then 1 else 0 end) as unsourced
from cell_support
group by table_name
order by table_name
