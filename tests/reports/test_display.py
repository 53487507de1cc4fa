"""Widths, escapes, cutting and wrapping of text on a terminal."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from little_giants.reports.display import pad, shorten, visible, width, wrap


@pytest.mark.parametrize(("text", "columns"), [("", 0), ("abc", 3), ("工信部", 6), ("e\u0301", 1), ("（a）", 5)])
def test_width_counts_columns(text: str, columns: int) -> None:
    assert width(text) == columns


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\nb\tc\r", "a\\nb\\tc\\r"),
        ("\x1b[31mred", "\\x1b[31mred"),
        ("\ufefffirm_id", "\\ufefffirm_id"),
        ("a\u00a0b\u3000c", "a\\xa0b\\u3000c"),
        ("\u202eabc", "\\u202eabc"),
        ("\U000e0041", "\\U000e0041"),
        ("北京 Beijing 1.5", "北京 Beijing 1.5"),
        (r"\d+", r"\d+"),
    ],
)
def test_what_does_not_show_is_written_as_an_escape(text: str, shown: str) -> None:
    assert visible(text) == shown


@given(st.text())
def test_visible_text_cannot_steer_a_terminal_and_does_not_change_again(text: str) -> None:
    shown = visible(text)
    assert not [char for char in shown if unicodedata.category(char) in ("Cc", "Cf", "Zl", "Zp")]
    assert visible(shown) == shown


def test_a_long_cell_keeps_both_ends() -> None:
    assert shorten("abcdefghij", 10) == "abcdefghij"
    assert shorten("abcdefghijk", 9) == "abcd…hijk"
    assert shorten("国家级专精特新小巨人企业", 11) == "国家…企业"


@given(st.text(), st.integers(min_value=3, max_value=60))
def test_shortened_text_fits(text: str, columns: int) -> None:
    assert width(shorten(text, columns)) <= columns


def test_padding_counts_wide_characters() -> None:
    assert pad("工信部", 8) == "工信部  "
    assert pad("abcdef", 3) == "abcdef"


def test_wrapping_breaks_at_spaces_and_between_chinese_characters() -> None:
    assert wrap("one two three", 7) == ["one two", "three"]
    assert wrap("国家级企业", 6) == ["国家级", "企业"]
    assert wrap("", 10) == []


def test_no_line_begins_with_closing_punctuation() -> None:
    assert wrap("国家级，企业", 6) == ["国家", "级，企", "业"]


def test_a_word_wider_than_the_line_stays_whole() -> None:
    assert wrap("see https://example.org/a/long/address now", 12) == [
        "see",
        "https://example.org/a/long/address",
        "now",
    ]


@given(st.text(alphabet="ab 国，（。", max_size=80), st.integers(min_value=4, max_value=30))
def test_wrapping_loses_nothing_but_spaces(text: str, columns: int) -> None:
    assert "".join(wrap(text, columns)).replace(" ", "") == text.replace(" ", "")
