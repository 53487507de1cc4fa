"""The checks of the trade table with frictionless: ``python with_frictionless.py FOLDER`` prints what it finds.

It ignores ``uniqueKeys``; the one of the trade table is given to it as the constraint ``unique``. It is asked for all
errors and not for the first thousand, so that it counts as the others do.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path

from frictionless import Package

LISTED = 1_000
CODES = {"type-error": "type", "unique-error": "unique-key", "primary-key": "primary-key", "foreign-key": "foreign-key"}
CONSTRAINTS = {"maxLength": "max-length"}


def main(folder: str) -> None:
    """Check the package and print counts and places."""
    descriptor = json.loads(Path(folder, "datapackage.json").read_text("utf-8"))
    for resource in descriptor["resources"]:
        for field in resource["schema"]["fields"]:
            if [field["name"]] in resource["schema"].get("uniqueKeys", []):
                field["constraints"]["unique"] = True
    package = Package.from_descriptor(descriptor, basepath=folder)
    report = package.validate(limit_errors=sys.maxsize)
    counts: Counter[str] = Counter()
    places = []
    for row, kind, field, note in report.flatten(["rowNumber", "type", "fieldName", "note"]):
        code = CODES.get(kind, kind)
        if kind == "constraint-error":
            name = note.partition('"')[2].partition('"')[0]
            code = CONSTRAINTS.get(name, name)
        counts[code] += 1
        if len(places) < LISTED:
            places.append([row, code, field])
    print(json.dumps({"counts": counts, "places": places}))


if __name__ == "__main__":
    main(sys.argv[1])
