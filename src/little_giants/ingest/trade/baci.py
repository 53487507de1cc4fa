"""CEPII BACI as it is published: one CSV a year, ``BACI_HS22_Y2024_V202601.csv``, with a list of country codes.

Columns: t year, i exporter, j importer, k six-digit code, v thousands of US dollars, q tonnes (``NA`` where not known).
A file holds some eleven million lines, so DuckDB reads it, and keeps the lines of the reporters only.
Layout: the description at https://www.cepii.fr/DATA_DOWNLOAD/baci/doc/baci_webpage.html.
"""

from __future__ import annotations

import csv
import io
import re
import shutil
import tempfile
import zipfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from little_giants.errors import UsageError
from little_giants.ingest.trade.table import Loaded, Reference, Row

if TYPE_CHECKING:
    import duckdb

NAME = re.compile(r"BACI_HS(92|96|02|07|12|17|22)_Y([0-9]{4})_V([0-9]{6}[a-z]?)\.csv")
COUNTRIES = re.compile(r"country_codes_V[0-9]{6}[a-z]?\.csv")
HEADER = ["t", "i", "j", "k", "v", "q"]
VALUE = r"[0-9]+(\.[0-9]{1,3}0*)?"


@dataclass(frozen=True, slots=True)
class _Year:
    name: str  # of the file
    member: str  # its path in the folder or archive
    edition: str
    year: str


def load(
    place: Path,
    known: Reference,
    *,
    source_id: str,
    reporters: Collection[str] = ("CHN",),
    codes: Collection[str] = (),
    years: Collection[int] = (),
) -> Loaded:
    """The flows of ``reporters`` in the yearly files of ``place``, a folder or a zip archive.

    ``codes`` and ``years`` choose; without them all codes that hs_codes has in the edition, and all years that are
    there. Raises UsageError naming file, line and value for anything that is not of the published layout.
    """
    numbers = {number: reporter for reporter in reporters for number in known.numbers(reporter)}
    found = _years(place, years)
    wanted = known.wanted(found[0].edition, codes)
    rows: list[Row] = []
    notes = _other_names(place, known)
    with tempfile.TemporaryDirectory(prefix="little-giants-") as scratch:
        for each in found:
            with _file(place, each, Path(scratch)) as file:
                _check_header(file, each.name)
                flows, said = _read(file, each, known, numbers, wanted, Path(scratch))
            rows += ({**flow, "source_id": source_id} for flow in flows)
            notes += said
    return Loaded(tuple(rows), tuple(notes))


def _members(place: Path) -> list[str]:
    if place.is_dir():
        return [file.name for file in sorted(place.iterdir()) if file.is_file()]
    if zipfile.is_zipfile(place):
        with zipfile.ZipFile(place) as archive:
            return sorted(archive.namelist())
    raise UsageError(f"{place} is neither a folder nor a zip archive.")


def _other_names(place: Path, known: Reference) -> list[str]:
    """Notes on numbers that the release's own list of countries gives to another economy than the package does."""
    notes = []
    for member in _members(place):
        if COUNTRIES.fullmatch(Path(member).name):
            if place.is_dir():
                data = (place / member).read_bytes()
            else:
                with zipfile.ZipFile(place) as archive:
                    data = archive.read(member)
            for row in csv.DictReader(io.StringIO(data.decode("utf-8-sig", "replace"), newline="")):
                number, letters = row.get("country_code") or "", row.get("country_iso3") or ""
                ours = known.economies.get(number)
                if ours and not ours.startswith("X-") and letters not in (ours, "", "NA", "N/A"):
                    notes.append(
                        f"{Path(member).name} calls {number} {letters}; economies calls it {ours}, and so do we."
                    )
    return notes


def _years(place: Path, chosen: Collection[int]) -> list[_Year]:
    """The yearly files, by year. Raises UsageError when there are none, or of two editions or versions."""
    members = _members(place)
    matches = [(member, found) for member in members if (found := NAME.fullmatch(Path(member).name))]
    if not matches:
        raise UsageError(f"{place} holds no file of BACI, such as BACI_HS22_Y2024_V202601.csv.")
    if len(kinds := sorted({f"HS{found[1]}, version {found[3]}" for _, found in matches})) > 1:
        raise UsageError(f"{place} holds {' and '.join(kinds)}: each has all of the trade. Keep one.")
    wanted = [(member, found) for member, found in matches if not chosen or int(found[2]) in chosen]
    there = {int(found[2]) for _, found in matches}
    if missing := sorted(set(chosen) - there):
        raise UsageError(f"{place} has no file of {missing[0]}; there are {', '.join(map(str, sorted(there)))}.")
    century = {"92": "19", "96": "19"}
    return [
        _Year(found[0], member, f"HS{century.get(found[1], '20')}{found[1]}", found[2])
        for member, found in sorted(wanted, key=lambda pair: pair[1][2])
    ]


@contextmanager
def _file(place: Path, year: _Year, scratch: Path) -> Iterator[Path]:
    """The file itself, or a copy taken out of the archive that is there for as long as it is read."""
    if place.is_dir():
        yield place / year.member
        return
    copy = scratch / year.name
    try:
        with zipfile.ZipFile(place) as archive, archive.open(year.member) as packed, copy.open("wb") as out:
            shutil.copyfileobj(packed, out, 1 << 20)
        yield copy
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise UsageError(f"{place}: {year.member} cannot be unpacked: {error}") from None
    finally:
        copy.unlink(missing_ok=True)


