"""The trade of one good: find it by name or code, and read its years and partners with their caveats.

All figures come from the views ``trade_yearly`` and ``trade_partners``, the words of caveats from ``trade_caveats``:
nothing is computed here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from little_giants.errors import UsageError

if TYPE_CHECKING:
    import duckdb

REPORTER = "CHN"
FLOWS = {"import": "M", "export": "X"}
VIEWS = ("trade_caveats", "trade_partners", "trade_yearly")
_LISTED = 8  # goods named in a message
Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Good:
    """A code in an edition, and the tracked products that it holds (rows of ``products``)."""

    hs_edition: str
    hs_code: str
    wording_en: str
    wording_zh: str
    products: tuple[Record, ...] = ()

    def __str__(self) -> str:
        return f"{self.hs_code} {self.wording_en}"


@dataclass(frozen=True, slots=True)
class Series:
    """One flow of a good: ``years`` are rows of trade_yearly, ``partners`` of trade_partners, both in order of time.

    ``flow`` is "import" or "export". Values are US dollars, weights kilograms, shares percent.
    """

    good: Good
    flow: str
    valuation: str
    years: tuple[Record, ...]
    partners: tuple[Record, ...]


@dataclass(frozen=True, slots=True)
class Trade:
    """What is held of a good. ``caveats`` are the rows of trade_caveats that its figures name."""

    series: tuple[Series, ...]
    caveats: tuple[Record, ...]


def find(connection: duckdb.DuckDBPyConnection, wanted: str) -> tuple[Good, ...]:
    """The good that ``wanted`` names: a product id, a six-digit code (a dot is allowed), or a name or part of one.

    A code that is held in two editions gives two goods. Raises UsageError, with what may have been meant, when nothing
    or more than one code fits, and when no flows of it are held.
    """
    _check_views(connection)
    text = wanted.strip()
    code = text.replace(".", "")
    products = _records(connection, "select * from products order by product_id")
    held = _held(connection, products)
    exact = [product for product in products if product["product_id"] == text.lower()]
    if exact:
        return _of_product(exact[0], held)
    if re.fullmatch(r"[0-9]{6}", code):
        goods = tuple(good for good in held if good.hs_code == code)
        if goods:
            return goods
        also = next((p for p in products if code in (p["hs_code_2017"], p["hs_code_2022"])), None)
        if also:
            return _of_product(also, held)
        raise UsageError(f"no trade of {code} is held. {_near(code, [good.hs_code for good in held], held)}")
    return _by_name(text, products, held)


def read(connection: duckdb.DuckDBPyConnection, goods: tuple[Good, ...], flows: tuple[str, ...]) -> Trade:
    """The years and partners of ``goods`` in ``flows`` ("import", "export"), in that order."""
    series = []
    for good in goods:
        for flow in flows:
            chosen = [REPORTER, FLOWS[flow], good.hs_edition, good.hs_code]
            # What is empty because its cell is wrong (validate names it) has no figure to show.
            where = (
                "where reporter_code = ? and flow = ? and hs_edition = ? and hs_code = ?"
                " and period is not null and valuation is not null and value_usd is not null"
            )
            years = _records(connection, f"select * from trade_yearly {where} order by period, valuation", chosen)
            rows = _records(connection, f"select * from trade_partners {where} order by period, place", chosen)
            for valuation in sorted({year["valuation"] for year in years}):
                of = [tuple(r for r in both if r["valuation"] == valuation) for both in (years, rows)]
                series.append(Series(good, flow, valuation, of[0], of[1]))
    named = {code for each in series for row in (*each.years, *each.partners) for code in row["caveats"].split(";")}
    words = _records(connection, "select * from trade_caveats order by forbids_change desc, caveat")
    return Trade(tuple(series), tuple(row for row in words if row["caveat"] in named))


def _of_product(product: Record, held: tuple[Good, ...]) -> tuple[Good, ...]:
    codes = {("HS2017", product["hs_code_2017"]), ("HS2022", product["hs_code_2022"])}
    goods = tuple(good for good in held if (good.hs_edition, good.hs_code) in codes)
    if goods:
        return goods
    name = f"{product['product_id']} ({product['name_en']})"
    if product["purity"] == "not_goods":
        raise UsageError(f"{name} has no trade to show: {product['reasoning']}")
    code = product["hs_code_2022"] or product["hs_code_2017"]
    note = f" {product['break_note']}" if product["break_note"] else ""
    raise UsageError(f"{name} is in code {code}, and no flows of it are held.{note} {_all(held)}")


def _by_name(text: str, products: list[Record], held: tuple[Good, ...]) -> tuple[Good, ...]:
    low = text.lower()
    if not low:
        raise UsageError(f"name a product. {_all(held)}")
    named = [p for p in products if any(low in p[f].lower() for f in ("product_id", "name_en", "name_zh"))]
    goods = [good for good in held if low in good.wording_en.lower() or low in good.wording_zh]
    if re.fullmatch(r"[0-9]{2,5}", low.replace(".", "")):
        goods = [good for good in held if good.hs_code.startswith(low.replace(".", ""))]
    goods += [good for product in named for good in held if product in good.products and good not in goods]
    codes = sorted({good.hs_code for good in goods})
    if len(codes) == 1:
        return tuple(good for good in held if good.hs_code == codes[0])
    if codes:
        raise UsageError(f"{text!r} fits {len(codes)} goods: {_list(tuple(goods))}. Give the code of one.")
    if len(named) == 1:
        return _of_product(named[0], held)
    if named:
        names_of = ", ".join(f"{p['product_id']} ({p['hs_code_2022'] or 'no code'})" for p in named)
        raise UsageError(f"{text!r} fits {names_of}, and no flows of them are held. {_all(held)}")
    names = {p[f].lower(): p["product_id"] for p in products for f in ("product_id", "name_en", "name_zh")}
    for good in held:
        words = re.split(r"[\s,()]+", good.wording_en.lower())
        names |= {word: str(good) for word in (good.wording_en.lower(), good.wording_zh, *words) if len(word) > 1}
    raise UsageError(f"no good is named {text!r}. {_near(low, list(names), held, names)}")


def _near(text: str, names: list[str], held: tuple[Good, ...], means: Record | None = None) -> str:
    near = list(dict.fromkeys(str((means or {}).get(name, name)) for name in get_close_matches(text, names, 3, 0.7)))
    return f"Did you mean {' or '.join(near)}?" if near else _all(held)


def _list(goods: tuple[Good, ...]) -> str:
    names = list(dict.fromkeys(map(str, goods)))
    more = len(names) - _LISTED
    return "; ".join(names[:_LISTED]) + (f"; and {more} more" if more > 0 else "")


def _all(held: tuple[Good, ...]) -> str:
    ask = 'little-giants sql "select distinct hs_code, wording_en from trade_yearly"'
    return f"{len({good.hs_code for good in held})} goods are held; {ask} lists them."


def _held(connection: duckdb.DuckDBPyConnection, products: list[Record]) -> tuple[Good, ...]:
    rows = _records(
        connection,
        "select distinct t.hs_edition, t.hs_code, coalesce(h.wording_en, '') as en, coalesce(h.wording_zh, '') as zh "
        "from trade_flows t left join hs_codes h on h.hs_edition = t.hs_edition and h.hs_code = t.hs_code "
        "where t.reporter_code = ? order by t.hs_code, t.hs_edition",
        [REPORTER],
    )
    goods = []
    for row in rows:
        field = f"hs_code_{row['hs_edition'].removeprefix('HS')}"
        mine = tuple(product for product in products if product.get(field) == row["hs_code"])
        goods.append(Good(row["hs_edition"], row["hs_code"], row["en"], row["zh"], mine))
    return tuple(goods)


def _check_views(connection: duckdb.DuckDBPyConnection) -> None:
    there = {row[0] for row in connection.execute("show tables").fetchall()}
    if missing := [name for name in VIEWS if name not in there]:
        raise UsageError(f"this package says nothing about trade: it has no view {', '.join(missing)}.")


def _records(connection: duckdb.DuckDBPyConnection, sql: str, values: list[str] | None = None) -> list[Record]:
    cursor = connection.execute(sql, values or [])
    names = [column[0] for column in cursor.description or []]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
