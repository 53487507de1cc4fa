"""Write publish/views/screening.sql: the trees of all editions as one SELECT that DuckDB and SQLite both run.

The view is compiled from the tables of the rules, so a changed threshold needs this module run again (``make docs``);
a test says so. The code of a verdict is 0 not met, 1 unknown, 3 needs judgement, 7 met, NULL not applicable: so the
least of several is their `&` and the greatest their `|`, which both databases know. Figures are whole
ten-thousandths, so that both databases and Python compare the same numbers.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from little_giants.evidence.screening import BACK, Status
from little_giants.evidence.screening_rules import GROWTHS, PROCEDURES, SHARES, Criterion, Group, Metric, Rules, load

_HEAD = """\
-- The verdict of every edition of the rules for every firm of firm_figures; criteria without a figure are unknown.
-- Written by `python -m little_giants.evidence.screening_sql` from the tables of the rules: do not edit it here."""
_UNDATED = 9  # the place of a figure without a year
_SCALE = 10_000
_WORD = re.compile(r"[a-z0-9_]+")
_CODES = {Status.NOT_MET: 0, Status.UNKNOWN: 1, Status.NEEDS_JUDGEMENT: 3, Status.MET: 7}
_MARKS = "-? !"  # by code: not met, unknown, needs judgement


@dataclass(frozen=True, slots=True)
class _Node:
    """A column with a code. ``nullable``: it may not apply. ``certain`` and ``possible``: columns of points."""

    column: str
    nullable: bool
    height: int = 0
    certain: str = "0"
    possible: str = "0"


def view(rules: Rules) -> str:
    """The text of the view."""
    return _View(rules).text()


class _View:
    """Columns found while the trees are walked: figures, leaves, and groups by height."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self.figures: set[tuple[str, int]] = set()
        self.current: set[str] = set()  # metrics asked for without a period
        self.leaves: dict[str, str] = {}  # expression -> column
        self.stages: list[dict[str, str]] = []
        self.trees: list[tuple[str, Group]] = []  # column of the root, tree
        self.asked: list[tuple[int, str, str, str]] = []

    def text(self) -> str:
        for edition in self.rules.editions.values():
            for procedure in PROCEDURES:
                tree = self.rules.tree(edition.edition_id, procedure)
                found = [number for number, (_, known) in enumerate(self.trees) if known == tree]
                if not found:
                    self.trees.append((self.group(tree).column, tree))
                number = found[0] if found else len(self.trees) - 1
                self.asked.append((number, edition.tier, edition.edition_id, procedure))
        for number, (_, tree) in enumerate(self.trees):
            self.stages[0][self._open(tree)] = f"open_{number}"
        stages = [self.leaves, *self.stages]
        last = self._select(f"height_{len(self.stages)}")
        parts = [self._figures(), self._wide()]
        kept: list[str] = []  # columns that later text names; the site's SQLite takes 128 at most
        for height, columns in enumerate(stages):
            later = set(_WORD.findall(" ".join([last, *(words for one in stages[height + 1 :] for words in one)])))
            kept = [column for column in kept if column in later]
            lines = kept + [f"{expression} as {column}" for expression, column in columns.items()]
            before = f"height_{height - 1}" if height else "known"
            parts.append(_select_from(f"height_{height}", ["firm_id", "year", *lines], before))
            kept += columns.values()
        values = ",\n  ".join(f"({number}, '{tier}', '{name}', '{how}')" for number, tier, name, how in self.asked)
        parts.append(f"asked(tree, tier, edition_id, procedure) as (values\n  {values}\n)")
        return f"{_HEAD}\nwith " + ",\n".join(parts) + "\n" + last

    # Figures: one column for each metric and place, in whole ten-thousandths.

    def figure(self, metric_id: str, back: int) -> str:
        """The column of a figure ``back`` years before the application."""
        self.figures.add((metric_id, back))
        if metric_id in SHARES:
            self.figures |= {(part, back) for part in SHARES[metric_id]}
            return f"{metric_id}_{back}_"
        return f"{metric_id}_{back}"

    def now(self, metric_id: str) -> str:
        """The figure for a criterion without a period."""
        assert metric_id not in SHARES, "a share without a period would have to be computed twice"
        self.current.add(metric_id)
        return f"{metric_id}_now"

    def _figures(self) -> str:
        names = sorted({metric_id for metric_id, _ in self.figures} | self.current)
        self.slots = {metric_id: number for number, metric_id in enumerate(names, start=1)}
        slots = ",\n  ".join(
            f"({number}, '{name}', {int(self.rules.metrics[name].type == 'boolean')})"
            for name, number in self.slots.items()
        )
        other = ", ".join(f"'{name}'" for name in sorted(self.rules.asked_this_year))
        return f"""\
slots(slot, metric_id, yes_or_no) as (values
  {slots}
),
firms_asked as (
  select
    firm_id,
    1 + max(case when metric_id not in ({other}) and period <> 'undated' then cast(substr(period, 1, 4) as bigint) end)
      as year
  from firm_figures
  group by firm_id
),
placed as (
  select
    f.firm_id,
    10 * s.slot
    + case when f.period = 'undated' then {_UNDATED} else a.year - cast(substr(f.period, 1, 4) as bigint) end as place,
    case
      when f.value is not null then cast(round(f.value * {_SCALE}) as bigint)
      when s.yes_or_no = 1 then case f.value_text when 'true' then {_SCALE} when 'false' then 0 end
    end as amount
  from firm_figures f
  join slots s on s.metric_id = f.metric_id
  join firms_asked a on a.firm_id = f.firm_id
  where f.period = 'undated' or a.year - cast(substr(f.period, 1, 4) as bigint) between 0 and 3
),
agreed as (
  select firm_id, place, min(amount) as amount
  from placed
  group by firm_id, place
  having min(amount) = max(amount)
)"""

    def _wide(self) -> str:
        def one(metric_id: str, back: int) -> str:
            return f"max(case when p.place = {10 * self.slots[metric_id] + back} then p.amount end)"

        dated = [f"{one(metric_id, back)} as {metric_id}_{back}" for metric_id, back in sorted(self.figures)]
        current = []
        for metric_id in sorted(self.current):
            values = ", ".join(one(metric_id, back) for back in (0, 1, _UNDATED))
            current.append(f"coalesce({values}) as {metric_id}_now")
        computed = []
        for metric_id, back in sorted(self.figures):
            if metric_id in SHARES:
                part, whole = (f"{name}_{back}" for name in SHARES[metric_id])
                share = f"cast(round({part} * {100 * _SCALE}.0 / nullif({whole}, 0)) as bigint)"
                computed.append(f"coalesce({metric_id}_{back}, {share}) as {metric_id}_{back}_")
        names = [f"d.{metric_id}_{back}" for metric_id, back in sorted(self.figures)]
        names += [f"c.{metric_id}_now" for metric_id in sorted(self.current)]
        grouped = "agreed p\n  group by p.firm_id"
        return ",\n".join(
            [
                _select_from("dated", ["p.firm_id", *dated], grouped),
                _select_from("newest", ["p.firm_id", *current], grouped),
                _select_from(
                    "known",
                    ["a.firm_id", "a.year", *names, *computed],
                    "firms_asked a\n  left join dated d on d.firm_id = a.firm_id\n"
                    "  left join newest c on c.firm_id = a.firm_id",
                ),
            ]
        )

    # Leaves and groups: one column each, equal ones shared.

    def leaf(self, one: Criterion) -> str:
        """The column of a criterion's code."""
        return self._column(self.leaves, self._code(one), one.criterion_id)

    def _column(self, columns: dict[str, str], expression: str, name: str) -> str:
        if expression not in columns:
            name = name.lower().replace("-", "_").replace("/", "_")
            taken = {column for stage in (self.leaves, *self.stages) for column in stage.values()}
            number = next(n for n in range(1, 100) if (f"{name}_{n}" if n > 1 else name) not in taken)
            columns[expression] = f"{name}_{number}" if number > 1 else name
        return columns[expression]

    def _code(self, one: Criterion) -> str:
        own = "3" if one.needs_person else self._own(one)
        if one.when_metric is None:
            return own
        value = self._condition(one.when_metric)
        low = one.when_value if one.when_operator != "is_true" else Decimal(1)
        assert low is not None
        holds = f"{value} < {_whole(low)}" if one.when_operator == "lt" else f"{value} >= {_whole(low)}"
        holds += f" and {value} < {_whole(one.when_value_max)}" if one.when_value_max is not None else ""
        same = {"any_of": 0, "all_of": 7}.get(one.anchor)
        open_ = "1" if same is None else f"case when {own} = {same} then {same} else 1 end"
        return f"case when {holds} then {own} when {value} is null then {open_} end"

    def _condition(self, metric: Metric) -> str:
        return self.now(metric.metric_id) if metric.type == "boolean" else self.figure(metric.metric_id, 1)

    def _own(self, one: Criterion) -> str:
        name, low, high = one.metric.metric_id, *one.bounds
        if one.period is None:
            return _within(self.now(name), low, high)
        if one.period == "two_year_cagr":
            last, first = (self.figure(GROWTHS.get(name, name), back) for back in BACK[one.period])
            assert low is not None
            rate = (1 + Fraction(low) / 100) ** 2
            grown = f"{last} * {rate.denominator} >= {first} * {rate.numerator}"
            return f"case when {last} is null or coalesce({first}, 0) = 0 then 1 when {grown} then 7 else 0 end"
        values = [self.figure(name, back) for back in BACK[one.period]]
        if one.period in ("two_year_average", "two_year_sum", "three_year_sum"):
            return _within(f"({' + '.join(values)})", low, high, 2 if one.period == "two_year_average" else 1)
        if one.period == "last_two_years":
            both = " and ".join(_inside(value, low, high) for value in values)
            mean = _inside(f"({' + '.join(values)})", low, high, 2)
            lacks = " or ".join(f"{value} is null" for value in values)
            return f"case when {both} then 7 when {lacks} then 1 when {mean} then 3 else 0 end"
        tests = [_within(value, low, high) for value in values]
        if len(tests) == 1:
            return tests[0]
        each = one.period == "each_of_two_years" or one.operator == "is_false"
        return (" & " if each else " | ").join(f"({test})" for test in tests)

    def group(self, group: Group) -> _Node:
        """The column of a group, and of its points in a score group."""
        members = [
            _Node(self.leaf(one), one.when_metric is not None) if isinstance(one, Criterion) else self.group(one)
            for one in group.members
        ]
        height = max((member.height for member in members), default=0) + 1
        while len(self.stages) < height:
            self.stages.append({})
        stage = self.stages[height - 1]
        nullable = all(member.nullable for member in members)
        if group.logic != "score":
            expression = _joined(members, group.logic)
            return _Node(self._column(stage, expression, group.group_id), nullable, height)
        certain, possible = self._points(group, members)
        least = _plain(group.minimum or Decimal(0))
        own = f"case when {certain} >= {least} then 7 when {possible} < {least} then 0 else 1 end"
        parts = [member for member, one in zip(members, group.members, strict=True) if isinstance(one, Group)]
        expression = " & ".join([f"({own})", *(f"coalesce({part.column}, 7)" for part in parts)])
        if nullable:
            expression = _unless_nothing_applies(expression, members)
        columns = [
            self._column(stage, words, f"{group.group_id}{end}")
            for words, end in ((expression, ""), (certain, "_certain"), (possible, "_possible"))
        ]
        return _Node(columns[0], nullable, height, columns[1], columns[2])

    def _points(self, group: Group, members: list[_Node]) -> tuple[str, str]:
        """The sums of certain and of possible points; of several bands on a metric the best counts."""
        parts = []
        bands: dict[str, list[tuple[Decimal, str]]] = {}
        for one, member in zip(group.members, members, strict=True):
            if isinstance(one, Group):
                parts.append((member.certain, member.possible))
            else:
                bands.setdefault(one.metric.metric_id, []).append((one.points or Decimal(0), member.column))
        for rows in bands.values():
            rows.sort(reverse=True)
            parts.append((_best(rows, "= 7"), _best(rows, "> 0")))
        possible = " + ".join([*(high for _, high in parts), _plain(group.unheld)])
        return " + ".join(low for low, _ in parts), possible

    def _open(self, tree: Group) -> str:
        """The criteria of a tree that stand in the way, each after its mark."""
        terms = [
            f"case when {self.leaf(one)} < 7 then substr('{_MARKS}', {self.leaf(one)} + 1, 1) || '{one.criterion_id} '"
            " else '' end"
            for one in tree.leaves
        ]
        return f"trim({' || '.join(terms)})"

    def _select(self, source: str) -> str:
        words = " ".join(f"when {code} then '{status.name.lower()}'" for status, code in _CODES.items())
        codes = " ".join(f"when {number} then k.{column}" for number, (column, _) in enumerate(self.trees))
        open_ = " ".join(f"when {number} then k.open_{number}" for number in range(len(self.trees)))
        return f"""\
select
  k.firm_id, k.year, a.tier, a.edition_id, a.procedure,
  case (case a.tree {codes} end) {words} else 'not_applicable' end as verdict,
  case a.tree {open_} end as open_criteria
from {source} k
cross join asked a
order by k.firm_id, a.tier, a.edition_id, a.procedure
"""


