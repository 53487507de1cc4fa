"""Built-in rules of the header: are the labels those of the schema."""

from little_giants.rules.catalogue.text import Words, text

_MATCH = "table-schema/#fieldsMatch"

HEADERS = (
    text(
        "missing-label",
        "missing-label",
        _MATCH,
        Words(
            "Every field has its column",
            "A field that the schema describes and the file lacks cannot be checked or used.",
            "Add the column to the file. Cells without a value stay empty.",
            "The column {expected} is missing.",
        ),
        Words(
            "每个字段须有对应的列",
            "表结构中有而文件中没有的字段，无法检查也无法使用。",
            "请在文件中补上该列，无值的单元格留空。",
            "缺少列 {expected}。",
        ),
    ),
    text(
        "extra-label",
        "extra-label",
        _MATCH,
        Words(
            "Every column is a field",
            "A column without a field has no type and no meaning for a reader.",
            "Remove the column, or describe it as a field in the schema.",
            "The column {found} is not in the schema.",
        ),
        Words(
            "每一列须为已定义字段",
            "没有字段定义的列既无类型也无含义。",
            "请删除该列，或在表结构中加以描述。",
            "表结构中没有列 {found}。",
        ),
    ),
    text(
        "duplicate-label",
        "duplicate-label",
        _MATCH,
        Words(
            "Every label stands once",
            "Two columns of one name cannot be told apart.",
            "Rename or remove one of the columns.",
            "The label {found} is there more than once.",
        ),
        Words(
            "列名不得重复",
            "两列同名便无法区分。",
            "请改名或删除其中一列。",
            "列名 {found} 重复出现。",
        ),
    ),
    text(
        "blank-label",
        "blank-label",
        _MATCH,
        Words(
            "No label is blank",
            "A column without a name has no field.",
            "Write the field's name into the header, or remove the column.",
            "A label is blank.",
        ),
        Words(
            "列名不得为空",
            "没有名称的列没有对应字段。",
            "请在表头写上字段名，或删除该列。",
            "有一个列名为空。",
        ),
    ),
    text(
        "incorrect-label",
        "incorrect-label",
        _MATCH,
        Words(
            "The labels are those of the schema, in its order",
            "One name and one place for every field lets people and programs compare versions of the file.",
            "Write the names of the schema, in its order.",
            "The label is {found}, the schema has {expected} there.",
        ),
        Words(
            "列名及顺序须与表结构一致",
            "每个字段名称与位置固定，人和程序才能比较文件的不同版本。",
            "请按表结构的名称与顺序书写各列。",
            "此处列名为 {found}，表结构为 {expected}。",
        ),
    ),
)
