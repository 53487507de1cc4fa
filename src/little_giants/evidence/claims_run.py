"""Run the checks of all claims of a package, and count the verdicts by article."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

from little_giants.engines.duckdb.answers import Watch, ask
from little_giants.errors import UsageError
from little_giants.evidence.claims import VERDICTS, Judged, judge

if TYPE_CHECKING:
    from little_giants.api import DataPackage

TABLE = "claims"
_NEEDED = (
    *("claim_id", "article_id", "paraphrase_en", "paraphrase_zh", "qualifier", "value", "value_max", "value_text"),
    *("unit", "period", "verdict", "explanation", "source_id", "also_source_ids", "check", "fit", "tolerance"),
    *("rounding", "better_statement_en", "better_statement_zh"),
)


@dataclass(frozen=True, slots=True)
class Ledger:
    """Every claim of a package with the verdict that follows. ``errors`` counts what is wrong with its tables."""

    package: str
    version: str
    claims: tuple[Judged, ...]
    errors: int

    @property
    def astray(self) -> tuple[Judged, ...]:
        """The claims whose stored verdict does not follow."""
        return tuple(one for one in self.claims if not one.follows)


def read_ledger(data_package: DataPackage) -> Ledger:
    """Judge every claim. Raises UsageError when the package has no table of claims, or one of another kind."""
    package = data_package.package
    if TABLE not in package.names:
        raise UsageError(f"{package.name} has no table {TABLE}.")
    lacking = [name for name in _NEEDED if name not in package.resource(TABLE).schema.field_names]
    if lacking:
        raise UsageError(f"the table {TABLE} of {package.name} has no field {', '.join(lacking)}.")
    run = data_package.run(run_rules=False, limit=0)
    try:
        cursor = run.connection.execute(f"select * from {TABLE} order by claim_id")
        names = [column[0] for column in cursor.description or []]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
        with Watch(run.connection) as watch:
            answers = [ask(watch, row["check"], package.names) if row["check"] else None for row in rows]
        judged = tuple(judge(row, answer) for row, answer in zip(rows, answers, strict=True))
        return Ledger(package.name, package.version, judged, run.report.errors)
    finally:
        run.close()


def choose(ledger: Ledger, verdicts: Collection[str], ids: Collection[str]) -> Ledger:
    """The claims with these verdicts and these identifiers; all where none is named. Raises UsageError."""
    known = [one.claim["claim_id"] for one in ledger.claims]
    for wanted in ids:
        if wanted not in known:
            near = get_close_matches(wanted, known, n=1)
            raise UsageError(f"there is no claim {wanted!r}" + (f"; did you mean {near[0]}?" if near else "."))
    chosen = tuple(
        one
        for one in ledger.claims
        if (not verdicts or one.verdict in verdicts) and (not ids or one.claim["claim_id"] in ids)
    )
    return Ledger(ledger.package, ledger.version, chosen, ledger.errors)


def statistics(claims: Iterable[Judged]) -> Mapping[str, Mapping[str, int]]:
    """Verdict -> article -> number of claims, every verdict in the order of ``VERDICTS``; "": the check fails."""
    judged = list(claims)
    articles = sorted({one.claim["article_id"] for one in judged})
    found = {one.verdict for one in judged}
    return {
        verdict: {
            article: sum(one.verdict == verdict and one.claim["article_id"] == article for one in judged)
            for article in articles
        }
        for verdict in (*VERDICTS, *({""} & found))
    }
