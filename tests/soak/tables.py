"""Small tables for the scanner, whose bytes are then changed here and there, and the reference engine as its judge.

The corpus of ``cases`` goes through the whole program. These go past the DuckDB engine, so that many more of them are
tried: what the scanner says of a file that it does not refuse must be what the slow, plain engine says.
"""

from __future__ import annotations

import json
import tempfile
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from little_giants.engines import reference
from little_giants.engines.native.turn import turn
from little_giants.engines.passed import Passed
from little_giants.findings import Finding
from little_giants.package import Package, read
from little_giants.schema.cells import cell_rules
from little_giants.schema.keys import unique_keys

LIMIT = 3  # records of a condition that are kept
BLOCK = 1 << 20  # bytes that the scanner reads at once
Row = tuple[str, ...]

KINDS: tuple[tuple[Mapping[str, Any], Sequence[Mapping[str, Any]], Sequence[str]], ...] = (
    (
        {"type": "integer"},
        [{}, {"minimum": 0, "maximum": 9}, {"enum": ["1", "07"]}, {"exclusiveMaximum": 10**17}, {"unique": True}],
        ["0", "1", "-1", "+7", "07", "10", "9" * 18, "9" * 19, "1" + "0" * 30, "1.0", "-", "1 ", "１"],
    ),
    (
        {"type": "number"},
        [{}, {"minimum": "0.3"}, {"exclusiveMaximum": 1000}, {"required": True}],
        ["0.3", ".30", "3e-1", "1e3", "1000", "999.999999999999", "0.29999999999999999", "NaN", "-inf", "+INF", "5.",
         ".", "1e400", "1e-400", "123456789012345678", "1e", "-0", "1E+2", "12345678901234567890e-19"],
    ),
    ({"type": "date"}, [{}, {"minimum": "2000-02-29"}, {"enum": ["2000-02-29"]}, {"unique": True}],
     ["2000-02-29", "2000-02-28", "1900-02-29", "0000-01-01", "9999-12-31", "2000-2-29", "20000229"]),
    ({"type": "year"}, [{}, {"minimum": "-0044", "maximum": 2100}, {"unique": True}],
     ["2000", "0000", "-0044", "-0045", "2101", "02000", "2000Z", "12345678901234", "20000", "44"]),
    ({"type": "boolean"}, [{}, {"required": True}], ["true", "1", "FALSE", "tRUE", "yes"]),
    ({"type": "boolean", "trueValues": ["ja", "", "1"]}, [{}], ["ja", "1", "0", "true"]),
    (
        {"type": "string"},
        [{}, {"minLength": 2, "maxLength": 8}, {"pattern": "[a-c]{0,3}|é.*"}, {"enum": ["a", "abcdefghi"]}],
        ["a", "ab", "abc", "abcdefgh", "abcdefghi", "éa", "中文", "\U0010ffff", " ", "a,b", "a\nb", 'a"b', '"', "\t;"],
    ),
    ({"type": "string", "format": "email"}, [{}, {"unique": True}], ["a@b", "a@b.c", "@", "a b@c"]),
    ({"type": "any"}, [{}, {"enum": ["a", "1"]}], ["a", "1", "b"]),
    ({"type": "string", "missingValues": ["NA", "-"]}, [{"required": True}, {"unique": True}], ["NA", "-", "a", "b"]),
)  # fmt: skip
PUT = (b'"', b'""', b",", b";", b"\n", b"\r", b"\r\n", b"\n\n", b"\0", b"\xff", b"\xc3", b"\xa9", b"\xef\xbb\xbf", b" ",
       b"0", b"9", b"-", b"a", b'","', b'"\n"', b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"1" * 20)  # fmt: skip


@dataclass(frozen=True)
class Made:
    """A package of tables: descriptor, and files by name."""

    descriptor: Mapping[str, Any]
    files: dict[str, bytes]

    def write(self, root: Path) -> None:
        """Write it to the folder ``root``."""
        (root / "datapackage.json").write_text(json.dumps(self.descriptor))
        for name, data in self.files.items():
            (root / name).write_bytes(data)


@st.composite
def tables(draw: st.DrawFn, large: bool = True) -> Made:
    """A table of up to four fields, with keys, maybe one that it points at, and its bytes with a few changes.

    ``large``: now and then a cell is as long as a block, less a little, so that what follows it lies across a border.
    """
    chosen = draw(st.lists(st.sampled_from(KINDS), min_size=1, max_size=3))
    names = [f"f{i}" for i in range(len(chosen))] + ["s"]
    fields = [
        {"name": name, **kind, "constraints": draw(st.sampled_from(limits))}
        for name, (kind, limits, _) in zip(names, chosen, strict=False)
    ]
    pools = [draw(st.lists(st.sampled_from(["", *texts]), min_size=1, max_size=4)) for _, _, texts in chosen]
    schema: dict[str, Any] = {"fields": [*fields, {"name": "s", "type": "string"}]}
    if draw(st.booleans()):
        schema["primaryKey"] = draw(st.lists(st.sampled_from(names), min_size=1, max_size=2, unique=True))
    if draw(st.booleans()):
        schema["uniqueKeys"] = draw(
            st.lists(st.lists(st.sampled_from(names), min_size=1, max_size=2), min_size=1, max_size=2)
        )
    dialect = draw(st.sampled_from([{}, {}, {"delimiter": ";"}, {"quoteChar": "'"}, {"header": False}]))
    rows = draw(st.lists(st.tuples(*map(st.sampled_from, pools), st.sampled_from(["x", "", "y\n", '"'])), max_size=8))
    long = BLOCK + draw(st.integers(-120, 40)) if large and draw(st.integers(0, 7)) == 0 else 0
    resources = [{"name": "t", "path": "t.csv", "schema": schema, "dialect": dialect}]
    files = {"t.csv": draw(changed(names, rows, dialect, long))}
    if draw(st.booleans()):  # it points at a table of one field, of the type of its own first
        target = {key: value for key, value in fields[0].items() if key != "constraints"}
        keys = draw(st.lists(st.sampled_from(["", *chosen[0][2]]), max_size=4))
        files["u.csv"] = draw(changed(["f0", "s"], [(key, "x") for key in keys], {}, 0))
        resources.append({"name": "u", "path": "u.csv", "schema": {"fields": [target, {"name": "s"}]}})
        schema["foreignKeys"] = [{"fields": ["f0"], "reference": {"resource": "u", "fields": ["f0"]}}]
    return Made({"name": "made", "resources": resources}, files)


