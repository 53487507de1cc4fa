"""The figures of a firm: read from a small YAML or JSON file, or from the table firm_figures.

Every complaint is one line with file, line, key, value and what to write instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from little_giants.errors import UsageError
from little_giants.evidence.screening import Figures, rounded
from little_giants.evidence.screening_rules import GROWTHS, PROCEDURES, Metric, Rules

if TYPE_CHECKING:
    from little_giants.api import DataPackage

_BYTES = 1_000_000
_LIMIT = Decimal(10) ** 8  # the view counts in whole ten-thousandths, and their products must fit into 64 bits
_NUMBER = re.compile(r"[+-]?[0-9]{1,15}(\.[0-9]{1,15})?")
_YEAR = re.compile(r"(19|20)[0-9]{2}")
UNITS = {  # unit written -> (unit of the metric, factor)
    "cny": ("million_cny", Decimal("0.000001")),
    "ten_thousand_cny": ("million_cny", Decimal("0.01")),
    "hundred_million_cny": ("million_cny", Decimal(100)),
    "billion_cny": ("million_cny", Decimal(1000)),
    "fraction": ("percent", Decimal(100)),
}


@dataclass(frozen=True, slots=True)
class Profile:
    """A firm to be screened: its figures, and the tier and procedure that the file asks for, if any."""

    name: str
    figures: Figures
    tier: str | None = None
    procedure: str | None = None


def open_profile(rules: Rules, data_package: DataPackage, words: str) -> Profile:
    """The profile that ``words`` names: a file, or a firm_id of the package. Raises UsageError."""
    if Path(words).exists() or not re.fullmatch(r"F[0-9]{6}", words):
        return read_profile(rules, Path(words))
    run = data_package.run(only=["firms"], run_rules=False, limit=0)
    try:
        found = run.connection.execute(
            "select coalesce(name_zh, name_en, firm_id) from firms where firm_id = ?", [words]
        ).fetchone()
    finally:
        run.close()
    if found is None:
        raise UsageError(f"{words} is neither a file nor a firm_id of this package.")
    return Profile(f"{words} {found[0]}", of_firm(rules, words).figures)


def of_firm(rules: Rules, firm_id: str) -> Profile:
    """The figures that firm_figures holds of a firm. Where documents disagree the figure counts as missing."""
    found: dict[tuple[str, int | None], set[Decimal]] = {}
    dated = []
    for row in rules.figures:
        if row["firm_id"] != firm_id:
            continue
        metric = rules.metrics[row["metric_id"]]
        year = None if row["period"] == "undated" else int(row["period"][:4])
        if year is not None and metric.metric_id not in rules.asked_this_year:
            dated.append(year)
        if row["value"] is not None:
            found.setdefault((metric.metric_id, year), set()).add(rounded(Decimal(repr(row["value"]))))
        elif metric.type == "boolean" and row["value_text"] in ("true", "false"):
            found.setdefault((metric.metric_id, year), set()).add(Decimal(row["value_text"] == "true"))
    values = {key: min(values) for key, values in found.items() if len(values) == 1}
    return Profile(firm_id, Figures(max(dated) + 1 if dated else None, values))


def read_profile(rules: Rules, file: Path) -> Profile:
    """Read a file of figures; its form stands in docs/evidence/screening.md. Raises UsageError."""
    return _Reader(rules, file).read()


class _Reader:
    def __init__(self, rules: Rules, file: Path) -> None:
        self.rules = rules
        self.file = file

    def read(self) -> Profile:
        top = dict(
            self.mapping(self.parse(), "the file", ("figures", "judgements", "name", "procedure", "tier", "year"))
        )
        if "figures" not in top:
            raise UsageError(
                f"{self.file}: there is no figures. Write figures: and below it metrics with their values."
            )
        entries = list(self.mapping(top["figures"], "figures", tuple(self.rules.metrics)))
        year = self.year(top.get("year"), entries)
        values: dict[tuple[str, int | None], Decimal] = {}
        for metric_id, node in entries:
            metric = self.rules.metrics[metric_id]
            self.check_asked(metric, node)
            if isinstance(node, yaml.MappingNode):
                values |= self.by_year(metric, node)
            else:
                value = self.value(metric, node, metric.unit)
                years = {year if metric_id in self.rules.asked_this_year else year - 1}
                if metric.type == "boolean" or metric.unit == "rank":
                    years = {year - back for back in range(4)}  # a standing fact
                values |= {(metric_id, one): value for one in years}
        judgements = {}
        if "judgements" in top:
            judged = tuple(self.rules.judged_by_a_person())
            for criterion_id, node in self.mapping(top["judgements"], "judgements", judged):
                judgements[criterion_id] = self.yes(criterion_id, node)
        return Profile(
            self.word(top["name"], "name") if "name" in top else self.file.stem,
            Figures(year, values, judgements),
            self.choice(top.get("tier"), "tier", sorted({edition.tier for edition in self.rules.editions.values()})),
            self.choice(top.get("procedure"), "procedure", PROCEDURES),
        )

    def parse(self) -> yaml.Node:
        try:
            if self.file.stat().st_size > _BYTES:
                raise UsageError(f"{self.file}: larger than {_BYTES:,} bytes. A file of figures holds one firm.")
            node = yaml.compose(self.file.read_text("utf-8"), Loader=yaml.SafeLoader)
        except FileNotFoundError:
            raise UsageError(f"{self.file}: there is no such file. Give a file of figures, or a firm_id.") from None
        except OSError as error:
            raise UsageError(f"{self.file}: {error.strerror}. Give a file of figures.") from None
        except UnicodeDecodeError:
            raise UsageError(f"{self.file}: not UTF-8. Save the file as UTF-8.") from None
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            line = f":{mark.line + 1}" if mark else ""
            words = getattr(error, "problem", None) or "not readable"
            raise UsageError(f"{self.file}{line}: no YAML or JSON: {words}.") from None
        except RecursionError:
            raise UsageError(f"{self.file}: nested too deeply. Figures have two levels.") from None
        if node is None:
            raise UsageError(f"{self.file}: the file is empty. Write figures: and below it metrics with their values.")
        return node

    def mapping(self, node: yaml.Node, name: str, known: tuple[str, ...]) -> Iterator[tuple[str, yaml.Node]]:
        """The entries of a mapping whose keys are among ``known``, each once."""
        if not isinstance(node, yaml.MappingNode):
            raise self.wrong(node, name, "must hold keys and values.", "Write one key: value on each line.")
        seen = set()
        for key, value in node.value:
            word = str(key.value) if isinstance(key, yaml.ScalarNode) else "a list"
            if word not in known:
                from difflib import get_close_matches

                near = get_close_matches(word, known, n=1)
                remedy = f"Did you mean {near[0]}?" if near else f"There are, for example, {', '.join(known[:6])}."
                raise self.wrong(key, name, f"there is no {word!r}.", remedy)
            if word in seen:
                raise self.wrong(key, word, "stands here twice.", "Keep one of them.")
            seen.add(word)
            yield word, value

    def by_year(self, metric: Metric, node: yaml.MappingNode) -> dict[tuple[str, int | None], Decimal]:
        """Values by year, in the unit that the entry names or in that of the metric."""
        entries = {str(key.value): (key, value) for key, value in node.value}
        if len(entries) != len(node.value):
            raise self.wrong(node, metric.metric_id, "has the same year twice.", "Keep one of them.")
        unit = self.word(entries.pop("unit")[1], "unit") if "unit" in entries else metric.unit
        found: dict[tuple[str, int | None], Decimal] = {}
        for word, (key, value) in entries.items():
            if not _YEAR.fullmatch(word):
                raise self.wrong(key, metric.metric_id, f"{word!r} is no year.", "Write for example 2025: 12.5.")
            found[metric.metric_id, int(word)] = self.value(metric, value, unit)
        if not found:
            raise self.wrong(node, metric.metric_id, "has no year.", "Write for example 2025: 12.5.")
        return found

    def value(self, metric: Metric, node: yaml.Node, unit: str | None) -> Decimal:
        """One value in the unit of its metric."""
        name = metric.metric_id
        if metric.type == "boolean":
            return Decimal(self.yes(name, node))
        text = self.word(node, name)
        if metric.unit == "rank" and text == "none":
            return Decimal("Infinity")
        target, factor = UNITS.get(unit or "", (unit, Decimal(1)))
        if target != metric.unit:
            units = [metric.unit or "none", *(one for one, (other, _) in UNITS.items() if other == metric.unit)]
            raise self.wrong(node, name, f"the unit {unit!r} does not fit.", f"Write one of {', '.join(units)}.")
        if not _NUMBER.fullmatch(text):
            raise self.wrong(node, name, f"{text!r} is not a number.", "Write digits and a point, such as 12.5.")
        number = Decimal(text) * factor
        if metric.type == "integer" and number != number.to_integral_value():
            raise self.wrong(node, name, f"{text!r} is not whole.", f"{metric.name_en} counts whole things.")
        if number < 0 and metric.unit != "percent":
            raise self.wrong(node, name, f"{text!r} is below 0.", "Check the number.")
        if abs(number) >= _LIMIT:
            raise self.wrong(node, name, f"{text!r} is too large.", f"The unit is {unit}; check it.")
        return rounded(number)

    def check_asked(self, metric: Metric, node: yaml.Node) -> None:
        """Refuse a figure that would be passed over in silence."""
        name = metric.metric_id
        if name in GROWTHS:
            base = GROWTHS[name]
            raise self.wrong(node, name, "is computed.", f"Give {base} of three years instead.")
        if metric.type in ("choice", "qualitative"):
            raise self.wrong(node, name, "needs a person's judgement.", "Answer the criterion under judgements.")

    def year(self, node: yaml.Node | None, entries: list[tuple[str, yaml.Node]]) -> int:
        """The year of application: given, or the year after the newest figure."""
        if node is not None:
            word = self.word(node, "year")
            if not _YEAR.fullmatch(word):
                raise self.wrong(node, "year", f"{word!r} is no year.", "Write for example year: 2026.")
            return int(word)
        dated = [
            int(key.value)
            for metric_id, entry in entries
            if isinstance(entry, yaml.MappingNode) and metric_id not in self.rules.asked_this_year
            for key, _ in entry.value
            if _YEAR.fullmatch(str(key.value))
        ]
        if not dated:
            raise UsageError(f"{self.file}: year is missing, and no figure has one. Write for example year: 2026.")
        return max(dated) + 1

    def choice(self, node: yaml.Node | None, name: str, among: tuple[str, ...] | list[str]) -> str | None:
        if node is None:
            return None
        word = self.word(node, name)
        if word not in among:
            raise self.wrong(node, name, f"there is no {word!r}.", f"Write one of {', '.join(among)}.")
        return word

    def yes(self, name: str, node: yaml.Node) -> bool:
        """A yes or a no."""
        word = self.word(node, name)
        if word.lower() not in ("yes", "true", "no", "false"):
            raise self.wrong(node, name, f"{word!r} is neither yes nor no.", "Write yes or no.")
        return word.lower() in ("yes", "true")

    def word(self, node: yaml.Node, name: str) -> str:
        """The text of a scalar."""
        if not isinstance(node, yaml.ScalarNode) or not node.value:
            raise self.wrong(
                node, name, "has no single value.", "Write one value after the colon, or leave the key out."
            )
        return str(node.value)

    def wrong(self, node: yaml.Node, name: str, what: str, remedy: str) -> UsageError:
        return UsageError(f"{self.file}:{node.start_mark.line + 1}: {name}: {what} {remedy}")
