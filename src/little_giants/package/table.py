"""The rows of any resource, whatever its format: labels first, then one record at a time.

>>> seen = look(resource, scratch)
>>> table = open_table(seen)
>>> for record in table.records: ...
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from little_giants.package.dialect import Dialect
from little_giants.package.look import Look
from little_giants.package.records import BrokenText, OtherDelimiter, Record, dialect_records
from little_giants.schema.labels import Columns, LabelProblem, match_labels
from little_giants.schema.model import Field, Schema
from little_giants.schema.values.native import shown

MOST_COLUMNS = 20_000  # a database takes minutes for more, and a file of more is no table that people made
_DELIMITERS = (";", "\t", ",", "|")  # what programs write between cells


@dataclass(slots=True)
class Table:
    """An opened table. ``header`` is where the labels stand; None where the file has no row of them.

    ``schema`` is the resource's; where it has none, a field of type ``any`` for each label. ``records`` are the data:
    no header, no comments; a record without cells is a blank row. It raises BrokenText where the text stops being
    readable.
    """

    schema: Schema
    labels: list[str]
    header: Record | None
    columns: Columns
    records: Iterator[Record]


def open_table(seen: Look) -> Table:
    """Open the rows of a resource that is readable. Raises BrokenText for a header that cannot be read,
    and OtherDelimiter, which is one, for a file whose delimiter is not the declared one."""
    resource = seen.resource
    if resource.format == "parquet":
        from little_giants.package.columnar import columnar

        labels, rows = columnar(seen)
        return _table(seen, labels, None, rows, ordered=True)
    if resource.format == "xlsx":
        from little_giants.package.spreadsheet import spreadsheet

        rows = spreadsheet(seen)
    elif resource.format in ("json", "jsonl"):
        from little_giants.package.structured import structured

        rows, keyed, labels = structured(seen)
        if keyed:
            return _table(seen, labels, None, rows, ordered=False)
    else:
        rows = _rows(seen)
    labels, header, rows = _header(rows, resource.dialect)
    if len(labels) > MOST_COLUMNS:
        reason = f"it has {len(labels):,} columns, and at most {MOST_COLUMNS:,} are read"
        assert header is not None
        raise BrokenText(header.line, reason, code="unreadable", format=resource.format.upper())
    if header is None:
        return _headless(seen, _watched(rows, 0))
    if resource.format in ("csv", "tsv") and (other := _other_delimiter(seen, labels)):
        raise OtherDelimiter(header, resource.delimiter, other)
    return _table(seen, labels, header, rows, ordered=True)


def plain_rows(seen: Look, table: Table) -> bool:
    """Whether the rows are plain CSV: a dialect that every fast reader knows, in a file without surprises."""
    resource = seen.resource
    fast = resource.format in ("csv", "tsv") and resource.dialect.fast and seen.facts.plain
    return fast and seen.file is not None and "\n" not in "".join(table.labels)


def _other_delimiter(seen: Look, labels: Sequence[str]) -> str:
    """The delimiter that the file has instead of the declared one, or "" where that is not certain.

    It is when the declared one gives a single label that is no field, and another gives two labels or more: all
    fields, or nothing but fields where the schema allows that some are not there.
    """
    resource = seen.resource
    fold = str if resource.dialect.case_sensitive else str.casefold
    names = {fold(name) for name in resource.schema.field_names}
    if len(labels) != 1 or fold(labels[0]) in names or seen.file is None:
        return ""
    may_lack = resource.schema.fields_match in ("superset", "partial")
    for other in _DELIMITERS:
        if other in labels[0] and other not in (resource.dialect.quote, resource.dialect.escape):
            dialect = replace(resource.dialect, delimiter=other)
            try:
                found = {fold(label) for label in _header(dialect_records(seen.file, dialect), dialect)[0]}
            except BrokenText:
                continue
            if len(found) > 1 and names and (found <= names if may_lack else names <= found):
                return other
    return ""


def _rows(seen: Look) -> Iterator[Record]:
    """The records of a delimited file, each with its part and its line in that part."""
    assert seen.file is not None
    try:
        found = dialect_records(seen.file, seen.resource.dialect)
        if len(seen.starts) == 1 and not seen.resource.inline:
            yield from found
        for record in found:
            part, line = seen.place(record.line)
            yield record._replace(line=line, part=part)
    except BrokenText as error:
        if error.line is not None:
            error.part, error.line = seen.place(error.line)
        raise


def _header(rows: Iterator[Record], dialect: Dialect) -> tuple[list[str], Record | None, Iterator[Record]]:
    """The labels, where they stand, and the rows behind them."""
    if not dialect.header:
        return [], None, rows
    if dialect.header_rows is None:
        first = next(rows, None)
        return ([], Record(1, [], 1), rows) if first is None else (_labels([first], dialect), first, rows)
    wanted, found = dialect.header_rows, list[Record]()
    for record in rows:
        if record.row > wanted[-1]:
            return _labels(found, dialect), found[0] if found else record, _again(record, rows)
        if record.row in wanted:
            found.append(record)
        if record.row == wanted[-1]:
            break
    return _labels(found, dialect), found[0] if found else Record(1, [], 1), rows


def _again(first: Record, rest: Iterator[Record]) -> Iterator[Record]:
    yield first
    yield from rest


def _labels(rows: Sequence[Record], dialect: Dialect) -> list[str]:
    """The labels of one header row, or of several joined.

    A row that is too short carries its last cell on, as the specification's example does (``fruit`` over ``id,name``
    gives ``fruit id`` and ``fruit name``); a blank cell adds nothing.
    """
    texts = [[shown(cell) for cell in row.cells] for row in rows]
    if len(texts) == 1:
        return texts[0]
    width = max((len(row) for row in texts), default=0)
    full = [row + row[-1:] * (width - len(row)) for row in texts if row]
    return [dialect.header_join.join(part for part in column if part.strip()) for column in zip(*full, strict=True)]


def _table(seen: Look, labels: list[str], header: Record | None, rows: Iterator[Record], *, ordered: bool) -> Table:
    schema = _schema(seen.resource.schema, labels)
    matched = labels
    if not seen.resource.dialect.case_sensitive:
        names = {name.casefold(): name for name in schema.field_names}
        matched = [names.get(label.casefold(), label) for label in labels]
    # The keys of an object have no order, so none is asked of them.
    match = "equal" if schema.fields_match == "exact" and not ordered else schema.fields_match
    if not schema.fields:
        columns = Columns((), (LabelProblem("blank-label", 1, "", ""),))
    else:
        columns = match_labels(replace(schema, fields_match=match), matched)
    return Table(schema, labels, header, columns, _watched(rows, header.row if header else 1))


def _watched(rows: Iterator[Record], row: int) -> Iterator[Record]:
    """The records; where the text breaks, the error gets the number of the row behind the last one."""
    try:
        for record in rows:
            row = record.row
            yield record
    except BrokenText as error:
        if error.row is None and error.line is not None:
            error.row = row + 1
        raise


def _headless(seen: Look, rows: Iterator[Record]) -> Table:
    """Without a header the columns are the fields, in order; without a schema too, they are numbered."""
    schema = seen.resource.schema
    labels = list(schema.field_names)
    if not labels:
        first = next(rows, None)
        if first is not None:
            labels, rows = [f"field{i + 1}" for i in range(len(first.cells))], _again(first, rows)
        schema = _schema(schema, labels)
    return Table(schema, labels, None, Columns(tuple(range(len(labels))), ()), rows)


def _schema(schema: Schema, labels: Sequence[str]) -> Schema:
    """The schema, or for a table without one a field of any value for each label."""
    if schema.fields:
        return schema
    names = dict.fromkeys(label for label in labels if label.strip())
    fields = tuple(Field(name, "any", "default", {}, ("",), {"name": name, "type": "any"}) for name in names)
    return replace(schema, fields=fields)
