"""Everything that a validator does with a package of bytes that nobody checked, and what must hold of it."""

from __future__ import annotations

from pathlib import Path

from little_giants.api import DataPackage
from little_giants.engines import reference
from little_giants.errors import LittleGiantsError
from little_giants.findings import Report
from little_giants.package import read
from little_giants.reports import dictionary, json, text
from soak.guard import SECRET

LIMIT = 20


def exercise(root: Path) -> None:
    """Read, validate, report and query the package at ``root``. Raises what should not happen; AssertionError, too."""
    try:
        package = read(root)
        shown = dictionary.render(package, "text", "en", ()) + dictionary.render(package, "markdown", "zh", ())
        opened = DataPackage(package, trust_rules=False)
        report = opened.validate(limit=LIMIT, memory="512MB")
    except LittleGiantsError as error:
        assert str(error) and "Traceback" not in str(error)
        return
    shown += text.render(report) + text.render(report, "zh", color=True) + json.render(report)
    whole = opened.validate(limit=10**6, memory="512MB")
    _consistent(report, whole)
    if "waivers" not in package.names:
        other = reference.run(package, texts={})
        theirs, ours = ([dict(table.counts) for table in one.tables] for one in (other, whole))
        assert theirs == ours, f"reference {theirs}, duckdb {ours}"
    try:
        with opened.connect(memory="512MB") as connection:
            for name in package.names:
                quoted = '"' + name.replace('"', '""') + '"'
                if connection.execute("select 1 from duckdb_views() where view_name = ?", [name]).fetchall():
                    shown += repr(connection.execute(f"select * from {quoted} limit 5").fetchall())
    except LittleGiantsError:
        pass
    assert SECRET not in shown, "a file outside the package was read"


def _consistent(cut: Report, whole: Report) -> None:
    """Counts do not depend on the limit, and are those of the findings where none is cut."""
    for few, all_ in zip(cut.tables, whole.tables, strict=True):
        assert few.counts == all_.counts
        found: dict[str, int] = {}
        for finding in all_.findings:
            found[finding.code] = found.get(finding.code, 0) + 1
        if not all_.truncated:
            assert found == dict(all_.counts)
        assert len(few.findings) <= LIMIT
        assert few.truncated == (len(few.findings) < sum(few.counts.values()))