def _select_from(name: str, columns: list[str], source: str) -> str:
    lines = ",\n    ".join(columns)
    return f"{name} as (\n  select\n    {lines}\n  from {source}\n)"


def _whole(value: Decimal) -> int:
    scaled = value * _SCALE
    assert scaled == scaled.to_integral_value(), f"{value} has more than four decimals"
    return int(scaled)


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"


def _inside(value: str, low: Decimal | None, high: Decimal | None, times: int = 1) -> str:
    bounds = [f"{value} >= {_whole(low) * times}"] if low is not None else []
    return " and ".join(bounds + ([f"{value} <= {_whole(high) * times}"] if high is not None else []))


def _within(value: str, low: Decimal | None, high: Decimal | None, times: int = 1) -> str:
    return f"case when {_inside(value, low, high, times)} then 7 when {value} is null then 1 else 0 end"


def _joined(members: list[_Node], logic: str) -> str:
    """The least or the greatest of the members that apply."""
    sign, neutral = (" & ", 7) if logic == "all_of" else (" | ", 0)
    terms = [f"coalesce({one.column}, {neutral})" if one.nullable else one.column for one in members]
    return (
        _unless_nothing_applies(sign.join(terms), members) if all(one.nullable for one in members) else sign.join(terms)
    )


def _unless_nothing_applies(expression: str, members: list[_Node]) -> str:
    return f"case when coalesce({', '.join(one.column for one in members)}, -1) >= 0 then {expression} end"


def _best(rows: list[tuple[Decimal, str]], test: str) -> str:
    return "case " + " ".join(f"when {code} {test} then {_plain(points)}" for points, code in rows) + " else 0 end"


def main(root: Path = Path(".")) -> None:
    """Write the view of the package in ``root``."""
    import little_giants

    (root / "publish/views/screening.sql").write_text(view(load(little_giants.open(root))), "utf-8", newline="\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path("."))
