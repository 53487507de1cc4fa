"""Built-in rules of a whole file: is it there, is it text, is it the file that the descriptor describes."""

from little_giants.rules.catalogue.text import Words, text

FILES = (
    text(
        "file-missing",
        "file-error",
        "data-resource/#path-or-data",
        Words(
            "The file is there",
            "A resource names a data file, and nothing can be checked without it.",
            "Add the file, or correct `path` in datapackage.json.",
            "The file cannot be read: {reason}.",
        ),
        Words(
            "数据文件须存在",
            "资源指向一个数据文件，缺少该文件便无法检查。",
            "请补上该文件，或更正 datapackage.json 中的 path。",
            "无法读取该文件：{reason}。",
        ),
    ),
    text(
        "encoding",
        "encoding-error",
        "data-resource/#encoding",
        Words(
            "The file is written in its encoding",
            "Bytes outside the encoding turn into wrong letters, or stop a reader in the middle of the file.",
            "Save the file as UTF-8. Spreadsheets call it “CSV UTF-8”.",
            "Byte {offset} is not {encoding}.",
        ),
        Words(
            "文件编码须正确",
            "不符合编码的字节会变成乱码，或使读取中断。",
            "请将文件另存为 UTF-8 编码（电子表格软件中称为“CSV UTF-8”）。",
            "第 {offset} 个字节不是 {encoding} 编码。",
        ),
    ),
    text(
        "binary-file",
        "encoding-error",
        "data-resource/#encoding",
        Words(
            "The file is text",
            "A NUL byte means that this is not a CSV file: perhaps a spreadsheet, an archive or UTF-16.",
            "Export the table as CSV in UTF-8 and put that file in its place.",
            "Byte {offset} is NUL, which no text file has.",
        ),
        Words(
            "文件须为文本",
            "出现空字节（NUL）说明这不是 CSV 文件，可能是电子表格、压缩包或 UTF-16 文件。",
            "请将表格导出为 UTF-8 编码的 CSV 文件并替换。",
            "第 {offset} 个字节为空字节（NUL），文本文件中不应出现。",
        ),
    ),
    text(
        "bytes",
        "byte-count",
        "data-resource/#bytes",
        Words(
            "The file has the stated size",
            "The size in the descriptor tells readers that they hold the whole file.",
            "If the change is meant, run `little-giants format`: it writes the new size and hash.",
            "The descriptor says {expected} bytes, the file has {found}.",
        ),
        Words(
            "文件大小须与描述一致",
            "描述文件中的大小让读者确认文件完整。",
            "若改动无误，请运行 `little-giants format`，它会写入新的大小与哈希值。",
            "描述为 {expected} 字节，实际为 {found} 字节。",
        ),
    ),
    text(
        "hash",
        "hash-count",
        "data-resource/#hash",
        Words(
            "The file has the stated hash",
            "The hash in the descriptor proves that the data are the published data.",
            "If the change is meant, run `little-giants format`: it writes the new size and hash.",
            "The descriptor says {expected}, the file has {found}.",
        ),
        Words(
            "文件哈希值须与描述一致",
            "描述文件中的哈希值证明数据就是所发布的数据。",
            "若改动无误，请运行 `little-giants format`，它会写入新的大小与哈希值。",
            "描述为 {expected}，实际为 {found}。",
        ),
    ),
    text(
        "unclosed-quote",
        "source-error",
        "table-dialect/#quoteChar",
        Words(
            "Every quote is closed",
            "An open quote swallows all that follows, so the rows after it cannot be told apart.",
            "Close the quote. A quote inside a quoted cell is written twice.",
            "The text cannot be split into cells: {reason}.",
        ),
        Words(
            "引号须成对",
            "未闭合的引号会吞掉后面的内容，其后的行无法分辨。",
            "请补上引号；引号内的引号须写两次。",
            "无法切分单元格：{reason}。",
        ),
    ),
    text(
        "delimiter",
        "source-error",
        "table-dialect/#delimiter",
        Words(
            "The file has the delimiter that its dialect declares",
            "With the wrong delimiter every row is one long cell, and no value can be read.",
            "Save the file with the declared delimiter, or declare the one that it has in the resource's `dialect`.",
            'The cells are separated by {found}, the declared delimiter is {declared}. To declare it: "dialect": '
            '{ "delimiter": {json} }.',
        ),
        Words(
            "文件的分隔符须与声明一致",
            "分隔符不符，整行会被读成一个单元格，任何值都无法读取。",
            "请用声明的分隔符保存文件，或在资源的 `dialect` 中声明文件实际使用的分隔符。",
            '单元格以{found}分隔，而声明的分隔符为{declared}。声明方法："dialect": { "delimiter": {json} }。',
        ),
    ),
    text(
        "empty-file",
        "source-error",
        "table-dialect/#header",
        Words(
            "The file has a header",
            "The first line names the fields; without it no cell has a meaning.",
            "Write the field names of the schema as the first line.",
            "The file is empty.",
        ),
        Words(
            "文件须有表头",
            "首行写明各字段名称，没有表头，单元格便没有意义。",
            "请在首行写上表结构中的字段名。",
            "文件为空。",
        ),
    ),
    text(
        "compression",
        "compression-error",
        "data-resource/#path-or-data",
        Words(
            "A compressed file can be unpacked",
            "What cannot be unpacked cannot be read, and a reader with another program may get other rows.",
            "Pack the file again: gzip, or a zip archive that holds one file.",
            "The file cannot be unpacked: {reason}.",
        ),
        Words(
            "压缩文件须能解开",
            "解不开的文件无法读取，换一种程序可能读出不同的行。",
            "请重新压缩：用 gzip，或只含一个文件的 zip。",
            "文件无法解压：{reason}。",
        ),
    ),
    text(
        "expansion",
        "compression-error",
        "data-resource/#path-or-data",
        Words(
            "A compressed file is no bomb",
            "A small file that unpacks to a huge one can fill the disk of whoever reads it.",
            "If the data really are that large, give the file without compression, or in parts.",
            "More than {limit} bytes come out of the file; it was not unpacked further.",
        ),
        Words(
            "压缩文件不得是“解压炸弹”",
            "很小的文件解压出极大的内容，会占满读者的磁盘。",
            "若数据确实如此之大，请不压缩，或分成几个文件。",
            "解压内容超过 {limit} 字节，已停止解压。",
        ),
    ),
    text(
        "unreadable",
        "source-error",
        "data-resource/#format",
        Words(
            "The file is of its format",
            "From the place where a file breaks the rules of its format, its rows cannot be told.",
            "Mend the file at that place, or correct the `format` of the resource.",
            "The file is not readable as {format}: {reason}.",
        ),
        Words(
            "文件须符合其格式",
            "文件从不合格式之处起，便无法分辨各行。",
            "请在该处修正文件，或更正资源的 `format`。",
            "无法按 {format} 读取文件：{reason}。",
        ),
    ),
)
