"""A chart of growth as SVG: time and memory over rows, for a validator and the floor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

Line = Sequence[tuple[float, float]]
WIDTH, HEIGHT, LEFT, TOP, RIGHT, BOTTOM = 420, 300, 60, 40, 100, 45
COLOURS = ("#0b6e4f", "#8a8f98", "#b5651d")


def _ceiling(value: float) -> float:
    """The next round number."""
    unit = 1.0
    while unit * 10 <= value:
        unit *= 10
    while unit > value:
        unit /= 10
    return next(step * unit for step in (1, 2, 3, 4, 5, 6, 8, 10) if step * unit >= value)


def _panel(title: str, unit: str, lines: Mapping[str, Line], left: float) -> list[str]:
    points = [point for line in lines.values() for point in line]
    across, up = _ceiling(max(x for x, _ in points)), _ceiling(max(y for _, y in points))
    inner, tall = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM

    def place(x: float, y: float) -> tuple[float, float]:
        return left + LEFT + x / across * inner, TOP + tall - y / up * tall

    parts = [f'<text x="{left + LEFT}" y="20" class="title">{escape(title)}</text>']
    for step in range(5):
        (_, y), (x, _) = place(0, up * step / 4), place(across * step / 4, 0)
        parts.append(f'<line x1="{left + LEFT}" x2="{left + LEFT + inner}" y1="{y:.1f}" y2="{y:.1f}" class="grid"/>')
        parts.append(f'<text x="{left + LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{up * step / 4:g}</text>')
        parts.append(f'<text x="{x:.1f}" y="{TOP + tall + 18}" text-anchor="middle">{across * step / 4:g}</text>')
    parts.append(f'<text x="{left + LEFT - 6}" y="{TOP - 8}" text-anchor="end">{escape(unit)}</text>')
    parts.append(f'<text x="{left + LEFT + inner}" y="{HEIGHT - 8}" text-anchor="end">million rows</text>')
    for colour, (name, line) in zip(COLOURS, lines.items(), strict=False):
        placed = [place(*point) for point in sorted(line)]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in placed)
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in placed]
        x, y = placed[-1]
        parts.append(f'<text x="{x + 8:.1f}" y="{y + 4:.1f}" fill="{colour}">{escape(name)}</text>')
    return parts


def growth(time: Mapping[str, Line], memory: Mapping[str, Line]) -> str:
    """The chart. Lines hold points of (million rows, seconds) and (million rows, megabytes)."""
    style = "text{font:12px sans-serif;fill:#333}.title{font-weight:bold}.grid{stroke:#ddd}"
    parts = [*_panel("Time", "s", time, 0), *_panel("Memory", "MB", memory, WIDTH)]
    words = "Time and memory over rows"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {2 * WIDTH} {HEIGHT}" role="img" aria-label="{words}">\n'
        f'<title>{words}</title>\n<style>{style}</style>\n<rect width="100%" height="100%" fill="#fff"/>\n'
        + "\n".join(parts)
        + "\n</svg>\n"
    )