def _check_header(file: Path, name: str) -> None:
    with file.open("rb") as lines:
        first = lines.readline(1000).decode("utf-8-sig", "replace").strip()
    if [cell.strip().strip('"') for cell in first.split(",")] != HEADER:
        raise UsageError(f"{name}:1: the header is {first[:80]!r}; BACI has {','.join(HEADER)}.")


def _read(
    file: Path, year: _Year, known: Reference, numbers: dict[str, str], wanted: frozenset[str], scratch: Path
) -> tuple[list[Row], list[str]]:
    import duckdb

    connection = duckdb.connect(config={"memory_limit": "1GB", "temp_directory": str(scratch / "spill")})
    try:
        connection.execute(
            """
            create table mine as
            with numbered as (
              select row_number() over () + 1 as line, trim(t) as t, trim(i) as i, trim(j) as j, trim(k) as k,
                     trim(v) as v, coalesce(trim(q), '') as q
              from read_csv(?, header = true, delim = ',', quote = '"', all_varchar = true, nullstr = '',
                            strict_mode = true, auto_detect = false,
                            columns = {t: 'VARCHAR', i: 'VARCHAR', j: 'VARCHAR',
                                       k: 'VARCHAR', v: 'VARCHAR', q: 'VARCHAR'})
            )
            select * from numbered where i in (select unnest(?)) or j in (select unnest(?))
            """,
            [str(file), list(numbers), list(numbers)],
        )
        _check(connection, year, known)
        return _rows(connection, year, known, numbers, wanted)
    except duckdb.Error as error:
        line = re.search(r"Line: (\d+)", str(error))
        where = f"{year.name}:{line[1]}" if line else year.name
        raise UsageError(f"{where}: this is not a line of BACI: {str(error).splitlines()[0]}") from None
    finally:
        connection.close()


def _check(connection: duckdb.DuckDBPyConnection, year: _Year, known: Reference) -> None:
    """Raise UsageError for the first line that no release of BACI can have."""
    connection.execute("create table known as select unnest(?) as number", [list(known.economies)])
    tests = (
        ("t", "t is distinct from ?", "the file is of {year}"),
        ("i", "i not in (from known)", "no economy has that number: add it to economies with its numeric_code"),
        ("j", "j not in (from known)", "no economy has that number: add it to economies with its numeric_code"),
        ("k", "not coalesce(regexp_full_match(k, '[0-9]{5,6}'), false)", "a code has six digits"),
        ("v", f"not coalesce(regexp_full_match(v, '{VALUE}'), false)", "thousands of dollars, three decimals"),
        ("q", f"q not in ('', 'NA') and not regexp_full_match(q, '{VALUE}')", "tonnes with three decimals, or NA"),
        ("j", "i = j", "exporter and importer are one economy, which BACI never has"),
    )
    for column, wrong, why in tests:
        values = [year.year] if column == "t" else []
        sql = f"select line, {column} from mine where {wrong} order by line limit 1"
        if found := connection.execute(sql, values).fetchone():
            raise UsageError(f"{year.name}:{found[0]}: {column} is {found[1]!r}: {why.format(year=year.year)}.")
    twice = (
        "select min(line), max(line) from mine group by i, j, lpad(k, 6, '0') having count(*) > 1 order by 1 limit 1"
    )
    if found := connection.execute(twice).fetchone():
        raise UsageError(f"{year.name}:{found[1]}: the flow stands on line {found[0]} already; BACI has each once.")


def _rows(
    connection: duckdb.DuckDBPyConnection,
    year: _Year,
    known: Reference,
    numbers: dict[str, str],
    wanted: frozenset[str],
) -> tuple[list[Row], list[str]]:
    found = connection.execute(
        """
        select i, j, lpad(k, 6, '0') as code, cast(cast(v as decimal(18, 3)) * 1000 as bigint) as usd,
          case when q not in ('', 'NA') then cast(cast(q as decimal(18, 3)) * 1000 as bigint) end as kg
        from mine where lpad(k, 6, '0') in (select unnest(?)) order by line
        """,
        [sorted(wanted)],
    ).fetchall()
    rows = []
    for exporter, importer, code, usd, kg in found:
        for flow, mine, other in (("X", exporter, importer), ("M", importer, exporter)):
            if mine in numbers and usd > 0:
                rows.append(
                    {
                        "period": year.year,
                        "reporter_code": numbers[mine],
                        "partner_code": known.economies[other],
                        "flow": flow,
                        "hs_edition": year.edition,
                        "hs_code": code,
                        "valuation": "fob_reconciled",
                        "value_usd": str(usd),
                        "net_weight_kg": str(kg) if kg else "",
                        "coverage": "all_partners",
                    }
                )
    lines, padded = connection.execute("select count(*), count(*) filter (len(k) < 6) from mine").fetchall()[0]
    notes = [f"{year.name}: {lines:,} lines of {', '.join(sorted(set(numbers.values())))}, {len(rows):,} rows."]
    if other := lines - len(found):
        notes.append(f"{year.name}: {other:,} lines are of other codes than those asked for.")
    if padded:
        notes.append(f"{year.name}: {padded:,} codes had lost their leading zero; it is back.")
    if zero := sum(usd == 0 for *_, usd, _ in found):
        notes.append(f"{year.name}: {zero:,} flows under half a dollar were left out.")
    if unknown := sum(not kg for *_, kg in found):
        notes.append(f"{year.name}: {unknown:,} flows have no weight; it stays empty.")
    return rows, notes
