"""The text report: grouping, places, counts, languages, harmless cells."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from little_giants.findings import Finding, NotJudged
from little_giants.reports.display import width
from little_giants.reports.text import render

from .conftest import MakeReport, MakeTable, odd_at, pattern_at


def test_a_finding_is_told_with_place_reason_and_remedy(make_report: MakeReport, make_table: MakeTable) -> None:
    lines = render(make_report(make_table(pattern_at(7)))).splitlines()
    assert lines[0] == "firms  data/firms.csv  1,234 rows, 1 error"
    assert '    data/firms.csv:9  row 7  field credit_code  value "91X"' in lines
    assert '    pattern says "91X" is wrong' in lines
    assert "    Rule: pattern title. pattern why" in lines
    assert "    Mend: pattern mend" in lines
    assert lines[-1] == "Not valid: 1 error in 1 table (1 table, 1,234 rows, 0.4 s)"


def test_equal_findings_are_one_group_with_a_count_and_the_first_places(
    make_report: MakeReport, make_table: MakeTable
) -> None:
    text = render(make_report(make_table(*(pattern_at(row) for row in range(2, 14)))))
    assert text.count("ERROR") == 1
    assert "(12 times)" in text
    assert [line.split()[0] for line in text.splitlines() if line.startswith("    data/")] == [
        "data/firms.csv:4",
        "data/firms.csv:5",
        "data/firms.csv:6",
    ]
    assert "… and 9 more" in text
    assert text.count('pattern says "91X" is wrong') == 1


def test_four_places_are_shown_in_full_rather_than_three_and_one_more(
    make_report: MakeReport, make_table: MakeTable
) -> None:
    text = render(make_report(make_table(*(pattern_at(row) for row in range(2, 6)))))
    assert "data/firms.csv:7" in text
    assert "more" not in text


def test_places_with_different_messages_have_each_their_own(make_report: MakeReport, make_table: MakeTable) -> None:
    text = render(make_report(make_table(pattern_at(2, "a"), pattern_at(3, "b"))))
    first, second = text.index('says "a"'), text.index('says "b"')
    assert text.index("data/firms.csv:4") < first < text.index("data/firms.csv:5") < second


def test_the_same_rule_on_another_field_is_another_group(make_report: MakeReport, make_table: MakeTable) -> None:
    other = replace(pattern_at(3), field_name="stock_code", rule="schemas/firms.json#/fields/8/constraints/pattern")
    text = render(make_report(make_table(pattern_at(2), other)))
    assert text.count("ERROR pattern") == 2
    assert text.count("(once)") == 2


def test_errors_come_before_warnings(make_report: MakeReport, make_table: MakeTable) -> None:
    text = render(make_report(make_table(odd_at(2), pattern_at(7))))
    assert text.index("ERROR pattern") < text.index("WARNING firms-odd")
    assert "1 error, 1 warning" in text


def test_warnings_alone_leave_a_package_valid(make_report: MakeReport, make_table: MakeTable) -> None:
    assert render(make_report(make_table(odd_at(2)))).splitlines()[-1].startswith("Valid: 1 warning in 1 table")


def test_a_clean_package_is_one_line(make_report: MakeReport, make_table: MakeTable) -> None:
    assert render(make_report(make_table(), make_table(name="regions"))) == "Valid: 2 tables, 2,468 rows, 0.4 s\n"


def test_cut_findings_are_said_to_be_cut(make_report: MakeReport, make_table: MakeTable) -> None:
    table = make_table(pattern_at(7), pattern_at(8), counts={"pattern": 5000, "type": 3})
    text = render(make_report(table))
    assert "(at least 2 times)" in text
    assert "Only 2 of 5,003 findings are listed" in text
    assert "none of them listed: type 3" in text
    assert "5,003 errors in 1 table" in text


def test_one_finding_of_more_is_at_least_once(make_report: MakeReport, make_table: MakeTable) -> None:
    report = make_report(make_table(pattern_at(7), counts={"pattern": 5000}))
    assert "ERROR pattern  (at least once)" in render(report)
    assert "pattern  (至少 1 处)" in render(report, "zh")


def empty_at(row: int, *names: str) -> list[Finding]:
    """Cells of one row that are empty and must not be."""
    rule = "schemas/firms.json#/fields/{}/constraints/required"
    return [
        Finding("required", "firms", "data/firms.csv", rule.format(name), "error", row, row, name, at, "")
        for at, name in enumerate(names, 1)
    ]


def test_a_row_that_lacks_several_values_is_told_once(make_report: MakeReport, make_table: MakeTable) -> None:
    """A row of commas has a finding for every field that must not be empty; the counts stay those of the findings."""
    cells = [cell for row in range(2, 8) for cell in empty_at(row, "id", "name", "city")]
    text = render(make_report(make_table(*cells, *empty_at(9, "name"), *empty_at(10, "id", "city"))))
    lines = text.splitlines()
    assert lines[0].endswith("21 errors")
    heads = [line for line in lines if "ERROR" in line]
    assert heads == ["  ERROR required  (18 times)", "  ERROR required  (once)", "  ERROR required  (2 times)"]
    assert lines[3:7] == [*(f"    data/firms.csv:{row}  row {row}" for row in (2, 3, 4)), "    … and 3 more"]
    assert "3 cells of the row are empty: id, name, city. If the row holds nothing else, remove the row." in text
    assert "2 cells of the row are empty: id, city." in text
    assert "    data/firms.csv:9  row 9  field name" in text


def test_rows_that_lack_several_values_in_chinese_and_cut(make_report: MakeReport, make_table: MakeTable) -> None:
    text = render(make_report(make_table(*empty_at(2, "id", "name"), counts={"required": 90})), "zh")
    assert "错误 required  (至少 2 处)" in text
    assert "该行有 2 个单元格为空：id，name。" in text


def test_rules_not_run_and_waivers_are_said(make_report: MakeReport, make_table: MakeTable) -> None:
    lines = render(make_report(make_table(waived=2), rules_run=False)).splitlines()
    assert lines[0] == "Note: 2 findings are waived."
    assert "did not run" in lines[1]
    assert lines[2].startswith("Valid")


def test_rules_that_could_not_run_are_named_with_the_reason(make_report: MakeReport, make_table: MakeTable) -> None:
    doubt, column = NotJudged("doubt", "data/firms.csv"), NotJudged("column", "data/firms.csv")
    judged = {"firms-a": doubt, "firms-b": doubt, "x": column}
    lines = render(replace(make_report(make_table(pattern_at(7))), not_judged=judged)).splitlines()
    assert lines[-5:-1] == [
        "Note: 2 rules did not run (mend data/firms.csv first):",
        "  firms-a, firms-b",
        "Note: 1 rule did not run (data/firms.csv lacks a column that it reads):",
        "  x",
    ]


def test_many_rules_that_could_not_run_are_counted(make_report: MakeReport, make_table: MakeTable) -> None:
    judged = {f"firms-{number}": NotJudged("unreadable", "data/firms.csv") for number in range(9)}
    lines = render(replace(make_report(make_table(pattern_at(7))), not_judged=judged)).splitlines()
    assert lines[-3] == "Note: 9 rules did not run (data/firms.csv could not be read):"
    assert lines[-2] == "  firms-0, firms-1, firms-2, firms-3, firms-4, firms-5, … and 3 more"


def test_labels_stand_together_under_one_header(make_report: MakeReport, make_table: MakeTable) -> None:
    labels = [
        Finding("extra-label", "firms", "data/firms.csv", "", row_number=1, line=1, field_name=name, cell=name)
        for name in ("a", "b", "c", "d", "e")
    ]
    lines = render(make_report(make_table(*labels))).splitlines()
    assert lines[2] == "  ERROR extra-label  (5 times)"
    assert lines[3] == "    data/firms.csv:1  row 1"
    assert lines[4:9] == [f'      extra-label says "{name}" is wrong' for name in "abcde"]


def test_a_changed_hash_comes_after_the_error_that_changed_it(make_report: MakeReport, make_table: MakeTable) -> None:
    changed = Finding("hash", "firms", "data/firms.csv", "datapackage.json#/resources/0/hash")
    text = render(make_report(make_table(changed, pattern_at(7), odd_at(8))))
    assert text.index("ERROR pattern") < text.index("ERROR hash") < text.index("WARNING")


def test_a_finding_without_row_names_the_file(make_report: MakeReport, make_table: MakeTable) -> None:
    text = render(
        make_report(make_table(Finding("hash", "firms", "data/firms.csv", "datapackage.json#/resources/0/hash")))
    )
    assert "    data/firms.csv\n" in text


@pytest.mark.parametrize("cell", ["\x1b[2J\x1b[H", "a\nb", "\u202eevil", "\u200b"])
def test_no_cell_can_steer_the_terminal(cell: str, make_report: MakeReport, make_table: MakeTable) -> None:
    text = render(make_report(make_table(pattern_at(7, cell))))
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f\u200b\u202e]", text)
    assert len([line for line in text.splitlines() if line.startswith("    data/firms.csv:9")]) == 1


def test_long_cells_are_cut_in_the_middle_also_in_the_message(make_report: MakeReport, make_table: MakeTable) -> None:
    text = render(make_report(make_table(pattern_at(7, "始" + "中" * 5000 + "末"))))
    assert '"始中' in text
    assert '中末"' in text
    assert max(width(line) for line in text.splitlines()) < 150


def test_wide_values_keep_the_columns_straight(make_report: MakeReport, make_table: MakeTable) -> None:
    findings = [replace(pattern_at(row), cell=None, field_name=name) for row, name in ((7, "甲"), (100, "甲"))]
    lines = render(make_report(make_table(*findings))).splitlines()
    places = [line for line in lines if line.startswith("    data/")]
    assert len({line.index("row") for line in places}) == 1
    assert len({line.index("field") for line in places}) == 1


def test_chinese(make_report: MakeReport, make_table: MakeTable) -> None:
    text = render(make_report(make_table(pattern_at(7), odd_at(8))), "zh")
    assert '    data/firms.csv:9  行 7  字段 credit_code  值 "91X"' in text
    assert "错误 pattern  (1 处)" in text
    assert "pattern：“91X”不对" in text
    assert "规则：pattern标题。pattern的原因" in text
    assert "修正：pattern的修正" in text
    assert text.splitlines()[-1] == "未通过：1 个表中有 1 个错误，1 个警告（1 个表，1,234 行，0.4 秒）"


def test_colour_only_when_asked_and_nothing_else_changes(make_report: MakeReport, make_table: MakeTable) -> None:
    report = make_report(make_table(pattern_at(7), odd_at(8)))
    plain, coloured = render(report), render(report, color=True)
    assert "\x1b" not in plain
    assert "\x1b[1;31m" in coloured
    assert re.sub("\x1b\\[[0-9;]*m", "", coloured) == plain


def test_an_unknown_language_is_refused(make_report: MakeReport) -> None:
    with pytest.raises(KeyError):
        render(make_report(), "fr")
