"""How a verdict on a claim follows from the answer to its check: the one place where that is decided.

Example: an article says about 22 percent, rounded to whole percents, tolerance 0. The check finds 22.43. That rounds to
22, so the claim holds; its ``fit`` is ``wording``, so the verdict that follows is ``consistent``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from little_giants.engines.duckdb.answers import Answer, Judge

VERDICTS = (
    "reproduced",
    "consistent",
    "partly_supported",
    "contradicted",
    "outdated",
    "disputed",
    "unverified",
    "not_checkable",
)
# What a claim that holds is called, by how well the recomputed thing fits the statement.
FITS = {"same": "reproduced", "wording": "consistent", "part": "partly_supported"}
_SIGNS = {"exact": "", "about": "≈ ", "at_least": "≥ ", "more_than": "> ", "at_most": "≤ "}


@dataclass(frozen=True, slots=True)
class Found:
    """One line of an answer. ``holds`` compares it with the claim; ``evidence`` are the further columns, as text."""

    value: bool | Decimal | str
    value_max: Decimal | None
    as_of: str
    evidence: Mapping[str, str]
    holds: bool

    @property
    def text(self) -> str:
        """The value as a reader sees it: ``3012``, ``100 - 400``, ``true``."""
        if isinstance(self.value, bool):
            return "true" if self.value else "false"
        if isinstance(self.value, str):
            return self.value
        return plain(self.value) + ("" if self.value_max is None else f" - {plain(self.value_max)}")


@dataclass(frozen=True, slots=True)
class Judged:
    """A claim, what its check found, and the verdict that follows.

    ``verdict`` is the stored one where there is no check (documents alone decide), and "" where the check fails to
    run; then ``problem`` says why. ``decides`` are the lines the verdict rests on, ``earlier`` those before them.
    """

    claim: Mapping[str, Any]
    verdict: str
    decides: tuple[Found, ...] = ()
    earlier: tuple[Found, ...] = ()
    tables: tuple[str, ...] = ()
    problem: str = ""

    @property
    def follows(self) -> bool:
        """Whether the stored verdict is the one that follows."""
        return not self.problem and bool(self.verdict == self.claim["verdict"])

    @property
    def found(self) -> str:
        """What was found, each different value once: ``100; 500``. Empty without a check."""
        return "; ".join(dict.fromkeys(one.text for one in self.decides))


def judge(claim: Mapping[str, Any], answer: Answer | None) -> Judged:
    """The verdict on ``claim`` (a row of ``claims``) from the answer to its check; None: it has no check.

    The first column of an answer is what was found; ``found_max`` is the upper end where a range was stated; ``as_of``
    dates the lines, and then only the latest decide. All of them hold: the claim's ``fit`` names the verdict. None
    holds: ``outdated`` if an earlier line held, else ``contradicted``. Some hold and some do not: ``disputed``.
    """
    if answer is None:
        return Judged(claim, claim["verdict"])
    if answer.error:
        return Judged(claim, "", problem=answer.error)
    try:
        found = [_found(claim, answer.columns, row) for row in answer.rows if row[0] is not None]
        fit = FITS[claim["fit"]]
    except (TypeError, KeyError, ArithmeticError) as error:
        return Judged(claim, "", tables=answer.tables, problem=_mismatch(error))
    last = max((one.as_of for one in found), default="")
    decides = tuple(one for one in found if one.as_of == last)
    earlier = tuple(sorted((one for one in found if one.as_of != last), key=lambda one: one.as_of))
    held = {one.holds for one in decides}
    if not held:
        verdict = "unverified"
    elif held == {True}:
        verdict = fit
    elif held == {True, False}:
        verdict = "disputed"
    else:
        verdict = "outdated" if any(one.holds for one in earlier) else "contradicted"
    return Judged(claim, verdict, decides, earlier, answer.tables)


def said(claim: Mapping[str, Any]) -> str:
    """What the article states, in short: ``≈ 22 percent``, ``100 - 400 million_cny``, ``2024-09``, ``true``."""
    if claim.get("value_text"):
        return str(claim["value_text"])
    if claim.get("value") is None:
        return "true"
    upper = "" if claim.get("value_max") is None else f" - {plain(number(claim['value_max']))}"
    return f"{_SIGNS[claim['qualifier']]}{plain(number(claim['value']))}{upper} {claim['unit']}"


def number(value: Any) -> Decimal:
    """A number of the database as the decimal that a reader sees: 0.1 and not 0.1000000000000000055."""
    return Decimal(str(value))


def plain(value: Decimal) -> str:
    """A number without exponent and without idle zeros."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def rounded(value: Decimal, step: Decimal | None) -> Decimal:
    """``value`` to the nearest multiple of ``step``, halves away from zero. Without a step, ``value`` itself."""
    if not step:
        return value
    return (value / step).quantize(Decimal(1), ROUND_HALF_UP) * step


def _found(claim: Mapping[str, Any], columns: tuple[str, ...], row: tuple[Any, ...]) -> Found:
    cells = dict(zip(columns[1:], row[1:], strict=True))
    value = row[0]
    upper, as_of = cells.pop("found_max", None), cells.pop("as_of", None)
    if not isinstance(value, bool | str | date):
        value = number(value)
    elif isinstance(value, date):
        value = value.isoformat()
    upper = None if upper is None else number(upper)
    evidence = {name: str(cell) for name, cell in cells.items() if cell is not None}
    return Found(value, upper, str(as_of or ""), evidence, _holds(claim, value, upper))


def _holds(claim: Mapping[str, Any], value: bool | Decimal | str, upper: Decimal | None) -> bool:
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        if not claim["value_text"]:
            raise TypeError("the check gives a text, and the claim states none in value_text.")
        return bool(value == claim["value_text"])
    if claim["value"] is None:
        raise TypeError("the check gives a number, and the claim states none in value.")
    if (upper is None) != (claim["value_max"] is None):
        raise TypeError("a range needs value_max in the claim and found_max in the check.")
    if claim.get("tolerance") is None:
        raise TypeError("the check gives a number, and the claim gives no tolerance: 0 where they must be equal.")
    step = None if claim.get("rounding") is None else number(claim["rounding"])
    slack = number(claim["tolerance"])
    low, stated = rounded(value, step), number(claim["value"])
    if upper is not None and abs(rounded(upper, step) - number(claim["value_max"])) > slack:
        return False
    if claim["qualifier"] == "at_least":
        return low >= stated - slack
    if claim["qualifier"] == "more_than":
        return low > stated - slack
    if claim["qualifier"] == "at_most":
        return low <= stated + slack
    return abs(low - stated) <= slack


def _mismatch(error: Exception) -> str:
    """Why an answer cannot be compared with its claim."""
    if isinstance(error, TypeError):
        text = str(error)
        return text[0].upper() + text[1:]
    if isinstance(error, KeyError):
        return "The claim has a check and no fit: same, wording or part."
    return "The check gives something that is no number, text or truth value."


def _runs(claim: Mapping[str, Any], answer: Answer) -> Mapping[str, str] | None:
    """A finding for a check that gives nothing that can be compared."""
    one = judge(claim, answer)
    return {"problem": one.problem} if one.problem else None


def _follows(claim: Mapping[str, Any], answer: Answer) -> Mapping[str, str] | None:
    """A finding for a stored verdict that is not the one that follows."""
    one = judge(claim, answer)
    if one.problem or one.follows:
        return None
    return {"said": said(claim), "found": one.found or "–", "follows": one.verdict}


JUDGES: Mapping[str, Judge] = {"runs": _runs, "verdict": _follows}