@st.composite
def changed(draw: st.DrawFn, names: Sequence[str], rows: Sequence[Row], dialect: Mapping[str, Any], long: int) -> bytes:
    """The bytes of a file, some of them changed. ``long``: characters of a cell that stands in the first row."""
    delimiter, quote = dialect.get("delimiter", ","), dialect.get("quoteChar", '"')
    end = draw(st.sampled_from(["\n", "\n", "\r\n"]))
    first = [] if dialect.get("header") is False else [tuple(names)]
    filled = [("",) * (len(names) - 1) + ("x" * long,)] if long else []
    always = draw(st.booleans())

    def written(cell: str) -> str:
        if not always and not any(sign in cell for sign in (delimiter, quote, "\r", "\n")):
            return cell
        return quote + cell.replace(quote, 2 * quote) + quote

    data = "".join(delimiter.join(map(written, row)) + end for row in [*first, *filled, *rows]).encode()
    if draw(st.integers(0, 3)) == 0:
        data = data.rstrip(b"\r\n")
    at = st.integers(max(0, len(data) - 150) if long else 0, len(data))
    for _ in range(draw(st.sampled_from([0, 0, 1, 1, 2, 4]))):
        place, removed = draw(at), draw(st.sampled_from([0, 0, 1, 1, 2, 5]))
        data = data[:place] + draw(st.sampled_from([b"", *PUT])) + data[place + removed :]
    return (b"\xef\xbb\xbf" if draw(st.integers(0, 7)) == 0 else b"") + data


def exercise(root: Path) -> int:
    """Have the scanner read the package at ``root``, and hold what it says against the reference engine.

    Returns how many tables it judged. Raises AssertionError where they differ.
    """
    package = read(root)
    with tempfile.TemporaryDirectory() as scratch:
        found = turn(package, package.names, Path(scratch), LIMIT)
        try:
            if found:
                report = reference.run(package, texts={}, limit=10**9)
                theirs = {table.name: table for table in report.tables}
                for name, passed in found.items():
                    assert passed.streamed.rows == theirs[name].rows
                    assert passed.seen.facts.size == theirs[name].bytes
                    assert passed.seen.facts.sha256 == theirs[name].sha256
                    _compare(package, name, passed, theirs[name].findings, report.not_judged)
        finally:
            for passed in found.values():
                passed.streamed.close()
    return len(found)


def _compare(
    package: Package, name: str, passed: Passed, findings: Sequence[Finding], not_judged: Mapping[str, Any]
) -> None:
    resource, left = package.resource(name), passed.streamed
    header = int(resource.dialect.header)
    expected: dict[tuple[str, str, str | None], list[int]] = defaultdict(list)
    for one in findings:
        field = one.field_name if one.code not in ("foreign-key", "primary-key", "unique", "unique-key") else None
        expected[one.code, one.rule, field].append((one.row_number or 0) - header)
    asked: list[tuple[str, str, str | None]] = [
        (one.code, one.pointer, one.field) for one in cell_rules(resource.schema)
    ]
    asked += [("foreign-key", resource.schema.where(f"/foreignKeys/{i}"), None) for i in passed.looked]
    assert not {rule for _, rule, _ in asked} & set(not_judged), f"{name}: a key was judged that nobody can judge"
    keys = [(one.code, one.rule, None) for one in unique_keys(resource.schema, ())]
    for what, count, first in zip(asked, left.counts, left.first, strict=True):
        theirs = sorted(expected.pop(what, []))
        assert (count, first.tolist()) == (len(theirs), theirs[:LIMIT]), f"{name} {what}: {count} {first}, {theirs}"
    for what, log in zip(keys, left.logs, strict=True):
        theirs = sorted(expected.pop(what, []))
        found = [log.repeats(LIMIT, odd=odd) for odd in (False, True)]
        ours = sorted(row for one in found for row, _ in one.rows)[:LIMIT]
        total = sum(one.count for one in found)
        assert (total, ours) == (len(theirs), theirs[:LIMIT]), f"{name} {what}: {total} {ours}, {theirs}"
    unlooked = {resource.schema.where(f"/foreignKeys/{i}") for i in range(len(resource.schema.foreign_keys))}
    assert {rule for _, rule, _ in expected} <= unlooked, f"{name}: nobody noticed {dict(expected)}"
