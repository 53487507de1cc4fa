"""The trade of a good as text for eyes, JSON and CSV. A rate that may not be shown is replaced by its reason."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence

from little_giants.evidence.trade import Good, Record, Series, Trade
from little_giants.reports.display import pad, visible, width

FORMATS = ("text", "json", "csv")
CSV_FIELDS = (
    *("flow", "hs_edition", "hs_code", "period", "valuation", "coverage", "place", "partner_code", "partner"),
    *("value_usd", "share_percent", "share_change", "value_before_usd", "change_percent", "no_change_because"),
    *("entry", "entry_since", "net_weight_kg", "usd_per_kg", "mirror_usd", "caveats", "source_id"),
)
_MONEY = ("million USD", "share", "± points", "change", "entry", "USD/kg", "caveats")
_YEARS = (
    *("year", "million USD", "change", "partners", "HHI", "top partner", "share", "± points"),
    *("since", "new", "back", "gone", "new+back", "USD/kg", "caveats"),
)
_PARTNERS = 8  # partners in the table of years; the others are summed
_LATEST = 10  # partners of the last year


def render(trade: Trade, form: str) -> str:
    """``trade`` as "text", "json" or "csv". CSV has one row per flow; JSON has years, partners and words of caveats."""
    if form == "json":
        return json.dumps(_document(trade), ensure_ascii=False, indent=2, default=str) + "\n"
    if form == "csv":
        out = io.StringIO()
        writer = csv.DictWriter(out, CSV_FIELDS, extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows(_plain(row) for series in trade.series for row in series.partners)
        return out.getvalue()
    parts = [_text(series) for series in trade.series]
    words = [(row["caveat"], row["words_en"] + (f" ({row['rule']})" if row["rule"] else "")) for row in trade.caveats]
    wide = max(len(name) for name, _ in words)
    legend = [f"  {name:<{wide}}  {text}" for name, text in words]
    sources = sorted({code for s in trade.series for row in s.years for code in row["source_ids"].split(";")})
    parts.append("\n".join(["Caveats", *legend, "", f"Sources: {', '.join(sources)} (rows of sources)"]) + "\n")
    return "\n".join(parts)


def _document(trade: Trade) -> Record:
    return {
        "series": [
            {
                "flow": series.flow,
                "hs_edition": series.good.hs_edition,
                "hs_code": series.good.hs_code,
                "wording_en": series.good.wording_en,
                "wording_zh": series.good.wording_zh,
                "products": [product["product_id"] for product in series.good.products],
                "valuation": series.valuation,
                "years": [_split(row) for row in series.years],
                "partners": [_split(row) for row in series.partners],
            }
            for series in trade.series
        ],
        "caveats": {row["caveat"]: {k: v for k, v in row.items() if k != "caveat"} for row in trade.caveats},
    }


def _split(row: Record) -> Record:
    return {**row, "caveats": row["caveats"].split(";")}


def _plain(row: Record) -> Record:
    return {k: int(v) if isinstance(v, float) and v.is_integer() else v for k, v in row.items()}


def _text(series: Series) -> str:
    verb = "imports" if series.flow == "import" else "exports"
    lines = [f"{_title(series.good)}: {verb} of China", ""]
    always = set.intersection(*(set(row["caveats"].split(";")) for row in series.years))
    lines += _table(
        _YEARS,
        [_year(row, always) for row in series.years],
    )
    lines += ["", f"every year: {', '.join(sorted(always))}", "", f"Million USD by partner, {verb}", ""]
    lines += _matrix(series)
    last = series.years[-1]["period"]
    rows = [row for row in series.partners if row["period"] == last]
    lines += ["", f"{last}, largest of {len(rows)}", ""]
    lines += _table(
        ("partner", *_MONEY),
        [_partner(row, always) for row in rows[:_LATEST]],
    )
    if series.flow == "import":
        lines += ["", *_dependence(series)]
    return "\n".join(lines) + "\n"


def _title(good: Good) -> str:
    products = "; ".join(f"product {p['product_id']}, {p['purity']}" for p in good.products)
    return visible(f"{good.wording_en} ({good.hs_edition} {good.hs_code}{'; ' + products if products else ''})")


def _year(row: Record, always: set[str]) -> list[str]:
    return [
        str(row["period"]),
        _million(row["value_usd"]),
        _change(row),
        str(row["partners"]),
        f"{row['hhi']:,.0f}",
        visible(row["top_partner"] or row["top_partner_code"] or "?"),
        f"{row['top_share_percent']:.1f}%",
        _points(row["top_share_change"]),
        *(
            "" if row[name] is None else f"{int(row[name])}"
            for name in ("entry_since", "entered", "returned", "departed")
        ),
        "" if row["entered_percent"] is None else f"{row['entered_percent']:.1f}%",
        "" if row["usd_per_kg"] is None else f"{row['usd_per_kg']:,.2f}",
        _others(row, always),
    ]


def _partner(row: Record, always: set[str]) -> list[str]:
    return [
        visible(row["partner"] or row["partner_code"] or "?"),
        _million(row["value_usd"]),
        f"{row['share_percent']:.1f}%",
        _points(row["share_change"]),
        _change(row),
        "" if row["entry"] in (None, "stayed") else row["entry"],
        "" if row["usd_per_kg"] is None else f"{row['usd_per_kg']:,.2f}",
        _others(row, always),
    ]


def _matrix(series: Series) -> list[str]:
    """Partners by year: those that ever were large, the others in one line, a dash where nothing is held."""
    years = [row["period"] for row in series.years]
    total = {row["period"]: row["value_usd"] for row in series.years}
    values: dict[str, dict[int, float]] = {}
    for row in series.partners:
        values.setdefault(visible(row["partner"] or row["partner_code"] or "?"), {})[row["period"]] = row["value_usd"]
    weight = {name: max(value / total[year] for year, value in of.items()) for name, of in values.items()}
    main = sorted(
        sorted(values, key=lambda name: (-weight[name], name))[:_PARTNERS], key=lambda n: -sum(values[n].values())
    )
    rows = [[name, *(_million(values[name].get(year)) for year in years)] for name in main]
    rest = [[of[year] for name, of in values.items() if name not in main and year in of] for year in years]
    if any(rest):
        rows.append([f"{len(values) - len(main)} others", *(_million(sum(each) if each else None) for each in rest)])
    return _table(["partner", *map(str, years)], rows)


def _dependence(series: Series) -> list[str]:
    first, last = series.years[0], series.years[-1]
    said = f"{last['period']}: {last['import_share_percent']:.1f}% of the two-way trade is imports"
    return [
        f"Import dependence, {said} ({first['period']}: {first['import_share_percent']:.1f}%); imports less exports are"
        f" {_million(last['net_imports_usd'])} million USD.",
        "How much of the use at home is imported cannot be said: no production is held.",
    ]


def _million(value: float | None) -> str:
    if value is None:
        return "–"
    return "<0.001" if 0 < value < 500 else f"{value / 1e6:,.3f}"


def _change(row: Record) -> str:
    return row["no_change_because"] or f"{row['change_percent']:+,.1f}%"


def _points(value: float | None) -> str:
    return "" if value is None else f"{value:+.1f}"


def _others(row: Record, always: set[str]) -> str:
    return " ".join(
        code for code in row["caveats"].split(";") if code not in always and code != row["no_change_because"]
    )


def _table(labels: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Lines of a table: numbers to the right, words to the left."""
    words = {"partner", "top partner", "caveats"}
    sizes = [max(width(cell) for cell in column) for column in zip(labels, *rows, strict=True)]
    lines = []
    for row in (labels, ["─" * size for size in sizes], *rows):
        cells = [
            pad(cell, size) if label in words else " " * (size - width(cell)) + cell
            for cell, size, label in zip(row, sizes, labels, strict=True)
        ]
        lines.append("  ".join(cells).rstrip())
    return lines
