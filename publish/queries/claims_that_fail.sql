-- title: Which statements of the articles do not hold, and what would be right?
-- title_zh: 文章中的哪些说法站不住脚？怎样说才对？
-- description: Statements that are contradicted, outdated or disputed. Give another verdict (partly_supported, unverified, consistent, reproduced, not_checkable) to see those.
select
  claim_id, verdict, paraphrase_en as statement, better_statement_en as better, explanation, paraphrase_zh as 表述,
  better_statement_zh as 更准确的说法, source_id, evidence, evidence_publisher, evidence_url
from claims_ledger
where case
  when trim(:verdict) = '' then verdict in ('contradicted', 'outdated', 'disputed')
  else verdict = trim(:verdict)
end
order by verdict, claim_id
