"""The ledger of claims as text, JSON and CSV: pure functions from a ledger to a string."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from little_giants.evidence.claims import Found, Judged, number, plain, said
from little_giants.evidence.claims_run import Ledger, statistics
from little_giants.reports.display import pad, visible, width, wrap

_EN = {
    "said": "said",
    "compared": "compared",
    "found": "found",
    "earlier": "earlier",
    "stored": "stored",
    "problem": "problem",
    "why": "why",
    "better": "better",
    "evidence": "evidence",
    "all": "all",
    "nothing": "nothing",
    "documents": "no check: documents alone decide",
    "undocumented": "no check, and no document",
    "rounding": "rounded to {0}",
    "tolerance": "tolerance {0}",
    "astray": "{0} stored verdicts do not follow from the data: {1}.",
    "astray_one": "1 stored verdict does not follow from the data: {1}.",
    "follow": "Every stored verdict follows from the data.",
    "": "check fails",
}
_ZH = {
    "said": "文章称",
    "compared": "比较",
    "found": "核得",
    "earlier": "此前",
    "stored": "所存判定",
    "problem": "问题",
    "why": "理由",
    "better": "更准确",
    "evidence": "证据",
    "all": "合计",
    "nothing": "无",
    "documents": "无核查查询，仅凭文献判定",
    "undocumented": "无核查查询，也无文献",
    "rounding": "舍入至 {0}",
    "tolerance": "允许误差 {0}",
    "astray": "{0} 条所存判定与数据不符：{1}。",
    "astray_one": "1 条所存判定与数据不符：{1}。",
    "follow": "所存判定均由数据得出。",
    "": "查询失败",
    "reproduced": "已复现",
    "consistent": "相符",
    "partly_supported": "部分成立",
    "contradicted": "矛盾",
    "outdated": "已过时",
    "disputed": "有争议",
    "unverified": "未核实",
    "not_checkable": "不可核查",
}
_WORDS: Mapping[str, Mapping[str, str]] = {"en": _EN, "zh": _ZH}
_COLUMNS = 100


def text(ledger: Ledger, lang: str = "en", columns: int = _COLUMNS) -> str:
    """A block for each claim, then, for more than one, the statistics. ``columns`` is the width of the lines."""
    words = _WORDS[lang]
    blocks = ["\n".join(_block(one, words, lang, columns)) for one in ledger.claims]
    astray = ledger.astray
    names = ", ".join(one.claim["claim_id"] for one in astray)
    last = words["astray_one" if len(astray) == 1 else "astray"].format(len(astray), names)
    numbers = [_table(ledger, words)] if len(blocks) > 1 else []
    return "\n\n".join([*blocks, *numbers, last if astray else words["follow"]]) + "\n"


def as_json(ledger: Ledger, lang: str = "en") -> str:
    """One object: the claims, and the statistics as verdict -> article -> number."""
    content = {
        "package": ledger.package,
        "version": ledger.version,
        "claims": [_record(one, lang) for one in ledger.claims],
        "statistics": {verdict or "check_fails": n for verdict, n in statistics(ledger.claims).items()},
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def as_csv(ledger: Ledger, lang: str = "en") -> str:
    """One row a claim; lists are joined by ``; ``."""
    out = io.StringIO()
    names = list(_record(_EMPTY, lang))
    writer = csv.DictWriter(out, names, lineterminator="\n")
    writer.writeheader()
    for one in ledger.claims:
        record = _record(one, lang)
        record["found"] = "; ".join(_line(found) for found in one.decides)
        record["earlier"] = "; ".join(_line(found) for found in one.earlier)
        writer.writerow({name: _cell(value) for name, value in record.items()})
    return out.getvalue()


def _record(one: Judged, lang: str) -> dict[str, Any]:
    claim = one.claim
    return {
        "claim_id": claim["claim_id"],
        "article_id": claim["article_id"],
        "claim": claim[f"paraphrase_{lang}"],
        "period": claim["period"],
        "said": said(claim),
        "found": [_found(found) for found in one.decides],
        "earlier": [_found(found) for found in one.earlier],
        "verdict": one.verdict or None,
        "stored_verdict": claim["verdict"],
        "follows": one.follows,
        "problem": one.problem or None,
        "why": claim["explanation"],
        "better_statement": claim[f"better_statement_{lang}"],
        "tolerance": _number(claim["tolerance"]),
        "rounding": _number(claim["rounding"]),
        "tables": list(one.tables),
        "sources": sources(one),
        "check": claim["check"],
    }


def sources(one: Judged) -> list[str]:
    """The documents a verdict rests on: those of the claim, then those of the rows its check found."""
    claim = one.claim
    named = [claim["source_id"], *(claim["also_source_ids"] or "").split(";")]
    for found in (*one.decides, *one.earlier):
        named += found.evidence.get("source_id", "").split(";")
    return list(dict.fromkeys(name for name in named if name))


def _block(one: Judged, words: Mapping[str, str], lang: str, columns: int) -> Iterator[str]:
    claim = one.claim
    size = max(width(words[key]) for key in ("said", "compared", "found", "stored", "problem", "evidence", "better"))

    def line(key: str, value: str) -> Iterator[str]:
        for i, part in enumerate(wrap(visible(value), columns - size - 4)):
            yield f"  {pad(words[key] if i == 0 else '', size)}  {part}"

    yield f"{claim['claim_id']}  {words.get(one.verdict, one.verdict)}"
    yield from (f"  {part}" for part in wrap(visible(claim[f"paraphrase_{lang}"]), columns - 2))
    yield from line("said", said(claim) + (f" ({claim['period']})" if claim["period"] else ""))
    if claim["tolerance"] is not None:
        how = [words["tolerance"].format(plain(number(claim["tolerance"])))]
        if claim["rounding"] is not None:
            how.insert(0, words["rounding"].format(plain(number(claim["rounding"]))))
        yield from line("compared", ", ".join(how))
    if one.problem:
        yield from line("problem", one.problem)
    elif not claim["check"] or not one.decides:
        missing = "nothing" if claim["check"] else "documents" if claim["source_id"] else "undocumented"
        yield from line("found", words[missing])
    for found in one.decides:
        yield from line("found", _line(found))
    for found in one.earlier:
        yield from line("earlier", _line(found))
    if not one.follows:
        yield from line("stored", words.get(claim["verdict"], claim["verdict"]))
    yield from line("why", claim["explanation"])
    if claim[f"better_statement_{lang}"]:
        yield from line("better", claim[f"better_statement_{lang}"])
    evidence = [*one.tables, *sources(one)]
    yield from line("evidence", ", ".join(evidence) or words["nothing"])


def _table(ledger: Ledger, words: Mapping[str, str]) -> str:
    counted = statistics(ledger.claims)
    articles = sorted({one.claim["article_id"] for one in ledger.claims})
    rows = [["", *articles, words["all"]]]
    for verdict, numbers in counted.items():
        rows.append([words.get(verdict, verdict), *(str(n) for n in numbers.values()), str(sum(numbers.values()))])
    totals = [sum(numbers[article] for numbers in counted.values()) for article in articles]
    rows.append([words["all"], *map(str, totals), str(sum(totals))])
    first = max(width(row[0]) for row in rows)
    return "\n".join(
        f"{pad(row[0], first)}" + "".join(f"{cell:>6}" for cell in row[1:-1]) + _right(row) for row in rows
    )


def _right(row: list[str]) -> str:
    return " " * (6 - width(row[-1])) + row[-1]


def _line(found: Found) -> str:
    dated = {"as_of": found.as_of} if found.as_of else {}
    further = ", ".join(f"{name} {cell}" for name, cell in {**dated, **found.evidence}.items())
    return f"{found.text} ({further})" if further else found.text


def _found(found: Found) -> dict[str, Any]:
    value: Any = _number(found.value) if isinstance(found.value, Decimal) else found.value
    upper = {"value_max": _number(found.value_max)} if found.value_max is not None else {}
    dated = {"as_of": found.as_of} if found.as_of else {}
    return {"value": value, **upper, **dated, "holds": found.holds, "evidence": dict(found.evidence)}


def _number(value: Any) -> float | int | None:
    if value is None:
        return None
    exact = number(value)
    return int(exact) if exact == exact.to_integral_value() else float(exact)


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "; ".join(map(str, value)) if isinstance(value, list) else value


class _Missing(dict[str, Any]):
    """A claim without anything in it, for the names of the columns."""

    def __missing__(self, key: str) -> None:
        return None


_EMPTY = Judged(_Missing(), "")
