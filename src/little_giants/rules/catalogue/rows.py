"""Built-in rules of rows: blank rows, keys and waivers."""

from little_giants.rules.catalogue.text import Words, text

ROWS = (
    text(
        "blank-row",
        "blank-row",
        "",
        Words(
            "No row is blank",
            "A blank line is no record. Readers disagree on whether it counts as one.",
            "Remove the blank line.",
            "Row {row} is blank.",
        ),
        Words(
            "不得有空行",
            "空行不是记录，不同软件对它的处理并不一致。",
            "请删除空行。",
            "第 {row} 行为空行。",
        ),
    ),
    text(
        "primary-key",
        "primary-key",
        "table-schema/#primaryKey",
        Words(
            "The primary key is unique",
            "The key names a row. Two rows with one key are one fact twice, or two facts that cannot be told apart.",
            "Remove the repeated row, or correct the key of one of them.",
            "The key {fields} = {value} is already in row {first_row}.",
        ),
        Words(
            "主键须唯一",
            "主键用来指称一行。两行主键相同，要么是同一事实重复，要么是两个无法区分的事实。",
            "请删除重复的行，或更正其中一行的主键。",
            "主键 {fields} = {value} 已见于第 {first_row} 行。",
        ),
    ),
    text(
        "primary-key-null",
        "primary-key",
        "table-schema/#primaryKey",
        Words(
            "The primary key is complete",
            "A key with an empty part names no row.",
            "Write the missing part of the key.",
            "{field} is part of the primary key and is empty.",
        ),
        Words(
            "主键须完整",
            "主键有空缺便不能指称任何一行。",
            "请填写主键中缺失的部分。",
            "{field} 属于主键，不得为空。",
        ),
    ),
    text(
        "unique-key",
        "unique-error",
        "table-schema/#uniqueKeys",
        Words(
            "The unique key is unique",
            "These fields together may occur once only. Rows in which one of them is empty are left out.",
            "Remove the repeated row, or correct one of the values.",
            "{fields} = {value} is already in row {first_row}.",
        ),
        Words(
            "唯一键须唯一",
            "这些字段的组合只能出现一次；其中有空值的行不计。",
            "请删除重复的行，或更正其中的值。",
            "{fields} = {value} 已见于第 {first_row} 行。",
        ),
    ),
    text(
        "unique",
        "unique-error",
        "table-schema/#unique",
        Words(
            "The value is unique",
            "Every value of this field may occur once only. Empty cells are left out.",
            "Remove the repeated row, or correct one of the values.",
            "{field} = {value} is already in row {first_row}.",
        ),
        Words(
            "字段值须唯一",
            "该字段的每个值只能出现一次；空单元格不计。",
            "请删除重复的行，或更正其中的值。",
            "{field} = {value} 已见于第 {first_row} 行。",
        ),
    ),
    text(
        "foreign-key",
        "foreign-key",
        "table-schema/#foreignKeys",
        Words(
            "The row that is referred to exists",
            "A reference without its target says nothing: the reader cannot follow it.",
            "Correct the value, or add the missing row to the other table first.",
            "No row of {target} has {target_fields} = {value}.",
        ),
        Words(
            "引用的行须存在",
            "引用若无目标便没有意义，读者无从追溯。",
            "请更正该值，或先在另一张表中补上缺失的行。",
            "{target} 中没有 {target_fields} = {value} 的行。",
        ),
    ),
    text(
        "waiver-expired",
        "row-constraint",
        "",
        Words(
            "No waiver has expired",
            "A waiver accepts a finding for a time. After that day the finding counts again.",
            "Mend what was waived and remove the waiver, or give it a new date and say why.",
            "The waiver {waiver} of {rule} does not hold: its last day is '{expires}'.",
        ),
        Words(
            "豁免不得过期",
            "豁免只在一段时间内接受某项问题，逾期后问题重新计入。",
            "请改正被豁免的问题并删除该豁免，或说明理由并延长日期。",
            "对 {rule} 的豁免 {waiver} 无效：其最后一日为“{expires}”。",
        ),
    ),
    text(
        "waiver-unused",
        "row-constraint",
        "",
        Words(
            "Every waiver is needed",
            "A waiver that hides nothing would hide the next mistake.",
            "Remove the waiver, or correct its rule, table or row key.",
            "The waiver {waiver} of {rule} matches no finding.",
        ),
        Words(
            "豁免须确有所用",
            "没有对应问题的豁免会掩盖下一个错误。",
            "请删除该豁免，或更正其规则、表名或行主键。",
            "对 {rule} 的豁免 {waiver} 没有对应的问题。",
        ),
        severity="warning",
    ),
)
