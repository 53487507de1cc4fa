"""The floor: DuckDB reads every cell of every table of a package and does nothing with it. ``python floor.py FOLDER``

Cells are read as text, so that a wrong file can be read as well; with their types it takes as long.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import duckdb


def main(folder: Path) -> None:
    """Read the tables; print how many characters they hold."""
    descriptor = json.loads((folder / "datapackage.json").read_text("utf-8"))
    characters = 0
    for resource in descriptor["resources"]:
        names = [field["name"] for field in resource["schema"]["fields"]]
        columns = ", ".join(f"'{name}': 'VARCHAR'" for name in names)
        total = " + ".join(f"sum(coalesce(strlen({name}), 0))" for name in names)
        (found,) = duckdb.execute(
            f"""select {total} from read_csv(?, header = true, auto_detect = false, columns = {{{columns}}},
            delim = ',', quote = '"', escape = '"', new_line = '\\n')""",
            [str(folder / resource["path"])],
        ).fetchall()
        characters += found[0]
    print(json.dumps({"characters": int(characters)}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
