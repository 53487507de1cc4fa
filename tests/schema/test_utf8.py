"""Runs of characters are spelt as the bytes that Python writes for them, and nothing else is."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from little_giants.schema.utf8 import Run, Spelling, joined, spell

EDGES = [0, 0x7F, 0x80, 0x7FF, 0x800, 0xFFF, 0x1000, 0xD7FF, 0xD800, 0xDFFF, 0xE000, 0xFFFF, 0x10000, 0x10FFFF]
POINTS = st.one_of(st.sampled_from(EDGES), st.integers(0, 0x10FFFF))


@st.composite
def runs(draw: st.DrawFn) -> list[Run]:
    cuts = sorted(draw(st.sets(POINTS, min_size=2, max_size=8)))
    kinds = [draw(st.integers(0, 2)) for _ in cuts]
    made = [(low, high - 1, kind) for low, high, kind in zip(cuts, cuts[1:], kinds, strict=False)]
    return joined(run for run in made if draw(st.booleans()))


def kind_of(found: list[Run] | tuple[Run, ...], number: int) -> int | None:
    return next((kind for low, high, kind in found if low <= number <= high), None)


def read(spelling: Spelling, text: bytes) -> int | None:
    """The kind of the character that the bytes spell."""
    if len(text) == 1:
        return kind_of(spelling.single, text[0])
    child = kind_of(spelling.leads, text[0])
    for byte in text[1:]:
        if child is None:
            return None
        assert child < 0, "too early"
        child = kind_of(spelling.nodes[~child], byte)
    assert child is None or child >= 0, "too late"
    return child


@given(runs(), st.lists(POINTS, max_size=20))
def test_each_character_keeps_its_kind(some: list[Run], points: list[int]) -> None:
    spelling = spell(some)
    near = [point + step for low, high, _ in some for point in (low, high) for step in (-1, 0, 1)]
    for point in [*points, *near, *EDGES]:
        if 0 <= point <= 0x10FFFF and not 0xD800 <= point <= 0xDFFF:
            assert read(spelling, chr(point).encode()) == kind_of(some, point), hex(point)


@given(runs())
def test_nothing_else_is_spelt(some: list[Run]) -> None:
    """No bytes are spelt that are no UTF-8, such as surrogates and forms that are too long."""

    def texts(child: int, before: bytes) -> list[bytes]:
        if child >= 0:
            return [before]
        ends = [(byte, inner) for low, high, inner in spelling.nodes[~child] for byte in {low, high}]
        return [text for byte, inner in ends for text in texts(inner, before + bytes([byte]))]

    spelling = spell(some)
    for low, high, child in spelling.leads:
        for text in [text for byte in {low, high} for text in texts(child, bytes([byte]))]:
            assert len(text.decode("utf-8")) == 1


def test_equal_ends_are_shared() -> None:
    """U+4E00 to U+9FFF: the lead bytes E4 to E9, of which E5 to E9 lead on alike."""
    spelling = spell([(0x4E00, 0x9FFF, 5)])
    last, from_4e00, whole = range(3)
    assert spelling.nodes[last] == ((0x80, 0xBF, 5),)
    assert spelling.nodes[from_4e00] == ((0xB8, 0xBF, ~last),)
    assert spelling.nodes[whole] == ((0x80, 0xBF, ~last),)
    assert spelling.leads == [(0xE4, 0xE4, ~from_4e00), (0xE5, 0xE9, ~whole)]
