-- What makes a figure of trade unsafe to read alone: the code that trade_yearly and trade_partners give, its words, the rule behind it.
select 'edition_break' as caveat, 'V13' as rule, 1 as forbids_change,
  'The year before is held in another edition of the codes, and this code does not mean the same goods there.' as words_en,
  '上一年只有另一版本编码的数据，且该编码在两个版本中所含商品不同。' as words_zh
union all select 'reclassified', 'V14', 1,
  'Customs moved goods into or out of this code: the years do not hold the same goods (products.moved_on).',
  '海关将部分商品移入或移出该编码，前后年份所含商品不同（见 products.moved_on）。'
union all select 'no_year_before', null, 1,
  'No flow is held for the year before.',
  '上一年没有收录任何流量。'
union all select 'unknown_before', 'V02', 1,
  'The year before holds only the largest flows: that this one is missing there does not make it a zero.',
  '上一年只收录最大的流量：未收录不等于为零。'
union all select 'small_base', 'V15', 1,
  'The year before is under 100,000 dollars: a rate from such a base says nothing.',
  '上一年不足十万美元：以此为基数的增长率没有意义。'
union all select 'coverage_break', 'V02', 0,
  'One of the two years holds only the largest flows, by its own account about 98% of the value: the change may be off by as much, in a small code by more.',
  '两年之一只收录最大的流量（据其自述约占金额的98%）：变化可能有同等程度的偏差，小编码偏差更大。'
union all select 'partial_year', 'V02', 0,
  'The year holds only the largest flows, by its own account about 98% of the value: shares are of what is held, a missing partner is no zero.',
  '该年只收录最大的流量（据其自述约占金额的98%）：份额以所收录者计，缺少的伙伴方不等于零。'
union all select 'edition_joined', 'V13', 0,
  'The year before is held in another edition of the codes; this code means the same goods in both.',
  '上一年为另一版本编码的数据；该编码在两个版本中所含商品相同。'
union all select 'recoded', 'V13', 0,
  'HS2022 changed what this code holds: reports made in HS2022 had to be converted back to the older edition.',
  'HS2022 改变了该编码的范围：以 HS2022 申报的数据须换算回旧版本。'
union all select 'basket', null, 0,
  'The code holds other goods beside the product: a change cannot be put down to the product.',
  '该编码还包含其他商品：变化不能归因于该产品。'
union all select 'reconciled', 'V06', 0,
  'Values are reconciled by BACI from both sides'' reports, free on board: they differ from what customs print.',
  '金额由 BACI 根据双方申报调和而成，按离岸价计，与海关公布数不同。'
union all select 'as_reported', 'V06', 0,
  'Values are as the reporter states them: imports with freight (cif), exports without (fob). A balance compares unlike things.',
  '金额按申报方口径：进口含运费（到岸价），出口不含（离岸价），差额不完全可比。'
union all select 'mirror_gap', 'V07', 0,
  'The partner reports less than half or more than twice as much for the same flow.',
  '伙伴方对同一流量的申报不足一半或超过两倍。'
union all select 'few_weights', 'V09', 0,
  'Weights are known for less than 80% of the value: no unit value is shown.',
  '已知重量的部分不足金额的80%，不显示单价。'
union all select 'rough_weights', 'V09', 0,
  'Weights are in whole tonnes, and rounding alone may move the unit value by more than 5%.',
  '重量以整吨计，仅四舍五入就可能使单价偏差超过5%。'
union all select 'odd_price', 'V08', 0,
  'The unit value is ten times off the middle of its good and year.',
  '单价与该商品该年中位数相差十倍以上。'
