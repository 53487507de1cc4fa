"""Built-in rules of one cell: is it there, is it of its type, does it meet the constraints of its field."""

from little_giants.rules.catalogue.text import Words, text

CELLS = (
    text(
        "extra-cell",
        "extra-cell",
        "table-schema/#fieldsMatch",
        Words(
            "No row has more cells than the header",
            "A cell without a label belongs to no field. Often a comma in a text is not quoted.",
            'Put a cell that holds a comma in quotes ("a, b"), or remove the extra cell.',
            "The header has {expected} cells, the row has {found}.",
        ),
        Words(
            "行内单元格不得多于表头",
            "没有列名的单元格不属于任何字段，常因文本中的逗号未加引号所致。",
            '含逗号的单元格请加引号（"a, b"），或删除多余的单元格。',
            "表头有 {expected} 个单元格，此行有 {found} 个。",
        ),
    ),
    text(
        "missing-cell",
        "missing-cell",
        "table-schema/#fieldsMatch",
        Words(
            "No row has fewer cells than the header",
            "A row that ends early was cut, or lost a comma; its cells may stand under the wrong labels.",
            "Write every comma of the row. A cell without a value is empty.",
            "The header has {expected} cells, the row has {found}.",
        ),
        Words(
            "行内单元格不得少于表头",
            "行提前结束，可能被截断或缺了逗号，单元格可能错位。",
            "请补齐该行的逗号，无值的单元格留空。",
            "表头有 {expected} 个单元格，此行有 {found} 个。",
        ),
    ),
    text(
        "type",
        "type-error",
        "table-schema/#field-types",
        Words(
            "The value is of its type",
            "Only a value that reads as its type can be compared, added up or ordered.",
            "Write the value as its type is written: 12, 0.5, true, 2019-06-05. No spaces, no thousands separators.",
            "“{cell}” is not of type {type}.",
        ),
        Words(
            "值须符合类型",
            "只有符合类型的值才能比较、求和或排序。",
            "请按类型书写：12、0.5、true、2019-06-05；不带空格和千位分隔符。",
            "“{cell}”不是 {type} 类型。",
        ),
    ),
    text(
        "required",
        "constraint-error",
        "table-schema/#required",
        Words(
            "The value is there",
            "A row without this value cannot be used.",
            "Write the value. If it is not known, the row does not belong into this table.",
            "{field} is empty.",
        ),
        Words(
            "值不得为空",
            "缺少该值的行无法使用。",
            "请填写该值；若不知其值，则该行不应列入本表。",
            "{field} 为空。",
        ),
    ),
    text(
        "min-length",
        "constraint-error",
        "table-schema/#minLength",
        Words(
            "The text is long enough",
            "A shorter text was cut, or is something else.",
            "Write the whole text.",
            "“{cell}” has {length} characters, fewer than {limit}.",
        ),
        Words(
            "文本长度须足够",
            "过短的文本可能被截断或填错。",
            "请填写完整文本。",
            "“{cell}”有 {length} 个字符，少于 {limit} 个。",
        ),
    ),
    text(
        "max-length",
        "constraint-error",
        "table-schema/#maxLength",
        Words(
            "The text is not too long",
            "A longer text does not belong into this field.",
            "Shorten the text, or move a part of it to another field.",
            "“{cell}” has {length} characters, more than {limit}.",
        ),
        Words(
            "文本长度不得超限",
            "过长的文本不适合该字段。",
            "请缩短文本，或将一部分移至其他字段。",
            "“{cell}”有 {length} 个字符，多于 {limit} 个。",
        ),
    ),
    text(
        "minimum",
        "constraint-error",
        "table-schema/#minimum",
        Words(
            "The value is not too small",
            "Below this limit a value is a slip of the pen or has another unit.",
            "Compare it with the source, and its unit with the field's.",
            "{cell} is less than {limit}.",
        ),
        Words(
            "值不得过小",
            "低于下限的值通常是笔误或单位不同。",
            "请与来源核对，并核对单位。",
            "{cell} 小于 {limit}。",
        ),
    ),
    text(
        "maximum",
        "constraint-error",
        "table-schema/#maximum",
        Words(
            "The value is not too large",
            "Above this limit a value is a slip of the pen or has another unit.",
            "Compare it with the source, and its unit with the field's.",
            "{cell} is more than {limit}.",
        ),
        Words(
            "值不得过大",
            "高于上限的值通常是笔误或单位不同。",
            "请与来源核对，并核对单位。",
            "{cell} 大于 {limit}。",
        ),
    ),
    text(
        "exclusive-minimum",
        "constraint-error",
        "table-schema/#exclusiveMinimum",
        Words(
            "The value is above its limit",
            "At or below this limit a value is a slip of the pen or has another unit.",
            "Compare it with the source, and its unit with the field's.",
            "{cell} is not more than {limit}.",
        ),
        Words(
            "值须大于下限",
            "不大于下限的值通常是笔误或单位不同。",
            "请与来源核对，并核对单位。",
            "{cell} 不大于 {limit}。",
        ),
    ),
    text(
        "exclusive-maximum",
        "constraint-error",
        "table-schema/#exclusiveMaximum",
        Words(
            "The value is below its limit",
            "At or above this limit a value is a slip of the pen or has another unit.",
            "Compare it with the source, and its unit with the field's.",
            "{cell} is not less than {limit}.",
        ),
        Words(
            "值须小于上限",
            "不小于上限的值通常是笔误或单位不同。",
            "请与来源核对，并核对单位。",
            "{cell} 不小于 {limit}。",
        ),
    ),
    text(
        "pattern",
        "constraint-error",
        "table-schema/#pattern",
        Words(
            "The value has its form",
            "Codes, addresses and partial dates have a fixed form; a value of another form names nothing.",
            "Write the value in the form of the field's description and example.",
            "“{cell}” does not have the form {pattern}.",
        ),
        Words(
            "值须符合格式",
            "代码、网址和不完整日期都有固定格式，格式不符的值没有意义。",
            "请按字段说明与示例的格式书写。",
            "“{cell}”不符合格式 {pattern}。",
        ),
    ),
    text(
        "enum",
        "constraint-error",
        "table-schema/#enum",
        Words(
            "The value is one of the allowed ones",
            "A fixed list of values keeps rows comparable; another spelling would be another thing.",
            "Write one of the allowed values, in the same letters.",
            "“{cell}” is not one of: {allowed}.",
        ),
        Words(
            "值须在允许范围内",
            "固定的取值使各行可比，写法不同便成了另一事物。",
            "请填写允许的值之一，字母大小写须一致。",
            "“{cell}”不属于：{allowed}。",
        ),
    ),
    text(
        "categories",
        "constraint-error",
        "table-schema/#categories",
        Words(
            "The value is one of the categories",
            "The field's categories are all the values it can have.",
            "Write one of the categories, in the same letters.",
            "“{cell}” is not one of: {allowed}.",
        ),
        Words(
            "值须属于所列类别",
            "字段的类别列出了其全部可能取值。",
            "请填写所列类别之一，字母大小写须一致。",
            "“{cell}”不属于：{allowed}。",
        ),
    ),
    text(
        "json-schema",
        "constraint-error",
        "table-schema/#jsonSchema",
        Words(
            "The value fits its JSON Schema",
            "The JSON Schema of the field says which members an object or an array has, and of which kind.",
            "Read the `jsonSchema` of the field, and correct the value.",
            "“{cell}” does not fit the JSON Schema of the field.",
        ),
        Words(
            "值须符合 JSON Schema",
            "字段的 JSON Schema 规定了对象或数组应有的成员及其类型。",
            "请对照字段的 `jsonSchema` 修正该值。",
            "“{cell}”不符合字段的 JSON Schema。",
        ),
    ),
)
