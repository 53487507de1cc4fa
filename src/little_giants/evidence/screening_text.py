"""Screenings as text for a terminal and as plain data for JSON. Pure functions; no numbers are made here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from little_giants.evidence.screening import Judged, JudgedGroup, Screening, Status
from little_giants.evidence.screening_compare import Difference, Step
from little_giants.evidence.screening_repair import Change
from little_giants.evidence.screening_rules import Criterion, Metric, Rules

_SIGNS = {"ge": "≥", "le": "≤", "lt": "<", "is_true": ": yes", "is_false": ": no"}
_LOGIC = {"all_of": "all of", "any_of": "any of", "score": "points"}


def number(value: Decimal | None, metric: Metric | None = None) -> str:
    """Digits without idle zeros; a yes or no for what is one."""
    if value is None:
        return ""
    if metric is not None and metric.type == "boolean":
        return "yes" if value else "no"
    return f"{value.normalize():f}" if value.is_finite() else "none"


def asked(one: Criterion) -> str:
    """What a criterion asks, in one line: ``Debt-to-asset ratio ≤ 75 percent (last year end)``."""
    sign = _SIGNS.get(one.operator, "")
    if one.needs_person:
        sign, threshold = f": {one.value_text}", ""
    elif one.operator == "between":
        threshold = f"from {number(one.value)} to {number(one.value_max)}"
    else:
        threshold = number(one.value)
    unit = (one.metric.unit or "").replace("_", " ") if one.value is not None and one.metric.unit != "rank" else ""
    words = " ".join(word for word in (one.metric.name_en, sign, threshold, unit) if word).replace(" :", ":")
    words += f" ({one.period.replace('_', ' ')})" if one.period else ""
    words += f", {number(one.points)} points" if one.points is not None else ""
    return words + condition(one)


def condition(one: Criterion) -> str:
    """To whom a criterion applies, or nothing."""
    if one.when_metric is None:
        return ""
    name, unit = one.when_metric.name_en.lower(), (one.when_metric.unit or "").replace("_", " ")
    low, high = f"{number(one.when_value)} {unit}", f"{number(one.when_value_max)} {unit}"
    words = {"ge_lt": f"≥ {low} and < {high}", "is_true": "is a yes"}.get(
        one.when_operator or "", f"{_SIGNS.get(one.when_operator or '', '')} {low}"
    )
    return f", if {name} {words}"


def has(judged: Judged) -> str:
    """What the firm has: the number compared, and the figures behind it if there are several."""
    metric = judged.criterion.metric
    if judged.status is Status.NOT_APPLICABLE:
        return ""
    if judged.criterion.needs_person:
        return {Status.MET: "judged yes", Status.NOT_MET: "judged no"}.get(judged.status, "")
    parts = [(year, value) for _, year, value in judged.figures]
    missing = ", ".join(str(year) if year else "" for year, value in parts if value is None).strip(", ")
    words = number(judged.measure, metric)
    behind = [value for _, value in parts if value is not None]
    if len(parts) > 1 and len(set(behind)) > 1:
        words += (
            " (" + ", ".join(f"{year}: {number(value, metric)}" for year, value in parts if value is not None) + ")"
        )
    if judged.applies is None:
        condition_name = judged.criterion.when_metric.name_en.lower() if judged.criterion.when_metric else ""
        return f"{words} {condition_name} missing".strip()
    if any(value is None for _, value in parts):
        words += f" missing {missing}".rstrip()
    return words.strip()


def margin(judged: Judged) -> str:
    """By how much the bound is passed (+) or missed (-). Nothing for a yes or no."""
    if judged.margin is None or judged.criterion.metric.type == "boolean":
        return ""
    return f"{judged.margin.normalize():+f}" if judged.margin else "0"


def render(name: str, screening: Screening, plan: Sequence[Change] | None, rules: Rules, year: int | None) -> str:
    """One edition: every criterion, the verdict, the cheapest missing piece."""
    when = f" in {year}" if year else ""
    lines = [
        f"{name}: {screening.edition.title_en} ({screening.edition.edition_id}), {_words(screening.procedure)}{when}"
    ]
    lines += ["", *_table(screening.root), ""]
    lines += [f"Verdict: {screening.status.word} ({counts(screening)})", *_plan(plan, rules, year)]
    return "\n".join(lines) + "\n"


def counts(screening: Screening) -> str:
    """How many criteria came out how."""
    found = Counter(leaf.status for leaf in screening.root.leaves())
    return ", ".join(f"{found[status]} {status.word}" for status in sorted(Status, reverse=True) if found[status])


def _table(root: JudgedGroup) -> list[str]:
    """The tree, one line a group or criterion; what is asked stands last, because it may be long."""
    rows = [("verdict", "criterion", "has", "margin", "source", "asked")]

    def add(node: JudgedGroup | Judged, depth: int) -> None:
        space = "  " * depth
        if isinstance(node, Judged):
            one = node.criterion
            source = one.source_id or "unsourced"
            rows.append((node.status.word, space + one.criterion_id, has(node), margin(node), source, asked(one)))
            return
        points = (f"{number(node.points[0])} to {number(node.points[1])}",) if node.group.logic == "score" else ("",)
        least = f", {number(node.group.minimum)} needed" if node.group.logic == "score" else ""
        name = f"{node.group.name_en}{least}"
        rows.append((node.status.word, f"{space}{_LOGIC[node.group.logic]}:", *points, "", "", name))
        for member in node.members:
            add(member, depth + 1)

    add(root, 0)
    return columns(rows)


def columns(rows: Sequence[Sequence[str]]) -> list[str]:
    """Rows in columns, the last one ragged."""
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]


def _plan(plan: Sequence[Change] | None, rules: Rules, year: int | None) -> list[str]:
    if plan is None:
        why = (
            "no change of figures was found that makes it met"
            if year
            else "no figure has a year, so none can be placed"
        )
        return [f"Cheapest missing piece: {why}."]
    if not plan:
        return ["Nothing is missing."]
    lines = [f"Cheapest missing piece: {plan_words(plan)}"]
    for change in plan:
        if change.judgement:
            lines.append(f"  {change.name}: a person must judge it, and say yes")
            continue
        metric = rules.metrics[change.name]
        unit = f" {metric.unit}".replace("_", " ") if metric.unit and metric.unit != "rank" else ""
        place = f"  {change.name} {change.year or ''}".rstrip()
        if change.before is None:
            bound = {"higher": "at least ", "lower": "at most "}.get(metric.better, "")
            bound = "" if metric.type == "boolean" else bound
            lines.append(f"{place}: not known; {bound}{number(change.after, metric)}{unit} would do")
        else:
            size = f" ({change.relative * 100:.1f}%)" if metric.type != "boolean" and change.before.is_finite() else ""
            lines.append(f"{place}: {number(change.before, metric)} → {number(change.after, metric)}{unit}{size}")
    return lines


def plan_words(plan: Sequence[Change] | None) -> str:
    """The size of a plan: ``2 figures to change, 1 not known, 1 to be judged``."""
    if plan is None:
        return "none found"
    judged = sum(change.judgement and change.before is None for change in plan)
    missing = sum(change.before is None for change in plan) - judged
    changed = len(plan) - judged - missing
    parts = [f"{changed} to change" if changed else "", f"{missing} not known" if missing else ""]
    return ", ".join(part for part in [*parts, f"{judged} to be judged" if judged else ""] if part) or "nothing"


def render_all(name: str, rows: Sequence[tuple[Screening, Sequence[Change] | None]], steps: Sequence[Step]) -> str:
    """Editions in a table, and what each step from one to the next did to the firm."""
    table = [("edition", "verdict", "criteria", "cheapest missing piece")]
    table += [(one.edition.edition_id, one.status.word, counts(one), plan_words(plan)) for one, plan in rows]
    lines = [f"{name}, {_words(rows[0][0].procedure)}", "", *columns(table)]
    for one, _ in rows:
        deciding = list(one.root.deciding())
        if deciding and len(deciding) <= 6:
            lines += ["", f"{one.edition.edition_id} is {one.status.word} because of"]
            lines += ["  " + line for line in columns([_reason(leaf) for leaf in deciding])]
        elif deciding:
            lines += ["", f"{one.edition.edition_id} is {one.status.word} because of {len(deciding)} criteria"]
    turns = [("  " + _side(step.before), "→ " + _side(step.after), step.turn) for step in steps]
    return "\n".join(lines + (["", "From edition to edition", *columns(turns)] if turns else [])) + "\n"


def _side(screening: Screening) -> str:
    return f"{screening.edition.edition_id} {screening.status.word}"


def _reason(leaf: Judged) -> tuple[str, str, str]:
    return leaf.criterion.criterion_id, asked(leaf.criterion), f"has {has(leaf)}" if has(leaf) else leaf.status.word


def render_differences(old: str, new: str, procedure: str, found: Sequence[Difference]) -> str:
    """Two editions beside each other, one line a criterion."""
    rows = [("change", "effect", "criterion", "asked")]
    for one in found:
        size = f" [{where(one)}]" if where(one) else ""
        sides = [side for side in (one.before, one.after) if side is not None]
        for place, side in enumerate(sides):
            last = size if side is sides[-1] else ""
            words = (one.change, one.effect) if not place else ("", "")
            rows.append((*words, side.criterion_id, asked(side) + last))
    total = ", ".join(f"{times} {change}" for change, times in Counter(one.change for one in found).items())
    return "\n".join([f"From {old} to {new}, {_words(procedure)}", "", *columns(rows), "", total]) + "\n"


def where(one: Difference) -> str:
    """The sizes that a difference is about, in the unit of the condition; nothing for all."""
    low, high = one.where
    name = one.scale.name_en.lower() if one.scale else ""
    if high.is_finite():
        return f"{name} < {number(high)}" if not low else f"{name} {number(low)} to < {number(high)}"
    return f"{name} ≥ {number(low)}" if low else ""


def _words(name: str) -> str:
    return name.replace("_", " ")


def as_data(screening: Screening, plan: Sequence[Change] | None) -> dict[str, Any]:
    """A screening as plain data: numbers as text, so that no digit is lost."""
    return {
        "edition_id": screening.edition.edition_id,
        "tier": screening.edition.tier,
        "procedure": screening.procedure,
        "verdict": screening.status.name.lower(),
        "criteria": [_criterion(leaf) for leaf in screening.root.leaves()],
        "deciding": [leaf.criterion.criterion_id for leaf in screening.root.deciding()],
        "cheapest": None
        if plan is None
        else [
            {
                "name": change.name,
                "year": change.year,
                "before": None if change.before is None else number(change.before),
                "after": number(change.after),
                "judgement": change.judgement,
            }
            for change in plan
        ],
    }


def _criterion(leaf: Judged) -> dict[str, Any]:
    one = leaf.criterion
    return {
        "criterion_id": one.criterion_id,
        "metric_id": one.metric.metric_id,
        "asked": asked(one),
        "has": None if leaf.measure is None else number(leaf.measure),
        "margin": None if leaf.margin is None else number(leaf.margin),
        "unit": one.metric.unit,
        "verdict": leaf.status.name.lower(),
        "missing": [{"metric_id": name, "year": year} for name, year, value in leaf.figures if value is None],
        "source_id": one.source_id,
        "verification": one.verification,
    }


def difference_data(one: Difference) -> dict[str, Any]:
    """A difference as plain data."""
    return {
        "metric_id": one.metric_id,
        "change": one.change,
        "effect": one.effect,
        "before_criterion_id": one.before.criterion_id if one.before else None,
        "before": asked(one.before) if one.before else None,
        "after_criterion_id": one.after.criterion_id if one.after else None,
        "after": asked(one.after) if one.after else None,
        "where": where(one) or None,
    }
